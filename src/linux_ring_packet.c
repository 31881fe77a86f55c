// Packets of the ring, as libpcap would give them: with the copies of large ones, the header of a
// cooked link type, and the VLAN tags that the device took out.
#include "linux_ring.h"

#ifdef __linux__

#include "linux_ring_parts.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
  MAX_COPY = 256 * 1024, // bytes of a copy that are kept
  VLAN_TAG = 4,
  FRONT = NP_SLL2_HEADER + VLAN_TAG, // bytes that are put in front of a packet at most
  UNSTABLE = 64, // first bytes, which the network stack may have changed in a copy
};

// The kernel writes a slot's status after the rest of it.
static uint32_t status_of(const struct tpacket2_hdr *slot) {
  return __atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE);
}

size_t np_ring_ready(const np_ring_t *self) {
  size_t ready = 0;
  while (ready < self->count &&
         (status_of(np_ring_slot_at(self, (self->next + ready) % self->count)) & TP_STATUS_USER))
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
  uint8_t *start = bytes - NP_SLL_HEADER, *p = start;
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
  uint8_t *start = bytes - NP_SLL2_HEADER, *p = start;
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
    struct tpacket2_hdr *slot = np_ring_slot_at(self, self->next);
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
  struct tpacket2_hdr *slot = np_ring_slot_at(self, self->next);
  __atomic_store_n(&slot->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
  self->next = (self->next + 1) % self->count;
  self->current = false;
  self->taken++;
}

#endif
