// A share of a file's packets: those of some flows. Other captures of the same file take the
// others. Knows nothing of Node.
#ifndef NP_SHARE_H
#define NP_SHARE_H

#include "batch.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct np_capture;

// Which packets. Where no flow is found, they are the first share's.
typedef struct np_share_options {
  uint32_t index; // of this share, from 0
  uint32_t count; // of shares
  uint32_t seed;  // of np_flow_hash
  uint64_t skip;  // packets of the file, whosever they are, before the first that counts
} np_share_options_t;

typedef struct np_share {
  np_share_options_t options;
  uint64_t seen;      // packets of the file that were looked at
  uint32_t sec, usec; // when the last of them was captured
  uint32_t *numbers;  // borrowed: of packets in the batch, the low 32 bits of seen before each
  size_t room;        // words there
  size_t kept;        // of them used
  np_batch_t read;    // owned: packets that were read
  size_t next;        // offset of the first of them that was not looked at
  int status;         // of the read that brought them
  np_error_t error;   // and its error
} np_share_t;

// numbers is borrowed until np_share_free. NULL when memory is short.
np_share_t *np_share_new(const np_share_options_t *options, uint32_t *numbers, size_t room,
                         bool nano);

// Takes NULL.
void np_share_free(np_share_t *self);

// As np_capture_read. A batch that has no packets yet begins numbers anew.
int np_share_read(np_share_t *self, struct np_capture *capture, np_batch_t *batch, np_error_t *err);

// As np_capture_need.
size_t np_share_need(const np_share_t *self);

#endif
