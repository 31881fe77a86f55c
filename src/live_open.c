// Opens a device: libpcap's handle and, for immediate mode on Linux, a ring beside it.
#include "live.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
  MAX_RING_SIZE = 64 << 20, // bytes to which a ring of slots is made larger at most
  MIN_SNAP_LENGTH = 256,    // bytes that libpcap must see: it runs a filter over the first packets
  DEFAULT_BUFFER = 2 << 20, // bytes, as libpcap has it
  MAX_SLOT = 65535,         // bytes of a packet in a slot of libpcap's ring
  IDLE_BUFFER = 16 * 1024,  // bytes of a handle from which nothing is read
};

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
      np_reader_new(sizeof(np_live_t), &np_live_ops, options->device, options->nano, err);
  if (capture == NULL)
    return err->code;
  np_live_t *self = np_live_of(capture);
  self->ring.fd = -1;
  self->pending.records.nano = options->nano;
  self->snap_length =
      options->snap_length < NP_WHOLE_PACKET ? (uint32_t)options->snap_length : NP_WHOLE_PACKET;
  self->fanout = options->fanout;
  int code = np_live_check_fanout(options, err);
  if (code == NP_OK)
    code = wants_ring(options) ? open_with_ring(self, options, err)
                               : open_handle(self, options, false, err);
  np_live_set_hold(self, options);
  if (code == NP_OK)
    *out = capture;
  else
    np_capture_close(capture);
  return code;
}
