// np_share: shares of a file, which together are the file, in slabs of any size.
#include "capture.h"
#include "test.h"

#include <pcap/pcap.h>
#include <string.h>
#include <unistd.h>

enum { PACKETS = 500, SHARES = 3, LARGE = 70000, ROOM = 64, NONE = -1 };

static char path[] = "/tmp/np-share-test-XXXXXX";

// A file of TCP packets of many flows, some of them large; the i-th was captured at second i.
static void write_file(bool nano) {
  u_int precision = nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  pcap_t *pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 262144, precision);
  pcap_dumper_t *dump = pcap_dump_open(pcap, path);
  static uint8_t bytes[LARGE];
  const uint8_t ip[] = {0x08, 0, 0x45, [10] = 64, [11] = 6};
  memcpy(bytes + 12, ip, sizeof ip);
  CHECK(dump != NULL);
  for (uint32_t i = 0; i < PACKETS; i++) {
    bytes[34] = (uint8_t)(i % 50);
    struct pcap_pkthdr header = {.caplen = i % 97 == 0 ? LARGE : 60 + i % 7, .len = LARGE};
    header.ts.tv_sec = (time_t)i;
    pcap_dump((u_char *)dump, &header, bytes);
  }
  pcap_dump_close(dump);
  pcap_close(pcap);
}

typedef struct reading {
  bool nano;
  const char *filter;
  uint64_t skip;
  size_t slab;
} reading_t;

// Reads a share; counts how often each packet came.
static void read_share(const reading_t *how, uint32_t index, int *seen) {
  static uint32_t numbers[ROOM];
  np_share_options_t options = {index, SHARES, 7, how->skip};
  np_capture_t *capture;
  np_error_t err;
  int status;
  CHECK(np_capture_open_offline(&capture, path, how->nano, &err) == NP_OK);
  CHECK(np_capture_set_filter(capture, how->filter, &err) == NP_OK);
  CHECK(np_capture_take_share(capture, &options, numbers, ROOM));
  do {
    size_t need = np_capture_need(capture), room = need > how->slab ? need : how->slab, at = 0;
    np_batch_t batch = {.base = malloc(room), .size = room, .nano = how->nano};
    np_packet_t packet;
    status = np_capture_read(capture, &batch, &err);
    for (size_t i = 0; np_batch_next(&batch, &at, &packet); i++) {
      CHECK(numbers[i] == packet.sec && packet.sec >= (int64_t)how->skip);
      seen[packet.sec]++;
    }
    CHECK(at == batch.used);
    free(batch.base);
  } while (status == NP_MORE);
  CHECK(status == NP_END);
  CHECK(np_capture_share(capture)->seen == PACKETS &&
        np_capture_share(capture)->sec == PACKETS - 1);
  np_capture_close(capture);
}

// All shares together have each packet once that is wanted; flow NONE: all flows are.
static void are_the_file(const reading_t *how, int flow) {
  int seen[PACKETS] = {0}, most = 0, total = 0;
  for (uint32_t index = 0; index < SHARES; index++) {
    int before = total;
    read_share(how, index, seen);
    total = 0;
    for (int i = 0; i < PACKETS; i++)
      total += seen[i];
    most = total - before > most ? total - before : most;
  }
  for (int i = 0; i < PACKETS; i++)
    CHECK(seen[i] == (i >= (int)how->skip && (flow == NONE || i % 50 == flow)));
  CHECK(flow != NONE || most < total);
}

int main(void) {
  CHECK(mkstemp(path) >= 0);
  for (int nano = 0; nano < 2; nano++) {
    write_file(nano);
    for (size_t slab = 1; slab < 200000; slab = slab * 3 + 7) {
      are_the_file(&(reading_t){nano, "", 0, slab}, NONE);
      are_the_file(&(reading_t){nano, "", 123, slab}, NONE);
      are_the_file(&(reading_t){nano, "tcp[0:2] = 0x1f00", 0, slab}, 31);
    }
    // Nanoseconds asked of a file that has microseconds are read by libpcap.
    are_the_file(&(reading_t){!nano, "", 0, 65536}, NONE);
  }
  unlink(path);
  puts("share: ok");
  return 0;
}
