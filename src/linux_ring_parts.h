// What the parts of the ring share: linux_ring.c (opening, fan-out, counts), linux_ring_filter.c
// and linux_ring_packet.c (reading). Linux only.
#ifndef NP_LINUX_RING_PARTS_H
#define NP_LINUX_RING_PARTS_H

#include "linux_ring.h"

#include <linux/if_packet.h>

enum {
  NP_SLL_HEADER = 16,
  NP_SLL2_HEADER = 20,
  NP_SLL2_INTERFACE = 4, // offset of the device's index
};

static inline struct tpacket2_hdr *np_ring_slot_at(const np_ring_t *self, size_t index) {
  return (struct tpacket2_hdr *)(self->slots + index * NP_RING_SLOT);
}

#endif
