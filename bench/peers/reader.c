// reader JOB FILE [LIMIT]: libpcap from C, the limit. event: nothing is done with a packet; read:
// one byte of it is read.
#include "result.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

static result_t result;
static uint64_t limit;
static pcap_t *pcap;

static void count(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  (void)user;
  (void)header;
  (void)bytes;
  if (++result.packets == limit)
    pcap_breakloop(pcap);
}

static void look(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  result.check += header->caplen + bytes[23];
  count(user, header, bytes);
}

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE];
  if (argc < 3)
    return 2;
  limit = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
  result_begin(&result);
  pcap = pcap_open_offline(argv[2], error);
  if (pcap == NULL) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }
  pcap_loop(pcap, -1, strcmp(argv[1], "read") == 0 ? look : count, NULL);
  result_print(&result);
  pcap_close(pcap);
  return 0;
}
