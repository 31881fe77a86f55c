#include "batch.h"

#include <string.h>

// Stores v at p, little-endian on every machine; compilers make one store of it.
static inline void put32(uint8_t *p, uint32_t v) {
  p[0] = (uint8_t)v;
  p[1] = (uint8_t)(v >> 8);
  p[2] = (uint8_t)(v >> 16);
  p[3] = (uint8_t)(v >> 24);
}

// Reads what put32 stored.
static inline uint32_t get32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

size_t np_record_size(const np_batch_t *self, uint32_t caplen) {
  return (self->nano ? NP_RECORD_NSEC : 0) + NP_RECORD_HEADER + (size_t)caplen;
}

bool np_batch_put(np_batch_t *self, const np_packet_t *packet) {
  if (np_record_size(self, packet->caplen) > self->size - self->used)
    return false;
  uint8_t *p = self->base + self->used;
  if (self->nano) {
    put32(p, packet->nsec);
    p += NP_RECORD_NSEC;
  }
  put32(p, (uint32_t)packet->sec);
  put32(p + 4, packet->usec);
  put32(p + 8, packet->caplen);
  put32(p + 12, packet->len);
  memcpy(p + NP_RECORD_HEADER, packet->bytes, packet->caplen);
  self->used = (size_t)(p + NP_RECORD_HEADER + packet->caplen - self->base);
  return true;
}

bool np_batch_next(const np_batch_t *self, size_t *offset, np_packet_t *out) {
  if (*offset > self->used || self->used - *offset < np_record_size(self, 0))
    return false;
  const uint8_t *p = self->base + *offset;
  uint32_t nsec = 0;
  if (self->nano) {
    nsec = get32(p);
    p += NP_RECORD_NSEC;
  }
  out->sec = get32(p);
  out->usec = get32(p + 4);
  out->nsec = self->nano ? nsec : out->usec * 1000;
  out->caplen = get32(p + 8);
  out->len = get32(p + 12);
  out->bytes = p + NP_RECORD_HEADER;
  if (np_record_size(self, out->caplen) > self->used - *offset)
    return false;
  *offset += np_record_size(self, out->caplen);
  return true;
}
