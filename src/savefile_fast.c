#include "savefile_fast.h"

#include "capture.h"
#include "framing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  CAPLEN = 8,          // offset of that number in a record
  MAX_PACKET = 262144, // bytes; with some link types libpcap takes more
};

#define MAGIC 0xa1b2c3d4u // microseconds, in the machine's order; other formats have others

// pread, again when a signal came.
static ssize_t read_at(int fd, void *out, size_t size, off_t offset) {
  ssize_t got;
  do {
    got = pread(fd, out, size, offset);
  } while (got < 0 && errno == EINTR);
  return got;
}

bool np_savefile_fast_takes(const uint8_t *bytes) {
  struct pcap_file_header header;
  memcpy(&header, bytes, sizeof header);
  int link_type = (int)(header.linktype & 0xffff);
  // The lengths of USB packets are corrected by libpcap.
  if (link_type == DLT_USB_LINUX || link_type == DLT_USB_LINUX_MMAPPED)
    return false;
  if (np_max_packet(header.linktype) > MAX_PACKET && np_header_understates(bytes))
    return false; // libpcap reads packets that are too large for us, and would cut them
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && header.magic == MAGIC &&
         header.version_major == 2 && header.version_minor == 4;
}

bool np_savefile_fast_open(np_savefile_fast_t *self, pcap_t *pcap, off_t start) {
  struct stat st;
  uint8_t header[NP_PCAP_HEADER];
  int fd = fileno(pcap_file(pcap));
  if (start < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
      read_at(fd, header, sizeof header, start) != (ssize_t)sizeof header)
    return false;
  *self = (np_savefile_fast_t){
      .fd = fd,
      .offset = start + NP_PCAP_HEADER,
      .lifts = np_header_understates(header),
  };
  return np_savefile_fast_takes(header);
}

// Bytes of the whole records that come first. self->need is then what the one after them takes, or
// 0: its header is not whole, or it is too large for us.
static size_t whole_records(np_savefile_fast_t *self, const uint8_t *bytes, size_t size) {
  size_t at = 0;
  self->need = 0;
  while (size - at >= NP_RECORD_HEADER) {
    uint32_t caplen;
    memcpy(&caplen, bytes + at + CAPLEN, sizeof caplen);
    if (caplen > MAX_PACKET)
      break;
    size_t record = NP_RECORD_HEADER + (size_t)caplen;
    if (record > size - at) {
      self->need = record;
      break;
    }
    at += record;
  }
  return at;
}

int np_savefile_fast_read(np_savefile_fast_t *self, np_batch_t *batch) {
  size_t room = batch->size - batch->used;
  if (room < NP_RECORD_HEADER && self->need < NP_RECORD_HEADER)
    self->need = NP_RECORD_HEADER;
  if (room < self->need)
    return NP_MORE;
  uint8_t *bytes = batch->base + batch->used;
  ssize_t got = read_at(self->fd, bytes, room, self->offset);
  if (got == 0)
    return NP_END;
  if (got < 0)
    return NP_UNSUPPORTED;
  size_t whole = whole_records(self, bytes, (size_t)got);
  batch->used += whole;
  self->offset += (off_t)whole;
  if ((size_t)got < room)
    self->need = 0; // the file ends there, or the next read finds the rest
  return whole > 0 || self->need > 0 ? NP_MORE : NP_UNSUPPORTED;
}

void np_savefile_fast_explain(const np_savefile_fast_t *self, char *text, size_t size) {
  uint8_t header[NP_RECORD_HEADER];
  uint32_t caplen = 0;
  struct stat st;
  ssize_t got = read_at(self->fd, header, sizeof header, self->offset);
  if (got < 0 || fstat(self->fd, &st) != 0) {
    snprintf(text, size, "%s", strerror(errno));
    return;
  }
  if (got < NP_RECORD_HEADER) {
    snprintf(text, size, "truncated dump file; tried to read %d header bytes, only got %d",
             NP_RECORD_HEADER, (int)got);
    return;
  }
  memcpy(&caplen, header + CAPLEN, sizeof caplen);
  if (caplen > MAX_PACKET)
    snprintf(text, size, "invalid packet capture length %u, bigger than snaplen of %d", caplen,
             MAX_PACKET);
  else
    snprintf(text, size, "truncated dump file; tried to read %u captured bytes, only got %lld",
             caplen, (long long)(st.st_size - self->offset - NP_RECORD_HEADER));
}

bool np_savefile_fast_leave(np_savefile_fast_t *self, pcap_t *pcap) {
  return fseeko(pcap_file(pcap), self->offset, SEEK_SET) == 0;
}
