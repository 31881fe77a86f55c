// Reads the records of a plain capture file straight into a batch. Whatever is not plain is left to
// libpcap. Knows nothing of Node.
//
// Plain is what most files are: a regular file of version 2.4 with microseconds, in the byte order
// of a little-endian machine. Its records are those of a batch, byte for byte.
#ifndef NP_DIRECT_H
#define NP_DIRECT_H

#include "batch.h"

#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct np_direct {
  bool applies;   // the records are read here, not by libpcap
  int fd;         // borrowed from the file that libpcap has open
  off_t offset;   // of the next record in the file
  uint32_t limit; // bytes of a packet: of a larger one it is for libpcap to say what becomes of it
  size_t need;    // bytes that the next record takes; 0 when that is not known
} np_direct_t;

enum { NP_NOT_PLAIN = 0 }; // what np_direct_read finds besides NP_MORE and NP_END (capture.h)

// Looks whether the file that libpcap has opened, and that begins at offset start of its
// descriptor, is plain: self->applies tells. Keeps the descriptor, not pcap.
void np_direct_open(np_direct_t *self, pcap_t *pcap, off_t start);

// Appends to batch, which keeps no nanoseconds, the whole records that one read of the file gives.
// NP_MORE: call again, with room for self->need bytes. NP_END: the file ends behind the last
// record. NP_NOT_PLAIN: the next record is too large, or not whole, or can't be read.
int np_direct_read(np_direct_t *self, np_batch_t *batch);

// Has libpcap, which is pcap, read on at the next record: self no longer applies. False, with errno
// set, when that can't be done.
bool np_direct_leave(np_direct_t *self, pcap_t *pcap);

#endif
