// Systems without such rings.
#include "linux_ring.h"

#ifndef __linux__

bool np_ring_is_supported(void) { return false; }

bool np_ring_can_replace(pcap_t *pcap) {
  (void)pcap;
  return false;
}

int np_ring_open(np_ring_t *self, pcap_t *pcap, size_t size, uint32_t snap_length, int direction,
                 bool quiet) {
  (void)self, (void)pcap, (void)size, (void)snap_length, (void)direction, (void)quiet;
  return -1;
}

void np_ring_unblock(np_ring_t *self) { (void)self; }

bool np_ring_refuse(const np_ring_t *self) {
  (void)self;
  return false;
}

bool np_ring_is_empty(np_ring_t *self) {
  (void)self;
  return true;
}

int np_ring_join(const np_ring_t *self, np_fanout_t *fanout) {
  (void)self, (void)fanout;
  return -1;
}

void np_ring_close(np_ring_t *self) { (void)self; }

bool np_ring_set_filter(np_ring_t *self, const struct bpf_program *program) {
  (void)self, (void)program;
  return false;
}

size_t np_ring_ready(const np_ring_t *self) {
  (void)self;
  return 0;
}

const np_packet_t *np_ring_peek(np_ring_t *self) {
  (void)self;
  return NULL;
}

void np_ring_pop(np_ring_t *self) { (void)self; }

int np_ring_error(const np_ring_t *self) {
  (void)self;
  return 0;
}

bool np_ring_is_gone(const np_ring_t *self) {
  (void)self;
  return false;
}

void np_ring_count(np_ring_t *self) { (void)self; }

void np_ring_reset_counts(np_ring_t *self) { (void)self; }

#endif
