// How long one read may look for a packet that matches before the event loop has its turn.
#ifndef NP_BARREN_H
#define NP_BARREN_H

#include <stdint.h>
#include <time.h>

enum {
  NP_CLOCK_EVERY = 512,           // packets that don't match, between two looks at the clock
  NP_BARREN_NS = 2 * 1000 * 1000, // time that may pass without a match in one read
};

// Nanoseconds of a clock that never goes back.
static inline int64_t np_now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

#endif
