// A capture file being written. Knows nothing of Node.
#ifndef NP_DUMP_H
#define NP_DUMP_H

#include "batch.h"
#include "err.h"

typedef struct np_dump np_dump_t;

// Creates the file ("-": standard output), or empties it. On NP_OK *out is to be closed with
// np_dump_close.
int np_dump_open(np_dump_t **out, const char *path, int dlt, int snap_length, bool nano,
                 np_error_t *err);

// Writes one packet, at most the file's snap length of it.
int np_dump_packet(np_dump_t *self, const np_packet_t *packet, np_error_t *err);

// Whether a slab of packets can be written without waiting for a reader: false only of a
// pipe that is too full for it, on systems that tell.
bool np_dump_is_ready(const np_dump_t *self);

// Gives the system what is buffered.
int np_dump_flush(np_dump_t *self, np_error_t *err);

// Flushes and closes; self is gone whatever comes back. Standard output stays open: it is the
// program's. Takes NULL.
int np_dump_close(np_dump_t *self, np_error_t *err);

#endif
