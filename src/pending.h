// Packets that libpcap hands over, and those for which a batch had no room. Knows nothing of Node.
#ifndef NP_PENDING_H
#define NP_PENDING_H

#include "batch.h"

#include <pcap/pcap.h>

typedef struct np_pending {
  np_batch_t records; // owns its bytes
  size_t next;        // offset of the first record that is still to be handed over
} np_pending_t;

// A packet as libpcap hands it over; nano: what it calls tv_usec are nanoseconds. Here, to be
// inlined: it is called for each packet.
static inline np_packet_t np_packet_of(const struct pcap_pkthdr *header, const u_char *bytes,
                                       bool nano) {
  uint32_t fraction = (uint32_t)header->ts.tv_usec;
  return (np_packet_t){
      .sec = header->ts.tv_sec,
      .usec = nano ? fraction / 1000 : fraction,
      .nsec = nano ? fraction : 0,
      .caplen = header->caplen,
      .len = header->len,
      .bytes = bytes,
  };
}

// Keeps a packet. False when there is no memory: then the packet is lost.
bool np_pending_add(np_pending_t *self, const np_packet_t *packet);

// Moves packets into batch. True when none is left.
bool np_pending_drain(np_pending_t *self, np_batch_t *batch);

// Bytes that the next record takes; 0 when there is none.
size_t np_pending_need(const np_pending_t *self);

void np_pending_free(np_pending_t *self);

#endif
