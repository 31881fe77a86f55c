// The readers of devices: a libpcap handle and, for immediate mode on Linux, a ring beside it.
#include "live.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

enum {
  MAX_RING_SIZE = 64 << 20, // bytes to which a ring of slots is made larger at most
  WHOLE_PACKET = 262144,    // bytes of the largest packet that libpcap handles
  MIN_SNAP_LENGTH = 256,    // bytes that libpcap must see: it runs a filter over the first packets
  DEFAULT_BUFFER = 2 << 20, // bytes, as libpcap has it
  MAX_SLOT = 65535,         // bytes of a packet in a slot of libpcap's ring
  IDLE_BUFFER = 16 * 1024,  // bytes of a handle from which nothing is read
};

void np_live_release(np_capture_t *capture) {
  np_live_t *self = np_live_of(capture);
  // libpcap 1.10 forgets a descriptor when it closes a handle that was never activated.
  if (self->pcap != NULL && !self->activated)
    pcap_activate(self->pcap);
  if (self->pcap != NULL)
    pcap_close(self->pcap);
  np_ring_close(&self->ring);
  np_filter_clear(&self->filter);
  np_pending_free(&self->pending);
}

// Opening.

// Fills err with the reason why libpcap refused the device: status is what its function returned.
static int device_error(np_live_t *self, int status, np_error_t *err) {
  const char *reason = pcap_geterr(self->pcap), *general = pcap_statustostr(status);
  const char *dash = " - ";
  if (status == PCAP_ERROR || reason[0] == '\0' || strcmp(reason, general) == 0) {
    reason = status == PCAP_ERROR ? reason : general;
    general = dash = "";
  }
#define NP_REASON "can't capture on %s: %s%s%s", self->base.name, general, dash, reason
  switch (status) {
  case PCAP_ERROR_NO_SUCH_DEVICE:
    return np_error_sys(err, ENODEV, NP_REASON);
  case PCAP_ERROR_PERM_DENIED:
  case PCAP_ERROR_PROMISC_PERM_DENIED:
    return np_error_sys(err, EPERM, NP_REASON);
  case PCAP_ERROR_IFACE_NOT_UP:
    return np_error_sys(err, ENETDOWN, NP_REASON);
  case PCAP_ERROR_RFMON_NOTSUP:
    return np_error_set(err, NP_EMONITOR, NP_REASON);
  case PCAP_ERROR_CANTSET_TSTAMP_TYPE:
  case PCAP_ERROR_TSTAMP_PRECISION_NOTSUP:
    return np_error_set(err, NP_ETSTAMP, NP_REASON);
  }
  return np_error_set(err, NP_EOPEN, NP_REASON);
#undef NP_REASON
}

// Asks for the type of time stamp by its name.
static int set_tstamp_type(np_live_t *self, const char *name, np_error_t *err) {
  const char *device = self->base.name;
  int type = pcap_tstamp_type_name_to_val(name);
  if (type < 0)
    return np_error_set(err, NP_ETSTAMP, "%s: libpcap knows no tstamp_type \"%.100s\"", device,
                        name);
  int status = pcap_set_tstamp_type(self->pcap, type);
  if (status != 0)
    return np_error_set(err, NP_ETSTAMP, "%s has no tstamp_type \"%.100s\": %s", device, name,
                        pcap_statustostr(status));
  return NP_OK;
}

// Whether packets get headers of LINKTYPE_LINUX_SLL2.
static bool wants_sll2(const np_live_options_t *options) {
  return options->sll2 && strcmp(options->device, "any") == 0;
}

// Whether a ring of ours would hold more than libpcap's or, of SLL2, more of a packet: libpcap
// loses VLAN tags there. Time stamps of the device itself are for libpcap to get.
static bool wants_ring(const np_live_options_t *options) {
  bool own_time = options->tstamp_type != NULL && strncmp(options->tstamp_type, "host", 4) != 0;
  bool holds_more = options->timeout <= 0 && options->snap_length > NP_RING_SLOT;
  bool better = (holds_more || wants_sll2(options)) && !options->monitor && !own_time;
  return np_ring_is_supported() && (better || options->fanout.wanted);
}

// The size of our ring. Each packet has a slot, whatever its size, so the ring is made larger, to
// hold more than a moment of small ones.
static size_t ring_size(const np_live_options_t *options) {
  size_t size = options->buffer_size > 0 ? (size_t)options->buffer_size : DEFAULT_BUFFER;
  if (size >= MAX_RING_SIZE)
    return size;
  return size > MAX_RING_SIZE / 4 ? MAX_RING_SIZE : size * 4;
}

// The snap length to ask libpcap for. Beside a ring of ours its own is small; its slots, in
// immediate mode, are as large as the snap length.
static int asked_snap_length(const np_live_options_t *options, bool ring) {
  bool slots = np_ring_is_supported() && options->timeout <= 0;
  if (ring || options->snap_length < MIN_SNAP_LENGTH)
    return MIN_SNAP_LENGTH;
  return slots && options->snap_length > MAX_SLOT ? MAX_SLOT : options->snap_length;
}

// Sets everything that is set before activation.
static int configure(np_live_t *self, const np_live_options_t *options, bool ring,
                     np_error_t *err) {
  pcap_t *p = self->pcap;
  int status = pcap_set_snaplen(p, asked_snap_length(options, ring));
  if (status == 0)
    status = pcap_set_promisc(p, options->promiscuous);
  if (status == 0 && options->buffer_size > 0)
    status = pcap_set_buffer_size(p, ring ? IDLE_BUFFER : options->buffer_size);
  if (status == 0 && options->timeout > 0)
    status = pcap_set_timeout(p, options->timeout);
  if (status == 0)
    status = pcap_set_immediate_mode(p, options->timeout <= 0);
  if (status == 0 && options->monitor)
    status = pcap_set_rfmon(p, 1);
  if (status == 0 && options->nano)
    status = pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);
  if (status != 0)
    return device_error(self, status, err);
  return options->tstamp_type == NULL ? NP_OK : set_tstamp_type(self, options->tstamp_type, err);
}

// Activates the handle; a warning of libpcap is left in err->text.
static int activate(np_live_t *self, const np_live_options_t *options, np_error_t *err) {
  static const pcap_direction_t directions[] = {PCAP_D_INOUT, PCAP_D_IN, PCAP_D_OUT};
  const char *device = self->base.name;
  char text[PCAP_ERRBUF_SIZE] = "";
  int status = pcap_activate(self->pcap);
  self->activated = true;
  if (status < 0)
    return device_error(self, status, err);
  if (status > 0) {
    const char *reason = pcap_geterr(self->pcap);
    snprintf(err->text, sizeof err->text, "%s: %s", device,
             reason[0] != '\0' ? reason : pcap_statustostr(status));
  }
  if (wants_sll2(options) && pcap_set_datalink(self->pcap, NP_DLT_LINUX_SLL2) != 0)
    return np_error_set(err, NP_EOPEN, "can't capture on %s with LINKTYPE_LINUX_SLL2: %s", device,
                        pcap_geterr(self->pcap));
  if (options->direction != 0 && pcap_setdirection(self->pcap, directions[options->direction]) != 0)
    return np_error_set(err, NP_EDIRECTION, "can't choose the direction on %s: %s", device,
                        pcap_geterr(self->pcap));
  if (pcap_setnonblock(self->pcap, 1, text) != 0)
    return np_error_set(err, NP_EOPEN, "can't capture on %s: %s", device, text);
  return NP_OK;
}

// Filters.

// A device's filter can ask what the kernel knows beside a packet's bytes (its VLAN tag, its
// direction). Of packets that were read already there are only the bytes: puts a program that asks
// them in the place of program. Where there is none (for the direction), program stays, and matches
// none of these packets.
static void compile_for_bytes(const np_live_t *self, const char *expression, bpf_u_int32 mask,
                              struct bpf_program *program) {
  np_error_t err;
  struct bpf_program for_bytes;
  pcap_t *dead = pcap_open_dead(pcap_datalink(self->pcap), WHOLE_PACKET);
  if (dead == NULL)
    return;
  if (np_filter_compile(dead, expression, mask, &for_bytes, &err) == NP_OK) {
    pcap_freecode(program);
    *program = for_bytes;
  }
  pcap_close(dead);
}

// Puts a compiled filter into the kernel.
static int set_kernel_filter(np_live_t *self, const char *expression, struct bpf_program *program,
                             np_error_t *err) {
  if (self->ring.fd >= 0) {
    self->filter_all = !np_ring_set_filter(&self->ring, program);
    int code = np_live_join(self, err);
    self->unfiltered = np_ring_ready(&self->ring);
    return code;
  }
  if (pcap_setfilter(self->pcap, program) == 0)
    return NP_OK;
  return np_error_set(err, NP_EFILTER, "filter \"%.400s\" can't be set on %s: %s", expression,
                      self->base.name, pcap_geterr(self->pcap));
}

int np_live_set_filter(np_capture_t *capture, const char *expression, np_error_t *err) {
  np_live_t *self = np_live_of(capture);
  char text[PCAP_ERRBUF_SIZE];
  struct bpf_program program;
  bpf_u_int32 net, mask = PCAP_NETMASK_UNKNOWN;
  if (pcap_lookupnet(capture->name, &net, &mask, text) != 0)
    mask = PCAP_NETMASK_UNKNOWN;
  int code = np_filter_compile(self->pcap, expression, mask, &program, err);
  if (code != NP_OK)
    return code;
  if ((code = set_kernel_filter(self, expression, &program, err)) != NP_OK) {
    pcap_freecode(&program);
    return code;
  }
  compile_for_bytes(self, expression, mask, &program);
  np_filter_replace(&self->filter, expression, &program);
  np_capture_refilter(capture, &self->pending.records, self->pending.next);
  return NP_OK;
}

bool np_live_matches(np_capture_t *capture, const np_packet_t *packet) {
  return np_filter_accepts(&np_live_of(capture)->filter, packet);
}

// Reading from libpcap.

// The last packet of the batch, of caplen bytes, is libpcap's.
static void repair_last(const np_live_t *self, np_batch_t *batch, uint32_t caplen) {
  if (self->cooked != 0)
    np_cooked_repair_tags(batch->base + batch->used - caplen, caplen, self->cooked);
}

// libpcap hands over one packet.
static void on_packet(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  np_live_t *self = (np_live_t *)user;
  np_packet_t packet = np_packet_of(header, bytes, self->base.nano);
  if (packet.caplen > self->snap_length)
    packet.caplen = self->snap_length;
  if (!self->stop && np_batch_put(self->batch, &packet)) {
    repair_last(self, self->batch, packet.caplen);
    return;
  }
  if (np_pending_add(&self->pending, &packet))
    repair_last(self, &self->pending.records, packet.caplen);
  else
    self->lost++;
  self->stop = true;
  pcap_breakloop(self->pcap);
}

// Fills err with the reason why reading failed, and whether it is the device that has gone.
static int read_error(np_live_t *self, np_error_t *err) {
  const char *reason = pcap_geterr(self->pcap), *device = self->base.name;
  if (strcmp(device, "any") != 0 && if_nametoindex(device) == 0)
    return np_error_sys(err, ENODEV, "capture on %s ended: %s", device, reason);
  return np_error_set(err, NP_EREAD, "capture on %s failed: %s", device, reason);
}

static int read_packets(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  np_live_t *self = np_live_of(capture);
  if (!np_pending_drain(&self->pending, batch))
    return NP_MORE;
  int got;
  self->batch = batch;
  self->stop = false;
  do {
    got = pcap_dispatch(self->pcap, -1, on_packet, (u_char *)self);
  } while (got == PCAP_ERROR_BREAK && !self->stop); // a break that came too late for its own read
  self->batch = NULL;
  if (got == PCAP_ERROR)
    return read_error(self, err);
  return self->stop ? NP_MORE : NP_DRAINED;
}

// The rest.

static size_t need(const np_capture_t *capture) {
  return np_pending_need(&np_const_live_of(capture)->pending);
}

int np_live_link_type(const np_capture_t *capture) {
  return pcap_datalink(np_const_live_of(capture)->pcap);
}

static int fd(const np_capture_t *capture) {
  return pcap_get_selectable_fd(np_const_live_of(capture)->pcap);
}

static int interval(const np_capture_t *capture) {
#ifdef PCAP_AVAILABLE_1_9
  const struct timeval *t = pcap_get_required_select_timeout(np_const_live_of(capture)->pcap);
  if (t != NULL) {
    int ms = (int)(t->tv_sec * 1000 + t->tv_usec / 1000);
    return ms > 0 ? ms : 1;
  }
#endif
  return fd(capture) < 0 ? 10 : 0;
}

int np_live_stats(np_capture_t *capture, np_stats_t *out, np_error_t *err) {
  np_live_t *self = np_live_of(capture);
  struct pcap_stat counters = {0};
  if (pcap_stats(self->pcap, &counters) != 0)
    return np_error_set(err, NP_ESTATS, "no statistics of %.400s: %s", capture->name,
                        pcap_geterr(self->pcap));
  *out = (np_stats_t){
      .received = counters.ps_recv,
      .dropped = counters.ps_drop + self->lost,
      .if_dropped = counters.ps_ifdrop,
  };
  return NP_OK;
}

int np_live_inject(np_capture_t *capture, const uint8_t *bytes, size_t size, np_error_t *err) {
  pcap_t *pcap = np_live_of(capture)->pcap;
  if (pcap_inject(pcap, bytes, size) == (int)size)
    return NP_OK;
  return np_error_set(err, NP_EINJECT, "can't send %zu bytes on %.400s: %s", size, capture->name,
                      pcap_geterr(pcap));
}

static const np_reader_ops_t ops = {
    .read = read_packets,
    .need = need,
    .link_type = np_live_link_type,
    .set_filter = np_live_set_filter,
    .matches = np_live_matches,
    .fd = fd,
    .interval = interval,
    .stats = np_live_stats,
    .inject = np_live_inject,
    .release = np_live_release,
};

// Opening, continued.

// Makes self->pcap a handle that captures.
static int open_handle(np_live_t *self, const np_live_options_t *options, bool ring,
                       np_error_t *err) {
  char text[PCAP_ERRBUF_SIZE] = "";
  self->activated = false;
  self->pcap = pcap_create(options->device, text);
  if (self->pcap == NULL)
    return np_error_set(err, NP_EOPEN, "can't capture on %.200s: %s", options->device, text);
  int code = configure(self, options, ring, err);
  if (code == NP_OK)
    code = activate(self, options, err);
  if (code != NP_OK)
    return code;
  int dlt = pcap_datalink(self->pcap);
  self->cooked = dlt == DLT_LINUX_SLL || dlt == NP_DLT_LINUX_SLL2 ? dlt : 0;
  return NP_OK;
}

// Opens the handle and a ring beside it; when the link type is not one for it, a handle alone.
static int open_with_ring(np_live_t *self, const np_live_options_t *options, np_error_t *err) {
  int code = open_handle(self, options, true, err);
  if (code != NP_OK)
    return code;
  if (!options->fanout.wanted && !np_ring_can_replace(self->pcap)) {
    pcap_close(self->pcap);
    return open_handle(self, options, false, err);
  }
  int sys = np_ring_open(&self->ring, self->pcap, ring_size(options), self->snap_length,
                         options->direction, options->fanout.wanted);
  if (sys != 0)
    return np_error_sys(err, sys, "can't capture on %s: %s", self->base.name, strerror(sys));
  self->base.ops = &np_live_ring_ops;
  return options->fanout.closed ? np_live_join(self, err) : NP_OK;
}

int np_live_open(np_capture_t **out, const np_live_options_t *options, np_error_t *err) {
  np_capture_t *capture =
      np_reader_new(sizeof(np_live_t), &ops, options->device, options->nano, err);
  if (capture == NULL)
    return err->code;
  np_live_t *self = np_live_of(capture);
  self->ring.fd = -1;
  self->pending.records.nano = options->nano;
  self->snap_length =
      options->snap_length < WHOLE_PACKET ? (uint32_t)options->snap_length : WHOLE_PACKET;
  self->fanout = options->fanout;
  int code = np_live_check_fanout(options, err);
  if (code == NP_OK)
    code = wants_ring(options) ? open_with_ring(self, options, err)
                               : open_handle(self, options, false, err);
  self->hold = np_live_hold_of(self, options);
  if (code == NP_OK)
    *out = capture;
  else
    np_capture_close(capture);
  return code;
}
