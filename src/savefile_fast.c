#include "savefile_fast.h"

#include "capture.h"

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

// Whether the file's header says that libpcap would pass its records on as they are.
static bool is_native_format(int fd, off_t start) {
  struct pcap_file_header header;
  struct stat st;
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
         start >= 0 && read_at(fd, &header, sizeof header, start) == (ssize_t)sizeof header &&
         header.magic == MAGIC && header.version_major == 2 && header.version_minor == 4;
}

bool np_savefile_fast_open(np_savefile_fast_t *self, pcap_t *pcap, off_t start) {
  int dlt = pcap_datalink(pcap), snap_length = pcap_snapshot(pcap);
  // The lengths of USB packets are corrected by libpcap.
  if (dlt == DLT_USB_LINUX || dlt == DLT_USB_LINUX_MMAPPED || snap_length <= 0)
    return false;
  *self = (np_savefile_fast_t){
      .fd = fileno(pcap_file(pcap)),
      .offset = start + (off_t)sizeof(struct pcap_file_header),
      .limit = snap_length < MAX_PACKET ? (uint32_t)snap_length : MAX_PACKET,
  };
  return is_native_format(self->fd, start);
}

// Bytes of the whole records that come first. self->need is then what the one after them takes, or
// 0: its header is not whole, or it is too large for us.
static size_t whole_records(np_savefile_fast_t *self, const uint8_t *bytes, size_t size) {
  size_t at = 0;
  self->need = 0;
  while (size - at >= NP_RECORD_HEADER) {
    uint32_t caplen;
    memcpy(&caplen, bytes + at + CAPLEN, sizeof caplen);
    if (caplen > self->limit)
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

bool np_savefile_fast_leave(np_savefile_fast_t *self, pcap_t *pcap) {
  return fseeko(pcap_file(pcap), self->offset, SEEK_SET) == 0;
}
