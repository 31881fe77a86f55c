#include "linux_ring.h"

#ifdef __linux__

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  BLOCK = 64 * 1024, // bytes that the kernel allocates in one piece
  MIN_BLOCKS = 2,
  MIN_COPIES = 32 << 20, // bytes of copies that the kernel may queue, at least
  MAX_COPY = 256 * 1024, // bytes of a copy that are kept
  SLL_HEADER = 16,
  SLL2_HEADER = 20,
  SLL2_INTERFACE = 4, // offset of the device's index
  VLAN_TAG = 4,
  FRONT = SLL2_HEADER + VLAN_TAG, // bytes that are put in front of a packet at most
  UNSTABLE = 64,                  // first bytes, which the network stack may have changed in a copy
  ALL = 0x40000,                  // bytes of a packet that a filter lets the kernel keep
  FANOUT_UNIQUE_ID = 0x2000,      // not in the headers of every system
  FANOUT_DEFRAGMENT = 0x8000,
};

bool np_ring_is_supported(void) { return true; }

bool np_ring_can_replace(pcap_t *pcap) {
  int dlt = pcap_datalink(pcap);
  return dlt == DLT_EN10MB || dlt == DLT_LINUX_SLL || dlt == NP_DLT_LINUX_SLL2;
}

static struct tpacket2_hdr *slot_at(const np_ring_t *self, size_t index) {
  return (struct tpacket2_hdr *)(self->slots + index * NP_RING_SLOT);
}

static bool attach(const np_ring_t *self, struct bpf_insn *instructions, size_t count) {
  // The kernel's instructions are libpcap's by another name.
  struct sock_fprog program = {(unsigned short)count, (struct sock_filter *)instructions};
  return setsockopt(self->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
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

// One instruction in the place of a filter: the kernel keeps that many bytes of each packet.
static bool keep(const np_ring_t *self, bpf_u_int32 bytes) {
  struct bpf_insn instruction = BPF_STMT(BPF_RET | BPF_K, bytes);
  return attach(self, &instruction, 1);
}

bool np_ring_refuse(const np_ring_t *self) { return keep(self, 0); }

// Makes the ring take nothing: by a filter, and by a first slot that is not the kernel's, so that a
// real filter can be there before the ring joins a group. The kernel counts what passes that filter
// until np_ring_unblock as dropped.
static bool block(np_ring_t *self) {
  if (!np_ring_refuse(self))
    return false;
  __atomic_store_n(&slot_at(self, 0)->tp_status, TP_STATUS_USER, __ATOMIC_RELEASE);
  self->blocked = true;
  return true;
}

void np_ring_unblock(np_ring_t *self) {
  if (!self->blocked)
    return;
  self->blocked = false;
  __atomic_store_n(&slot_at(self, 0)->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
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
  if (self->slots != NULL)
    munmap(self->slots, self->size);
  if (self->fd >= 0)
    close(self->fd);
  free(self->copy);
  *self = (np_ring_t){.fd = -1};
}

// Filters.

// A cooked packet's header is not in the kernel's packet: what a filter asks of it, the kernel has
// elsewhere. False when it has not.
static bool move_offset(int cooked, struct bpf_insn *instruction) {
  // Offsets in that header.
  const bpf_u_int32 packet_type = cooked == DLT_LINUX_SLL ? 0 : 10;
  const bpf_u_int32 protocol = cooked == DLT_LINUX_SLL ? 14 : 0;
  const bpf_u_int32 end = cooked == DLT_LINUX_SLL ? SLL_HEADER : SLL2_HEADER;
  if (instruction->k >= (bpf_u_int32)SKF_AD_OFF)
    return true;
  if (instruction->k >= end)
    instruction->k -= end;
  else if (instruction->k == packet_type)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_PKTTYPE);
  else if (instruction->k == protocol)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_PROTOCOL);
  else if (cooked != DLT_LINUX_SLL && instruction->k == SLL2_INTERFACE)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_IFINDEX);
  else
    return false;
  return true;
}

// Fits an instruction of libpcap's to the ring: the kernel keeps whole packets. False when that
// can't be done.
static bool adapt(const np_ring_t *self, struct bpf_insn *instruction) {
  if (instruction->code == (BPF_RET | BPF_K) && instruction->k != 0)
    instruction->k = ALL;
  if (self->cooked == 0)
    return true;
  int class = BPF_CLASS(instruction->code), mode = BPF_MODE(instruction->code);
  bool loads = (class == BPF_LD || class == BPF_LDX) &&
               (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
  return !loads || move_offset(self->cooked, instruction);
}

bool np_ring_set_filter(np_ring_t *self, const struct bpf_program *program) {
  size_t size = program->bf_len * sizeof *program->bf_insns;
  struct bpf_insn *instructions = malloc(size);
  bool fits = instructions != NULL && program->bf_len <= BPF_MAXINSNS;
  if (fits) {
    memcpy(instructions, program->bf_insns, size);
    for (u_int i = 0; fits && i < program->bf_len; i++)
      fits = adapt(self, &instructions[i]);
  }
  fits = fits && attach(self, instructions, program->bf_len);
  free(instructions);
  if (!fits)
    keep(self, ALL);
  return fits;
}

// Reading.

// The kernel writes a slot's status after the rest of it.
static uint32_t status_of(const struct tpacket2_hdr *slot) {
  return __atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE);
}

size_t np_ring_ready(const np_ring_t *self) {
  size_t ready = 0;
  while (ready < self->count &&
         (status_of(slot_at(self, (self->next + ready) % self->count)) & TP_STATUS_USER))
    ready++;
  return ready;
}

// Whether libpcap would keep such a packet to itself: one that leaves by the loopback device, which
// comes in again, and one of the other direction.
static bool is_hidden(const np_ring_t *self, const struct sockaddr_ll *from) {
  if (from->sll_pkttype == PACKET_OUTGOING)
    return from->sll_ifindex == self->loopback || self->direction == 1;
  return self->direction == 2;
}

// Takes the next copy out of the queue, which is that of the slot. True when self->copy has it,
// after FRONT bytes, and it is what it must be.
static bool take_copy(np_ring_t *self, const struct tpacket2_hdr *slot) {
  static char nothing[1];
  if (self->copy == NULL)
    self->copy = malloc(FRONT + MAX_COPY);
  char *to = self->copy == NULL ? nothing : (char *)self->copy + FRONT;
  ssize_t size = recv(self->fd, to, self->copy == NULL ? 0 : MAX_COPY, MSG_DONTWAIT | MSG_TRUNC);
  if (self->copy == NULL || size < 0 || (size_t)size != slot->tp_len)
    return false;
  const uint8_t *bytes = (const uint8_t *)slot + slot->tp_mac;
  uint32_t caplen = slot->tp_snaplen;
  if (caplen > UNSTABLE && memcmp(bytes + UNSTABLE, to + UNSTABLE, caplen - UNSTABLE) != 0)
    return false;
  memcpy(to, bytes, caplen);
  return true;
}

static uint8_t *put16(uint8_t *to, uint16_t v) {
  to[0] = (uint8_t)(v >> 8);
  to[1] = (uint8_t)v;
  return to + 2;
}

// Puts a header of LINKTYPE_LINUX_SLL in front of bytes; returns where it begins.
static uint8_t *add_sll_header(uint8_t *bytes, const struct sockaddr_ll *from) {
  uint8_t *start = bytes - SLL_HEADER, *p = start;
  p = put16(p, from->sll_pkttype);
  p = put16(p, from->sll_hatype);
  p = put16(p, from->sll_halen);
  memcpy(p, from->sll_addr, sizeof from->sll_addr);
  memcpy(p + sizeof from->sll_addr, &from->sll_protocol, sizeof from->sll_protocol);
  return start;
}

// The same of LINKTYPE_LINUX_SLL2, which begins with the ether type.
static uint8_t *add_sll2_header(uint8_t *bytes, const struct sockaddr_ll *from,
                                uint16_t ether_type) {
  uint8_t *start = bytes - SLL2_HEADER, *p = start;
  p = put16(p, ether_type);
  p = put16(p, 0);
  p = put16(p, (uint16_t)((uint32_t)from->sll_ifindex >> 16));
  p = put16(p, (uint16_t)from->sll_ifindex);
  p = put16(p, from->sll_hatype);
  *p++ = from->sll_pkttype;
  *p++ = from->sll_halen;
  memcpy(p, from->sll_addr, sizeof from->sll_addr);
  return start;
}

// The tag that the device took out of the packet: false when it took none. Otherwise its ether
// type, and what follows that.
static bool vlan_tag_of(const struct tpacket2_hdr *slot, uint16_t *type, uint16_t *control) {
  *type = ETH_P_8021Q;
#ifdef TP_STATUS_VLAN_TPID_VALID
  if ((slot->tp_status & TP_STATUS_VLAN_TPID_VALID) && slot->tp_vlan_tpid != 0)
    *type = slot->tp_vlan_tpid;
#endif
  *control = slot->tp_vlan_tci;
  return slot->tp_vlan_tci != 0 || (slot->tp_status & TP_STATUS_VLAN_VALID);
}

// Puts the tag back before the ether type that bytes have at offset.
static uint8_t *add_vlan_tag(uint8_t *bytes, size_t offset, uint16_t type, uint16_t control) {
  uint8_t *start = bytes - VLAN_TAG;
  memmove(start, bytes, offset);
  put16(put16(start + offset, type), control);
  return start;
}

// Puts the header of the link type, and the tag, in front of a packet of caplen bytes; returns
// where it begins.
static uint8_t *add_front(const np_ring_t *self, const struct tpacket2_hdr *slot, uint8_t *bytes,
                          uint32_t caplen) {
  enum { ETHER_TYPE = 12, SLL_ETHER_TYPE = 14 }; // offsets
  const struct sockaddr_ll from =
      *(const struct sockaddr_ll *)((const uint8_t *)slot + TPACKET_ALIGN(sizeof *slot));
  uint16_t ether_type = ntohs(from.sll_protocol), type, control;
  bool tagged = vlan_tag_of(slot, &type, &control);
  if (self->cooked == NP_DLT_LINUX_SLL2) {
    if (tagged)
      put16(put16(bytes -= VLAN_TAG, control), ether_type);
    return add_sll2_header(bytes, &from, tagged ? type : ether_type);
  }
  if (self->cooked != 0)
    bytes = add_sll_header(bytes, &from);
  size_t offset = self->cooked != 0 ? SLL_ETHER_TYPE : ETHER_TYPE;
  return tagged && (self->cooked != 0 || (self->ethernet && caplen >= offset))
             ? add_vlan_tag(bytes, offset, type, control)
             : bytes;
}

// Makes the packet of a slot. There is room in front of it: the kernel leaves some before a link
// layer's header, and for the cooked one, and we need its address no more.
static void make_packet(np_ring_t *self, const struct tpacket2_hdr *slot, uint8_t *bytes,
                        uint32_t caplen) {
  uint8_t *start = add_front(self, slot, bytes, caplen);
  uint32_t front = (uint32_t)(bytes - start), len = slot->tp_len + front;
  caplen += front;
  if (self->cooked != 0)
    np_cooked_repair_tags(start, caplen, self->cooked);
  uint32_t wanted = len < self->snap_length ? len : self->snap_length;
  if (caplen < wanted)
    self->truncated++;
  self->packet = (np_packet_t){
      .sec = slot->tp_sec,
      .usec = slot->tp_nsec / 1000,
      .nsec = slot->tp_nsec,
      .caplen = caplen < wanted ? caplen : wanted,
      .len = len,
      .bytes = start,
  };
}

const np_packet_t *np_ring_peek(np_ring_t *self) {
  while (!self->current && !self->blocked) {
    struct tpacket2_hdr *slot = slot_at(self, self->next);
    uint32_t status = status_of(slot);
    if (!(status & TP_STATUS_USER))
      return NULL;
    bool copied = (status & TP_STATUS_COPY) && take_copy(self, slot);
    self->current = true;
    const uint8_t *address = (const uint8_t *)slot + TPACKET_ALIGN(sizeof *slot);
    if (is_hidden(self, (const struct sockaddr_ll *)address))
      np_ring_pop(self);
    else if (copied)
      make_packet(self, slot, self->copy + FRONT,
                  slot->tp_len < MAX_COPY ? slot->tp_len : MAX_COPY);
    else
      make_packet(self, slot, (uint8_t *)slot + slot->tp_mac, slot->tp_snaplen);
  }
  return self->current ? &self->packet : NULL;
}

void np_ring_pop(np_ring_t *self) {
  struct tpacket2_hdr *slot = slot_at(self, self->next);
  __atomic_store_n(&slot->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
  self->next = (self->next + 1) % self->count;
  self->current = false;
  self->taken++;
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

void np_ring_forget(np_ring_t *self) {
  np_ring_count(self);
  self->received = self->dropped = self->taken = 0;
}

#else

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

void np_ring_forget(np_ring_t *self) { (void)self; }

#endif
