#include "share.h"

#include "flow_hash.h"
#include "read_budget.h"
#include "reader.h"

#include <stdlib.h>

enum { READ_SIZE = 32 * 1024 }; // bytes that are read at a time: they stay in the first cache

np_share_t *np_share_new(const np_share_options_t *options, uint32_t *numbers, size_t room,
                         bool nano) {
  np_share_t *self = calloc(1, sizeof *self);
  uint8_t *bytes = malloc(READ_SIZE);
  if (self == NULL || bytes == NULL) {
    free(self);
    free(bytes);
    return NULL;
  }
  self->options = *options;
  self->numbers = numbers;
  self->room = room;
  self->read = (np_batch_t){.base = bytes, .size = READ_SIZE, .nano = nano};
  self->status = NP_MORE;
  return self;
}

void np_share_free(np_share_t *self) {
  if (self == NULL)
    return;
  free(self->read.base);
  free(self);
}

// Whether a packet, which was read last, is for this capture.
static bool is_ours(np_share_t *self, np_capture_t *capture, int dlt, const np_packet_t *packet) {
  uint32_t hash = 0, owner = 0;
  if (self->seen < self->options.skip)
    return false;
  if (np_flow_hash(dlt, packet->bytes, packet->caplen, self->options.seed, &hash))
    owner = (uint32_t)(((uint64_t)hash * self->options.count) >> 32);
  return owner == self->options.index && capture->ops->matches(capture, packet);
}

// Looks at what was read. False when batch has no room for a packet, which is then the next.
static bool look(np_share_t *self, np_capture_t *capture, np_batch_t *batch) {
  int dlt = np_capture_link_type(capture);
  np_packet_t packet;
  for (size_t next = self->next; np_batch_next(&self->read, &next, &packet); self->next = next) {
    if (is_ours(self, capture, dlt, &packet)) {
      size_t size = next - self->next;
      if (size > batch->size - batch->used || self->kept == self->room)
        return false;
      // Not memcpy, of which gcc makes a rep movsb where it is to save room: that starts slowly.
      memmove(batch->base + batch->used, self->read.base + self->next, size);
      batch->used += size;
      self->numbers[self->kept++] = (uint32_t)self->seen;
    }
    self->seen++;
    self->sec = (uint32_t)packet.sec;
    self->usec = packet.usec;
  }
  return true;
}

// Reads on. False when memory is short.
static bool read_on(np_share_t *self, np_capture_t *capture) {
  size_t need = capture->ops->need(capture);
  if (need > self->read.size) {
    uint8_t *bytes = realloc(self->read.base, need);
    if (bytes == NULL)
      return false;
    self->read.base = bytes;
    self->read.size = need;
  }
  self->read.used = self->next = 0;
  self->status = capture->ops->read(capture, &self->read, &self->error);
  return true;
}

int np_share_read(np_share_t *self, np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  int64_t deadline = np_now_ns() + NP_MAX_UNMATCHED_NS;
  size_t used = batch->used;
  bool has_interfaces = capture->ops->interface != NULL;
  if (used == 0)
    self->kept = 0;
  for (;;) {
    if (!look(self, capture, batch))
      return NP_MORE;
    if (self->status != NP_MORE) {
      *err = self->error;
      return self->status;
    }
    // What a call appends is of one interface.
    if ((has_interfaces && batch->used > used) || np_now_ns() > deadline)
      return NP_MORE;
    if (!read_on(self, capture))
      return np_error_memory(err, capture->name);
  }
}

size_t np_share_need(const np_share_t *self) {
  np_packet_t packet;
  size_t next = self->next;
  return np_batch_next(&self->read, &next, &packet) ? next - self->next : 0;
}
