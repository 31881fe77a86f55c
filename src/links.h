// The link types of a file that can have several: libpcap's number for each, and the filter as it
// is compiled for each. Knows nothing of Node.
#ifndef NP_LINKS_H
#define NP_LINKS_H

#include "batch.h"
#include "err.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct np_link {
  pcap_t *pcap;               // owned: an empty file of this link type
  uint16_t link_type;         // LINKTYPE_ number, as in the file
  int dlt;                    // libpcap's own number for it
  bool ready;                 // the two below are those of the filter of now
  bool compiled;              // program is there; ready without it: no packet passes
  struct bpf_program program; // owned
} np_link_t;

typedef struct np_links np_links_t;

// An empty file of the link type, to compile filters with: pcap_close frees it. NULL, with a reason
// of PCAP_ERRBUF_SIZE bytes in text, when it can't be had.
pcap_t *np_link_open(uint16_t link_type, char *text);

// To be freed with np_links_free. NULL when memory is short.
np_links_t *np_links_new(void);

// Takes NULL.
void np_links_free(np_links_t *self);

// From now on expression decides ("" lets everything through). False when memory is short: then the
// one before stays.
bool np_links_set_filter(np_links_t *self, const char *expression);

// What is known of a link type. Borrowed until the next call of a function of this file. NULL when
// memory is short.
const np_link_t *np_links_get(np_links_t *self, uint16_t link_type);

// Whether the filter lets a packet of the link type through. One that does not compile for the link
// type lets nothing through: what it asks for can't be in such a packet.
bool np_links_pass(const np_links_t *self, const np_link_t *link, const np_packet_t *packet);

#endif
