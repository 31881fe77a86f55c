// The reader of pcap files: libpcap, and savefile_fast.c as far as the file allows it.
#include "filter.h"
#include "pending.h"
#include "read_budget.h"
#include "reader.h"
#include "savefile_fast.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct savefile {
  np_capture_t base;
  pcap_t *pcap;            // owned; closes the file as well
  np_savefile_fast_t fast; // in use while the operations are fast_ops
  np_batch_t *batch;       // borrowed, during a read only
  np_pending_t pending;
  np_filter_t filter;
  np_read_budget_t budget;
  bool single; // at most one packet a read
  bool stop;   // we broke the loop
  bool failed; // memory was short for a packet
} savefile_t;

static const savefile_t *const_savefile_of(const np_capture_t *capture) {
  return (const savefile_t *)capture;
}

static savefile_t *savefile_of(np_capture_t *capture) { return (savefile_t *)capture; }

static void release(np_capture_t *capture) {
  savefile_t *self = savefile_of(capture);
  if (self->pcap != NULL)
    pcap_close(self->pcap);
  np_filter_clear(&self->filter);
  np_pending_free(&self->pending);
}

static int read_error(const savefile_t *self, const char *reason, np_error_t *err) {
  return np_error_set(err, NP_EFILE, "can't read on in %.400s: %s", self->base.name, reason);
}

// Filters.

static int set_filter(np_capture_t *capture, const char *expression, np_error_t *err) {
  savefile_t *self = savefile_of(capture);
  struct bpf_program program;
  int code = np_filter_compile(self->pcap, expression, PCAP_NETMASK_UNKNOWN, &program, err);
  if (code != NP_OK)
    return code;
  np_filter_replace(&self->filter, expression, &program);
  if (capture->share == NULL)
    np_capture_refilter(capture, &self->pending.records, self->pending.next);
  self->fast.need = 0; // the next record may be one that does not match
  return NP_OK;
}

// Whether packets are filtered here.
static bool is_filtered(const savefile_t *self) {
  return self->filter.active && self->base.share == NULL;
}

static bool matches(np_capture_t *capture, const np_packet_t *packet) {
  return np_filter_accepts(&savefile_of(capture)->filter, packet);
}

// Reading by libpcap.

// Stops the loop after this packet.
static void stop(savefile_t *self) {
  self->stop = true;
  pcap_breakloop(self->pcap);
}

// libpcap hands over one packet.
static void on_packet(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  savefile_t *self = (savefile_t *)user;
  if (is_filtered(self) && pcap_offline_filter(&self->filter.program, header, bytes) == 0) {
    if (np_read_budget_spend(&self->budget, header->caplen))
      stop(self);
    return;
  }
  np_packet_t packet = np_packet_of(header, bytes, self->base.nano);
  if (!self->stop && np_batch_put(self->batch, &packet))
    return;
  if (!np_pending_add(&self->pending, &packet))
    self->failed = true;
  stop(self);
}

static int read_packets(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  savefile_t *self = savefile_of(capture);
  bool was_pending = np_pending_need(&self->pending) > 0;
  if (!np_pending_drain(&self->pending, batch))
    return NP_MORE;
  if (self->failed) // what came before it is delivered
    return np_error_memory(err, capture->name);
  if (was_pending && self->single)
    return NP_DRAINED;
  int got;
  self->batch = batch;
  self->stop = false;
  self->budget = np_read_budget();
  do {
    got = pcap_dispatch(self->pcap, self->single ? 1 : -1, on_packet, (u_char *)self);
  } while (got == PCAP_ERROR_BREAK && !self->stop); // a break that came too late for its own read
  self->batch = NULL;
  if (got == PCAP_ERROR)
    return read_error(self, pcap_geterr(self->pcap), err);
  if (self->stop)
    return NP_MORE;
  if (got == 0)
    return NP_END;
  return self->single ? NP_DRAINED : NP_MORE;
}

static size_t need(const np_capture_t *capture) {
  return np_pending_need(&const_savefile_of(capture)->pending);
}

static int link_type(const np_capture_t *capture) {
  return pcap_datalink(const_savefile_of(capture)->pcap);
}

static const np_reader_ops_t ops = {
    .read = read_packets,
    .need = need,
    .link_type = link_type,
    .set_filter = set_filter,
    .matches = matches,
    .release = release,
};

// Reading without libpcap, until something is met that is for libpcap to handle.

static void fast_release(np_capture_t *capture) {
  savefile_t *self = savefile_of(capture);
  // The next reader of standard input goes on where we stopped.
  if (strcmp(capture->name, "-") == 0 && np_savefile_fast_leave(&self->fast, self->pcap))
    fflush(pcap_file(self->pcap));
  release(capture);
}

static int fast_read(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  savefile_t *self = savefile_of(capture);
  np_savefile_fast_t *fast = &self->fast;
  bool filtered = is_filtered(self);
  size_t used = batch->used;
  int64_t deadline = filtered ? np_now_ns() + NP_MAX_UNMATCHED_NS : 0;
  int status;
  do {
    status = np_savefile_fast_read(fast, batch);
    if (filtered)
      np_capture_refilter(capture, batch, used);
  } while (filtered && status == NP_MORE && batch->used == used &&
           fast->need <= batch->size - used && np_now_ns() < deadline);
  if (status != NP_UNSUPPORTED)
    return status;
  if (fast->lifts) {
    char text[PCAP_ERRBUF_SIZE];
    np_savefile_fast_explain(fast, text, sizeof text);
    return read_error(self, text, err);
  }
  capture->ops = &ops;
  if (!np_savefile_fast_leave(fast, self->pcap))
    return np_error_sys(err, errno, "can't read on in %.400s: %s", capture->name, strerror(errno));
  return read_packets(capture, batch, err);
}

static size_t fast_need(const np_capture_t *capture) {
  return const_savefile_of(capture)->fast.need;
}

static const np_reader_ops_t fast_ops = {
    .read = fast_read,
    .need = fast_need,
    .link_type = link_type,
    .set_filter = set_filter,
    .matches = matches,
    .release = fast_release,
};

int np_savefile_open(np_capture_t **out, FILE *file, const np_file_options_t *options,
                     np_error_t *err) {
  char text[PCAP_ERRBUF_SIZE] = "";
  u_int precision = options->nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  off_t start = ftello(file); // standard input need not be at its beginning
  np_capture_t *capture = np_file_reader_new(sizeof(savefile_t), &ops, file, options, err);
  if (capture == NULL)
    return err->code;
  savefile_t *self = savefile_of(capture);
  self->pending.records.nano = options->nano;
  self->single = options->single;
  self->pcap = pcap_fopen_offline_with_tstamp_precision(file, precision, text);
  if (self->pcap == NULL) {
    fclose(file);
    np_error_set(err, NP_EFILE, "can't read %.400s: %s", options->name, text);
    np_capture_close(capture);
    return err->code;
  }
  if (!options->nano && !options->single && np_savefile_fast_open(&self->fast, self->pcap, start))
    capture->ops = &fast_ops;
  *out = capture;
  return NP_OK;
}
