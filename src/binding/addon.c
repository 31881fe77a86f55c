// Module table: what JavaScript sees.
#include "binding.h"

#ifdef NP_PREBUILT
#include "../libpcap_dl.h"
#endif

NAPI_MODULE_INIT() {
#ifdef NP_PREBUILT
  const char *lacking = np_libpcap_load();
  if (lacking != NULL) {
    napi_throw_error(env, "ERR_PCAP_NO_LIBPCAP", lacking);
    return NULL;
  }
#endif
  if (!np_define_session(env, exports) || !np_define_devices(env, exports) ||
      !np_define_filter(env, exports) || !np_define_pipe(env, exports) ||
      !np_define_deal(env, exports))
    return NULL;
  return exports;
}
