// slab FILE [alone]: reads a capture file as the addon does, into slabs of 64 KiB; "alone": with
// libpcap and nothing else. For counting instructions: no Node.js in the way.
#include "batch.h"
#include "capture.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

enum { SLAB = 64 * 1024, MIN_FREE = 2048 }; // as lib/slab.js has them

static unsigned long long packets, bytes;

static int read_into_slabs(const char *path) {
  np_capture_t *capture;
  np_error_t error;
  if (np_capture_open_offline(&capture, path, false, &error) != NP_OK) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  np_batch_t batch = {.base = malloc(SLAB), .size = SLAB};
  for (int status = NP_MORE; batch.base != NULL && status == NP_MORE;) {
    if (batch.size - batch.used < MIN_FREE || np_capture_need(capture) > batch.size - batch.used)
      batch.used = 0;
    size_t at = batch.used;
    status = np_capture_read(capture, &batch, &error);
    bytes += batch.used - at;
  }
  free(batch.base);
  np_capture_close(capture);
  return 0;
}

static void on_packet(u_char *user, const struct pcap_pkthdr *header, const u_char *data) {
  (void)user;
  (void)data;
  packets++;
  bytes += header->caplen;
}

static int read_alone(const char *path) {
  char error[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline(path, error);
  if (pcap == NULL) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }
  pcap_loop(pcap, -1, on_packet, NULL);
  pcap_close(pcap);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  int status = argc > 2 ? read_alone(argv[1]) : read_into_slabs(argv[1]);
  printf("%llu packets, %llu bytes\n", packets, bytes);
  return status;
}
