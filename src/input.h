// Bytes of a pipe, read without waiting and kept until a reader of files takes them. Knows nothing
// of Node.
#ifndef NP_INPUT_H
#define NP_INPUT_H

#include "err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct np_input {
  int fd;          // owned
  int flags;       // of fd before it was made non-blocking; -1: it was that already
  uint8_t *buffer; // owned
  size_t size;     // bytes at buffer
  size_t start;    // of what has come and is not taken
  size_t end;
  bool named; // a named pipe: it may not have a writer yet
  bool ended; // the writer has closed; or there is an error
  int error;  // errno, when that is why
} np_input_t;

enum { NP_INPUT_NOTHING = 0, NP_INPUT_BYTES = 1, NP_INPUT_ENDED = 2 };

// Takes over fd, a pipe or the like; -1: the bytes come by np_input_feed.
void np_input_init(np_input_t *self, int fd);

// Reads what has come, without waiting. NP_INPUT_BYTES: there is more than before.
// NP_INPUT_NOTHING: wait for the descriptor. NP_INPUT_ENDED: no more will come. Or NP_EMEMORY.
int np_input_fill(np_input_t *self);

// Adds bytes; none: no more will come. NP_OK or NP_EMEMORY.
int np_input_feed(np_input_t *self, const uint8_t *bytes, size_t size);

// A file that takes its bytes from here, and finds its end where they end: its reader makes
// sure that enough have come. It is to be closed before np_input_free. NULL when memory is short.
FILE *np_input_file(np_input_t *self);

// Closes the descriptor, as blocking as it was before.
void np_input_free(np_input_t *self);

#endif
