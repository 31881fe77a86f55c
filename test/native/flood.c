// flood DEVICE COUNT LENGTH RATE [FLOWS [FIRST]]: sends COUNT UDP packets of LENGTH bytes on a
// packet socket, RATE a second (0: as fast as it goes), and prints how many were sent. Each has its
// number, big-endian, after the UDP header; the first is FIRST. With FLOWS, packets 2n and 2n + 1
// are the two directions of flow n modulo FLOWS, whose client has port 1024 and up.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, MAX_LENGTH = 65000, NUMBER = 42 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// An Ethernet frame to an unused address, IPv4 10.9.0.1 -> 10.9.0.99, UDP 9 -> 9999.
static void fill(uint8_t *frame, int length) {
  static const uint8_t head[NUMBER] = {2,    0, 0,  0, 0, 99, 2, 0, 0,  0,  0, 1, 8,  0,
                                       0x45, 0, 0,  0, 0, 0,  0, 0, 64, 17, 0, 0, 10, 9,
                                       0,    1, 10, 9, 0, 99, 0, 9, 39, 15, 0, 0, 0,  0};
  memset(frame, 0, (size_t)length);
  memcpy(frame, head, sizeof head);
  frame[16] = (uint8_t)((length - 14) >> 8);
  frame[17] = (uint8_t)(length - 14);
  frame[38] = (uint8_t)((length - 34) >> 8);
  frame[39] = (uint8_t)(length - 34);
}

static void swap(uint8_t *a, uint8_t *b, int size) {
  for (int i = 0; i < size; i++) {
    uint8_t byte = a[i];
    a[i] = b[i];
    b[i] = byte;
  }
}

// Makes it a packet of its flow: fill's is from the client.
static void set_flow(uint8_t *frame, uint32_t number, uint32_t flows) {
  static const uint8_t addresses[8] = {10, 9, 0, 1, 10, 9, 0, 99};
  uint16_t port = htons((uint16_t)(1024 + number / 2 % flows)), server = htons(9999);
  memcpy(frame + 26, addresses, sizeof addresses);
  memcpy(frame + 34, &port, sizeof port);
  memcpy(frame + 36, &server, sizeof server);
  if (number % 2 == 1) {
    swap(frame + 26, frame + 30, 4);
    swap(frame + 34, frame + 36, 2);
  }
}

int main(int argc, char **argv) {
  if (argc < 5 || argc > 7)
    return 2;
  uint32_t flows = argc > 5 ? (uint32_t)atol(argv[5]) : 0;
  uint32_t first = argc > 6 ? (uint32_t)atol(argv[6]) : 0;
  long count = atol(argv[2]), sent = 0;
  int length = atoi(argv[3]);
  double rate = atof(argv[4]);
  if (length < 60 || length > MAX_LENGTH)
    return 2;
  int fd = socket(AF_PACKET, SOCK_RAW, 0), yes = 1;
  struct sockaddr_ll to = {.sll_family = AF_PACKET,
                           .sll_protocol = htons(ETH_P_IP),
                           .sll_ifindex = (int)if_nametoindex(argv[1])};
  setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&to, sizeof to) != 0)
    return perror("bind"), 1;
  static uint8_t frames[BATCH][MAX_LENGTH];
  struct iovec parts[BATCH];
  struct mmsghdr messages[BATCH] = {0};
  for (int i = 0; i < BATCH; i++) {
    fill(frames[i], length);
    parts[i] = (struct iovec){frames[i], (size_t)length};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (double start = now(); sent < count;) {
    int batch = count - sent < BATCH ? (int)(count - sent) : BATCH;
    while (rate > 0 && (double)sent / rate > now() - start)
      ;
    for (int i = 0; i < batch; i++) {
      uint32_t host = first + (uint32_t)(sent + i), number = htonl(host);
      memcpy(frames[i] + NUMBER, &number, sizeof number);
      if (flows > 0)
        set_flow(frames[i], host, flows);
    }
    int done = sendmmsg(fd, messages, (unsigned)batch, 0);
    if (done > 0)
      sent += done;
  }
  printf("%ld\n", sent);
  return 0;
}
