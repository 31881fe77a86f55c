// The few lines that the C tests need.
#ifndef NP_TEST_H
#define NP_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Ends the program, naming the place, when what must hold does not.
#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                              \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

#endif
