#include "mixed.h"

#include "barren.h"
#include "capture.h"
#include "links.h"
#include "pcapng.h"

#include <errno.h>
#include <stdlib.h>

struct np_mixed {
  np_pcapng_t *pcapng; // owned
  np_links_t *links;   // owned
  np_packet_t next;    // the packet last read; its bytes are borrowed from pcapng
  bool held;           // next is not in a batch yet
  bool piped;          // one block for one readiness
  uint16_t link_type;  // of the batch last read, LINKTYPE_ number
};

bool np_mixed_applies(FILE *file) {
  int first = getc(file);
  if (first != EOF)
    ungetc(first, file);
  return first == NP_PCAPNG_FIRST_BYTE;
}

np_mixed_t *np_mixed_open(FILE *file, bool piped, char *text) {
  np_mixed_t *self = calloc(1, sizeof *self);
  snprintf(text, PCAP_ERRBUF_SIZE, "out of memory");
  if (self == NULL || (self->pcapng = np_pcapng_new(file)) == NULL) {
    fclose(file);
    free(self);
    return NULL;
  }
  self->piped = piped;
  self->links = np_links_new();
  if (self->links == NULL)
    goto fail;
  if (np_pcapng_start(self->pcapng) != NP_OK) {
    snprintf(text, PCAP_ERRBUF_SIZE, "%s", np_pcapng_error(self->pcapng));
    goto fail;
  }
  self->link_type = np_pcapng_link_type(self->pcapng);
  return self;

fail:
  np_mixed_close(self);
  return NULL;
}

void np_mixed_close(np_mixed_t *self) {
  if (self == NULL)
    return;
  np_links_free(self->links);
  np_pcapng_close(self->pcapng);
  free(self);
}

pcap_t *np_mixed_handle(const np_mixed_t *self, char *text) {
  return np_link_open(self->link_type, text);
}

bool np_mixed_set_filter(np_mixed_t *self, const char *expression) {
  return np_links_set_filter(self->links, expression);
}

bool np_mixed_passes(const np_mixed_t *self, const np_packet_t *packet) {
  const np_link_t *link = np_links_get(self->links, self->link_type);
  return link == NULL || np_links_pass(self->links, link, packet);
}

// Reads one block, unless a packet is held: then that is taken, and filtered again. Comes back with
// NP_PCAPNG_* (a packet is in self->next, and matches) or an error.
static int read_block(np_mixed_t *self, np_error_t *err) {
  int got = self->held ? NP_PCAPNG_PACKET : np_pcapng_read(self->pcapng, &self->next);
  self->held = false;
  if (got < 0)
    return np_error_set(err, NP_EFILE, "%s", np_pcapng_error(self->pcapng));
  if (got != NP_PCAPNG_PACKET)
    return got;
  const np_link_t *link = np_links_get(self->links, np_pcapng_link_type(self->pcapng));
  if (link == NULL)
    return np_error_sys(err, ENOMEM, "out of memory");
  return np_links_pass(self->links, link, &self->next) ? got : NP_PCAPNG_OTHER;
}

int np_mixed_read(np_mixed_t *self, np_batch_t *batch, np_error_t *err) {
  size_t used = batch->used;
  int64_t deadline = np_now_ns() + NP_BARREN_NS;
  for (unsigned barren = 1;;) {
    int got = read_block(self, err);
    if (got < 0 || got == NP_PCAPNG_END)
      return got < 0 ? got : NP_END;
    uint16_t link_type = np_pcapng_link_type(self->pcapng);
    bool same = link_type == self->link_type;
    if (got == NP_PCAPNG_PACKET) {
      self->held = (batch->used != used && !same) || !np_batch_put(batch, &self->next);
      if (self->held)
        return NP_MORE;
      self->link_type = link_type;
    }
    if (self->piped)
      return NP_DRAINED;
    // Another link type can mean that a filter was compiled, which takes long.
    if (got == NP_PCAPNG_OTHER && (!same || barren++ % NP_CLOCK_EVERY == 0) &&
        np_now_ns() > deadline)
      return NP_MORE;
  }
}

const np_packet_t *np_mixed_held(const np_mixed_t *self) { return self->held ? &self->next : NULL; }

int np_mixed_link_type(const np_mixed_t *self) {
  const np_link_t *link = np_links_get(self->links, self->link_type);
  return link == NULL ? -1 : link->dlt;
}

int np_mixed_fd(const np_mixed_t *self) { return fileno(np_pcapng_file(self->pcapng)); }
