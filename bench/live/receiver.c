// receiver DEVICE event|latency: libpcap from C on a live device, beside receiver.js. Says "ready"
// on standard error, ends when no packet has come for a second after the first, prints JSON.
#include "../peers/result.h"

#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { SNAP_LENGTH = 65535, BUFFER = 10 << 20, QUIET = 1000, PATIENCE = 15000, STAMP = 42 };
enum { MOST = 2000000 }; // latencies that are kept
enum { START = 20000 };  // of them belong to the start: a second

static uint64_t packets, last;
static uint32_t latencies[MOST]; // nanoseconds
static size_t measured;

static void count(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  (void)header;
  (void)bytes;
  (void)user;
  packets++;
}

static void measure(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  uint64_t sent = 0;
  for (int i = 0; i < 8; i++)
    sent = sent << 8 | bytes[STAMP + i];
  if (measured < MOST)
    latencies[measured++] = (uint32_t)(result_now(CLOCK_MONOTONIC) - sent);
  count(user, header, bytes);
}

static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

// That of the latencies from the first'th on, which it sorts.
static double percentile_us(size_t first, size_t percent) {
  if (measured <= first)
    return 0;
  size_t count = measured - first;
  qsort(latencies + first, count, sizeof *latencies, compare);
  return latencies[first + count * percent / 100] / 1e3;
}

static void capture(pcap_t *pcap, pcap_handler handler) {
  struct pollfd ready = {pcap_get_selectable_fd(pcap), POLLIN, 0};
  uint64_t begin = result_now(CLOCK_MONOTONIC);
  for (;;) {
    uint64_t before = packets, now;
    poll(&ready, 1, 100);
    while (pcap_dispatch(pcap, -1, handler, NULL) > 0)
      ;
    now = result_now(CLOCK_MONOTONIC) / 1000000;
    if (packets != before)
      last = now;
    if (packets > 0 ? now - last > QUIET : now - begin / 1000000 > PATIENCE)
      return;
  }
}

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE];
  if (argc < 3)
    return 2;
  int latency = strcmp(argv[2], "latency") == 0;
  pcap_t *pcap = pcap_create(argv[1], error);
  if (pcap == NULL)
    return 1;
  pcap_set_snaplen(pcap, SNAP_LENGTH);
  pcap_set_promisc(pcap, 1);
  pcap_set_buffer_size(pcap, BUFFER);
  pcap_set_timeout(pcap, 1000);
  pcap_set_immediate_mode(pcap, latency);
  if (pcap_activate(pcap) < 0 || pcap_setnonblock(pcap, 1, error) < 0) {
    fprintf(stderr, "%s\n", pcap_geterr(pcap));
    return 1;
  }
  fprintf(stderr, "ready\n");
  capture(pcap, latency ? measure : count);
  uint64_t cpu = result_now(CLOCK_PROCESS_CPUTIME_ID);
  double later = percentile_us(START, 99); // first: it sorts less
  printf("{\"packets\":%llu,\"cpu_ns\":%llu,\"median_us\":%.1f,\"p99_us\":%.1f,"
         "\"p99_later_us\":%.1f,\"delay_ms\":0}\n",
         (unsigned long long)packets, (unsigned long long)cpu, percentile_us(0, 50),
         percentile_us(0, 99), later);
  pcap_close(pcap);
  return 0;
}
