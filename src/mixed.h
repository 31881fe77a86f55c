// A pcapng file read into batches, each of which has packets of one link type, and filtered by the
// link type of each packet. Knows nothing of Node.
#ifndef NP_MIXED_H
#define NP_MIXED_H

#include "batch.h"
#include "err.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct np_mixed np_mixed_t;

// Whether file is a pcapng file. Its first byte, by which it is known, is still to be read.
bool np_mixed_applies(FILE *file);

// Reads up to the first interface. file is owned by what comes back, to be closed with
// np_mixed_close; NULL, with a reason of PCAP_ERRBUF_SIZE bytes in text: then it is closed. piped:
// not more than one block is read at a time.
np_mixed_t *np_mixed_open(FILE *file, bool piped, char *text);

// Closes the file and frees everything. Takes NULL.
void np_mixed_close(np_mixed_t *self);

// An empty file of the link type of the first interface, to be closed with pcap_close. NULL, with a
// reason in text, when memory is short.
pcap_t *np_mixed_handle(const np_mixed_t *self, char *text);

// From now on expression decides. False when memory is short: then the one before stays.
bool np_mixed_set_filter(np_mixed_t *self, const char *expression);

// Whether the filter lets through a packet of the batch last read.
bool np_mixed_passes(const np_mixed_t *self, const np_packet_t *packet);

// As np_capture_read (capture.h). Of an error, err has only the reason.
int np_mixed_read(np_mixed_t *self, np_batch_t *batch, np_error_t *err);

// The packet that is kept for the next read; NULL when there is none.
const np_packet_t *np_mixed_held(const np_mixed_t *self);

// DLT of the packets of the batch last read; before any, that of the first interface. -1 when
// memory is short.
int np_mixed_link_type(const np_mixed_t *self);

// Borrowed until np_mixed_close.
int np_mixed_fd(const np_mixed_t *self);

#endif
