#include "linktype_filters.h"

#include "filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  MAX_ENTRIES = 16, // link types that are remembered; in a file with more the oldest is evicted
  SNAP_LENGTH = 262144,
};

typedef struct entry {
  pcap_t *pcap;               // owned: an empty file of this link type
  uint16_t link_type;         // LINKTYPE_ number, as in the file
  int dlt;                    // libpcap's own number for it
  bool current;               // the two below are those of the current filter
  bool compiled;              // program is there; current without it: no packet matches
  struct bpf_program program; // owned
} entry_t;

struct np_linktype_filters {
  entry_t entries[MAX_ENTRIES]; // the first count
  unsigned count;
  unsigned oldest;  // index of the one to be evicted next, when all are taken
  unsigned last;    // index of the one last asked for
  char *expression; // owned; NULL: no filter
};

np_linktype_filters_t *np_linktype_filters_new(void) {
  return calloc(1, sizeof(np_linktype_filters_t));
}

static void free_program(entry_t *entry) {
  if (entry->compiled)
    pcap_freecode(&entry->program);
  entry->current = entry->compiled = false;
}

void np_linktype_filters_free(np_linktype_filters_t *self) {
  if (self == NULL)
    return;
  for (unsigned i = 0; i < self->count; i++) {
    free_program(&self->entries[i]);
    pcap_close(self->entries[i].pcap);
  }
  free(self->expression);
  free(self);
}

// libpcap translates LINKTYPE_ numbers into its own, which differ from system to system, only when
// it opens a file: so it gets one, a pcap file's header in memory. NULL when memory is short.
static pcap_t *open_empty(uint16_t link_type) {
  char text[PCAP_ERRBUF_SIZE];
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
  if (pcap == NULL && file != NULL)
    fclose(file);
  return pcap;
}

// An entry for a new link type: a free one, or the oldest, which is evicted.
static entry_t *take_entry(np_linktype_filters_t *self) {
  if (self->count < MAX_ENTRIES) {
    self->last = self->count++;
    return &self->entries[self->last];
  }
  self->last = self->oldest;
  self->oldest = (self->oldest + 1) % MAX_ENTRIES;
  free_program(&self->entries[self->last]);
  pcap_close(self->entries[self->last].pcap);
  return &self->entries[self->last];
}

// The entry of a link type, made when there is none. NULL when memory is short.
static entry_t *find(np_linktype_filters_t *self, uint16_t link_type) {
  if (self->count > 0 && self->entries[self->last].link_type == link_type)
    return &self->entries[self->last];
  for (unsigned i = 0; i < self->count; i++) {
    if (self->entries[i].link_type == link_type) {
      self->last = i;
      return &self->entries[i];
    }
  }
  pcap_t *pcap = open_empty(link_type);
  if (pcap == NULL)
    return NULL;
  entry_t *entry = take_entry(self);
  *entry = (entry_t){.pcap = pcap, .link_type = link_type, .dlt = pcap_datalink(pcap)};
  return entry;
}

int np_linktype_filters_set(np_linktype_filters_t *self, uint16_t link_type, const char *expression,
                            np_error_t *err) {
  char *copy = NULL;
  struct bpf_program program;
  entry_t *entry = find(self, link_type);
  if (entry == NULL)
    return np_error_memory(err, expression);
  int code = np_filter_compile(entry->pcap, expression, PCAP_NETMASK_UNKNOWN, &program, err);
  if (code != NP_OK)
    return code;
  if (expression[0] != '\0' && (copy = strdup(expression)) == NULL) {
    pcap_freecode(&program);
    return np_error_memory(err, expression);
  }
  free(self->expression);
  self->expression = copy;
  for (unsigned i = 0; i < self->count; i++)
    free_program(&self->entries[i]);
  entry->program = program;
  entry->current = entry->compiled = true;
  return NP_OK;
}

bool np_linktype_filters_match(np_linktype_filters_t *self, uint16_t link_type,
                               const np_packet_t *packet) {
  if (self->expression == NULL)
    return true;
  entry_t *entry = find(self, link_type);
  if (entry == NULL)
    return false;
  if (!entry->current) {
    np_error_t err;
    entry->current = true;
    entry->compiled = np_filter_compile(entry->pcap, self->expression, PCAP_NETMASK_UNKNOWN,
                                        &entry->program, &err) == NP_OK;
  }
  return entry->compiled &&
         np_filter_matches(&entry->program, packet->bytes, packet->caplen, packet->len);
}

int np_linktype_filters_dlt(np_linktype_filters_t *self, uint16_t link_type) {
  const entry_t *entry = find(self, link_type);
  return entry == NULL ? -1 : entry->dlt;
}
