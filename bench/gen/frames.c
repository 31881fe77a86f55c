#include "frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ETHERNET = 14, IPV4 = 20, UDP = 8, TCP = 20 };

totals_t totals;
static FILE *file;
static uint64_t clock_us = 1700000000ull * 1000000;
static uint64_t state = 0x243f6a8885a308d3; // of splitmix64

uint64_t draw(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

uint32_t draw_below(uint32_t n) { return (uint32_t)(((draw() >> 32) * n) >> 32); }

void put16(uint8_t *at, uint32_t v) {
  at[0] = (uint8_t)(v >> 8);
  at[1] = (uint8_t)v;
}

void put32(uint8_t *at, uint32_t v) {
  put16(at, v >> 16);
  put16(at + 2, v);
}

void frames_open(const char *path) {
  static const uint32_t header[6] = {0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1};
  file = fopen(path, "wb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  setvbuf(file, NULL, _IOFBF, 1 << 20);
  fwrite(header, 1, sizeof header, file);
}

void frames_close(void) {
  if (fclose(file) != 0) {
    perror("writing");
    exit(1);
  }
}

void pass_time(uint32_t microseconds) { clock_us += microseconds; }

uint32_t clock_ms(void) { return (uint32_t)(clock_us / 1000); }

static void write_frame(const uint8_t *frame, uint32_t size) {
  const uint32_t header[4] = {(uint32_t)(clock_us / 1000000), (uint32_t)(clock_us % 1000000), size,
                              size};
  fwrite(header, 1, sizeof header, file);
  fwrite(frame, 1, size, file);
  totals.packets++;
  totals.bytes += size;
}

// The Internet checksum (RFC 1071) of size bytes, on top of sum.
static uint32_t sum_of(uint32_t sum, const uint8_t *bytes, uint32_t size) {
  uint32_t i = 0;
  for (; i + 1 < size; i += 2)
    sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
  return i < size ? sum + ((uint32_t)bytes[i] << 8) : sum;
}

static uint16_t folded(uint32_t sum) {
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

// Fills in Ethernet and IPv4 headers; size is what follows them.
static void put_headers(uint8_t *frame, peer_t from, peer_t to, uint8_t protocol, uint32_t size) {
  static uint16_t identification;
  uint8_t *ip = frame + ETHERNET;
  memset(frame, 0, ETHERNET + IPV4);
  frame[0] = frame[6] = 2; // locally administered
  put32(frame + 2, to.address);
  put32(frame + 8, from.address);
  put16(frame + 12, 0x0800);
  ip[0] = 0x45;
  put16(ip + 2, IPV4 + size);
  put16(ip + 4, ++identification);
  put16(ip + 6, 0x4000); // do not fragment
  ip[8] = 64;
  ip[9] = protocol;
  put32(ip + 12, from.address);
  put32(ip + 16, to.address);
  put16(ip + 10, folded(sum_of(0, ip, IPV4)));
}

// The transport checksum goes to transport[at].
static void put_checksum(uint8_t *frame, uint8_t protocol, uint32_t size, uint32_t at) {
  uint8_t *transport = frame + ETHERNET + IPV4;
  uint32_t sum = sum_of(protocol + size, frame + ETHERNET + 12, 8);
  put16(transport + at, folded(sum_of(sum, transport, size)));
}

void write_udp(peer_t from, peer_t to, const void *data, uint32_t size) {
  static uint8_t frame[65536];
  uint8_t *udp = frame + ETHERNET + IPV4;
  put_headers(frame, from, to, 17, UDP + size);
  put16(udp, from.port);
  put16(udp + 2, to.port);
  put16(udp + 4, UDP + size);
  put16(udp + 6, 0);
  memcpy(udp + UDP, data, size);
  put_checksum(frame, 17, UDP + size, 6);
  write_frame(frame, ETHERNET + IPV4 + UDP + size);
}

// Options of a segment; returns how many bytes they take.
static uint32_t put_options(uint8_t *at, uint8_t flags, uint32_t echo) {
  static const uint8_t first[] = {2, 4, 0x05, 0xb4, 4, 2, 8, 10}; // MSS 1460, SACK permitted
  static const uint8_t usual[] = {1, 1, 8, 10};
  static const uint8_t last[] = {1, 3, 3, 7};
  uint32_t size = flags & SYN ? sizeof first : sizeof usual;
  memcpy(at, flags & SYN ? first : usual, size);
  put32(at + size, clock_ms());
  put32(at + size + 4, echo);
  size += 8;
  if (!(flags & SYN))
    return size;
  memcpy(at + size, last, sizeof last);
  return size + sizeof last;
}

void write_tcp(peer_t from, peer_t to, const segment_t *segment) {
  static uint8_t frame[65536];
  uint8_t *tcp = frame + ETHERNET + IPV4;
  uint32_t header = TCP + put_options(tcp + TCP, segment->flags, segment->echo);
  put_headers(frame, from, to, 6, header + segment->size);
  put16(tcp, from.port);
  put16(tcp + 2, to.port);
  put32(tcp + 4, segment->seq);
  put32(tcp + 8, segment->flags & ACK ? segment->ack : 0);
  tcp[12] = (uint8_t)(header / 4 << 4);
  tcp[13] = segment->flags;
  put16(tcp + 14, 502);
  put32(tcp + 16, 0); // checksum, urgent pointer
  if (segment->size > 0)
    memcpy(tcp + header, segment->data, segment->size);
  put_checksum(frame, 6, header + segment->size, 16);
  write_frame(frame, ETHERNET + IPV4 + header + segment->size);
  totals.payload += segment->size;
  totals.connections += (segment->flags & (SYN | ACK)) == SYN;
}
