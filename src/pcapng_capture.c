// The reader of pcapng files: batches of one interface each, filtered by the link type of each
// packet.
#include "linktype_filters.h"
#include "pcapng.h"
#include "read_budget.h"
#include "reader.h"

#include <stdlib.h>

enum { MAX_PIECE = 1024 * 1024 }; // bytes of a block that are read at a time

typedef struct pcapng_capture {
  np_capture_t base;
  np_pcapng_t *pcapng;            // owned; closes the file as well
  np_linktype_filters_t *filters; // owned
  np_packet_t packet;             // the packet last read; its bytes are borrowed from pcapng
  bool pending;                   // packet is not in a batch yet
  bool single;                    // at most one block a read
  uint16_t link_type;             // of the batch last read, LINKTYPE_ number
  np_interface_t interface;       // the batch's; serial 0: there was none yet
  uint16_t first_link_type;       // of the first interface, for which a filter must compile
} pcapng_capture_t;

static const pcapng_capture_t *const_pcapng_of(const np_capture_t *capture) {
  return (const pcapng_capture_t *)capture;
}

static pcapng_capture_t *pcapng_of(np_capture_t *capture) { return (pcapng_capture_t *)capture; }

static void release(np_capture_t *capture) {
  pcapng_capture_t *self = pcapng_of(capture);
  np_linktype_filters_free(self->filters);
  np_pcapng_close(self->pcapng);
}

static int set_filter(np_capture_t *capture, const char *expression, np_error_t *err) {
  pcapng_capture_t *self = pcapng_of(capture);
  return np_linktype_filters_set(self->filters, self->first_link_type, expression, err);
}

static bool matches(np_capture_t *capture, const np_packet_t *packet) {
  pcapng_capture_t *self = pcapng_of(capture);
  return np_linktype_filters_match(self->filters, self->link_type, packet);
}

// Reads one block, unless a packet is pending: then that is taken, and filtered again. Returns
// NP_PCAPNG_* (with NP_PCAPNG_PACKET, self->packet matches) or an error.
static int read_block(pcapng_capture_t *self, np_error_t *err) {
  int got = self->pending ? NP_PCAPNG_PACKET : np_pcapng_read(self->pcapng, &self->packet);
  self->pending = false;
  if (got < 0)
    return np_error_set(err, got, "can't read on in %.400s: %s", self->base.name,
                        np_pcapng_error(self->pcapng));
  if (got != NP_PCAPNG_PACKET)
    return got;
  uint16_t link_type = np_pcapng_link_type(self->pcapng);
  if (self->base.share != NULL)
    return got;
  return np_linktype_filters_match(self->filters, link_type, &self->packet) ? got : NP_PCAPNG_OTHER;
}

// Appends self->packet to batch. False when there is no room, or the packets before it are another
// interface's and it does not begin anew.
static bool take(pcapng_capture_t *self, np_batch_t *batch, bool begins) {
  const np_interface_t *interface = np_pcapng_interface(self->pcapng);
  bool same = interface->serial == self->interface.serial;
  if (!(same || begins) || !np_batch_put(batch, &self->packet))
    return false;
  if (!same) {
    self->interface = *interface;
    self->link_type = np_pcapng_link_type(self->pcapng);
  }
  return true;
}

static int read_packets(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  pcapng_capture_t *self = pcapng_of(capture);
  np_read_budget_t budget = np_read_budget();
  size_t used = batch->used;
  for (bool resumed = self->pending;; resumed = false) {
    int got = read_block(self, err);
    if (got < 0 || got == NP_PCAPNG_END)
      return got < 0 ? got : NP_END;
    bool same_type = np_pcapng_link_type(self->pcapng) == self->link_type;
    if (got == NP_PCAPNG_PACKET) {
      // What a call appends is of one interface, and so is what single calls append until NP_MORE.
      bool begins = self->single ? resumed : batch->used == used;
      self->pending = !take(self, batch, begins);
      if (self->pending)
        return NP_MORE;
    }
    if (self->single)
      return NP_DRAINED;
    // Another link type can mean that a filter was compiled, which takes long.
    if (got == NP_PCAPNG_OTHER &&
        np_read_budget_spend(&budget, same_type ? np_pcapng_step_size(self->pcapng)
                                                : NP_MAX_UNCHECKED_BYTES))
      return NP_MORE;
  }
}

static size_t need(const np_capture_t *capture) {
  const pcapng_capture_t *self = const_pcapng_of(capture);
  const np_batch_t batch = {.nano = capture->nano};
  return self->pending ? np_record_size(&batch, self->packet.caplen) : 0;
}

static int link_type(const np_capture_t *capture) {
  const pcapng_capture_t *self = const_pcapng_of(capture);
  return np_linktype_filters_dlt(self->filters, self->link_type);
}

static const np_interface_t *interface(const np_capture_t *capture) {
  const np_interface_t *interface = &const_pcapng_of(capture)->interface;
  return interface->serial == 0 ? NULL : interface;
}

static const uint8_t *take_secrets(np_capture_t *capture, size_t *size) {
  return np_pcapng_take_secrets(pcapng_of(capture)->pcapng, size);
}

static const np_reader_ops_t ops = {
    .read = read_packets,
    .need = need,
    .link_type = link_type,
    .interface = interface,
    .set_filter = set_filter,
    .matches = matches,
    .take_secrets = take_secrets,
    .release = release,
};

int np_pcapng_capture_open(np_capture_t **out, FILE *file, const np_file_options_t *options,
                           np_error_t *err) {
  np_capture_t *capture = np_file_reader_new(sizeof(pcapng_capture_t), &ops, file, options, err);
  if (capture == NULL)
    return err->code;
  pcapng_capture_t *self = pcapng_of(capture);
  self->single = options->single;
  self->filters = np_linktype_filters_new();
  self->pcapng = np_pcapng_new(file, options->single ? NP_PCAPNG_MAX_BLOCK : MAX_PIECE);
  if (self->filters == NULL || self->pcapng == NULL) {
    if (self->pcapng == NULL)
      fclose(file);
    np_error_memory(err, options->name);
    goto fail;
  }
  int code = np_pcapng_start(self->pcapng);
  if (code != NP_OK) {
    np_error_set(err, code, "can't read %.400s: %s", options->name, np_pcapng_error(self->pcapng));
    goto fail;
  }
  self->link_type = self->first_link_type = np_pcapng_link_type(self->pcapng);
  *out = capture;
  return NP_OK;

fail:
  np_capture_close(capture);
  return err->code;
}
