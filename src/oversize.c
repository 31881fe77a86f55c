#include "oversize.h"

#ifdef __linux__

#include <linux/if_packet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
  FRONT = 32,            // bytes before a copy, for what libpcap puts in front (a cooked header)
  MAX_SHIFT = 24,        // bytes that libpcap adds at most: cooked header and VLAN tag
  HEADERS = 64,          // bytes in which libpcap's packet and the copy may differ
  MAX_COPY = 256 * 1024, // bytes of a copy
  MIN_QUEUE = 16 << 20,  // bytes of copies that the kernel may queue, at least
};

bool np_oversize_applies(const char *device) {
  return strcmp(device, "any") == 0 || if_nametoindex(device) != 0;
}

bool np_oversize_enable(np_oversize_t *self, pcap_t *pcap, bool nano, int buffer_size) {
  int yes = 1, fd = pcap_fileno(pcap);
  if (setsockopt(fd, SOL_PACKET, PACKET_COPY_THRESH, &yes, sizeof yes) != 0 ||
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes) != 0)
    return false;
  // The kernel doubles the number. Without the right to go beyond the system's limit, stay below
  // it.
  buffer_size /= 2;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_size, sizeof buffer_size) != 0)
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_size, sizeof buffer_size);
  self->fd = fd;
  self->nano = nano;
  self->enabled = true;
  return true;
}

// The kernel's time stamp of a message, in nanoseconds; 0 when it has none.
static int64_t time_of(struct msghdr *message) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy(&t, CMSG_DATA(c), sizeof t);
      return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    }
  }
  return 0;
}

// Takes the next copy out of the queue, into the place of the one before. False: there is none.
static bool receive(np_oversize_t *self) {
  union {
    struct cmsghdr align;
    char bytes[256];
  } control;
  self->size = 0;
  if (self->buffer == NULL && (self->buffer = malloc(FRONT + MAX_COPY)) == NULL)
    return false;
  struct iovec part = {self->buffer + FRONT, MAX_COPY};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  ssize_t size = recvmsg(self->fd, &message, MSG_DONTWAIT);
  if (size <= 0)
    return false;
  self->size = (size_t)size;
  self->time = time_of(&message);
  return true;
}

// Whether the copy that is held is of this packet: it ends with the same bytes, as far as the slot
// has them. libpcap may have put up to MAX_SHIFT bytes in front.
static bool is_same(const np_oversize_t *self, const struct pcap_pkthdr *header,
                    const uint8_t *bytes) {
  if (header->len < self->size || header->len - self->size > MAX_SHIFT)
    return false;
  size_t shift = header->len - self->size;
  if (header->caplen < HEADERS + shift)
    return false;
  return memcmp(bytes + HEADERS + shift, self->buffer + FRONT + HEADERS,
                header->caplen - HEADERS - shift) == 0;
}

// Whether the copy that is held came after the packet.
static bool is_later(const np_oversize_t *self, const struct pcap_pkthdr *header) {
  int64_t fraction = self->nano ? header->ts.tv_usec : header->ts.tv_usec * 1000 + 999;
  return self->time > (int64_t)header->ts.tv_sec * 1000000000 + fraction;
}

const uint8_t *np_oversize_find(np_oversize_t *self, const struct pcap_pkthdr *header,
                                const uint8_t *bytes) {
  if (!self->enabled)
    return NULL;
  while (self->size > 0 || receive(self)) {
    if (is_same(self, header, bytes)) {
      uint8_t *whole = self->buffer + FRONT - (header->len - self->size);
      memcpy(whole, bytes, header->caplen);
      self->size = 0;
      return whole;
    }
    if (is_later(self, header))
      return NULL;
    self->size = 0; // of a packet that has passed
  }
  return NULL;
}

void np_oversize_discard(np_oversize_t *self) {
  if (self->enabled)
    receive(self);
}

void np_oversize_free(np_oversize_t *self) {
  free(self->buffer);
  *self = (np_oversize_t){0};
}

#else

bool np_oversize_applies(const char *device) {
  (void)device;
  return false;
}

bool np_oversize_enable(np_oversize_t *self, pcap_t *pcap, bool nano, int buffer_size) {
  (void)self, (void)pcap, (void)nano, (void)buffer_size;
  return false;
}

const uint8_t *np_oversize_find(np_oversize_t *self, const struct pcap_pkthdr *header,
                                const uint8_t *bytes) {
  (void)self, (void)header, (void)bytes;
  return NULL;
}

void np_oversize_discard(np_oversize_t *self) { (void)self; }

void np_oversize_free(np_oversize_t *self) { (void)self; }

#endif
