// Deals the packets of one slab to several, by flow. Knows nothing of Node.
#ifndef NP_DEAL_H
#define NP_DEAL_H

#include "batch.h"

typedef struct np_deal {
  np_batch_t *hands; // borrowed: a batch for each receiver
  uint32_t *counts;  // borrowed: packets in each of them
  uint32_t number;   // of the next packet
  uint32_t size;     // how many there are, at least 1
  uint32_t full;     // the one that had no room, when np_deal ended early
  uint32_t seed;     // of np_flow_hash
  int dlt;           // of the packets
} np_deal_t;

// Copies records of from to the hands of their flows, from offset on, until one has no room; where
// no flow is found, to the first. Returns the offset of the record that did not fit, or the end. A
// hand's memory ends with the numbers of its packets, 32 bits each, the first one last.
size_t np_deal(np_deal_t *self, const np_batch_t *from, size_t offset);

#endif
