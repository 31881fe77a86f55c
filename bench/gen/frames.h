// Ethernet, IPv4, UDP and TCP as bytes, written to a capture file. For the workloads of gen.c.
#ifndef BENCH_FRAMES_H
#define BENCH_FRAMES_H

#include <stdint.h>

enum { FIN = 0x01, SYN = 0x02, PSH = 0x08, ACK = 0x10 };

// One side's address and port, as numbers.
typedef struct peer {
  uint32_t address;
  uint16_t port;
} peer_t;

// What a TCP segment says besides its addresses. Timestamps (milliseconds) are an option of every
// segment; a SYN has MSS, SACK-permitted and a window scale of 7 as well.
typedef struct segment {
  uint32_t seq;
  uint32_t ack;
  uint8_t flags;
  uint32_t echo; // the other side's last timestamp
  const void *data;
  uint32_t size;
} segment_t;

// Counts of what was written, for the line that gen prints.
typedef struct totals {
  uint64_t packets;
  uint64_t bytes;
  uint64_t connections; // SYNs
  uint64_t payload;     // bytes of TCP payload
} totals_t;

extern totals_t totals;

// The next number of the one sequence that all workloads draw from, and one below n.
uint64_t draw(void);
uint32_t draw_below(uint32_t n);

// Opens the file and writes its header; ends the program when that fails.
void frames_open(const char *path);
void frames_close(void);

// Moves the capture's clock on, and tells what it shows in milliseconds.
void pass_time(uint32_t microseconds);
uint32_t clock_ms(void);

void write_udp(peer_t from, peer_t to, const void *data, uint32_t size);
void write_tcp(peer_t from, peer_t to, const segment_t *segment);

// Stores v in network order.
void put16(uint8_t *at, uint32_t v);
void put32(uint8_t *at, uint32_t v);

#endif
