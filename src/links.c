#include "links.h"

#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  LINKS = 16, // link types that are remembered; a file with more has the oldest made again
  SNAP_LENGTH = 262144,
};

struct np_links {
  np_link_t links[LINKS]; // the first count
  unsigned count;
  unsigned oldest;  // place of the next new one, when all are taken
  unsigned last;    // place of the one last asked for
  char *expression; // owned; NULL: no filter
};

np_links_t *np_links_new(void) { return calloc(1, sizeof(np_links_t)); }

// Forgets the compiled filter.
static void forget(np_link_t *link) {
  if (link->compiled)
    pcap_freecode(&link->program);
  link->ready = link->compiled = false;
}

void np_links_free(np_links_t *self) {
  if (self == NULL)
    return;
  for (unsigned i = 0; i < self->count; i++) {
    forget(&self->links[i]);
    pcap_close(self->links[i].pcap);
  }
  free(self->expression);
  free(self);
}

bool np_links_set_filter(np_links_t *self, const char *expression) {
  char *copy = NULL;
  if (expression[0] != '\0' && (copy = strdup(expression)) == NULL)
    return false;
  free(self->expression);
  self->expression = copy;
  for (unsigned i = 0; i < self->count; i++)
    forget(&self->links[i]);
  return true;
}

// libpcap translates LINKTYPE_ numbers into its own, which differ from system to system, only when
// it opens a file: so it gets one, a pcap file's header in memory.
pcap_t *np_link_open(uint16_t link_type, char *text) {
  const struct pcap_file_header header = {
      .magic = 0xa1b2c3d4,
      .version_major = PCAP_VERSION_MAJOR,
      .version_minor = PCAP_VERSION_MINOR,
      .snaplen = SNAP_LENGTH,
      .linktype = link_type,
  };
  pcap_t *pcap = NULL;
  FILE *file = fmemopen(NULL, sizeof header + 1, "w+b");
  if (file != NULL && fwrite(&header, sizeof header, 1, file) == 1 && fseek(file, 0, SEEK_SET) == 0)
    pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_MICRO, text);
  else
    snprintf(text, PCAP_ERRBUF_SIZE, "out of memory");
  if (pcap == NULL && file != NULL)
    fclose(file);
  return pcap;
}

// A place for a new link type: a free one, or that of the oldest, which is released.
static np_link_t *take_place(np_links_t *self) {
  if (self->count < LINKS) {
    self->last = self->count++;
    return &self->links[self->last];
  }
  self->last = self->oldest;
  self->oldest = (self->oldest + 1) % LINKS;
  forget(&self->links[self->last]);
  pcap_close(self->links[self->last].pcap);
  return &self->links[self->last];
}

// The entry of a link type, made when there is none. NULL when memory is short.
static np_link_t *find(np_links_t *self, uint16_t link_type) {
  char text[PCAP_ERRBUF_SIZE];
  if (self->count > 0 && self->links[self->last].link_type == link_type)
    return &self->links[self->last];
  for (unsigned i = 0; i < self->count; i++) {
    if (self->links[i].link_type == link_type) {
      self->last = i;
      return &self->links[i];
    }
  }
  pcap_t *pcap = np_link_open(link_type, text);
  if (pcap == NULL)
    return NULL;
  np_link_t *link = take_place(self);
  *link = (np_link_t){.pcap = pcap, .link_type = link_type, .dlt = pcap_datalink(pcap)};
  return link;
}

const np_link_t *np_links_get(np_links_t *self, uint16_t link_type) {
  np_error_t err;
  np_link_t *link = find(self, link_type);
  if (link == NULL || link->ready || self->expression == NULL)
    return link;
  link->ready = true;
  link->compiled = np_filter_compile(link->pcap, self->expression, PCAP_NETMASK_UNKNOWN,
                                     &link->program, &err) == NP_OK;
  return link;
}

bool np_links_pass(const np_links_t *self, const np_link_t *link, const np_packet_t *packet) {
  if (self->expression == NULL)
    return true;
  return link->compiled &&
         np_filter_matches(&link->program, packet->bytes, packet->caplen, packet->len);
}
