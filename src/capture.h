// One capture: a device or a file, read into batches. Knows nothing of Node.
//
// What differs between them is in readers (reader.h): live.c for devices; savefile.c and
// pcapng_capture.c for files; stream.c for pipes, in front of either of these.
#ifndef NP_CAPTURE_H
#define NP_CAPTURE_H

#include "batch.h"
#include "err.h"
#include "interface.h"
#include "share.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct np_capture np_capture_t;

// Captures of one device that share its packets: the kernel gives each flow to one of them. Linux
// only.
typedef struct np_fanout {
  bool wanted;
  int id;          // of the group, 0 to 65535; -1: a new one
  bool defragment; // the kernel reassembles IPv4 datagrams first, since fragments lack ports
  bool closed;     // joins at once and takes nothing until np_capture_set_filter; false: joins then
} np_fanout_t;

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
  bool
      sll2; // on all devices (any): packets get a header of LINKTYPE_LINUX_SLL2, which names theirs
  np_fanout_t fanout;
} np_live_options_t;

// Counters since the start.
typedef struct np_stats {
  uint32_t received;   // packets that matched the filter, as libpcap counts them
  uint32_t dropped;    // packets lost because the kernel's buffer, or memory, was full
  uint32_t if_dropped; // packets that the device or its driver lost
  uint32_t truncated;  // packets delivered with fewer bytes than the snap length allows
} np_stats_t;

// What np_capture_read returns; errors are negative.
enum {
  NP_MORE = 1,    // stopped early: call again, with room for np_capture_need() bytes
  NP_DRAINED = 2, // nothing more now: wait until the descriptor is readable
  NP_END = 3,     // the file is read to its end
};

enum { NP_LINK_TYPE_UNKNOWN = -1 }; // what np_capture_link_type returns before a pipe's header came

// Opens a device. On NP_OK the caller closes *out with np_capture_close. On an error nothing is
// left open and err names the device. err->text is not empty after NP_OK when libpcap had a
// warning.
int np_capture_open_live(np_capture_t **out, const np_live_options_t *options, np_error_t *err);

// Opens a capture file; "-" is standard input. As np_capture_open_live; err names the file. Does
// not wait for a pipe: what its header says is known, and checked, when it has come. A compressed
// file is NP_ECOMPRESSED, which of a pipe np_capture_read returns.
int np_capture_open_offline(np_capture_t **out, const char *path, bool nano, np_error_t *err);

// The same for a file that is open; fd is duplicated. name is for messages.
int np_capture_open_fd(np_capture_t **out, int fd, const char *name, bool nano, np_error_t *err);

// A capture file whose bytes np_capture_feed brings, as those of a pipe. name is for messages.
int np_capture_open_fed(np_capture_t **out, const char *name, bool nano, np_error_t *err);

// Adds bytes of such a file, which are copied; none: the file ends. NP_OK or an error.
int np_capture_feed(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err);

// What has come out of a pipe and has not been understood, after NP_ECOMPRESSED. Borrowed until the
// next call.
const uint8_t *np_capture_unread(const np_capture_t *self, size_t *size);

// TLS key logs that a pcapng holds, of its blocks that were read since the last call. Borrowed
// until the next np_capture_read.
const uint8_t *np_capture_take_secrets(np_capture_t *self, size_t *size);

// Releases everything at once: handle, descriptor, promiscuous mode. Takes NULL. Not to be called
// during np_capture_read.
void np_capture_close(np_capture_t *self);

// Compiles expression and replaces the filter ("" matches every packet). The old filter stays when
// the new one does not compile. On a pipe whose header has not come, np_capture_read returns the
// error.
int np_capture_set_filter(np_capture_t *self, const char *expression, np_error_t *err);

// Removes from batch the records at and after offset from that the current filter does not match:
// they were read under an earlier one.
void np_capture_refilter(np_capture_t *self, np_batch_t *batch, size_t from);

// Appends packets to batch until it is full, nothing more is there, a filter has kept packets of
// one read of the file, or about 2 ms have passed without a match. Never waits. Returns NP_MORE,
// NP_DRAINED, NP_END or an error; in each case the records in batch are good, and the bytes after
// them are undefined. A packet that did not fit is kept for the next call, and so is one of another
// interface than the packets that this call appended.
int np_capture_read(np_capture_t *self, np_batch_t *batch, np_error_t *err);

// From now on a capture of a regular file, from which nothing was read, reads its share only.
// numbers, of room words, at least one, is borrowed until np_capture_close. False when memory is
// short.
bool np_capture_take_share(np_capture_t *self, const np_share_options_t *options, uint32_t *numbers,
                           size_t room);

// How far that has come; NULL: the capture has no share.
const np_share_t *np_capture_share(const np_capture_t *self);

// Bytes that the next record needs, when that is known; otherwise 0.
size_t np_capture_need(const np_capture_t *self);

// The descriptor to poll: that of a device or a pipe. -1: read at any time (a file), or every
// np_capture_interval milliseconds. Borrowed until np_capture_close.
int np_capture_fd(const np_capture_t *self);

// Milliseconds after which to read though the descriptor is silent; 0: never.
int np_capture_interval(const np_capture_t *self);

// Milliseconds that a reader may let pass after it has drained the capture, so that more packets
// come with the next read; 0: none should.
int np_capture_hold(const np_capture_t *self);

// The id of the group that the capture shares its device's packets with; -1: none.
int np_capture_fanout_id(const np_capture_t *self);

// Takes no more packets: np_capture_read returns NP_END after those that are there. Only of a
// capture with a fan-out; NP_EFANOUT of others.
int np_capture_finish(np_capture_t *self, np_error_t *err);

// How many packets np_capture_read has taken out of the kernel's memory, of a member of a group; 0
// of others.
uint32_t np_capture_taken(const np_capture_t *self);

// Takes no more packets, and will be closed. How many it leaves: of a member of a group, those that
// are in its part of the kernel's memory; 0 of others.
uint32_t np_capture_abandon(np_capture_t *self);

// DLT of the packets that np_capture_read appended last; before any, that of the device, or of the
// file's first interface; or NP_LINK_TYPE_UNKNOWN.
int np_capture_link_type(const np_capture_t *self);

// The interface of the packets that np_capture_read appended last; NULL where the capture does not
// know it. Borrowed until the next np_capture_read.
const np_interface_t *np_capture_interface(const np_capture_t *self);

int np_capture_stats(np_capture_t *self, np_stats_t *out, np_error_t *err);

// Sends one packet as it is, link-layer header included.
int np_capture_inject(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err);

#endif
