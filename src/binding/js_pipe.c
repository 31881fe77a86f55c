// What JavaScript can't ask of a pipe that it writes a capture to.
#include "../pipe_room.h"
#include "binding.h"
#include "napi_util.h"

// The descriptor that is the only argument. False with an exception pending.
static bool descriptor(napi_env env, napi_callback_info info, int32_t *fd) {
  napi_value argument;
  size_t argc = 1;
  NP_CHECK_BOOL(env, napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  return np_int(env, argument, fd);
}

// enlarge_pipe(fd)
static napi_value js_enlarge_pipe(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (descriptor(env, info, &fd))
    np_pipe_enlarge(fd);
  return NULL;
}

// pipe_has_room(fd) -> boolean: see np_pipe_has_room
static napi_value js_pipe_has_room(napi_env env, napi_callback_info info) {
  napi_value result;
  int32_t fd;
  if (!descriptor(env, info, &fd))
    return NULL;
  NP_CHECK(env, napi_get_boolean(env, np_pipe_has_room(fd), &result));
  return result;
}

bool np_define_pipe(napi_env env, napi_value exports) {
  static const napi_property_descriptor functions[] = {NP_METHOD(enlarge_pipe),
                                                       NP_METHOD(pipe_has_room)};
  NP_CHECK_BOOL(
      env, napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions));
  return true;
}
