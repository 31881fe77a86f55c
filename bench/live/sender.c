// sender DEVICE RATE SECONDS BYTES udp|tcp FLOWS [COUNT]: sends frames at RATE a second, in batches
// of sendmmsg, for SECONDS or COUNT frames. The payload begins with the time of sending
// (CLOCK_MONOTONIC, nanoseconds, network order). Prints what it did as JSON. For veth pairs in our
// own namespaces.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, LONGEST = 1514, IP = 14, TRANSPORT = 34, MOST_SECONDS = 30 };

static uint8_t frames[BATCH][LONGEST];
static struct iovec parts[BATCH];
static struct mmsghdr messages[BATCH];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void put16(uint8_t *at, uint32_t v) {
  at[0] = (uint8_t)(v >> 8);
  at[1] = (uint8_t)v;
}

static void put32(uint8_t *at, uint32_t v) {
  put16(at, v >> 16);
  put16(at + 2, v);
}

// What all frames have in common.
static void prepare(uint32_t size, bool tcp) {
  for (int i = 0; i < BATCH; i++) {
    uint8_t *frame = frames[i];
    memset(frame + TRANSPORT, 'x', size - TRANSPORT);
    memset(frame + TRANSPORT, 0, tcp ? 20 : 8);
    memcpy(frame, "\2\0\0\0\0\2\2\0\0\0\0\1\x08\0\x45", 15);
    put16(frame + IP + 2, size - IP);
    frame[IP + 8] = 64;
    frame[IP + 9] = tcp ? 6 : 17;
    put32(frame + IP + 16, 0x0a4e0002);
    put16(frame + TRANSPORT + 2, 9000);
    if (tcp) {
      put16(frame + TRANSPORT + 12, 0x5010); // 20 bytes of header, ACK
      put16(frame + TRANSPORT + 14, 500);
    } else {
      put16(frame + TRANSPORT + 4, size - TRANSPORT);
    }
    parts[i] = (struct iovec){frame, size};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
}

// What is different in the next frame: source, sequence number, time.
static void stamp(uint8_t *frame, uint64_t number, uint32_t flows, uint32_t size, bool tcp) {
  uint32_t flow = (uint32_t)(number % flows), header = TRANSPORT + (tcp ? 20 : 8);
  uint64_t time = now();
  put32(frame + IP + 12, 0x0a4e0100 + flow / 10000);
  put16(frame + TRANSPORT, 20000 + flow % 10000);
  if (tcp)
    put32(frame + TRANSPORT + 4, (uint32_t)(number / flows) * (size - header));
  if (size >= header + 8) {
    put32(frame + header, (uint32_t)(time >> 32));
    put32(frame + header + 4, (uint32_t)time);
  }
}

static int open_socket(const char *device) {
  int one = 1, buffer = 8 << 20;
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                .sll_protocol = htons(ETH_P_IP),
                                .sll_ifindex = (int)if_nametoindex(device)};
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    perror(device);
    exit(1);
  }
  return fd;
}

int main(int argc, char **argv) {
  if (argc < 7)
    return 2;
  double rate = atof(argv[2]), seconds = atof(argv[3]);
  uint32_t size = (uint32_t)atoi(argv[4]), flows = (uint32_t)atoi(argv[6]);
  bool tcp = strcmp(argv[5], "tcp") == 0;
  uint64_t most = argc > 7 ? strtoull(argv[7], NULL, 10) : UINT64_MAX, sent = 0;
  if (size < 62 || size > LONGEST || flows == 0 || seconds > MOST_SECONDS)
    return 2;
  // At low rates one frame at a time, so that each leaves when it says.
  uint32_t batch = rate < 50000 ? 1 : BATCH;
  int fd = open_socket(argv[1]);
  prepare(size, tcp);
  uint64_t begin = now(), end = begin + (uint64_t)(seconds * 1e9);
  while (sent < most && now() < end) {
    while (now() < begin + (uint64_t)((double)sent * 1e9 / rate))
      ;
    uint32_t count = most - sent < batch ? (uint32_t)(most - sent) : batch;
    for (uint32_t i = 0; i < count; i++)
      stamp(frames[i], sent + i, flows, size, tcp);
    int done = sendmmsg(fd, messages, count, 0);
    if (done > 0)
      sent += (uint64_t)done;
  }
  double took = (double)(now() - begin) / 1e9;
  printf("{\"sent\":%llu,\"seconds\":%.3f,\"rate\":%.0f}\n", (unsigned long long)sent, took,
         (double)sent / took);
  return 0;
}
