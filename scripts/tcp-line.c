// A bad line between two Ethernet devices, for tcp-transfer.js: TCP packets are lost, come twice,
// or are late, by chance but the same for the same seed. What tc netem does where the kernel has
// it; this needs only packet sockets.
//
//   tcp-line DEVICE DEVICE LOSS DUPLICATE REORDER SEED      (chances in 1/10000)

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FRAME = 2048, HELD = 256, BURST = 64, LATE_MAX = 30 };

typedef struct {
  int out;        // socket to send it to
  int due;        // packets of this direction that go first; 0: the slot is free
  ssize_t length; // bytes in frame
  uint8_t frame[FRAME];
} held_t;

static held_t held[2][HELD]; // by direction
static uint64_t state;       // of the generator, never 0
static uint32_t chance_of_loss, chance_of_duplicate, chance_of_reorder;

static uint32_t number_below(uint32_t n) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)((state >> 32) % n);
}

static int happens(uint32_t chance) { return number_below(10000) < chance; }

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int open_device(const char *name) {
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
  if (fd < 0)
    fail("socket");
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
  address.sll_ifindex = (int)if_nametoindex(name);
  if (address.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
    fail(name);
  int size = 64 << 20;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    fail("SO_RCVBUFFORCE");
  return fd;
}

static int is_tcp(const uint8_t *frame, ssize_t length) {
  if (length < 54)
    return 0;
  if (frame[12] == 0x08 && frame[13] == 0x00)
    return frame[23] == 6;
  return frame[12] == 0x86 && frame[13] == 0xdd && frame[20] == 6;
}

// A full queue drops, as lines do.
static void pass(int out, const uint8_t *frame, ssize_t length) {
  if (send(out, frame, (size_t)length, 0) < 0)
    return;
}

// Sends what has been held long enough; `all` when the line is quiet.
static void release(held_t *list, int all) {
  for (int i = 0; i < HELD; i++) {
    if (list[i].due == 0)
      continue;
    if (!all && --list[i].due > 0)
      continue;
    list[i].due = 0;
    pass(list[i].out, list[i].frame, list[i].length);
  }
}

static int hold(held_t *list, int out, const uint8_t *frame, ssize_t length) {
  for (int i = 0; i < HELD; i++) {
    if (list[i].due != 0)
      continue;
    list[i].out = out;
    list[i].due = 1 + (int)number_below(LATE_MAX);
    list[i].length = length;
    memcpy(list[i].frame, frame, (size_t)length);
    return 1;
  }
  return 0;
}

static void forward(held_t *list, int out, const uint8_t *frame, ssize_t length) {
  if (!is_tcp(frame, length)) {
    pass(out, frame, length);
    return;
  }
  if (happens(chance_of_loss))
    return;
  if (happens(chance_of_duplicate))
    pass(out, frame, length);
  if (happens(chance_of_reorder) && hold(list, out, frame, length))
    return;
  pass(out, frame, length);
  release(list, 0);
}

int main(int argc, char **argv) {
  if (argc != 7) {
    fprintf(stderr, "usage: tcp-line DEVICE DEVICE LOSS DUPLICATE REORDER SEED\n");
    return 2;
  }
  struct pollfd ends[2] = {{open_device(argv[1]), POLLIN, 0}, {open_device(argv[2]), POLLIN, 0}};
  chance_of_loss = (uint32_t)atoi(argv[3]);
  chance_of_duplicate = (uint32_t)atoi(argv[4]);
  chance_of_reorder = (uint32_t)atoi(argv[5]);
  state = 0x9e3779b97f4a7c15u ^ (uint64_t)atoll(argv[6]);
  fprintf(stderr, "line is up\n");
  for (;;) {
    int ready = poll(ends, 2, 2);
    if (ready < 0)
      fail("poll");
    for (int side = 0; side < 2; side++) {
      if (ready == 0)
        release(held[side], 1);
      for (int n = 0; n < BURST && (ends[side].revents & POLLIN) != 0; n++) {
        uint8_t frame[FRAME];
        struct sockaddr_ll from;
        socklen_t from_length = sizeof from;
        ssize_t length = recvfrom(ends[side].fd, frame, sizeof frame, MSG_DONTWAIT | MSG_TRUNC,
                                  (struct sockaddr *)&from, &from_length);
        if (length < 0)
          break;
        if (from.sll_pkttype == PACKET_OUTGOING || length > FRAME)
          continue;
        forward(held[side], ends[1 - side].fd, frame, length);
      }
    }
  }
}
