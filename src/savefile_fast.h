// Reads the records of a plain capture file straight into a batch. Whatever else is in it is left
// to libpcap. Knows nothing of Node.
//
// Most files are plain: a regular file of version 2.4 with microseconds, in the byte order of a
// little-endian machine. Its records are those of a batch, byte for byte.
#ifndef NP_SAVEFILE_FAST_H
#define NP_SAVEFILE_FAST_H

#include "batch.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct np_savefile_fast {
  int fd;       // borrowed from the file that libpcap has open
  off_t offset; // of the next record in the file
  bool lifts;   // packets may be larger than the header's snap length: libpcap would cut them
  size_t need;  // bytes that the next record takes; 0 when that is not known
} np_savefile_fast_t;

enum { NP_UNSUPPORTED = -1000 }; // what np_savefile_fast_read returns besides NP_MORE and NP_END

// Whether that is what the header of a file says, NP_PCAP_HEADER bytes.
bool np_savefile_fast_takes(const uint8_t *header);

// Whether the file that libpcap has opened, and that begins at offset start of its descriptor, is
// plain. Keeps the descriptor, not pcap.
bool np_savefile_fast_open(np_savefile_fast_t *self, pcap_t *pcap, off_t start);

// Appends to batch, which keeps no nanoseconds, the whole records that one read of the file gives.
// NP_MORE: call again, with room for self->need bytes. NP_END: the file ends after the last record.
// NP_UNSUPPORTED: the next record is too large, or not whole, or can't be read.
int np_savefile_fast_read(np_savefile_fast_t *self, np_batch_t *batch);

// Why the next record is unsupported, in libpcap's words, where libpcap would cut it.
void np_savefile_fast_explain(const np_savefile_fast_t *self, char *text, size_t size);

// Makes libpcap, which is pcap, read on at the next record. False, with errno set, when that can't
// be done.
bool np_savefile_fast_leave(np_savefile_fast_t *self, pcap_t *pcap);

#endif
