// Module table: what JavaScript sees.
#include "session.h"

NAPI_MODULE_INIT() {
  if (!np_define_session(env, exports) || !np_define_devices(env, exports) ||
      !np_define_filter(env, exports) || !np_define_dump(env, exports))
    return NULL;
  return exports;
}
