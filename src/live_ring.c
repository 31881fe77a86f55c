// The reader of devices in immediate mode, or with a fan-out, on Linux: a ring beside libpcap's
// handle.
#include "live.h"
#include "read_budget.h"

#include <errno.h>
#include <string.h>

enum { LAST_READS = 10000 }; // the kernel fills a slot that it has counted much sooner

// Why the ring is silent. NP_DRAINED, also when the device is down: it can come up again.
static int ring_status(np_live_t *self, np_error_t *err) {
  int error = np_ring_error(&self->ring);
  const char *device = self->base.name;
  if (error == 0)
    return NP_DRAINED;
  if (np_ring_is_gone(&self->ring))
    return np_error_sys(err, ENODEV, "capture on %s ended: the device is gone", device);
  if (error == ENETDOWN)
    return NP_DRAINED;
  return np_error_set(err, NP_EREAD, "capture on %s failed: %s", device, strerror(error));
}

static int ring_read(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  np_live_t *self = np_live_of(capture);
  np_read_budget_t budget = np_read_budget();
  const np_packet_t *packet;
  size_t used = batch->used;
  while ((packet = np_ring_peek(&self->ring)) != NULL) {
    bool checked = self->filter_all || self->unfiltered > 0;
    if (checked && !np_live_matches(capture, packet)) {
      if (np_read_budget_spend(&budget, packet->caplen))
        return NP_MORE;
    } else if (!np_batch_put(batch, packet)) {
      return NP_MORE;
    }
    if (self->unfiltered > 0)
      self->unfiltered--;
    np_ring_pop(&self->ring);
  }
  if (self->last_reads > 0)
    return --self->last_reads == 0 || np_ring_is_empty(&self->ring) ? NP_END : NP_MORE;
  np_live_adapt_hold(self);
  return batch->used > used ? NP_DRAINED : ring_status(self, err);
}

static size_t ring_need(const np_capture_t *capture) {
  const np_ring_t *ring = &np_const_live_of(capture)->ring;
  const np_batch_t batch = {.nano = capture->nano};
  return ring->current ? np_record_size(&batch, ring->packet.caplen) : 0;
}

static int ring_fd(const np_capture_t *capture) { return np_const_live_of(capture)->ring.fd; }

static int ring_stats(np_capture_t *capture, np_stats_t *out, np_error_t *err) {
  np_ring_t *ring = &np_live_of(capture)->ring;
  int code = np_live_stats(capture, out, err);
  np_ring_count(ring);
  out->received = ring->received;
  out->dropped = ring->dropped;
  out->truncated = ring->truncated;
  return code;
}

static int ring_hold(const np_capture_t *capture) { return np_const_live_of(capture)->hold; }

static int ring_fanout_id(const np_capture_t *capture) {
  const np_live_t *self = np_const_live_of(capture);
  return self->joined ? self->fanout.id : -1;
}

static int ring_finish(np_capture_t *capture, np_error_t *err) {
  np_live_t *self = np_live_of(capture);
  if (!self->fanout.wanted || !np_ring_refuse(&self->ring))
    return np_error_set(err, NP_EFANOUT, "capture on %.400s can't be finished", capture->name);
  self->last_reads = LAST_READS;
  return NP_OK;
}

static uint32_t ring_taken(const np_capture_t *capture) {
  return np_const_live_of(capture)->ring.taken;
}

static uint32_t ring_abandon(np_capture_t *capture) {
  np_live_t *self = np_live_of(capture);
  np_ring_t *ring = &self->ring;
  if (!self->joined || !np_ring_refuse(ring))
    return 0;
  np_ring_count(ring);
  return ring->received - ring->dropped - ring->taken;
}

const np_reader_ops_t np_live_ring_ops = {
    .read = ring_read,
    .need = ring_need,
    .link_type = np_live_link_type,
    .set_filter = np_live_set_filter,
    .matches = np_live_matches,
    .fd = ring_fd,
    .hold = ring_hold,
    .fanout_id = ring_fanout_id,
    .finish = ring_finish,
    .taken = ring_taken,
    .abandon = ring_abandon,
    .stats = ring_stats,
    .inject = np_live_inject,
    .release = np_live_release,
};
