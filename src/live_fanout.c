// Devices whose packets several captures share.
//
// A socket that joins a group has been getting all packets until then, which the others got as
// well. So it joins with a ring that is blocked: no packet comes twice. What its filter matches in
// that moment, and the ring can't take, the kernel counts as dropped.
#include "live.h"
#include "read_budget.h"

#include <errno.h>
#include <string.h>

enum {
  LEAST_HOLD = 20,      // milliseconds
  MOST_HOLD = 100,      // the same
  BUSY = 500,           // packets in a hold
  PART = 8,             // of the ring, that a hold may fill
  SLOTS_A_MS = 1 << 10, // of a ring, that a million packets a second fill
};

static int least(int a, int b) { return a < b ? a : b; }

void np_live_set_hold(np_live_t *self, const np_live_options_t *options) {
  int fills = (int)(self->ring.count / SLOTS_A_MS);
  if (!options->fanout.wanted || options->timeout <= 0)
    return;
  self->hold = self->least_hold = least(options->timeout, least(fills, LEAST_HOLD));
  self->most_hold = least(options->timeout, MOST_HOLD);
}

// Each time that a thread wakes up costs about as much as 500 packets do. So it sleeps longer where
// it would find many, but not until a large part of the ring is filled.
void np_live_adapt_hold(np_live_t *self) {
  int64_t now = np_now_ns(), ms = (now - self->hold_set) / 1000000;
  if (self->hold == 0 || ms < self->least_hold)
    return;
  uint32_t packets = self->ring.taken - self->hold_taken;
  int64_t hold = packets < BUSY ? 0 : ms * (int64_t)(self->ring.count / PART) / packets;
  self->hold_set = now;
  self->hold_taken = self->ring.taken;
  self->hold = hold < self->least_hold  ? self->least_hold
               : hold > self->most_hold ? self->most_hold
                                        : (int)hold;
}

int np_live_check_fanout(const np_live_options_t *options, np_error_t *err) {
  const char *type = options->tstamp_type, *device = options->device;
  if (!options->fanout.wanted)
    return NP_OK;
  if (!np_ring_is_supported())
    return np_error_set(err, NP_EFANOUT, "%.400s: this system has no fan-out, only Linux has",
                        device);
  if (type != NULL && strncmp(type, "host", 4) != 0)
    return np_error_set(err, NP_EFANOUT, "%.400s: with a fan-out, time stamps are the host's",
                        device);
  return NP_OK;
}

// What the system's error means here.
static const char *reason_of(int sys, int id) {
  switch (sys) {
  case EINVAL:
    return id < 0 ? "this kernel chooses no ids" : "the group has another mode or another device";
  case ENOSPC:
    return "the group is full";
  }
  return strerror(sys);
}

int np_live_join(np_live_t *self, np_error_t *err) {
  if (!self->fanout.wanted || self->joined)
    return NP_OK;
  int id = self->fanout.id;
  np_ring_reset_counts(&self->ring);
  int sys = np_ring_join(&self->ring, &self->fanout);
  if (sys != 0)
    return np_error_set(err, NP_EFANOUT, "%.400s: can't join %s group of captures: %s",
                        self->base.name, id < 0 ? "a new" : "the", reason_of(sys, id));
  self->joined = true;
  np_ring_unblock(&self->ring);
  return NP_OK;
}
