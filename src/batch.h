// Packets laid end to end in a slab. Knows nothing of Node.
//
//   [nsec u32, when the batch keeps it] tv_sec u32 | tv_usec u32 | caplen u32 | len u32 | bytes
//
// All little-endian, no padding: the four words and the bytes after them are v3's header and buf.
#ifndef NP_BATCH_H
#define NP_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NP_RECORD_HEADER 16 // tv_sec, tv_usec, caplen, len
#define NP_RECORD_NSEC 4    // nanoseconds of the second, before the header, where they are kept

typedef struct np_batch {
  uint8_t *base; // borrowed from the caller for as long as the batch is used
  size_t size;   // bytes at base
  size_t used;   // end of the last record, at most size
  bool nano;     // each record begins with NP_RECORD_NSEC bytes
} np_batch_t;

typedef struct np_packet {
  int64_t sec;          // seconds since 1970; the low 32 bits are kept
  uint32_t usec;        // microseconds of that second
  uint32_t nsec;        // nanoseconds of that second, for a batch that keeps them
  uint32_t caplen;      // bytes at bytes
  uint32_t len;         // bytes on the wire
  const uint8_t *bytes; // borrowed
} np_packet_t;

// Bytes that a record of caplen bytes takes.
static inline size_t np_record_size(const np_batch_t *self, uint32_t caplen) {
  return (self->nano ? NP_RECORD_NSEC : 0) + NP_RECORD_HEADER + (size_t)caplen;
}

// Stores v at p, little-endian on every machine.
static inline void np_put32(uint8_t *p, uint32_t v) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap32(v);
#endif
  memcpy(p, &v, sizeof v);
}

// Appends one record. False, and nothing is changed, when it does not fit. Here, to be inlined: it
// is called for each packet.
static inline bool np_batch_put(np_batch_t *self, const np_packet_t *packet) {
  if (np_record_size(self, packet->caplen) > self->size - self->used)
    return false;
  uint8_t *p = self->base + self->used;
  if (self->nano) {
    np_put32(p, packet->nsec);
    p += NP_RECORD_NSEC;
  }
  np_put32(p, (uint32_t)packet->sec);
  np_put32(p + 4, packet->usec);
  np_put32(p + 8, packet->caplen);
  np_put32(p + 12, packet->len);
  memcpy(p + NP_RECORD_HEADER, packet->bytes, packet->caplen);
  self->used = (size_t)(p + NP_RECORD_HEADER + packet->caplen - self->base);
  return true;
}

// Reads what np_put32 stored.
static inline uint32_t np_get32(const uint8_t *p) {
  uint32_t v;
  memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap32(v);
#endif
  return v;
}

// Reads the record at *offset into out, whose bytes then point into the batch, and moves *offset
// past it. False when there is no whole record at *offset: at the end, or when a length is wrong.
// Here, as np_batch_put.
static inline __attribute__((always_inline)) bool np_batch_next(const np_batch_t *self,
                                                                size_t *offset, np_packet_t *out) {
  if (*offset > self->used || self->used - *offset < np_record_size(self, 0))
    return false;
  const uint8_t *p = self->base + *offset;
  uint32_t nsec = 0;
  if (self->nano) {
    nsec = np_get32(p);
    p += NP_RECORD_NSEC;
  }
  out->sec = np_get32(p);
  out->usec = np_get32(p + 4);
  out->nsec = self->nano ? nsec : out->usec * 1000;
  out->caplen = np_get32(p + 8);
  out->len = np_get32(p + 12);
  out->bytes = p + NP_RECORD_HEADER;
  if (np_record_size(self, out->caplen) > self->used - *offset)
    return false;
  *offset += np_record_size(self, out->caplen);
  return true;
}

#endif
