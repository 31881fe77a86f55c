// Loads a prebuilt addon under another C library's loader, as Node.js would: all that it needs must
// be found at once. Node-API and libuv are stand-ins that do nothing, but for the error of a module
// that has no libpcap. Built by scripts/test-musl.sh, which makes stand_ins.h:
//
//   musl_loader FILE   ends with 0 when the addon loads, and starts or says that libpcap is missing
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static char said[256];

// X(name): does nothing, and reports success.
#define STAND_IN(name)                                                                             \
  int name(void);                                                                                  \
  int name(void) { return 0; }
#include "stand_ins.h"

int napi_throw_error(void *env, const char *code, const char *message);
int napi_throw_error(void *env, const char *code, const char *message) {
  (void)env;
  snprintf(said, sizeof said, "%s: %s", code, message);
  return 0;
}

int main(int argc, char **argv) {
  void *(*init)(void *env, void *exports);
  void *addon = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  void *address = addon == NULL ? NULL : dlsym(addon, "napi_register_module_v1");
  if (address == NULL) {
    fprintf(stderr, "%s\n", argc == 2 ? dlerror() : "usage: musl_loader FILE");
    return 1;
  }
  memcpy(&init, &address, sizeof init);
  init(NULL, NULL);
  printf("%s\n", said[0] == '\0' ? "started" : said);
  return said[0] == '\0' || strstr(said, "libpcap is not installed") != NULL ? 0 : 1;
}
