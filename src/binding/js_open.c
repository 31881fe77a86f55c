// How a session of JavaScript's is opened: a device, a file, or bytes that are fed to it.
#include "session.h"

#include <stdlib.h>

// What JavaScript gets from opening: the warning that it left in err, or undefined; or an
// exception.
static napi_value opened(napi_env env, int code, const np_error_t *err) {
  napi_value text;
  if (code != NP_OK)
    return np_throw(env, err);
  if (err->text[0] == '\0')
    return np_undefined(env);
  NP_CHECK(env, napi_create_string_utf8(env, err->text, NAPI_AUTO_LENGTH, &text));
  return text;
}

// Reads the options of a fan-out. False with an exception pending.
static bool get_fanout(napi_env env, napi_value from, np_fanout_t *out) {
  return np_get_bool(env, from, "fanout", &out->wanted) &&
         np_get_int(env, from, "fanout_id", &out->id) &&
         np_get_bool(env, from, "defragment", &out->defragment) &&
         np_get_bool(env, from, "closed", &out->closed);
}

// Reads the options but for the strings. False with an exception pending.
static bool get_options(napi_env env, napi_value from, np_live_options_t *out) {
  return np_get_int(env, from, "snap_length", &out->snap_length) &&
         np_get_int(env, from, "buffer_size", &out->buffer_size) &&
         np_get_int(env, from, "buffer_timeout", &out->timeout) &&
         np_get_int(env, from, "direction", &out->direction) &&
         np_get_bool(env, from, "promiscuous", &out->promiscuous) &&
         np_get_bool(env, from, "monitor", &out->monitor) &&
         np_get_bool(env, from, "nano", &out->nano) && np_get_bool(env, from, "sll2", &out->sll2) &&
         get_fanout(env, from, &out->fanout);
}

// open_live({ device, tstamp_type ('': the default), snap_length, buffer_size, buffer_timeout,
// direction (0 both, 1 in, 2 out), promiscuous, monitor, nano, sll2, fanout (whether there is one),
// fanout_id (-1: a new one), defragment, closed }) -> a warning or undefined
napi_value js_open_live(napi_env env, napi_callback_info info) {
  napi_value from, result = NULL;
  np_live_options_t options = {0};
  np_error_t err;
  np_session_t *self = np_session_new_receiver(env, info, 1, &from);
  if (self == NULL || !get_options(env, from, &options))
    return NULL;
  char *type = NULL, *device = np_get_string(env, from, "device");
  if (device != NULL && (type = np_get_string(env, from, "tstamp_type")) != NULL) {
    options.device = device;
    options.tstamp_type = type[0] == '\0' ? NULL : type;
    result = opened(env, np_capture_open_live(&self->capture, &options, &err), &err);
  }
  free(device);
  free(type);
  return result;
}

// What open_offline and open_fed have in common.
static napi_value open_file(napi_env env, napi_callback_info info,
                            int (*open)(np_capture_t **, const char *, bool, np_error_t *)) {
  napi_value from;
  np_error_t err;
  bool nano;
  np_session_t *self = np_session_new_receiver(env, info, 1, &from);
  if (self == NULL || !np_get_bool(env, from, "nano", &nano))
    return NULL;
  char *path = np_get_string(env, from, "path");
  if (path == NULL)
    return NULL;
  int code = open(&self->capture, path, nano, &err);
  free(path);
  return opened(env, code, &err);
}

// open_offline({ path, nano }) -> a warning or undefined
napi_value js_open_offline(napi_env env, napi_callback_info info) {
  return open_file(env, info, np_capture_open_offline);
}

// open_fd({ path, nano, fd }): a file that is open; path is for messages -> a warning or undefined
napi_value js_open_fd(napi_env env, napi_callback_info info) {
  napi_value from;
  np_error_t err;
  bool nano;
  int32_t fd;
  np_session_t *self = np_session_new_receiver(env, info, 1, &from);
  if (self == NULL || !np_get_bool(env, from, "nano", &nano) || !np_get_int(env, from, "fd", &fd))
    return NULL;
  char *path = np_get_string(env, from, "path");
  if (path == NULL)
    return NULL;
  int code = np_capture_open_fd(&self->capture, fd, path, nano, &err);
  free(path);
  return opened(env, code, &err);
}

// open_fed({ path, nano }): a file whose bytes feed() brings
napi_value js_open_fed(napi_env env, napi_callback_info info) {
  return open_file(env, info, np_capture_open_fed);
}
