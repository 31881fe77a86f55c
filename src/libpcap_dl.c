// For prebuilt binaries only (-Dprebuilt=1): libpcap's functions, found when the addon is loaded.
//
// Linking would fix the library's name in the binary, and systems do not agree on it: Debian and
// its kin call it libpcap.so.0.8, the others libpcap.so.1. So each function of libpcap that the
// addon calls is defined here and passes the call on through a pointer. The linker says when one is
// missing from the table; the compiler, when one does not fit <pcap/pcap.h>.
#include "libpcap_dl.h"

#include <dlfcn.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// X(result, name, parameters, arguments)
#define NP_FUNCTIONS(X)                                                                            \
  X(int, pcap_activate, (pcap_t * p), (p))                                                         \
  X(int, pcap_compile,                                                                             \
    (pcap_t * p, struct bpf_program * program, const char *text, int optimize, bpf_u_int32 mask),  \
    (p, program, text, optimize, mask))                                                            \
  X(pcap_t *, pcap_create, (const char *device, char *error), (device, error))                     \
  X(int, pcap_datalink, (pcap_t * p), (p))                                                         \
  X(int, pcap_dispatch, (pcap_t * p, int count, pcap_handler handler, u_char *user),               \
    (p, count, handler, user))                                                                     \
  X(FILE *, pcap_file, (pcap_t * p), (p))                                                          \
  X(int, pcap_findalldevs, (pcap_if_t * *devices, char *error), (devices, error))                  \
  X(int, pcap_fileno, (pcap_t * p), (p))                                                           \
  X(pcap_t *, pcap_fopen_offline_with_tstamp_precision,                                            \
    (FILE * file, u_int precision, char *error), (file, precision, error))                         \
  X(int, pcap_get_selectable_fd, (pcap_t * p), (p))                                                \
  X(char *, pcap_geterr, (pcap_t * p), (p))                                                        \
  X(int, pcap_inject, (pcap_t * p, const void *bytes, size_t size), (p, bytes, size))              \
  X(const char *, pcap_lib_version, (void), ())                                                    \
  X(int, pcap_lookupnet, (const char *device, bpf_u_int32 *net, bpf_u_int32 *mask, char *error),   \
    (device, net, mask, error))                                                                    \
  X(int, pcap_offline_filter,                                                                      \
    (const struct bpf_program *program, const struct pcap_pkthdr *header, const u_char *bytes),    \
    (program, header, bytes))                                                                      \
  X(pcap_t *, pcap_open_dead, (int link_type, int snap_length), (link_type, snap_length))          \
  X(int, pcap_set_buffer_size, (pcap_t * p, int size), (p, size))                                  \
  X(int, pcap_set_datalink, (pcap_t * p, int link_type), (p, link_type))                           \
  X(int, pcap_set_immediate_mode, (pcap_t * p, int on), (p, on))                                   \
  X(int, pcap_set_promisc, (pcap_t * p, int on), (p, on))                                          \
  X(int, pcap_set_rfmon, (pcap_t * p, int on), (p, on))                                            \
  X(int, pcap_set_snaplen, (pcap_t * p, int length), (p, length))                                  \
  X(int, pcap_set_timeout, (pcap_t * p, int milliseconds), (p, milliseconds))                      \
  X(int, pcap_set_tstamp_precision, (pcap_t * p, int precision), (p, precision))                   \
  X(int, pcap_set_tstamp_type, (pcap_t * p, int type), (p, type))                                  \
  X(int, pcap_setdirection, (pcap_t * p, pcap_direction_t direction), (p, direction))              \
  X(int, pcap_setfilter, (pcap_t * p, struct bpf_program * program), (p, program))                 \
  X(int, pcap_setnonblock, (pcap_t * p, int on, char *error), (p, on, error))                      \
  X(int, pcap_snapshot, (pcap_t * p), (p))                                                         \
  X(int, pcap_stats, (pcap_t * p, struct pcap_stat * stats), (p, stats))                           \
  X(const char *, pcap_statustostr, (int status), (status))                                        \
  X(int, pcap_tstamp_type_name_to_val, (const char *name), (name))

// The same for functions that return nothing.
#define NP_PROCEDURES(X)                                                                           \
  X(pcap_breakloop, (pcap_t * p), (p))                                                             \
  X(pcap_close, (pcap_t * p), (p))                                                                 \
  X(pcap_freealldevs, (pcap_if_t * devices), (devices))                                            \
  X(pcap_freecode, (struct bpf_program * program), (program))

#define NP_DEFINE_FUNCTION(result, name, parameters, arguments)                                    \
  static result(*p_##name) parameters;                                                             \
  result name parameters { return p_##name arguments; }
NP_FUNCTIONS(NP_DEFINE_FUNCTION)

#define NP_DEFINE_PROCEDURE(name, parameters, arguments)                                           \
  static void(*p_##name) parameters;                                                               \
  void name parameters { p_##name arguments; }
NP_PROCEDURES(NP_DEFINE_PROCEDURE)

// Added in libpcap 1.9. Without it there is no such timeout to know of.
static const struct timeval *(*p_pcap_get_required_select_timeout)(pcap_t *p);
const struct timeval *pcap_get_required_select_timeout(pcap_t *p) {
  return p_pcap_get_required_select_timeout ? p_pcap_get_required_select_timeout(p) : NULL;
}

static const char *const names[] = {"libpcap.so.1", "libpcap.so.0.8", "libpcap.so"};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[256]; // empty: loaded

// Stores the address of libpcap's function `name` in the pointer at `out`; a function pointer is no
// void *, so it is copied by its bytes. Returns the name when libpcap has no such function.
static const char *find(void *library, const char *name, void *out) {
  void *address = dlsym(library, name);
  memcpy(out, &address, sizeof address);
  return address == NULL ? name : NULL;
}

// Returns the first function that libpcap lacks, NULL when it has all.
static const char *find_all(void *library) {
  const char *lacking = NULL;
#define NP_FIND_FUNCTION(result, name, parameters, arguments)                                      \
  if (lacking == NULL)                                                                             \
    lacking = find(library, #name, &p_##name);
#define NP_FIND_PROCEDURE(name, parameters, arguments)                                             \
  if (lacking == NULL)                                                                             \
    lacking = find(library, #name, &p_##name);
  NP_FUNCTIONS(NP_FIND_FUNCTION)
  NP_PROCEDURES(NP_FIND_PROCEDURE)
  find(library, "pcap_get_required_select_timeout", &p_pcap_get_required_select_timeout);
  return lacking;
}

// The library stays loaded as long as the process lives: other threads may have it in use.
static void load(void) {
  void *library = NULL;
  for (size_t i = 0; library == NULL && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    snprintf(failure, sizeof failure,
             "libpcap is not installed; install libpcap0.8 (apt) or libpcap (dnf, apk)");
    return;
  }
  const char *lacking = find_all(library);
  if (lacking != NULL)
    snprintf(failure, sizeof failure, "this libpcap has no %s; 1.5 or newer is needed", lacking);
}

const char *np_libpcap_load(void) {
  pthread_once(&once, load);
  return failure[0] == '\0' ? NULL : failure;
}
