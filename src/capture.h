// One libpcap handle, live or offline. Knows nothing of Node.
#ifndef NP_CAPTURE_H
#define NP_CAPTURE_H

#include "batch.h"
#include "err.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct np_capture np_capture_t;

typedef struct np_live_options {
  const char *device;
  const char *tstamp_type; // libpcap's name ("adapter"), or NULL for the device's default
  int snap_length;         // bytes of a packet to keep, > 0
  int buffer_size;         // bytes of kernel buffer, 0 for libpcap's default
  int timeout;             // milliseconds that packets may be held back; <= 0: not at all
  int direction;           // 0 both, 1 in, 2 out
  bool promiscuous;
  bool monitor;
  bool nano; // keep nanoseconds
} np_live_options_t;

// What np_capture_read found; errors are negative.
enum {
  NP_MORE = 1,    // stopped early: call again, with room for np_capture_need() bytes
  NP_DRAINED = 2, // nothing more now: wait until the descriptor is readable
  NP_END = 3,     // the file is read to its end
};

// Opens a device. On NP_OK *out is to be closed with np_capture_close. On an error nothing is left
// open and err names the device. err->text is not empty after NP_OK when libpcap had a warning.
int np_capture_open_live(np_capture_t **out, const np_live_options_t *options, np_error_t *err);

// Opens a capture file; "-" is standard input. As np_capture_open_live; err names the file. Reads
// the file's header, and so waits for it when the file is a pipe.
int np_capture_open_offline(np_capture_t **out, const char *path, bool nano, np_error_t *err);

// Releases everything at once: handle, descriptor, promiscuous mode. Takes NULL. Not to be called
// under np_capture_read.
void np_capture_close(np_capture_t *self);

// Compiles expression and puts it in the place of the filter before ("" lets everything through).
// The old one stays when the new one does not compile.
int np_capture_set_filter(np_capture_t *self, const char *expression, np_error_t *err);

// Takes out of batch the records from offset from on that the filter does not let through: they
// were read under the one before.
void np_capture_sift(const np_capture_t *self, np_batch_t *batch, size_t from);

// Appends packets to batch until it is full, nothing more is there, a filter has left packets of
// one read of the file, or about 2 ms have passed without a packet that matches. Comes back with
// NP_MORE, NP_DRAINED, NP_END or an error; whatever it is, the packets that batch has then are
// good, and the bytes behind them are anything. A packet that did not fit is kept for next time,
// and so is one of another link type than the packets that this call appended.
int np_capture_read(np_capture_t *self, np_batch_t *batch, np_error_t *err);

// Bytes that the next record needs, when it is known; otherwise 0.
size_t np_capture_need(const np_capture_t *self);

// The descriptor that tells when to read: a live one, or a pipe. -1: read when you like (a file),
// or every np_capture_interval milliseconds. Borrowed until np_capture_close.
int np_capture_fd(const np_capture_t *self);

// Makes the descriptor of a pipe blocking, as it must be: libuv, which waits for its first byte,
// makes it non-blocking, but the rest of a packet can come later. Of a device nothing is changed.
void np_capture_set_blocking(const np_capture_t *self);

// Milliseconds after which reading must be tried though the descriptor is silent; 0: never.
int np_capture_interval(const np_capture_t *self);

// DLT of the packets that np_capture_read appended last; before any, that of the device, or of the
// file's first interface.
int np_capture_link_type(const np_capture_t *self);

// Counters since the start.
int np_capture_stats(np_capture_t *self, struct pcap_stat *out, np_error_t *err);

// Sends one packet as it is, link-layer header included.
int np_capture_inject(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err);

#endif
