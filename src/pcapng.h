// Reads pcapng files, whose interfaces can differ in link type, snap length and time stamps, which
// libpcap refuses. Knows nothing of Node, and of libpcap nothing but its errors' wording.
//
// The format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html
#ifndef NP_PCAPNG_H
#define NP_PCAPNG_H

#include "batch.h"
#include "err.h"
#include "interface.h"

#include <stdint.h>
#include <stdio.h>

#define NP_PCAPNG_FIRST_BYTE 0x0a // of each pcapng file, and of no pcap file

enum {
  NP_PCAPNG_MAX_BLOCK = 16 * 1024 * 1024,   // bytes; libpcap and Wireshark have the same limit
  NP_PCAPNG_MAX_PREFACE = 64 * 1024 * 1024, // bytes before the first interface
};

typedef struct np_pcapng np_pcapng_t;

// What np_pcapng_read found; errors are negative.
enum {
  NP_PCAPNG_PACKET = 1,
  NP_PCAPNG_OTHER = 2, // a block that is no packet, or a piece of one: read on
  NP_PCAPNG_END = 3,
};

// A reader of file, which it owns from now on; to be closed with np_pcapng_close. A larger block is
// read in pieces of max_piece bytes, one a call. NULL when memory is short: file is then still the
// caller's.
np_pcapng_t *np_pcapng_new(FILE *file, size_t max_piece);

// Reads from the file's first byte up to the first description of an interface. NP_OK, NP_EFILE or
// NP_EMEMORY.
int np_pcapng_start(np_pcapng_t *self);

// Reads one block, or a piece, and not a byte more. When it is a packet, out has its times, lengths
// and bytes, which are borrowed until the next call. An error is final.
int np_pcapng_read(np_pcapng_t *self, np_packet_t *out);

// TLS key logs in the blocks that were read since the last call, one after the other. Borrowed
// until the next read.
const uint8_t *np_pcapng_take_secrets(np_pcapng_t *self, size_t *size);

// LINKTYPE_ number of the packet last read; before any, that of the first interface.
uint16_t np_pcapng_link_type(const np_pcapng_t *self);

// The interface of the packet that was just read. Borrowed until the next call of np_pcapng_read.
const np_interface_t *np_pcapng_interface(const np_pcapng_t *self);

// The reason of the last error. Borrowed until np_pcapng_close.
const char *np_pcapng_error(const np_pcapng_t *self);

// Bytes that the last call read.
size_t np_pcapng_step_size(const np_pcapng_t *self);

// Closes the file and frees everything. Takes NULL.
void np_pcapng_close(np_pcapng_t *self);

#endif
