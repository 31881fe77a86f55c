// How much one read may look through for a packet that matches, before the event loop has its turn.
#ifndef NP_READ_BUDGET_H
#define NP_READ_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
  NP_MAX_UNMATCHED_NS = 2 * 1000 * 1000, // time without a match in one read
  NP_MAX_UNCHECKED_PACKETS = 512,        // between two looks at the clock
  NP_MAX_UNCHECKED_BYTES = 1024 * 1024 / 2,
};

typedef struct np_read_budget {
  int64_t deadline; // of np_now_ns
  uint32_t packets; // since the last look at the clock
  size_t bytes;
} np_read_budget_t;

// Nanoseconds of a clock that never goes back.
static inline int64_t np_now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline np_read_budget_t np_read_budget(void) {
  return (np_read_budget_t){.deadline = np_now_ns() + NP_MAX_UNMATCHED_NS};
}

// Counts a packet or block of size bytes that gave nothing. True when the time is up.
static inline bool np_read_budget_spend(np_read_budget_t *self, size_t size) {
  self->bytes += size;
  if (++self->packets < NP_MAX_UNCHECKED_PACKETS && self->bytes < NP_MAX_UNCHECKED_BYTES)
    return false;
  self->packets = 0;
  self->bytes = 0;
  return np_now_ns() > self->deadline;
}

#endif
