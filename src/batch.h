// Packets laid end to end in a slab. Knows nothing of Node.
//
//   [nsec u32, when the batch keeps it] tv_sec u32 | tv_usec u32 | caplen u32 | len u32 | bytes
//
// All little-endian, no padding: the four words and the bytes behind them are v3's header and buf.
#ifndef NP_BATCH_H
#define NP_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NP_RECORD_HEADER 16 // tv_sec, tv_usec, caplen, len
#define NP_RECORD_NSEC 4    // nanoseconds of the second, before the header, where they are kept

typedef struct np_batch {
  uint8_t *base; // borrowed from the caller for as long as the batch is used
  size_t size;   // bytes at base
  size_t used;   // end of the last record, at most size
  bool nano;     // each record begins with NP_RECORD_NSEC bytes
} np_batch_t;

typedef struct np_packet {
  int64_t sec;          // seconds since 1970; the low 32 bits are kept
  uint32_t usec;        // microseconds of that second
  uint32_t nsec;        // nanoseconds of that second, for a batch that keeps them
  uint32_t caplen;      // bytes at bytes
  uint32_t len;         // bytes on the wire
  const uint8_t *bytes; // borrowed
} np_packet_t;

// Bytes that a record of caplen bytes takes.
size_t np_record_size(const np_batch_t *self, uint32_t caplen);

// Appends one record. False, and nothing is changed, when it does not fit.
bool np_batch_put(np_batch_t *self, const np_packet_t *packet);

// Reads the record at *offset into out, whose bytes then point into the batch, and moves *offset
// behind it. False when there is no whole record at *offset: at the end, or when the bytes lie.
bool np_batch_next(const np_batch_t *self, size_t *offset, np_packet_t *out);

#endif
