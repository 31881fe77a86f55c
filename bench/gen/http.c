#include "http.h"

#include "frames.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { CLIENTS = 50, EXCHANGES = 100, SMALL = 180, BIG = 20480, SEGMENT = 1448 };

typedef struct client {
  peer_t self;
  uint32_t seq, server_seq;
  int done;             // exchanges on this connection
  bool open, answering; // a connection; an answer under way
  bool through;         // nothing is left to do
  char answer[BIG + 512];
  uint32_t size, sent; // of the answer
  int unacknowledged;  // segments
} client_t;

static const peer_t server = {0x0a4d0001, 8080};
static uint16_t next_port = 20000;

static void from_client(client_t *self, uint8_t flags, const char *data, uint32_t size) {
  write_tcp(self->self, server,
            &(segment_t){self->seq, self->server_seq, flags, clock_ms(), data, size});
  self->seq += size + ((flags & (SYN | FIN)) != 0);
}

static void from_server(client_t *self, uint8_t flags, const char *data, uint32_t size) {
  write_tcp(server, self->self,
            &(segment_t){self->server_seq, self->seq, flags, clock_ms(), data, size});
  self->server_seq += size + ((flags & (SYN | FIN)) != 0);
}

static void connect_client(client_t *self) {
  self->self.port = next_port = next_port == 60000 ? 20000 : next_port + 1;
  self->seq = (uint32_t)draw();
  self->server_seq = (uint32_t)draw();
  from_client(self, SYN, NULL, 0);
  from_server(self, SYN | ACK, NULL, 0);
  from_client(self, ACK, NULL, 0);
  self->open = true;
  self->done = 0;
}

static void disconnect(client_t *self) {
  from_client(self, FIN | ACK, NULL, 0);
  from_server(self, FIN | ACK, NULL, 0);
  from_client(self, ACK, NULL, 0);
  self->open = false;
}

// The question goes out, and the answer is made ready.
static void ask(client_t *self, uint64_t number) {
  char question[256];
  bool big = number % 3 == 0;
  int size = snprintf(question, sizeof question,
                      "GET /%s.txt?i=%llu HTTP/1.1\r\nHost: 10.77.0.1:8080\r\nAccept: */*\r\n\r\n",
                      big ? "big" : "small", (unsigned long long)number);
  from_client(self, PSH | ACK, question, (uint32_t)size);
  int head = snprintf(self->answer, 512,
                      "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                      "Content-Type: text/plain\r\nContent-Length: %d\r\n"
                      "Last-Modified: Mon, 13 Nov 2023 08:00:00 GMT\r\nConnection: keep-alive\r\n"
                      "ETag: \"6551d980-%x\"\r\nAccept-Ranges: bytes\r\n\r\n",
                      big ? BIG : SMALL, big ? BIG : SMALL);
  memset(self->answer + head, big ? 'b' : 's', big ? BIG : SMALL);
  self->size = (uint32_t)(head + (big ? BIG : SMALL));
  self->sent = 0;
  self->unacknowledged = 0;
  self->answering = true;
}

static void answer(client_t *self) {
  uint32_t left = self->size - self->sent;
  uint32_t size = left < SEGMENT ? left : SEGMENT;
  bool last = size == left;
  from_server(self, ACK | (last ? PSH : 0), self->answer + self->sent, size);
  self->sent += size;
  self->unacknowledged++;
  if (last || self->unacknowledged == 4) {
    pass_time(5);
    from_client(self, ACK, NULL, 0);
    self->unacknowledged = 0;
  }
  if (last) {
    self->answering = false;
    self->done++;
  }
}

void http(uint64_t exchanges) {
  static client_t clients[CLIENTS];
  uint64_t asked = 0;
  int left = CLIENTS; // clients that are not through
  for (int i = 0; i < CLIENTS; i++)
    clients[i].self.address = 0x0a4d0002 + (uint32_t)i % 5;
  while (left > 0) {
    client_t *client = &clients[draw_below(CLIENTS)];
    pass_time(7);
    if (client->answering)
      answer(client);
    else if (client->open && (client->done == EXCHANGES || asked == exchanges))
      disconnect(client);
    else if (asked < exchanges && !client->open)
      connect_client(client);
    else if (asked < exchanges)
      ask(client, asked++);
    else if (!client->through) {
      client->through = true;
      left--;
    }
  }
}
