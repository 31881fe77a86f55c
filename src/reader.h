// What a capture is inside: a reader and its table of operations. For capture.c and the readers.
#ifndef NP_READER_H
#define NP_READER_H

#include "capture.h"

#include <stdio.h>

// The operations of np_capture_* (capture.h). A NULL means what stands beside it.
typedef struct np_reader_ops {
  int (*read)(np_capture_t *self, np_batch_t *batch, np_error_t *err);
  size_t (*need)(const np_capture_t *self);
  int (*link_type)(const np_capture_t *self);
  const np_interface_t *(*interface)(const np_capture_t *self); // NULL: NULL
  int (*set_filter)(np_capture_t *self, const char *expression, np_error_t *err);
  // Whether the filter matches a packet of the batch last read.
  bool (*matches)(np_capture_t *self, const np_packet_t *packet);
  int (*fd)(const np_capture_t *self);                                // NULL: -1
  int (*interval)(const np_capture_t *self);                          // NULL: 0
  int (*hold)(const np_capture_t *self);                              // NULL: 0
  int (*fanout_id)(const np_capture_t *self);                         // NULL: -1
  int (*finish)(np_capture_t *self, np_error_t *err);                 // NULL: NP_EFANOUT
  uint32_t (*taken)(const np_capture_t *self);                        // NULL: 0
  uint32_t (*abandon)(np_capture_t *self);                            // NULL: 0
  int (*stats)(np_capture_t *self, np_stats_t *out, np_error_t *err); // NULL: NP_ESTATS
  int (*inject)(np_capture_t *self, const uint8_t *bytes, size_t size,
                np_error_t *err);                                                      // NP_EINJECT
  int (*feed)(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err); // NP_EFILE
  const uint8_t *(*unread)(const np_capture_t *self, size_t *size); // NULL: nothing
  const uint8_t *(*take_secrets)(np_capture_t *self, size_t *size); // NULL: none
  // Releases all that the reader holds; also of a reader whose opening failed halfway.
  void (*release)(np_capture_t *self);
} np_reader_ops_t;

// Each reader begins with this one.
struct np_capture {
  const np_reader_ops_t *ops; // a constant; a reader may change to another table
  char *name;                 // owned: device or path, for messages
  char *file_buffer;          // owned, stdio's buffer for the file; NULL when there is none
  bool nano;                  // its batches keep nanoseconds
  np_share_t *share;          // owned; not NULL: filters what the reader passes on, unfiltered
};

// How to read a file.
typedef struct np_file_options {
  const char *name;
  bool nano;
  bool single;       // at most one packet a read: the bytes after it may not be there
  char *file_buffer; // owned by the capture from now on, on an error too; or NULL
} np_file_options_t;

// A reader of size bytes, zeroed but for np_capture_t. NULL when memory is short: err says so.
np_capture_t *np_reader_new(size_t size, const np_reader_ops_t *ops, const char *name, bool nano,
                            np_error_t *err);

// The same for a reader of file, with its buffer. When memory is short, file is closed.
np_capture_t *np_file_reader_new(size_t size, const np_reader_ops_t *ops, FILE *file,
                                 const np_file_options_t *options, np_error_t *err);

// The readers. All as np_capture_open_*; file is owned from the call on, on an error too.
int np_live_open(np_capture_t **out, const np_live_options_t *options, np_error_t *err);
int np_savefile_open(np_capture_t **out, FILE *file, const np_file_options_t *options,
                     np_error_t *err);
int np_pcapng_capture_open(np_capture_t **out, FILE *file, const np_file_options_t *options,
                           np_error_t *err);
// fd -1: the bytes are fed.
int np_stream_open(np_capture_t **out, int fd, const char *name, bool nano, np_error_t *err);

// Opens a file with the reader for its format, which its first byte tells.
int np_file_open(np_capture_t **out, FILE *file, const np_file_options_t *options, np_error_t *err);

#endif
