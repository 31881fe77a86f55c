#include "linux_copy_queue.h"

#ifdef __linux__

#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
  FRONT = 32,                 // bytes before a copy, for what libpcap puts in front
  MAX_SHIFT = 24,             // bytes that libpcap adds at most: cooked header and VLAN tag
  HEADERS = 64,               // bytes in which libpcap's packet and the copy may differ
  MAX_COPY = 256 * 1024,      // bytes of a copy that are kept
  MIN_QUEUE = 32 << 20,       // bytes of copies that the kernel may queue, at least
  MAX_WAIT_NS = 50 * 1000000, // time for which a copy waits for its packet
};

#define NS_PER_SEC INT64_C(1000000000)

bool np_copy_queue_applies(const char *device, const char *tstamp_type) {
  if (tstamp_type != NULL && strncmp(tstamp_type, "host", 4) != 0)
    return false;
  return strcmp(device, "any") == 0 || if_nametoindex(device) != 0;
}

bool np_copy_queue_enable(np_copy_queue_t *self, pcap_t *pcap, int buffer_size, int direction) {
  int yes = 1, fd = pcap_fileno(pcap), software = SOF_TIMESTAMPING_SOFTWARE;
  // The kernel doubles the number.
  int room = (buffer_size > MIN_QUEUE ? buffer_size : MIN_QUEUE) / 2;
  // Linux before 5.13 would otherwise stamp the slot a second time.
  if (setsockopt(fd, SOL_PACKET, PACKET_TIMESTAMP, &software, sizeof software) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes) != 0 ||
      setsockopt(fd, SOL_PACKET, PACKET_COPY_THRESH, &yes, sizeof yes) != 0)
    return false;
  // Without the right to go beyond the system's limit, stay below it.
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  self->fd = fd;
  self->direction = direction;
  self->loopback = (int)if_nametoindex("lo");
  self->enabled = true;
  return true;
}

// The kernel's time stamp of a message, in nanoseconds; 0 when it has none.
static int64_t time_of(struct msghdr *message) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy(&t, CMSG_DATA(c), sizeof t);
      return t.tv_sec * NS_PER_SEC + t.tv_nsec;
    }
  }
  return 0;
}

// Whether libpcap keeps such a packet to itself: one that leaves by the loopback device, which
// comes in again, and one of the other direction.
static bool is_hidden(const np_copy_queue_t *self, const struct sockaddr_ll *from) {
  if (from->sll_pkttype == PACKET_OUTGOING)
    return from->sll_ifindex == self->loopback || self->direction == 1;
  return self->direction == 2;
}

// Takes the next copy out of the queue, in the place of the one before. False: there is none.
static bool receive(np_copy_queue_t *self) {
  union {
    struct cmsghdr align;
    char bytes[256];
  } control;
  struct sockaddr_ll from;
  self->size = 0;
  if (self->buffer == NULL && (self->buffer = malloc(FRONT + MAX_COPY)) == NULL)
    return false;
  ssize_t size;
  do {
    struct iovec part = {self->buffer + FRONT, MAX_COPY};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    memset(&from, 0, sizeof from);
    size = recvmsg(self->fd, &message, MSG_DONTWAIT | MSG_TRUNC);
    if (size <= 0)
      return false;
    self->time = time_of(&message);
  } while (is_hidden(self, &from));
  self->size = (size_t)size;
  return true;
}

static int64_t time_of_packet(const struct pcap_pkthdr *header) {
  return header->ts.tv_sec * NS_PER_SEC + header->ts.tv_usec; // which are nanoseconds
}

// Whether the copy that is held is of this packet. libpcap may have put up to MAX_SHIFT bytes in
// front.
static bool is_same(const np_copy_queue_t *self, const struct pcap_pkthdr *header,
                    const uint8_t *bytes) {
  int64_t age = time_of_packet(header) - self->time;
  if (age < 0 || age > 10000 || header->len < self->size || header->len - self->size > MAX_SHIFT)
    return false;
  size_t shift = header->len - self->size;
  if (header->caplen < HEADERS + shift)
    return false;
  return memcmp(bytes + HEADERS + shift, self->buffer + FRONT + HEADERS,
                header->caplen - HEADERS - shift) == 0;
}

const uint8_t *np_copy_queue_find(np_copy_queue_t *self, const struct pcap_pkthdr *header,
                                  const uint8_t *bytes) {
  if (!self->enabled)
    return NULL;
  int64_t time = time_of_packet(header);
  while (self->size > 0 || receive(self)) {
    if (self->time > time)
      return NULL; // of a later packet: it stays
    bool same = is_same(self, header, bytes);
    size_t shift = header->len - self->size;
    self->size = 0;
    if (same) {
      uint8_t *whole = self->buffer + FRONT - shift;
      memcpy(whole, bytes, header->caplen);
      return whole;
    }
  }
  return NULL;
}

// A copy can be there a moment before the slot of its packet is full, so it is held for a while.
void np_copy_queue_discard(np_copy_queue_t *self) {
  struct timespec t;
  if (!self->enabled)
    return;
  if (self->size > 0) {
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t age = t.tv_sec * NS_PER_SEC + t.tv_nsec - self->time;
    if (age >= 0 && age < MAX_WAIT_NS)
      return;
  }
  receive(self);
}

void np_copy_queue_free(np_copy_queue_t *self) {
  free(self->buffer);
  *self = (np_copy_queue_t){0};
}

#else

bool np_copy_queue_applies(const char *device, const char *tstamp_type) {
  (void)device, (void)tstamp_type;
  return false;
}

bool np_copy_queue_enable(np_copy_queue_t *self, pcap_t *pcap, int buffer_size, int direction) {
  (void)self, (void)pcap, (void)buffer_size, (void)direction;
  return false;
}

const uint8_t *np_copy_queue_find(np_copy_queue_t *self, const struct pcap_pkthdr *header,
                                  const uint8_t *bytes) {
  (void)self, (void)header, (void)bytes;
  return NULL;
}

void np_copy_queue_discard(np_copy_queue_t *self) { (void)self; }

void np_copy_queue_free(np_copy_queue_t *self) { (void)self; }

#endif
