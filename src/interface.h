// The interface that a packet was captured on, as far as it is the capture that knows, and not the
// packet's own bytes. Knows nothing of Node.
#ifndef NP_INTERFACE_H
#define NP_INTERFACE_H

#include <stdint.h>

#define NP_INTERFACE_NAME 256 // bytes of a name that are kept, with the NUL at its end

typedef struct np_interface {
  uint32_t serial;              // from 1 on: tells it from all others of the capture
  uint32_t index;               // as the file counts them, in each section from 0 on
  char name[NP_INTERFACE_NAME]; // UTF-8, as it stands in the file; "": it has none
} np_interface_t;

#endif
