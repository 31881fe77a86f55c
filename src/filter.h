// Filter expressions compiled to BPF. Knows nothing of Node.
#ifndef NP_FILTER_H
#define NP_FILTER_H

#include "batch.h"
#include "err.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

// The filter of a capture; all zero: every packet matches.
typedef struct np_filter {
  struct bpf_program program; // owned
  bool active;                // program is there
} np_filter_t;

// Compiles expression for the link type of pcap. netmask is in network byte order, as
// pcap_lookupnet gives it, or PCAP_NETMASK_UNKNOWN. On NP_OK the caller frees out with
// pcap_freecode; otherwise NP_EFILTER, and err names the expression.
int np_filter_compile(pcap_t *pcap, const char *expression, bpf_u_int32 netmask,
                      struct bpf_program *out, np_error_t *err);

// Whether the program matches the packet.
bool np_filter_matches(const struct bpf_program *program, const uint8_t *bytes, uint32_t caplen,
                       uint32_t len);

// Replaces the program by that of expression, which self owns from now on; where the expression is
// empty, the program is freed and every packet matches.
void np_filter_replace(np_filter_t *self, const char *expression, struct bpf_program *program);

// Frees the program; every packet matches from now on.
void np_filter_clear(np_filter_t *self);

// Whether the filter lets the packet through.
bool np_filter_accepts(const np_filter_t *self, const np_packet_t *packet);

#endif
