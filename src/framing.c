#include "framing.h"

#include "pcapng.h"

#include <string.h>

enum {
  VERSION_MAJOR = 4, // offsets in a pcap's header
  VERSION_MINOR = 6,
  SNAP_LENGTH = 16,
  LINK_TYPE = 20,
  RECORD_HEADER = 16,
  MODIFIED_RECORD_HEADER = 24, // Kuznetzov's
  BLOCK_HEADER = 8,
  SECTION_START = 12, // a section's header up to its byte-order magic
  MIN_BLOCK = 12,
  INTERFACE = 1, // type of block
  MAX_PACKET = 262144,
};

#define MAGIC 0xa1b2c3d4u
#define NANO_MAGIC 0xa1b23c4du
#define MODIFIED_MAGIC 0xa1b2cd34u
#define SECTION 0x0a0d0d0au
#define BYTE_ORDER_MAGIC 0x1a2b3c4du

const char *np_compression_of(const uint8_t *bytes, size_t size) {
  static const struct {
    const char *name;
    size_t size;
    uint8_t magic[NP_MAGIC_SIZE];
  } formats[] = {
      {"gzip", 2, {0x1f, 0x8b}},
      {"zstd", 4, {0x28, 0xb5, 0x2f, 0xfd}},
      {"lz4", 4, {0x04, 0x22, 0x4d, 0x18}},
      {"lz4", 4, {0x02, 0x21, 0x4c, 0x18}}, // the legacy frame
      {"xz", 4, {0xfd, '7', 'z', 'X'}},
      {"bzip2", 3, {'B', 'Z', 'h'}},
  };
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    if (size >= formats[i].size && memcmp(bytes, formats[i].magic, formats[i].size) == 0)
      return formats[i].name;
  }
  // A frame that readers skip, which pzstd writes first.
  static const uint8_t skippable[] = {0x2a, 0x4d, 0x18};
  if (size >= 4 && bytes[0] >> 4 == 5 && memcmp(bytes + 1, skippable, sizeof skippable) == 0)
    return "zstd";
  return NULL;
}

static uint32_t get32(const np_framing_t *self, const uint8_t *p) {
  return self->big_endian
             ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
             : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static uint16_t get16(const np_framing_t *self, const uint8_t *p) {
  return (uint16_t)(self->big_endian ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

// Whether the first four bytes are those of a pcap file, in either byte order.
static bool is_pcap(np_framing_t *self, const uint8_t *bytes) {
  for (int big = 0; big < 2; big++) {
    self->big_endian = big != 0;
    uint32_t magic = get32(self, bytes);
    self->record_header = magic == MODIFIED_MAGIC ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
    if (magic == MAGIC || magic == NANO_MAGIC || magic == MODIFIED_MAGIC)
      return true;
  }
  return false;
}

// libpcap takes larger packets of buses.
uint32_t np_max_packet(uint32_t link_type) {
  switch (link_type & 0xffff) {
  case 189: // LINKTYPE_USB_LINUX
  case 220: // LINKTYPE_USB_LINUX_MMAPPED
  case 231: // LINKTYPE_DBUS
  case 249: // LINKTYPE_USBPCAP
    return 128 * 1024 * 1024;
  case 279: // LINKTYPE_EBHSCR
    return 8 * 1024 * 1024;
  }
  return MAX_PACKET;
}

// What a pcap's header says about its records. Old versions had the lengths the other way round.
static void take_header(np_framing_t *self, const uint8_t *bytes) {
  uint16_t major = get16(self, bytes + VERSION_MAJOR), minor = get16(self, bytes + VERSION_MINOR);
  bool swapped = (major == 2 && minor < 3) || major == 543;
  self->length_at = swapped ? 12 : 8;
  self->shorter_length = major == 2 && minor == 3;
  self->max_packet = np_max_packet(get32(self, bytes + LINK_TYPE));
}

bool np_header_understates(const uint8_t *header) {
  np_framing_t framing = {0};
  if (!is_pcap(&framing, header))
    return false;
  uint32_t snap_length = get32(&framing, header + SNAP_LENGTH);
  return snap_length > 0 && snap_length < np_max_packet(get32(&framing, header + LINK_TYPE));
}

void np_header_lift_snap_length(uint8_t *header) {
  memset(header + SNAP_LENGTH, 0, sizeof(uint32_t));
}

static size_t record_need(const np_framing_t *self, const uint8_t *bytes, size_t size) {
  if (size < self->record_header)
    return self->record_header;
  uint32_t length = get32(self, bytes + self->length_at);
  if (self->shorter_length) {
    uint32_t other = get32(self, bytes + 12);
    length = other < length ? other : length;
  }
  return length > self->max_packet ? self->record_header : self->record_header + length;
}

// Bytes of the block that begins at bytes, as far as can be told.
static size_t block_need(np_framing_t *self, const uint8_t *bytes, size_t size) {
  if (size < BLOCK_HEADER)
    return BLOCK_HEADER;
  if (get32(self, bytes) == SECTION) {
    if (size < SECTION_START)
      return SECTION_START;
    self->big_endian = false;
    self->big_endian = get32(self, bytes + 8) != BYTE_ORDER_MAGIC;
  }
  uint32_t length = get32(self, bytes + 4);
  bool valid = length >= MIN_BLOCK && length % 4 == 0 && length <= NP_PCAPNG_MAX_BLOCK;
  return valid ? length : BLOCK_HEADER;
}

// Bytes up to the end of a pcapng's first interface.
static size_t preface_need(np_framing_t *self, const uint8_t *bytes, size_t size) {
  for (;;) {
    const uint8_t *block = bytes + self->scanned;
    size_t rest = size - self->scanned, need = block_need(self, block, rest);
    bool last = need == BLOCK_HEADER || self->scanned > NP_PCAPNG_MAX_PREFACE;
    if (need > rest || last || get32(self, block) == INTERFACE)
      return self->scanned + need;
    self->scanned += need;
  }
}

static size_t header_need(np_framing_t *self, const uint8_t *bytes, size_t size) {
  if (size > 0 && bytes[0] == NP_PCAPNG_FIRST_BYTE) {
    self->format = NP_FORMAT_PCAPNG;
    return preface_need(self, bytes, size);
  }
  if (size < NP_MAGIC_SIZE || !is_pcap(self, bytes))
    return NP_MAGIC_SIZE;
  self->format = NP_FORMAT_PCAP;
  if (size >= NP_PCAP_HEADER)
    take_header(self, bytes);
  return NP_PCAP_HEADER;
}

size_t np_framing_need(np_framing_t *self, const uint8_t *bytes, size_t size) {
  if (!self->begun)
    return header_need(self, bytes, size);
  return self->format == NP_FORMAT_PCAPNG ? block_need(self, bytes, size)
                                          : record_need(self, bytes, size);
}

void np_framing_begin(np_framing_t *self) { self->begun = true; }
