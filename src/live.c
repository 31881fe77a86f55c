// The reader of devices: libpcap's handle. live_open.c opens it, live_ring.c reads the ring that
// may be beside it.
#include "live.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

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

// Filters.

// A device's filter can ask what the kernel knows beside a packet's bytes (its VLAN tag, its
// direction). Of packets that were read already there are only the bytes: puts a program that asks
// them in the place of program. Where there is none (for the direction), program stays, and matches
// none of these packets.
static void compile_for_bytes(const np_live_t *self, const char *expression, bpf_u_int32 mask,
                              struct bpf_program *program) {
  np_error_t err;
  struct bpf_program for_bytes;
  pcap_t *dead = pcap_open_dead(pcap_datalink(self->pcap), NP_WHOLE_PACKET);
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

const np_reader_ops_t np_live_ops = {
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
