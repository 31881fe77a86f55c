// How long the next record of a capture file is, before it has come whole. Knows nothing of Node.
//
// Only that: what is wrong with a record is for its reader to say, who then need not wait for it.
#ifndef NP_FRAMING_H
#define NP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { NP_FORMAT_UNKNOWN, NP_FORMAT_PCAP, NP_FORMAT_PCAPNG } np_format_t;

typedef struct np_framing {
  np_format_t format;   // of the file's header; the rest is about its records
  bool begun;           // the header has been read
  bool big_endian;      // its numbers are; for a pcapng, those of the current section
  size_t scanned;       // bytes of whole blocks before a pcapng's first interface
  size_t record_header; // bytes of a pcap's
  size_t length_at;     // offset of the captured length in it
  bool shorter_length;  // the captured length is the smaller of two, whichever comes first
  uint32_t max_packet;  // bytes: of a larger one libpcap only says that it is
} np_framing_t;

enum {
  NP_MAGIC_SIZE = 4,   // bytes that tell a format
  NP_PCAP_HEADER = 24, // bytes of a pcap's header
};

// The name of the compression that a file begins with; NULL when it is none that we know.
const char *np_compression_of(const uint8_t *bytes, size_t size);

// Bytes of the largest packet that libpcap takes of a file of that link type.
uint32_t np_max_packet(uint32_t link_type);

// Whether a pcap's header, NP_PCAP_HEADER bytes, has a snap length that records of the file may
// exceed: some programs write one that is not true. libpcap would cut such records.
bool np_header_understates(const uint8_t *header);

// Has the header say no snap length: then libpcap takes all that it can.
void np_header_lift_snap_length(uint8_t *header);

// How many bytes a reader needs for its next step: the file's header, which for a pcapng ends with
// its first interface, or one record. size bytes are there; a result that is larger can turn out
// too small when more have come.
size_t np_framing_need(np_framing_t *self, const uint8_t *bytes, size_t size);

// The reader has taken the header: records follow.
void np_framing_begin(np_framing_t *self);

#endif
