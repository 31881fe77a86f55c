// For prebuilt binaries only: finds libpcap when the addon is loaded.
#ifndef NP_LIBPCAP_DL_H
#define NP_LIBPCAP_DL_H

#include <stddef.h>

// Loads libpcap, under whichever name this system has it, and looks up every function that the
// addon calls. The first call does the work, later ones, from any thread, give its result. Returns
// NULL when all is well, otherwise a sentence that says what to install; it stays valid.
const char *np_libpcap_load(void);

#endif
