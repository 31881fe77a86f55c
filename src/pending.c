#include "pending.h"

#include <stdlib.h>

enum { MAX_IDLE = 256 * 1024 }; // bytes of memory that are kept while no packet is

bool np_pending_add(np_pending_t *self, const np_packet_t *packet) {
  np_batch_t *records = &self->records;
  size_t size = records->used + np_record_size(records, packet->caplen);
  if (size > records->size) {
    uint8_t *base = realloc(records->base, size);
    if (base == NULL)
      return false;
    records->base = base;
    records->size = size;
  }
  return np_batch_put(records, packet);
}

bool np_pending_drain(np_pending_t *self, np_batch_t *batch) {
  np_packet_t packet;
  size_t next = self->next;
  while (np_batch_next(&self->records, &next, &packet)) {
    if (!np_batch_put(batch, &packet))
      return false;
    self->next = next;
  }
  if (self->records.size > MAX_IDLE)
    np_pending_free(self);
  self->records.used = self->next = 0;
  return true;
}

size_t np_pending_need(const np_pending_t *self) {
  np_packet_t packet;
  size_t next = self->next;
  return np_batch_next(&self->records, &next, &packet) ? next - self->next : 0;
}

void np_pending_free(np_pending_t *self) {
  free(self->records.base);
  *self = (np_pending_t){.records = {.nano = self->records.nano}};
}
