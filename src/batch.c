#include "batch.h"

// Reads what np_put32 stored.
static inline uint32_t get32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
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
