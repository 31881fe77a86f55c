// Opens the ring, makes it a member of a group, counts. Its filters are in linux_ring_filter.c, its
// packets in linux_ring_packet.c.
#include "linux_ring.h"

#ifdef __linux__

#include "linux_ring_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  BLOCK = 64 * 1024, // bytes that the kernel allocates in one piece
  MIN_BLOCKS = 2,
  MIN_COPIES = 32 << 20,     // bytes of copies that the kernel may queue, at least
  FANOUT_UNIQUE_ID = 0x2000, // not in the headers of every system
  FANOUT_DEFRAGMENT = 0x8000,
};

bool np_ring_is_supported(void) { return true; }

bool np_ring_can_replace(pcap_t *pcap) {
  int dlt = pcap_datalink(pcap);
  return dlt == DLT_EN10MB || dlt == DLT_LINUX_SLL || dlt == NP_DLT_LINUX_SLL2;
}

// Puts a program of one instruction into the handle: nothing passes.
static int silence(pcap_t *pcap) {
  struct bpf_insn nothing = BPF_STMT(BPF_RET | BPF_K, 0);
  struct bpf_program program = {1, &nothing};
  return pcap_setfilter(pcap, &program) == 0 ? 0 : EINVAL;
}

// Allocates slots of about size bytes, or of less where the system has no more, and maps them.
static int map_slots(np_ring_t *self, size_t size) {
  struct tpacket_req request = {.tp_block_size = BLOCK, .tp_frame_size = NP_RING_SLOT};
  int version = TPACKET_V2;
  if (setsockopt(self->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0)
    return errno;
  size_t blocks = size / BLOCK < MIN_BLOCKS ? MIN_BLOCKS : size / BLOCK;
  for (;; blocks /= 2) {
    request.tp_block_nr = (unsigned)blocks;
    request.tp_frame_nr = request.tp_block_nr * (BLOCK / NP_RING_SLOT);
    if (setsockopt(self->fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) == 0)
      break;
    if (errno != ENOMEM || blocks / 2 < MIN_BLOCKS)
      return errno;
  }
  size_t mapped = blocks * BLOCK;
  void *slots = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
  if (slots == MAP_FAILED)
    return errno;
  self->slots = slots;
  self->size = mapped;
  self->count = request.tp_frame_nr;
  return 0;
}

// Makes the kernel queue copies, in size bytes or MIN_COPIES, whichever is more.
static int queue_copies(const np_ring_t *self, size_t size) {
  int yes = 1, room = (int)(size > MIN_COPIES ? size : MIN_COPIES) / 2; // the kernel doubles it
  if (setsockopt(self->fd, SOL_PACKET, PACKET_COPY_THRESH, &yes, sizeof yes) != 0)
    return errno;
  // Without the right to go beyond the system's limit, stay below it.
  if (setsockopt(self->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
    (void)setsockopt(self->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  return 0;
}

// Makes the ring take nothing: by a filter, and by a first slot that is not the kernel's, so that a
// real filter can be there before the ring joins a group. The kernel counts what passes that filter
// until np_ring_unblock as dropped.
static bool block(np_ring_t *self) {
  if (!np_ring_refuse(self))
    return false;
  __atomic_store_n(&np_ring_slot_at(self, 0)->tp_status, TP_STATUS_USER, __ATOMIC_RELEASE);
  self->blocked = true;
  return true;
}

void np_ring_unblock(np_ring_t *self) {
  if (!self->blocked)
    return;
  self->blocked = false;
  __atomic_store_n(&np_ring_slot_at(self, 0)->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}

int np_ring_open(np_ring_t *self, pcap_t *pcap, size_t size, uint32_t snap_length, int direction,
                 bool quiet) {
  struct sockaddr_ll address = {0};
  socklen_t length = sizeof address;
  int dlt = pcap_datalink(pcap);
  int cooked = dlt == DLT_LINUX_SLL || dlt == NP_DLT_LINUX_SLL2 ? dlt : 0;
  int code, type = (cooked != 0 ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC | SOCK_NONBLOCK;
  *self = (np_ring_t){.fd = socket(AF_PACKET, type, 0), // no packets before it is bound
                      .cooked = cooked,
                      .ethernet = dlt == DLT_EN10MB,
                      .snap_length = snap_length,
                      .direction = direction,
                      .loopback = (int)if_nametoindex("lo")};
  if (self->fd < 0 || getsockname(pcap_fileno(pcap), (struct sockaddr *)&address, &length) != 0)
    return errno;
  if (address.sll_family != AF_PACKET)
    return EOPNOTSUPP; // a device that is none of the network's
  self->device = address.sll_ifindex;
  if ((code = silence(pcap)) != 0 || (code = map_slots(self, size)) != 0 ||
      (code = queue_copies(self, size)) != 0)
    return code;
  if (quiet && !block(self))
    return errno;
  address = (struct sockaddr_ll){
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = self->device};
  return bind(self->fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
}

void np_ring_close(np_ring_t *self) {
  if (self->fd >= 0)
    close(self->fd); // first: until then a group gives it packets, and munmap() takes its time
  if (self->slots != NULL)
    munmap(self->slots, self->size);
  free(self->copy);
  *self = (np_ring_t){.fd = -1};
}

bool np_ring_is_empty(np_ring_t *self) {
  np_ring_count(self);
  return self->taken == self->received - self->dropped;
}

int np_ring_join(const np_ring_t *self, np_fanout_t *fanout) {
  unsigned mode = PACKET_FANOUT_HASH | (fanout->defragment ? FANOUT_DEFRAGMENT : 0) |
                  (fanout->id < 0 ? FANOUT_UNIQUE_ID : 0);
  unsigned wanted = (fanout->id < 0 ? 0 : (unsigned)fanout->id) | mode << 16, got = 0;
  socklen_t length = sizeof got;
  if (setsockopt(self->fd, SOL_PACKET, PACKET_FANOUT, &wanted, sizeof wanted) != 0 ||
      getsockopt(self->fd, SOL_PACKET, PACKET_FANOUT, &got, &length) != 0)
    return errno;
  fanout->id = got & 0xffff;
  return 0;
}

int np_ring_error(const np_ring_t *self) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

bool np_ring_is_gone(const np_ring_t *self) {
  char name[IF_NAMESIZE];
  return self->device != 0 && if_indextoname((unsigned)self->device, name) == NULL;
}

void np_ring_count(np_ring_t *self) {
  struct tpacket_stats counts; // since the last call
  socklen_t length = sizeof counts;
  if (getsockopt(self->fd, SOL_PACKET, PACKET_STATISTICS, &counts, &length) != 0)
    return;
  self->received += counts.tp_packets;
  self->dropped += counts.tp_drops;
}

void np_ring_reset_counts(np_ring_t *self) {
  np_ring_count(self);
  self->received = self->dropped = self->taken = 0;
}

#endif
