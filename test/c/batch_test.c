// np_batch: records in a slab that ends where its memory ends, so that a byte too far is seen.
#include "batch.h"
#include "test.h"

static const uint8_t text[] = "0123456789";

static np_packet_t packet_of(uint32_t caplen) {
  return (np_packet_t){.sec = 0xfedcba98,
                       .usec = 123456,
                       .nsec = 123456789,
                       .caplen = caplen,
                       .len = 1500,
                       .bytes = text};
}

// A record is v3's header, little-endian, and the bytes.
static void writes_the_header(void) {
  static const uint8_t wanted[] = {0x98, 0xba, 0xdc, 0xfe, 0x40, 0xe2, 0x01, 0,   3,  0,
                                   0,    0,    0xdc, 5,    0,    0,    '0',  '1', '2'};
  np_batch_t batch = {.base = malloc(sizeof wanted), .size = sizeof wanted};
  np_packet_t packet = packet_of(3);
  CHECK(np_batch_put(&batch, &packet));
  CHECK(batch.used == sizeof wanted);
  CHECK(memcmp(batch.base, wanted, sizeof wanted) == 0);
  free(batch.base);
}

// What does not fit changes nothing, at every size.
static void refuses_what_does_not_fit(void) {
  for (size_t size = 0; size < 40; size++) {
    for (int nano = 0; nano < 2; nano++) {
      np_batch_t batch = {.base = malloc(size ? size : 1), .size = size, .nano = nano};
      np_packet_t packet = packet_of(10);
      bool fits = size >= np_record_size(&batch, 10);
      CHECK(np_batch_put(&batch, &packet) == fits);
      CHECK(batch.used == (fits ? np_record_size(&batch, 10) : 0));
      free(batch.base);
    }
  }
}

// What was put comes back, with and without nanoseconds.
static void reads_back(void) {
  for (int nano = 0; nano < 2; nano++) {
    np_batch_t batch = {.base = malloc(200), .size = 200, .nano = nano};
    np_packet_t out;
    size_t offset = 0;
    for (uint32_t caplen = 0; caplen < 5; caplen++) {
      np_packet_t packet = packet_of(caplen);
      CHECK(np_batch_put(&batch, &packet));
    }
    for (uint32_t caplen = 0; caplen < 5; caplen++) {
      CHECK(np_batch_next(&batch, &offset, &out));
      CHECK(out.sec == 0xfedcba98 && out.usec == 123456 && out.len == 1500);
      CHECK(out.nsec == (nano ? 123456789u : 123456000u));
      CHECK(out.caplen == caplen && memcmp(out.bytes, text, caplen) == 0);
    }
    CHECK(!np_batch_next(&batch, &offset, &out));
    free(batch.base);
  }
}

// A record that is cut anywhere is none, nor is one whose length lies.
static void distrusts_records(void) {
  np_batch_t batch = {.base = malloc(26), .size = 26};
  np_packet_t packet = packet_of(10), out;
  CHECK(np_batch_put(&batch, &packet));
  for (batch.used = 0; batch.used < 26; batch.used++) {
    size_t offset = 0;
    CHECK(!np_batch_next(&batch, &offset, &out) && offset == 0);
  }
  size_t beyond = 27;
  CHECK(!np_batch_next(&batch, &beyond, &out));
  memset(batch.base + 8, 0xff, 4);
  size_t offset = 0;
  CHECK(!np_batch_next(&batch, &offset, &out));
  free(batch.base);
}

int main(void) {
  writes_the_header();
  refuses_what_does_not_fit();
  reads_back();
  distrusts_records();
  puts("batch: ok");
  return 0;
}
