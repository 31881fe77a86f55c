// What a program measures of itself, printed as the line that run.js reads. C and C++.
#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

typedef struct result {
  uint64_t packets, check, sessions, payload;
  uint64_t began; // nanoseconds
} result_t;

static inline uint64_t result_now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static inline void result_begin(result_t *self) { self->began = result_now(CLOCK_MONOTONIC); }

// Peak resident memory in bytes; rusage would count what was there before exec.
static inline uint64_t result_peak(void) {
  char line[256];
  unsigned long long kilobytes = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "VmHWM: %llu", &kilobytes) == 1)
      break;
  if (file != NULL)
    fclose(file);
  return kilobytes * 1024;
}

static inline void result_print(const result_t *self) {
  uint64_t ns = result_now(CLOCK_MONOTONIC) - self->began;
  printf("{\"packets\":%llu,\"ns\":%llu,\"cpu_ns\":%llu,\"check\":%llu,\"sessions\":%llu,"
         "\"payload\":%llu,\"rss\":%llu}\n",
         (unsigned long long)self->packets, (unsigned long long)ns,
         (unsigned long long)result_now(CLOCK_PROCESS_CPUTIME_ID), (unsigned long long)self->check,
         (unsigned long long)self->sessions, (unsigned long long)self->payload,
         (unsigned long long)result_peak());
}

#endif
