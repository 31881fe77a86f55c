// A ring of packets of our own, for immediate mode on Linux. Knows nothing of Node.
//
// In immediate mode each packet has a slot of the ring. libpcap's slots are as large as the snap
// length, so that 10 MiB hold 160 packets, and a burst is lost. Ours hold 2 KiB; a packet that is
// larger is queued by the kernel a second time, whole (PACKET_COPY_THRESH, see packet_mmap in the
// kernel's documentation), and its slot says so. Kernels fill slots and that queue under one lock,
// so the next copy in the queue belongs to the next slot that says that it has one. When the queue
// is full there is none, and the packet stays truncated.
//
// libpcap's handle stays open beside it, with a filter that nothing passes: it finds out the link
// type, makes the device promiscuous, compiles filters and sends.
#ifndef NP_LINUX_RING_H
#define NP_LINUX_RING_H

#include "batch.h"
#include "capture.h"
#include "cooked.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NP_RING_SLOT 2048 // bytes, with the kernel's own header

typedef struct np_ring {
  int fd;        // owned; -1: there is no ring
  int device;    // its index; 0: all devices
  int loopback;  // index of the loopback device
  int direction; // 0 both, 1 in, 2 out
  int cooked;    // packets get a header of DLT_LINUX_SLL or DLT_LINUX_SLL2; 0: they have their own
  bool ethernet; // where tags have a place
  uint32_t snap_length;
  uint8_t *slots;                        // owned, mapped
  size_t size;                           // bytes at slots
  size_t count;                          // slots
  size_t next;                           // the one that is read next
  bool current;                          // packet is that of the next slot
  bool blocked;                          // takes no packets, see np_ring_open
  uint32_t taken;                        // packets that were read
  np_packet_t packet;                    // its bytes are borrowed from the slot or from copy
  uint8_t *copy;                         // owned: room for one packet; NULL until the first comes
  uint32_t received, dropped, truncated; // packets
} np_ring_t;

// Whether the system has such rings.
bool np_ring_is_supported(void);

// Whether a ring can take the place of the handle, which is activated: its packets need nothing but
// what we add here.
bool np_ring_can_replace(pcap_t *pcap);

// Opens a ring of about size bytes for the device of the handle, and makes the handle's own ring
// silent. 0, or an errno. self is to be closed in both cases.
//
// quiet: it takes nothing before np_ring_set_filter and np_ring_unblock. Packets that the filter
// matches are counted as dropped while it is blocked.
int np_ring_open(np_ring_t *self, pcap_t *pcap, size_t size, uint32_t snap_length, int direction,
                 bool quiet);

// Ends the time in which a quiet ring is blocked.
void np_ring_unblock(np_ring_t *self);

// Puts a program into the kernel that nothing passes. False when the kernel does not take it.
bool np_ring_refuse(const np_ring_t *self);

// Whether all packets that the kernel has counted were read.
bool np_ring_is_empty(np_ring_t *self);

// Makes the ring a member of a group: see np_fanout_t. Fills in the id of a new one. 0, or an
// errno.
int np_ring_join(const np_ring_t *self, np_fanout_t *fanout);

void np_ring_close(np_ring_t *self);

// Puts the program, which libpcap has compiled for the handle, into the kernel. False when the
// kernel does not take it: then all packets come. Packets that are in the ring already are not
// filtered: np_ring_ready counts them.
bool np_ring_set_filter(np_ring_t *self, const struct bpf_program *program);

// Slots that are filled and not read.
size_t np_ring_ready(const np_ring_t *self);

// The packet to be read next, NULL when there is none. It stays until np_ring_pop.
const np_packet_t *np_ring_peek(np_ring_t *self);

// Gives the slot back to the kernel.
void np_ring_pop(np_ring_t *self);

// Why the ring is silent: 0, or an errno; ENETDOWN also when the device is gone (np_ring_is_gone).
int np_ring_error(const np_ring_t *self);

bool np_ring_is_gone(const np_ring_t *self);

// Updates self->received and self->dropped.
void np_ring_count(np_ring_t *self);

// Counts from here on.
void np_ring_reset_counts(np_ring_t *self);

#endif
