#include "pcapng.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
  SECTION = 0x0a0d0d0a, // types of blocks; this one reads the same in both byte orders
  INTERFACE = 1,
  OLD_PACKET = 2,
  SIMPLE_PACKET = 3,
  PACKET = 6,
  SECRETS = 10,
  TLS_KEY_LOG = 0x544c534b, // a type of secrets
  IF_NAME = 2,              // options of an interface
  IF_TSRESOL = 9,
  IF_TSOFFSET = 14,
  MAGIC = 0x1a2b3c4d,
  BLOCK_HEADER = 8,       // type and length
  BLOCK_TRAILER = 4,      // the length again
  MAX_INTERFACES = 65536, // in one section
  MAX_DECIMAL = 19,       // greatest power of ten that 64 bits hold
  MAX_BINARY = 63,
  ERROR_TEXT = 256,
};

#define NS_PER_SEC UINT64_C(1000000000)

typedef struct interface {
  np_interface_t known;
  uint16_t link_type;   // LINKTYPE_ number
  uint32_t snap_length; // bytes of a packet that are kept at most; 0: all
  uint64_t units;       // of time in a second
  uint8_t binary;       // units are 2 to this power; 0: they are a power of ten
  int64_t offset;       // seconds to be added to each time
} interface_t;

struct np_pcapng {
  FILE *file;              // owned
  bool begun;              // there is a section
  bool big_endian;         // of the current section
  interface_t *interfaces; // owned; of the current section
  size_t count;            // interfaces that are there
  size_t current;          // the one of the packet last read
  uint32_t serial;         // how many there were, in all sections
  size_t room;             // interfaces for which there is memory
  uint8_t *buffer;         // owned; the current block lies at its end, where a sanitizer sees
                           // whatever is read beyond it
  size_t size;             // bytes at buffer
  uint32_t type;           // of the current block
  uint32_t length;         // bytes that it says it has
  uint8_t *body;           // borrowed from buffer: what follows its header
  size_t rest;             // bytes of that, trailer included
  size_t come;             // and how many of them are read
  size_t max_piece;        // bytes that are read at a time
  size_t step_size;        // bytes that the last call read
  uint64_t done;           // bytes of the blocks that were read
  uint16_t link_type;
  uint8_t *secrets; // owned: TLS key logs since np_pcapng_take_secrets
  size_t secrets_size;
  char text[ERROR_TEXT];
};

typedef struct block {
  uint32_t type;
  const uint8_t *body; // borrowed from the buffer, without header and trailer
  size_t size;         // bytes at body
} block_t;

np_pcapng_t *np_pcapng_new(FILE *file, size_t max_piece) {
  np_pcapng_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->file = file;
  self->max_piece = max_piece;
  return self;
}

void np_pcapng_close(np_pcapng_t *self) {
  if (self == NULL)
    return;
  fclose(self->file);
  free(self->interfaces);
  free(self->buffer);
  free(self->secrets);
  free(self);
}

uint16_t np_pcapng_link_type(const np_pcapng_t *self) { return self->link_type; }

const np_interface_t *np_pcapng_interface(const np_pcapng_t *self) {
  return &self->interfaces[self->current].known;
}

const char *np_pcapng_error(const np_pcapng_t *self) { return self->text; }

size_t np_pcapng_step_size(const np_pcapng_t *self) { return self->step_size; }

// Writes why reading failed; comes back as NP_EFILE.
static int __attribute__((format(printf, 2, 3))) fail(np_pcapng_t *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(self->text, sizeof self->text, format, args);
  va_end(args);
  return NP_EFILE;
}

static int fail_memory(np_pcapng_t *self) {
  fail(self, "out of memory");
  return NP_EMEMORY;
}

// Numbers in the byte order of the section.
static uint16_t get16(const np_pcapng_t *self, const uint8_t *p) {
  return (uint16_t)(self->big_endian ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static uint32_t get32(const np_pcapng_t *self, const uint8_t *p) {
  uint32_t first = get16(self, p), second = get16(self, p + 2);
  return self->big_endian ? first << 16 | second : second << 16 | first;
}

static uint64_t get64(const np_pcapng_t *self, const uint8_t *p) {
  uint64_t first = get32(self, p), second = get32(self, p + 4);
  return self->big_endian ? first << 32 | second : second << 32 | first;
}

// The file has not given as many bytes as were asked for.
static int short_read(np_pcapng_t *self, size_t size, size_t got) {
  if (ferror(self->file))
    return fail(self, "error reading dump file: %s", strerror(errno));
  return fail(self, "truncated pcapng dump file; tried to read %zu bytes, only got %zu", size, got);
}

// Reads size bytes. NP_OK, NP_EFILE, or NP_PCAPNG_END when there is not even one and that may be.
static int read_bytes(np_pcapng_t *self, uint8_t *out, size_t size, bool may_end) {
  size_t got = fread(out, 1, size, self->file);
  if (got == size)
    return NP_OK;
  if (got == 0 && may_end && !ferror(self->file))
    return NP_PCAPNG_END;
  return short_read(self, size, got);
}

// Room for size bytes at the end of the buffer, NULL when memory is short.
static uint8_t *room_for(np_pcapng_t *self, size_t size) {
  if (size > self->size) {
    size_t larger = size > NP_PCAPNG_MAX_BLOCK / 2 ? NP_PCAPNG_MAX_BLOCK : size * 2;
    uint8_t *buffer = malloc(larger);
    if (buffer == NULL)
      return NULL;
    free(self->buffer);
    self->buffer = buffer;
    self->size = larger;
  }
  return self->buffer + (self->size - size);
}

// A section begins: learns its byte order, on which even the length of this block depends.
static int read_byte_order(np_pcapng_t *self) {
  uint8_t magic[4];
  int code = read_bytes(self, magic, sizeof magic, false);
  if (code != NP_OK)
    return code;
  self->big_endian = magic[0] == MAGIC >> 24;
  if (get32(self, magic) != MAGIC)
    return fail(self, "unknown file format: a section without a byte-order magic");
  return NP_OK;
}

// Reads the header of the next block and makes room for the rest of it. NP_OK, NP_PCAPNG_END or an
// error.
static int begin_block(np_pcapng_t *self) {
  uint8_t header[BLOCK_HEADER];
  size_t done = sizeof header, least = BLOCK_HEADER + BLOCK_TRAILER;
  int code = read_bytes(self, header, sizeof header, true);
  if (code != NP_OK)
    return code;
  self->type = get32(self, header);
  if (self->type == SECTION) {
    if ((code = read_byte_order(self)) != NP_OK)
      return code;
    done += sizeof(uint32_t);
    least += sizeof(uint32_t);
  } else if (!self->begun) {
    return fail(self, "unknown file format");
  }
  self->length = get32(self, header + 4);
  if (self->length < least || self->length % 4 != 0 || self->length > NP_PCAPNG_MAX_BLOCK)
    return fail(self, "a block has a length of %u: not a multiple of 4 from %zu to %d",
                self->length, least, (int)NP_PCAPNG_MAX_BLOCK);
  self->rest = self->length - done;
  self->come = 0;
  self->body = room_for(self, self->rest);
  return self->body == NULL ? fail_memory(self) : NP_OK;
}

// Reads the next piece of the block, which for most is all of it. NP_OK: it is whole;
// NP_PCAPNG_OTHER: it is not; or an error.
static int read_piece(np_pcapng_t *self) {
  size_t left = self->rest - self->come, size = left < self->max_piece ? left : self->max_piece;
  size_t got = fread(self->body + self->come, 1, size, self->file);
  self->come += got;
  self->step_size = got;
  self->done += got;
  if (got < size)
    return short_read(self, self->rest, self->come);
  return self->come < self->rest ? NP_PCAPNG_OTHER : NP_OK;
}

// Reads the next block, or a piece of it. NP_OK: out is whole; NP_PCAPNG_OTHER: it is not;
// NP_PCAPNG_END or an error.
static int read_block(np_pcapng_t *self, block_t *out) {
  int code;
  if (self->come == self->rest && (code = begin_block(self)) != NP_OK)
    return code;
  if ((code = read_piece(self)) != NP_OK)
    return code;
  *out = (block_t){.type = self->type, .body = self->body, .size = self->rest - BLOCK_TRAILER};
  uint32_t again = get32(self, self->body + out->size);
  if (again != self->length)
    return fail(self, "block total length in header (%u) and trailer (%u) don't match",
                self->length, again);
  return NP_OK;
}

// A section begins; the interfaces before it are none of its.
static int begin_section(np_pcapng_t *self, const block_t *block) {
  if (block->size < 12)
    return fail(self, "a section header of %zu bytes is too short", block->size);
  uint16_t major = get16(self, block->body), minor = get16(self, block->body + 2);
  if (major != 1 || (minor != 0 && minor != 2))
    return fail(self, "unsupported pcapng savefile version %u.%u", major, minor);
  self->begun = true;
  self->count = 0;
  return NP_OK;
}

// if_tsresol: 10 to the power of -value or, with its highest bit, 2 to the power of the rest.
static int set_resolution(np_pcapng_t *self, interface_t *interface, uint8_t value) {
  uint8_t power = value & 0x7f;
  bool binary = (value & 0x80) != 0;
  if (power > (binary ? MAX_BINARY : MAX_DECIMAL))
    return fail(self, "if_tsresol option resolution %d^-%u is too high", binary ? 2 : 10, power);
  interface->binary = binary ? power : 0;
  interface->units = 1;
  for (uint8_t i = 0; i < power; i++)
    interface->units *= binary ? 2 : 10;
  return NP_OK;
}

// Keeps what there is room for; the text may end before its option does.
static void set_name(interface_t *interface, const uint8_t *text, size_t size) {
  char *name = interface->known.name;
  snprintf(name, NP_INTERFACE_NAME, "%.*s", (int)size, (const char *)text);
}

// Reads an interface's options, its name and what time stamps depend on; size is a multiple of 4.
static int read_options(np_pcapng_t *self, interface_t *interface, const uint8_t *p, size_t size) {
  while (size >= 4) {
    uint16_t code = get16(self, p), length = get16(self, p + 2);
    size_t padded = ((size_t)length + 3) / 4 * 4;
    if (code == 0)
      break;
    if (padded > size - 4)
      return fail(self, "option %u of an interface has %u bytes, its block %zu", code, length,
                  size - 4);
    if ((code == IF_TSRESOL && length != 1) || (code == IF_TSOFFSET && length != 8))
      return fail(self, "option %u of an interface has %u bytes", code, length);
    if (code == IF_TSRESOL && set_resolution(self, interface, p[4]) != NP_OK)
      return NP_EFILE;
    if (code == IF_NAME)
      set_name(interface, p + 4, length);
    if (code == IF_TSOFFSET)
      interface->offset = (int64_t)get64(self, p + 4);
    p += 4 + padded;
    size -= 4 + padded;
  }
  return NP_OK;
}

// Makes room for one more interface. False when memory is short.
static bool grow(np_pcapng_t *self) {
  if (self->count < self->room)
    return true;
  size_t room = self->room == 0 ? 4 : self->room * 2;
  interface_t *more = realloc(self->interfaces, room * sizeof *more);
  if (more == NULL)
    return false;
  self->interfaces = more;
  self->room = room;
  return true;
}

// A description of an interface.
static int add_interface(np_pcapng_t *self, const block_t *block) {
  if (block->size < 8)
    return fail(self, "a description of an interface of %zu bytes is too short", block->size);
  if (self->count == MAX_INTERFACES)
    return fail(self, "more than %d interfaces in a section", (int)MAX_INTERFACES);
  if (!grow(self))
    return fail_memory(self);
  interface_t *interface = &self->interfaces[self->count];
  *interface = (interface_t){
      .known = {.serial = ++self->serial, .index = (uint32_t)self->count},
      .link_type = get16(self, block->body),
      .snap_length = get32(self, block->body + 4),
      .units = 1000000,
  };
  int code = read_options(self, interface, block->body + 8, block->size - 8);
  if (code == NP_OK)
    self->count++;
  return code;
}

// frac of 2^binary units of a second, in nanoseconds: the product of frac and 1e9, which can need
// 94 bits, is made in two halves.
static uint32_t binary_ns(uint64_t frac, uint8_t binary) {
  uint64_t high = (frac >> 32) * NS_PER_SEC, low = (frac & 0xffffffff) * NS_PER_SEC;
  if (binary <= 32)
    return (uint32_t)(low >> binary);
  return (uint32_t)((high + (low >> 32)) >> (binary - 32));
}

// Splits a time stamp, in the interface's units, into seconds and their micro- and nanoseconds, all
// rounded down as libpcap does.
static void set_time(const interface_t *interface, uint64_t stamp, np_packet_t *out) {
  uint64_t units = interface->units, frac = stamp % units;
  out->sec = (int64_t)(stamp / units + (uint64_t)interface->offset);
  if (interface->binary > 0)
    out->nsec = binary_ns(frac, interface->binary);
  else if (units <= NS_PER_SEC)
    out->nsec = (uint32_t)(frac * (NS_PER_SEC / units));
  else
    out->nsec = (uint32_t)(frac / (units / NS_PER_SEC));
  out->usec = out->nsec / 1000;
}

// What all three kinds of packet have in common. out has its lengths; the bytes begin at body +
// fixed.
static int take_packet(np_pcapng_t *self, const block_t *block, uint32_t number, size_t fixed,
                       uint64_t stamp, np_packet_t *out) {
  if (number >= self->count)
    return fail(self, "a packet arrived on interface %u, but the section describes only %zu",
                number, self->count);
  const interface_t *interface = &self->interfaces[number];
  if (block->type == SIMPLE_PACKET && interface->snap_length != 0 &&
      interface->snap_length < out->caplen)
    out->caplen = interface->snap_length;
  if (out->caplen > block->size - fixed)
    return fail(self, "a packet has a captured length of %u, its block %zu bytes", out->caplen,
                block->size - fixed);
  out->bytes = block->body + fixed;
  set_time(interface, stamp, out);
  self->current = number;
  self->link_type = interface->link_type;
  return NP_PCAPNG_PACKET;
}

// A packet of the block's type. NP_PCAPNG_PACKET or NP_EFILE.
static int read_packet(np_pcapng_t *self, const block_t *block, np_packet_t *out) {
  const uint8_t *body = block->body;
  size_t fixed = block->type == SIMPLE_PACKET ? 4 : 20;
  if (block->size < fixed)
    return fail(self, "a packet's block of %zu bytes is too short", block->size);
  if (block->type == SIMPLE_PACKET) {
    out->caplen = out->len = get32(self, body);
    return take_packet(self, block, 0, fixed, 0, out);
  }
  uint32_t number = block->type == PACKET ? get32(self, body) : get16(self, body);
  uint64_t stamp = (uint64_t)get32(self, body + 4) << 32 | get32(self, body + 8);
  out->caplen = get32(self, body + 12);
  out->len = get32(self, body + 16);
  return take_packet(self, block, number, fixed, stamp, out);
}

// Keeps a TLS key log. Of more than NP_PCAPNG_MAX_BLOCK bytes only the newest are kept; other
// secrets, and blocks that are not as they say, are left out: packets can be read without.
static int keep_secrets(np_pcapng_t *self, const block_t *block) {
  if (block->size < 8 || get32(self, block->body) != TLS_KEY_LOG)
    return NP_OK;
  size_t size = get32(self, block->body + 4);
  if (size == 0 || size > block->size - 8)
    return NP_OK;
  size_t kept = self->secrets_size + size > NP_PCAPNG_MAX_BLOCK ? 0 : self->secrets_size;
  uint8_t *secrets = realloc(self->secrets, kept + size);
  if (secrets == NULL)
    return fail_memory(self);
  memcpy(secrets + kept, block->body + 8, size);
  self->secrets = secrets;
  self->secrets_size = kept + size;
  return NP_OK;
}

const uint8_t *np_pcapng_take_secrets(np_pcapng_t *self, size_t *size) {
  *size = self->secrets_size;
  self->secrets_size = 0;
  return self->secrets;
}

int np_pcapng_read(np_pcapng_t *self, np_packet_t *out) {
  block_t block;
  int code = read_block(self, &block);
  if (code != NP_OK)
    return code;
  switch (block.type) {
  case SECTION:
    code = begin_section(self, &block);
    break;
  case INTERFACE:
    code = add_interface(self, &block);
    break;
  case SECRETS:
    code = keep_secrets(self, &block);
    break;
  case OLD_PACKET:
  case SIMPLE_PACKET:
  case PACKET:
    return read_packet(self, &block, out);
  }
  return code == NP_OK ? NP_PCAPNG_OTHER : code;
}

int np_pcapng_start(np_pcapng_t *self) {
  np_packet_t packet;
  do {
    int code = np_pcapng_read(self, &packet);
    if (code == NP_PCAPNG_END)
      return fail(self, "the capture file has no Interface Description Blocks");
    if (code < 0)
      return code;
    if (self->count == 0 && self->done > NP_PCAPNG_MAX_PREFACE)
      return fail(self,
                  "the capture file has no Interface Description Blocks in its first %d bytes",
                  (int)NP_PCAPNG_MAX_PREFACE);
  } while (self->count == 0);
  self->link_type = self->interfaces[0].link_type;
  return NP_OK;
}
