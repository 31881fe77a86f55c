#include "filter.h"

#include <arpa/inet.h>
#include <string.h>

// Whether this libpcap takes the netmask as pcap_lookupnet gives it, in network byte order, or as a
// number of this machine: versions differ, and no version says so. Asked with a /24 and the packet
// that its broadcast filter has to let through.
static bool wants_network_order(void) {
  static const uint8_t packet[34] = {[12] = 0x08, [14] = 0x45, [30] = 10, 9, 7, 255};
  struct bpf_program program;
  bool yes = true;
  pcap_t *dead = pcap_open_dead(DLT_EN10MB, 65535);
  if (dead == NULL)
    return yes;
  if (pcap_compile(dead, &program, "ip broadcast", 1, htonl(0xffffff00)) == 0) {
    yes = np_filter_matches(&program, packet, sizeof packet, sizeof packet);
    pcap_freecode(&program);
  }
  pcap_close(dead);
  return yes;
}

int np_filter_compile(pcap_t *pcap, const char *expression, bpf_u_int32 netmask,
                      struct bpf_program *out, np_error_t *err) {
  if (netmask != PCAP_NETMASK_UNKNOWN && strstr(expression, "broadcast") != NULL &&
      !wants_network_order())
    netmask = ntohl(netmask);
  if (pcap_compile(pcap, out, expression, 1, netmask) == 0)
    return NP_OK;
  return np_error_set(err, NP_EFILTER, "filter \"%.400s\" does not compile: %s", expression,
                      pcap_geterr(pcap));
}

bool np_filter_matches(const struct bpf_program *program, const uint8_t *bytes, uint32_t caplen,
                       uint32_t len) {
  struct pcap_pkthdr header = {.caplen = caplen, .len = len};
  return pcap_offline_filter(program, &header, bytes) != 0;
}

void np_filter_clear(np_filter_t *self) {
  if (self->active)
    pcap_freecode(&self->program);
  self->active = false;
}

void np_filter_replace(np_filter_t *self, const char *expression, struct bpf_program *program) {
  np_filter_clear(self);
  if (expression[0] == '\0') {
    pcap_freecode(program);
  } else {
    self->program = *program;
    self->active = true;
  }
}

bool np_filter_accepts(const np_filter_t *self, const np_packet_t *packet) {
  return !self->active ||
         np_filter_matches(&self->program, packet->bytes, packet->caplen, packet->len);
}
