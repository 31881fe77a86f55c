// gen WORKLOAD COUNT FILE: writes a capture file, the same one every time.
//
//   small  COUNT UDP datagrams in 64-byte frames, of 100,000 flows
//   flows  COUNT short TCP connections of ten packets, 1,000 at a time
//   dns    COUNT DNS messages: questions and answers, 256 transactions at a time
//   http   COUNT HTTP/1.1 exchanges on 50 kept-alive connections (http.c)
//   bulk   COUNT full TCP segments of one connection, and an acknowledgement for every second
//
// Prints what it wrote as JSON: packets, bytes, connections, payload.
#include "frames.h"
#include "http.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void small(uint64_t count) {
  enum { FLOWS = 100000 };
  static peer_t sides[FLOWS][2];
  uint8_t data[22];
  for (int i = 0; i < FLOWS; i++) {
    // Below 47808, BACnet's, which version 3 does not decode.
    sides[i][0] = (peer_t){0x0a000000 | draw_below(1 << 20), 20000 + draw_below(27000)};
    sides[i][1] = (peer_t){0x0a800000 | draw_below(1 << 20), 20000 + draw_below(20000)};
  }
  memset(data, 0x55, sizeof data);
  for (uint64_t i = 0; i < count; i++) {
    const peer_t *pair = sides[draw_below(FLOWS)];
    put32(data, (uint32_t)i);
    write_udp(pair[0], pair[1], data, sizeof data);
    pass_time(1);
  }
}

// One short connection: `step` says which of its ten packets comes next.
typedef struct flow {
  peer_t client, server;
  uint32_t client_seq, server_seq;
  uint32_t question, answer; // bytes
  int step;
} flow_t;

enum { STEPS = 10 };

static uint8_t text[1 << 16];

static void flow_begin(flow_t *self, uint64_t number) {
  // The four numbers are no other connection's: client address and port count up.
  self->client.address = 0x0a000001 + (uint32_t)(number / 40000) * 256;
  self->client.port = 10000 + number % 40000;
  self->server = (peer_t){0xc0a80001 + draw_below(250), 8000 + draw_below(10)};
  self->client_seq = (uint32_t)draw();
  self->server_seq = (uint32_t)draw();
  self->question = 60 + draw_below(140);
  self->answer = 100 + draw_below(500);
  self->step = 0;
}

static void flow_step(flow_t *self) {
  static const struct {
    bool from_client;
    uint8_t flags;
  } steps[STEPS] = {{true, SYN},        {false, SYN | ACK}, {true, ACK}, {true, PSH | ACK},
                    {false, ACK},       {false, PSH | ACK}, {true, ACK}, {true, FIN | ACK},
                    {false, FIN | ACK}, {true, ACK}};
  bool from_client = steps[self->step].from_client;
  uint8_t flags = steps[self->step].flags;
  uint32_t *seq = from_client ? &self->client_seq : &self->server_seq;
  segment_t segment = {.seq = *seq,
                       .ack = from_client ? self->server_seq : self->client_seq,
                       .flags = flags,
                       .echo = flags == SYN ? 0 : clock_ms(),
                       .data = text + draw_below(sizeof text / 2),
                       .size = !(flags & PSH) ? 0
                               : from_client  ? self->question
                                              : self->answer};
  if (from_client)
    write_tcp(self->client, self->server, &segment);
  else
    write_tcp(self->server, self->client, &segment);
  *seq += segment.size + ((flags & (SYN | FIN)) != 0);
  self->step++;
}

static void flows(uint64_t count) {
  enum { OPEN = 1000 };
  static flow_t open[OPEN];
  uint64_t begun = 0;
  int live = 0;
  for (; live < OPEN && begun < count; live++)
    flow_begin(&open[live], begun++);
  while (live > 0) {
    flow_t *flow = &open[draw_below((uint32_t)live)];
    flow_step(flow);
    pass_time(3);
    if (flow->step < STEPS)
      continue;
    if (begun < count)
      flow_begin(flow, begun++);
    else
      *flow = open[--live];
  }
}

static uint32_t put_name(uint8_t *at, uint32_t id) {
  char labels[4][32];
  uint32_t size = 0;
  snprintf(labels[0], sizeof labels[0], "host%u", id % 4999);
  snprintf(labels[1], sizeof labels[1], "dept%u", id % 991);
  strcpy(labels[2], "example");
  strcpy(labels[3], id % 2 ? "com" : "net");
  for (int i = 0; i < 4; i++) {
    at[size] = (uint8_t)strlen(labels[i]);
    memcpy(at + size + 1, labels[i], at[size]);
    size += 1 + at[size];
  }
  at[size] = 0;
  return size + 1;
}

// The fixed part of a resource record whose name points to offset `name` of the message.
static uint32_t put_record(uint8_t *at, uint32_t name, uint16_t type, uint16_t size) {
  put16(at, 0xc000 | name);
  put16(at + 2, type);
  put16(at + 4, 1);
  put32(at + 6, 300);
  put16(at + 10, size);
  return 12;
}

// Six of ten ask for A, two for AAAA, one is answered by a CNAME and A, one by NXDOMAIN.
static uint32_t put_message(uint8_t *at, bool is_answer, uint16_t transaction, uint32_t id) {
  uint32_t kind = id % 10;
  uint16_t type = kind == 6 || kind == 7 ? 28 : 1;
  uint32_t name = 12, answers = 0;
  uint32_t size = 12 + put_name(at + 12, id);
  memset(at, 0, 12);
  put16(at, transaction);
  put16(at + 2, !is_answer ? 0x0100 : kind == 9 ? 0x8183 : 0x8180);
  put16(at + 4, 1);
  put16(at + size, type);
  put16(at + size + 2, 1);
  size += 4;
  if (!is_answer || kind == 9)
    return size;
  if (kind == 8) {
    size += put_record(at + size, name, 5, 6);
    memcpy(at + size, "\3cdn\xc0\x0c", 6);
    name = size;
    size += 6;
    answers++;
  }
  for (uint32_t i = 0; i <= id % 4; i++, answers++) {
    uint16_t length = type == 28 ? 16 : 4;
    size += put_record(at + size, name, type, length);
    for (uint16_t j = 0; j < length; j++)
      at[size++] = (uint8_t)(id * 31 + i * 7 + j);
  }
  put16(at + 6, answers);
  return size;
}

static void dns(uint64_t count) {
  enum { OPEN = 256 };
  static struct {
    peer_t client;
    uint32_t id;
    uint16_t transaction;
    bool asked;
  } open[OPEN];
  const peer_t server = {0x08080808, 53};
  uint8_t message[512];
  for (uint64_t i = 0; i < count; i++) {
    uint32_t k = draw_below(OPEN);
    bool is_answer = open[k].asked;
    if (!is_answer) {
      open[k].client = (peer_t){0x0a010000 + draw_below(5000), 20000 + draw_below(40000)};
      open[k].id = draw_below(2000000);
      open[k].transaction = (uint16_t)draw();
    }
    uint32_t size = put_message(message, is_answer, open[k].transaction, open[k].id);
    if (is_answer)
      write_udp(server, open[k].client, message, size);
    else
      write_udp(open[k].client, server, message, size);
    open[k].asked = !is_answer;
    pass_time(5);
  }
}

static void bulk(uint64_t count) {
  enum { SIZE = 1448 };
  const peer_t sides[2] = {{0x0a000001, 40000}, {0x0a000002, 9000}};
  uint32_t seqs[2] = {1000, 5000};
#define SEND(side, bits, bytes)                                                                    \
  write_tcp(sides[side], sides[!(side)],                                                           \
            &(segment_t){.seq = seqs[side],                                                        \
                         .ack = seqs[!(side)],                                                     \
                         .flags = (bits),                                                          \
                         .echo = clock_ms(),                                                       \
                         .data = text + draw_below(sizeof text - SIZE),                            \
                         .size = (bytes)})
  SEND(0, SYN, 0);
  seqs[0]++;
  SEND(1, SYN | ACK, 0);
  seqs[1]++;
  SEND(0, ACK, 0);
  for (uint64_t i = 0; i < count; i++) {
    SEND(0, ACK | (i % 16 == 15 ? PSH : 0), SIZE);
    seqs[0] += SIZE;
    pass_time(1);
    if (i % 2)
      SEND(1, ACK, 0);
  }
  SEND(0, FIN | ACK, 0);
  seqs[0]++;
  SEND(1, FIN | ACK, 0);
  seqs[1]++;
  SEND(0, ACK, 0);
#undef SEND
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*write)(uint64_t count);
  } workloads[] = {
      {"small", small}, {"flows", flows}, {"dns", dns}, {"http", http}, {"bulk", bulk}};
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (uint8_t)(32 + draw_below(95));
  for (size_t i = 0; argc == 4 && i < sizeof workloads / sizeof *workloads; i++) {
    if (strcmp(argv[1], workloads[i].name) != 0)
      continue;
    frames_open(argv[3]);
    workloads[i].write(strtoull(argv[2], NULL, 10));
    frames_close();
    printf("{\"packets\":%llu,\"bytes\":%llu,\"connections\":%llu,\"payload\":%llu}\n",
           (unsigned long long)totals.packets, (unsigned long long)totals.bytes,
           (unsigned long long)totals.connections, (unsigned long long)totals.payload);
    return 0;
  }
  fprintf(stderr, "usage: gen small|flows|dns|http|bulk COUNT FILE\n");
  return 2;
}
