// Errors of the core: one table, so that number, name, JavaScript code and text can't drift apart.
#ifndef NP_ERR_H
#define NP_ERR_H

#include <stddef.h>

// X(number, C name, code as JavaScript sees it, what it means)
#define NP_ERRORS(X)                                                                               \
  X(-1, NP_ESYS, NULL, "the system refused; the code is the name of err->sys")                     \
  X(-2, NP_ECLOSED, "ERR_PCAP_CLOSED", "the session is closed")                                    \
  X(-3, NP_EOPEN, "ERR_PCAP_OPEN", "the device can't be captured on")                              \
  X(-4, NP_EFILE, "ERR_PCAP_FILE", "the file is no capture file, or is damaged or cut off")        \
  X(-5, NP_EFILTER, "ERR_PCAP_FILTER", "the filter does not compile")                              \
  X(-6, NP_EREAD, "ERR_PCAP_READ", "reading packets from the device failed")                       \
  X(-7, NP_ESTATS, "ERR_PCAP_STATS", "no statistics can be had")                                   \
  X(-8, NP_EINJECT, "ERR_PCAP_INJECT", "the packet could not be sent")                             \
  X(-9, NP_ENODEVICE, "ERR_PCAP_NO_DEVICE", "there is no suitable device")                         \
  X(-10, NP_EDEVICES, "ERR_PCAP_DEVICES", "the devices can't be listed")                           \
  X(-11, NP_EMONITOR, "ERR_PCAP_MONITOR", "the device has no monitor mode")                        \
  X(-12, NP_ETSTAMP, "ERR_PCAP_TSTAMP", "the device has no such time stamps")                      \
  X(-13, NP_EDIRECTION, "ERR_PCAP_DIRECTION", "the device can't tell directions apart")            \
  X(-14, NP_ELINKTYPE, "ERR_PCAP_LINK_TYPE", "the link type is not known")                         \
  X(-15, NP_EMEMORY, "ERR_PCAP_MEMORY", "out of memory")                                           \
  X(-16, NP_ECOMPRESSED, "ERR_PCAP_FILE", "the file is compressed")                                \
  X(-17, NP_EFANOUT, "ERR_PCAP_FANOUT", "the group of captures can't be joined")

enum {
  NP_OK = 0,
#define NP_ENUM(number, name, code, text) name = number,
  NP_ERRORS(NP_ENUM)
#undef NP_ENUM
};

#define NP_ERROR_TEXT 1024

typedef struct np_error {
  int code;                 // NP_OK or one of NP_E*
  int sys;                  // errno, when code is NP_ESYS
  char text[NP_ERROR_TEXT]; // a sentence in the caller's words, ended by libpcap's own
} np_error_t;

// Fills err and returns code, so that a function can end with it.
int np_error_set(np_error_t *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Same for an error of the system: sys is an errno.
int np_error_sys(np_error_t *err, int sys, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// NP_EMEMORY while working on what, a name that begins the sentence; NULL: none does.
int np_error_memory(np_error_t *err, const char *what);

// NP_ECOMPRESSED of a file.
int np_error_compressed(np_error_t *err, const char *path, const char *format);

// An error that the table's own text says.
int np_error_plain(np_error_t *err, int code);

// The code as JavaScript sees it: a constant, NULL for NP_ESYS and for numbers not in the table.
const char *np_error_code(int code);

#endif
