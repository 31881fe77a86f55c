#include "capture.h"

#include "barren.h"
#include "direct.h"
#include "filter.h"
#include "mixed.h"
#include "oversize.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <stdio_ext.h>
#endif

enum {
  FILE_BUFFER = 32 * 1024, // bytes that stdio reads from a file at a time: they stay in the cache
  MAX_SPILL = 256 * 1024,  // bytes that are kept for the packets that do not fit
  NS_PER_US = 1000,
  MAX_SLOTS_SIZE = 64 << 20, // bytes to which a ring of slots is made larger at most
  WHOLE_PACKET = 262144,     // what libpcap holds for the largest
  MIN_SNAP_LENGTH = 256, // bytes that libpcap gets to see: it runs a filter over the first packets
};

struct np_capture {
  pcap_t *pcap;              // owned; closes file as well
  np_mixed_t *mixed;         // owned; reads pcapng files, of which pcap then is an empty one
  np_direct_t direct;        // reads plain files, as far as they are that
  char *file_buffer;         // owned, stdio's buffer; NULL when there is none
  char *name;                // owned: device or path, for messages
  np_batch_t *batch;         // borrowed, during np_capture_read only
  np_batch_t spill;          // owned bytes: packets that did not fit, in records
  size_t spill_read;         // offset in spill of the first that is not handed over
  struct bpf_program filter; // owned; for files, and packets of a device that were read already
  bool filtered;             // filter is there
  bool activated;            // a device's handle is
  uint32_t snap_length;      // bytes of a packet of a device that are delivered at most
  np_oversize_t oversize;    // of a device: packets larger than a slot
  bool live;
  bool piped;       // a file that may keep us waiting: one packet for one readiness
  bool nano;        // libpcap's tv_usec are nanoseconds
  bool stop;        // we broke the loop
  uint32_t barren;  // packets in a row that did not match
  int64_t deadline; // when a barren read stops, CLOCK_MONOTONIC
};

// Frees what np_capture_read kept back.
static void drop_spill(np_capture_t *self) {
  free(self->spill.base);
  self->spill = (np_batch_t){.nano = self->nano};
  self->spill_read = 0;
}

// Whether the name of a file means standard input.
static bool is_stdin(const char *name) { return strcmp(name, "-") == 0; }

void np_capture_close(np_capture_t *self) {
  if (self == NULL)
    return;
  // libpcap 1.10 forgets a descriptor when it closes a handle that was never activated.
  if (self->live && self->pcap != NULL && !self->activated)
    pcap_activate(self->pcap);
  // Who reads standard input after us goes on where we ended.
  if (self->direct.applies && is_stdin(self->name) && np_direct_leave(&self->direct, self->pcap))
    fflush(pcap_file(self->pcap));
  if (self->pcap != NULL)
    pcap_close(self->pcap);
  if (self->filtered)
    pcap_freecode(&self->filter);
  np_oversize_free(&self->oversize);
  np_mixed_close(self->mixed);
  drop_spill(self);
  free(self->file_buffer);
  free(self->name);
  free(self);
}

// A capture without a handle, or NULL when memory is short (err is then filled).
static np_capture_t *new_capture(const char *name, bool live, bool nano, np_error_t *err) {
  np_capture_t *self = calloc(1, sizeof *self);
  if (self != NULL)
    self->name = strdup(name);
  if (self == NULL || self->name == NULL) {
    free(self);
    np_error_sys(err, ENOMEM, "%.200s: out of memory", name);
    return NULL;
  }
  self->live = live;
  self->nano = self->spill.nano = nano;
  return self;
}

// Says in err why libpcap refused the device: status is what its function returned.
static int device_error(np_capture_t *self, int status, np_error_t *err) {
  const char *reason = pcap_geterr(self->pcap), *general = pcap_statustostr(status);
  const char *dash = " - ";
  if (status == PCAP_ERROR || reason[0] == '\0' || strcmp(reason, general) == 0) {
    reason = status == PCAP_ERROR ? reason : general;
    general = dash = "";
  }
#define NP_REASON "can't capture on %s: %s%s%s", self->name, general, dash, reason
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
static int set_tstamp_type(np_capture_t *self, const char *name, np_error_t *err) {
  int type = pcap_tstamp_type_name_to_val(name);
  if (type < 0)
    return np_error_set(err, NP_ETSTAMP, "%s: libpcap knows no tstamp_type \"%.100s\"", self->name,
                        name);
  int status = pcap_set_tstamp_type(self->pcap, type);
  if (status != 0)
    return np_error_set(err, NP_ETSTAMP, "%s has no tstamp_type \"%.100s\": %s", self->name, name,
                        pcap_statustostr(status));
  return NP_OK;
}

// The snap length to ask libpcap for.
static int asked_snap_length(const np_live_options_t *options) {
  if (options->snap_length < MIN_SNAP_LENGTH)
    return MIN_SNAP_LENGTH;
  if (options->timeout <= 0 && options->snap_length > NP_SLOT &&
      np_oversize_applies(options->device))
    return NP_SLOT;
  return options->snap_length;
}

// The size of ring to ask libpcap for. Where each packet has a slot of its own, whatever its size,
// the ring is made larger, so that it holds more than a moment of small ones.
static int asked_buffer_size(const np_live_options_t *options) {
  int size = options->buffer_size;
  if (asked_snap_length(options) >= options->snap_length || size >= MAX_SLOTS_SIZE)
    return size;
  return size > MAX_SLOTS_SIZE / 4 ? MAX_SLOTS_SIZE : size * 4;
}

// Everything that is set before activation.
static int configure(np_capture_t *self, const np_live_options_t *options, np_error_t *err) {
  pcap_t *p = self->pcap;
  int status = pcap_set_snaplen(p, asked_snap_length(options));
  if (status == 0)
    status = pcap_set_promisc(p, options->promiscuous);
  if (status == 0 && options->buffer_size > 0)
    status = pcap_set_buffer_size(p, asked_buffer_size(options));
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

// Activates the handle; a warning of libpcap's is left in err->text.
static int activate(np_capture_t *self, const np_live_options_t *options, np_error_t *err) {
  static const pcap_direction_t directions[] = {PCAP_D_INOUT, PCAP_D_IN, PCAP_D_OUT};
  char text[PCAP_ERRBUF_SIZE] = "";
  int status = pcap_activate(self->pcap);
  self->activated = true;
  if (status < 0)
    return device_error(self, status, err);
  if (status > 0) {
    const char *reason = pcap_geterr(self->pcap);
    snprintf(err->text, sizeof err->text, "%s: %s", self->name,
             reason[0] != '\0' ? reason : pcap_statustostr(status));
  }
  if (options->direction != 0 && pcap_setdirection(self->pcap, directions[options->direction]) != 0)
    return np_error_set(err, NP_EDIRECTION, "can't choose the direction on %s: %s", self->name,
                        pcap_geterr(self->pcap));
  if (pcap_setnonblock(self->pcap, 1, text) != 0)
    return np_error_set(err, NP_EOPEN, "can't capture on %s: %s", self->name, text);
  if (asked_snap_length(options) < options->snap_length &&
      !np_oversize_enable(&self->oversize, self->pcap, self->nano, options->buffer_size))
    return np_error_sys(err, errno, "can't capture on %s: %s", self->name, strerror(errno));
  return NP_OK;
}

int np_capture_open_live(np_capture_t **out, const np_live_options_t *options, np_error_t *err) {
  char text[PCAP_ERRBUF_SIZE] = "";
  err->text[0] = '\0';
  np_capture_t *self = new_capture(options->device, true, options->nano, err);
  if (self == NULL)
    return err->code;
  self->snap_length = (uint32_t)options->snap_length;
  self->pcap = pcap_create(options->device, text);
  if (self->pcap == NULL) {
    np_error_set(err, NP_EOPEN, "can't capture on %.200s: %s", options->device, text);
    goto fail;
  }
  if (configure(self, options, err) != NP_OK || activate(self, options, err) != NP_OK)
    goto fail;
  *out = self;
  return NP_OK;

fail:
  np_capture_close(self);
  return err->code;
}

// Opens path for reading; standard input is duplicated, so that closing ours leaves it open.
static FILE *open_file(const char *path) {
  if (!is_stdin(path))
    return fopen(path, "rbe");
  int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (fd < 0)
    return NULL;
  FILE *file = fdopen(fd, "rb");
  if (file == NULL)
    close(fd);
  return file;
}

// Has reads of a descriptor wait for bytes.
static void clear_nonblock(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK))
    fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

// Chooses how stdio reads: a regular file in large pieces and without locks; anything else not a
// byte ahead, so that the descriptor tells whether another packet is there.
static void set_buffering(np_capture_t *self, FILE *file) {
  struct stat st;
  if (fstat(fileno(file), &st) == 0 && !S_ISREG(st.st_mode)) {
    clear_nonblock(fileno(file));
    self->piped = true;
    setvbuf(file, NULL, _IONBF, 0);
  } else if ((self->file_buffer = malloc(FILE_BUFFER)) != NULL) {
    setvbuf(file, self->file_buffer, _IOFBF, FILE_BUFFER);
  }
#ifdef __GLIBC__
  __fsetlocking(file, FSETLOCKING_BYCALLER);
#endif
}

// Has the file, which is ours, read by libpcap or, a pcapng or a plain file, by us. self->pcap is
// then there, or a reason in text, which has PCAP_ERRBUF_SIZE bytes.
static void open_capture(np_capture_t *self, FILE *file, char *text) {
  u_int precision = self->nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  off_t start = ftello(file); // standard input need not be at its beginning
  if (np_mixed_applies(file)) {
    self->mixed = np_mixed_open(file, self->piped, text);
    if (self->mixed != NULL)
      self->pcap = np_mixed_handle(self->mixed, text);
    return;
  }
  self->pcap = pcap_fopen_offline_with_tstamp_precision(file, precision, text);
  if (self->pcap == NULL)
    fclose(file);
  else if (!self->nano)
    np_direct_open(&self->direct, self->pcap, start);
}

int np_capture_open_offline(np_capture_t **out, const char *path, bool nano, np_error_t *err) {
  char text[PCAP_ERRBUF_SIZE] = "";
  err->text[0] = '\0';
  np_capture_t *self = new_capture(path, false, nano, err);
  if (self == NULL)
    return err->code;
  FILE *file = open_file(path);
  if (file == NULL) {
    int sys = errno;
    np_error_sys(err, sys, "can't open %.400s: %s", path, strerror(sys));
    goto fail;
  }
  set_buffering(self, file);
  open_capture(self, file, text);
  if (self->pcap == NULL) {
    np_error_set(err, NP_EFILE, "can't read %.400s: %s", path, text);
    goto fail;
  }
  *out = self;
  return NP_OK;

fail:
  np_capture_close(self);
  return err->code;
}

// Has the kernel see whole packets, where the filter that libpcap makes would cut them to a slot
// before they are found to be larger.
static void lift_snap_length(struct bpf_program *program) {
  for (u_int i = 0; i < program->bf_len; i++) {
    struct bpf_insn *instruction = &program->bf_insns[i];
    if (instruction->code == (BPF_RET | BPF_K) && instruction->k != 0)
      instruction->k = WHOLE_PACKET;
  }
}

// A device's filter can ask what the kernel knows beside a packet's bytes (its VLAN tag, its
// direction). Of packets that were read already there are only the bytes: puts a program that asks
// them in the place of program. Where there is none (for the direction), program stays, and lets
// none of these packets through.
static void compile_for_bytes(const np_capture_t *self, const char *expression, bpf_u_int32 mask,
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

// Puts program, which is then ours, in the place of the filter before.
static void replace_filter(np_capture_t *self, struct bpf_program program, bool filtered) {
  if (self->filtered)
    pcap_freecode(&self->filter);
  self->filter = program;
  self->filtered = filtered;
  if (!filtered)
    pcap_freecode(&self->filter);
  np_capture_sift(self, &self->spill, self->spill_read);
  self->direct.need = 0; // the next record may be one that does not match
}

int np_capture_set_filter(np_capture_t *self, const char *expression, np_error_t *err) {
  char text[PCAP_ERRBUF_SIZE];
  struct bpf_program program;
  bpf_u_int32 net, mask = PCAP_NETMASK_UNKNOWN;
  if (self->live && pcap_lookupnet(self->name, &net, &mask, text) != 0)
    mask = PCAP_NETMASK_UNKNOWN;
  int code = np_filter_compile(self->pcap, expression, mask, &program, err);
  if (code != NP_OK)
    return code;
  if (self->oversize.enabled)
    lift_snap_length(&program);
  if (self->live && pcap_setfilter(self->pcap, &program) != 0) {
    np_error_set(err, NP_EFILTER, "filter \"%.400s\" can't be set on %s: %s", expression,
                 self->name, pcap_geterr(self->pcap));
    pcap_freecode(&program);
    return err->code;
  }
  if (self->mixed != NULL && !np_mixed_set_filter(self->mixed, expression)) {
    pcap_freecode(&program);
    return np_error_sys(err, ENOMEM, "filter \"%.400s\": out of memory", expression);
  }
  if (self->live)
    compile_for_bytes(self, expression, mask, &program);
  replace_filter(self, program, expression[0] != '\0');
  return NP_OK;
}

// Whether the filter lets through a packet of the batch last read.
static bool passes(const np_capture_t *self, const np_packet_t *packet) {
  if (self->mixed != NULL)
    return np_mixed_passes(self->mixed, packet);
  return np_filter_matches(&self->filter, packet->bytes, packet->caplen, packet->len);
}

void np_capture_sift(const np_capture_t *self, np_batch_t *batch, size_t from) {
  np_packet_t packet;
  size_t kept = from, start = from, next = from;
  if (!self->filtered)
    return;
  for (; np_batch_next(batch, &next, &packet); start = next) {
    if (!passes(self, &packet))
      continue;
    memmove(batch->base + kept, batch->base + start, next - start);
    kept += next - start;
  }
  batch->used = kept;
}

// Keeps the packet for the next read. Without memory for it the packet is lost, as it is when the
// kernel has none.
static void spill(np_capture_t *self, const np_packet_t *packet) {
  np_batch_t *kept = &self->spill;
  size_t size = kept->used + np_record_size(kept, packet->caplen);
  if (size > kept->size) {
    uint8_t *base = realloc(kept->base, size);
    if (base == NULL)
      return;
    kept->base = base;
    kept->size = size;
  }
  np_batch_put(kept, packet);
}

// Stops the loop under us after this packet.
static void stop(np_capture_t *self) {
  self->stop = true;
  pcap_breakloop(self->pcap);
}

// A packet that does not match: from time to time the clock is looked at, so that a rare match in a
// large file does not stop the event loop.
static void on_mismatch(np_capture_t *self) {
  if (++self->barren % NP_CLOCK_EVERY == 0 && np_now_ns() > self->deadline)
    stop(self);
}

// Makes a packet of a device as long as the program asked for: what libpcap has may be more, or
// less (see oversize.h).
static inline void fit(np_capture_t *self, const struct pcap_pkthdr *header, np_packet_t *packet) {
  uint32_t wanted = header->len < self->snap_length ? header->len : self->snap_length;
  if (packet->caplen >= wanted) {
    packet->caplen = wanted;
    return;
  }
  const uint8_t *whole = np_oversize_find(&self->oversize, header, packet->bytes);
  if (whole != NULL) {
    packet->bytes = whole;
    packet->caplen = wanted;
  }
}

// libpcap hands over one packet.
static void on_packet(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes) {
  np_capture_t *self = (np_capture_t *)user;
  if (self->filtered && !self->live && pcap_offline_filter(&self->filter, header, bytes) == 0) {
    on_mismatch(self);
    return;
  }
  np_packet_t packet = {
      .sec = header->ts.tv_sec,
      .usec = (uint32_t)header->ts.tv_usec,
      .caplen = header->caplen,
      .len = header->len,
      .bytes = bytes,
  };
  if (self->live)
    fit(self, header, &packet);
  if (self->nano) {
    packet.nsec = packet.usec; // what libpcap calls tv_usec
    packet.usec /= NS_PER_US;
  }
  if (self->stop || !np_batch_put(self->batch, &packet)) {
    spill(self, &packet);
    stop(self);
  }
}

// Moves kept packets into the batch. True when none is left.
static bool unspill(np_capture_t *self) {
  np_packet_t packet;
  size_t next = self->spill_read;
  while (np_batch_next(&self->spill, &next, &packet)) {
    if (!np_batch_put(self->batch, &packet))
      return false;
    self->spill_read = next;
  }
  if (self->spill.size > MAX_SPILL)
    drop_spill(self);
  self->spill.used = self->spill_read = 0;
  return true;
}

size_t np_capture_need(const np_capture_t *self) {
  np_packet_t packet;
  if (self->direct.applies)
    return self->direct.need;
  size_t next = self->spill_read;
  const np_packet_t *held = self->mixed == NULL ? NULL : np_mixed_held(self->mixed);
  if (held != NULL)
    return np_record_size(&self->spill, held->caplen);
  return np_batch_next(&self->spill, &next, &packet) ? next - self->spill_read : 0;
}

// Says in err why reading failed, and whether it is the device that has gone.
static int read_error(np_capture_t *self, np_error_t *err) {
  const char *reason = pcap_geterr(self->pcap);
  if (!self->live)
    return np_error_set(err, NP_EFILE, "can't read on in %.400s: %s", self->name, reason);
  if (strcmp(self->name, "any") != 0 && if_nametoindex(self->name) == 0)
    return np_error_sys(err, ENODEV, "capture on %s ended: %s", self->name, reason);
  return np_error_set(err, NP_EREAD, "capture on %s failed: %s", self->name, reason);
}

// np_capture_read for a pcapng file.
static int read_mixed(np_capture_t *self, np_batch_t *batch, np_error_t *err) {
  np_error_t reason;
  int status = np_mixed_read(self->mixed, batch, &reason);
  if (status >= 0)
    return status;
  *err = reason;
  snprintf(err->text, sizeof err->text, "can't read on in %.400s: %.400s", self->name, reason.text);
  return status;
}

// np_capture_read for a plain file, which it may turn out not to be: then NP_NOT_PLAIN, and libpcap
// has to go on. What is read without a match is bounded.
static int read_direct(np_capture_t *self, np_batch_t *batch) {
  np_direct_t *direct = &self->direct;
  size_t used = batch->used;
  int64_t deadline = self->filtered ? np_now_ns() + NP_BARREN_NS : 0;
  int status;
  do {
    status = np_direct_read(direct, batch);
    np_capture_sift(self, batch, used);
  } while (self->filtered && status == NP_MORE && batch->used == used &&
           direct->need <= batch->size - used && np_now_ns() < deadline);
  return status;
}

// np_capture_read for what libpcap reads.
static int read_pcap(np_capture_t *self, np_batch_t *batch, np_error_t *err) {
  self->batch = batch;
  if (!unspill(self))
    return NP_MORE;
  self->stop = false;
  if (self->filtered && !self->live)
    self->deadline = np_now_ns() + NP_BARREN_NS;
  size_t used = batch->used;
  int got;
  do {
    got = pcap_dispatch(self->pcap, self->piped ? 1 : -1, on_packet, (u_char *)self);
  } while (got == PCAP_ERROR_BREAK && !self->stop); // a break that came too late for its own read
  self->batch = NULL;
  if (got == PCAP_ERROR)
    return read_error(self, err);
  if (self->stop)
    return NP_MORE;
  if (self->live) {
    if (batch->used == used)
      np_oversize_discard(&self->oversize);
    return NP_DRAINED;
  }
  if (got == 0)
    return NP_END;
  return self->piped ? NP_DRAINED : NP_MORE;
}

int np_capture_read(np_capture_t *self, np_batch_t *batch, np_error_t *err) {
  if (self->mixed != NULL)
    return read_mixed(self, batch, err);
  if (!self->direct.applies)
    return read_pcap(self, batch, err);
  int status = read_direct(self, batch);
  if (status != NP_NOT_PLAIN)
    return status;
  if (!np_direct_leave(&self->direct, self->pcap))
    return np_error_sys(err, errno, "can't read on in %.400s: %s", self->name, strerror(errno));
  return read_pcap(self, batch, err);
}

int np_capture_fd(const np_capture_t *self) {
  if (self->live)
    return pcap_get_selectable_fd(self->pcap);
  if (!self->piped)
    return -1;
  return self->mixed != NULL ? np_mixed_fd(self->mixed) : fileno(pcap_file(self->pcap));
}

void np_capture_set_blocking(const np_capture_t *self) {
  if (self->piped)
    clear_nonblock(np_capture_fd(self));
}

int np_capture_interval(const np_capture_t *self) {
  if (!self->live)
    return 0;
#ifdef PCAP_AVAILABLE_1_9
  const struct timeval *t = pcap_get_required_select_timeout(self->pcap);
  if (t != NULL) {
    int ms = (int)(t->tv_sec * 1000 + t->tv_usec / 1000);
    return ms > 0 ? ms : 1;
  }
#endif
  return np_capture_fd(self) < 0 ? 10 : 0;
}

int np_capture_link_type(const np_capture_t *self) {
  int dlt = self->mixed != NULL ? np_mixed_link_type(self->mixed) : -1;
  return dlt >= 0 ? dlt : pcap_datalink(self->pcap);
}

int np_capture_stats(np_capture_t *self, struct pcap_stat *out, np_error_t *err) {
  memset(out, 0, sizeof *out);
  if (pcap_stats(self->pcap, out) == 0)
    return NP_OK;
  return np_error_set(err, NP_ESTATS, "no statistics of %.400s: %s", self->name,
                      pcap_geterr(self->pcap));
}

int np_capture_inject(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err) {
  if (pcap_inject(self->pcap, bytes, size) == (int)size)
    return NP_OK;
  return np_error_set(err, NP_EINJECT, "can't send %zu bytes on %.400s: %s", size, self->name,
                      pcap_geterr(self->pcap));
}
