#include "deal.h"

#include "flow_hash.h"

size_t np_deal(np_deal_t *self, const np_batch_t *from, size_t offset) {
  np_packet_t packet;
  size_t next = offset;
  for (; np_batch_next(from, &next, &packet); offset = next) {
    uint32_t hash = 0, to = 0;
    if (np_flow_hash(self->dlt, packet.bytes, packet.caplen, self->seed, &hash))
      to = (uint32_t)(((uint64_t)hash * self->size) >> 32);
    np_batch_t *hand = &self->hands[to];
    size_t numbers = ((size_t)self->counts[to] + 1) * sizeof(uint32_t);
    if (next - offset + numbers > hand->size - hand->used) {
      self->full = to;
      return offset;
    }
    np_put32(hand->base + hand->size - numbers, self->number++);
    // Not memcpy: see share.c.
    memmove(hand->base + hand->used, from->base + offset, next - offset);
    hand->used += next - offset;
    self->counts[to]++;
  }
  return from->used;
}
