// The kernel's queue of whole packets beside a ring whose slots are small. Knows nothing of Node.
//
// In immediate mode libpcap gives each packet a slot of the ring that is as large as the snap
// length, so that 10 MiB hold 160 packets and a burst is lost. We ask libpcap for a small snap
// length instead, and the kernel to queue, beside the truncated packet in its slot, a copy of each
// packet that is larger than a slot (PACKET_COPY_THRESH, see packet_mmap in the kernel's
// documentation).
//
// Copies come in the order of their slots, but either can be missing: the queue was full, or
// libpcap kept the packet to itself. A copy belongs to a packet when its time stamp is that of the
// packet, to the nanosecond, and so are its length and the bytes that both have. Both stamps are
// the one that the kernel put on its buffer once. Without such a copy the packet stays truncated.
//
// Linux only; elsewhere slots are not needed, and these functions do nothing.
#ifndef NP_LINUX_COPY_QUEUE_H
#define NP_LINUX_COPY_QUEUE_H

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

#define NP_SLOT 1920 // bytes of a packet in a slot: with the kernel's header two slots fill a page

typedef struct np_copy_queue {
  int fd;          // borrowed from the pcap handle
  bool enabled;    // the kernel queues copies
  int direction;   // of the capture: 0 both, 1 in, 2 out
  int loopback;    // index of the loopback device
  uint8_t *buffer; // owned, made when the first copy comes
  size_t size;     // bytes that the held copy had on the wire; 0: none is held
  int64_t time;    // its time, in nanoseconds
} np_copy_queue_t;

// Whether packets of the device come through a ring with slots, with the kernel's own time stamps:
// those of the device itself are in the ring only. tstamp_type is libpcap's name, or NULL.
bool np_copy_queue_applies(const char *device, const char *tstamp_type);

// Makes the kernel queue copies for the handle, in buffer_size bytes or 32 MiB, whichever is more
// (or what the system allows). False, with errno, when it refuses.
bool np_copy_queue_enable(np_copy_queue_t *self, pcap_t *pcap, int buffer_size, int direction);

// The whole of a packet of which the slot has only header->caplen bytes, and whose header has
// nanoseconds; NULL when there is no copy. Borrowed until the next call.
const uint8_t *np_copy_queue_find(np_copy_queue_t *self, const struct pcap_pkthdr *header,
                                  const uint8_t *bytes);

// To be called when a read found no packet though the descriptor was readable: drops a copy whose
// packet libpcap kept to itself, so that the descriptor does not stay readable.
void np_copy_queue_discard(np_copy_queue_t *self);

// Frees the buffer.
void np_copy_queue_free(np_copy_queue_t *self);

#endif
