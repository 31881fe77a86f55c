// Packets that are larger than a slot of the ring. Knows nothing of Node.
//
// In immediate mode libpcap gives each packet a slot of the ring that is as large as the snap
// length, so that 10 MiB hold 160 packets, and a burst is lost. We give libpcap a small snap length
// instead, and have the kernel queue, beside the cut one in its slot, a copy of each packet that is
// larger (PACKET_COPY_THRESH, see packet_mmap in the kernel's documentation). Linux only; elsewhere
// slots are not needed, and these functions do nothing.
#ifndef NP_OVERSIZE_H
#define NP_OVERSIZE_H

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

#define NP_SLOT 1920 // bytes of a packet in a slot: with the kernel's header two slots fill a page

typedef struct np_oversize {
  int fd;          // borrowed from the pcap handle
  bool enabled;    // the kernel queues copies
  bool nano;       // libpcap's tv_usec are nanoseconds
  uint8_t *buffer; // owned, made when the first copy comes
  size_t size;     // bytes of the copy that is held; 0: none
  int64_t time;    // its time, in nanoseconds
} np_oversize_t;

// Whether the device is one whose packets come through a ring with slots.
bool np_oversize_applies(const char *device);

// Has the kernel queue copies for the handle, in about buffer_size bytes or 32 MiB,
// whichever is more. False, with errno, when it does not.
bool np_oversize_enable(np_oversize_t *self, pcap_t *pcap, bool nano, int buffer_size);

// The whole of a packet of which the slot has only header->caplen bytes; NULL when there is no copy
// (the queue was full). Borrowed until the next call.
const uint8_t *np_oversize_find(np_oversize_t *self, const struct pcap_pkthdr *header,
                                const uint8_t *bytes);

// To be called when a read found no packet though the descriptor was readable: takes a copy out of
// the queue whose packet libpcap kept to itself, so that the descriptor does not stay readable.
void np_oversize_discard(np_oversize_t *self);

// Frees the buffer.
void np_oversize_free(np_oversize_t *self);

#endif
