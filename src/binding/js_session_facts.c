// What a session of JavaScript's tells of its capture.
#include "../link_type.h"
#include "session.h"

// secrets() -> a Buffer: the TLS key logs of a pcapng that were read since the last call; or null
napi_value js_secrets(napi_env env, napi_callback_info info) {
  napi_value out;
  size_t size;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  const uint8_t *bytes = np_capture_take_secrets(self->capture, &size);
  if (size == 0) {
    NP_CHECK(env, napi_get_null(env, &out));
    return out;
  }
  NP_CHECK(env, napi_create_buffer_copy(env, size, bytes, NULL, &out));
  return out;
}

// stats() -> { ps_recv, ps_drop, ps_ifdrop, ps_truncated }
napi_value js_stats(napi_env env, napi_callback_info info) {
  np_stats_t stats;
  napi_value out;
  np_error_t err;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  if (np_capture_stats(self->capture, &stats, &err) != NP_OK)
    return np_throw(env, &err);
  NP_CHECK(env, napi_create_object(env, &out));
  return np_set_number(env, out, "ps_recv", stats.received) &&
                 np_set_number(env, out, "ps_drop", stats.dropped) &&
                 np_set_number(env, out, "ps_ifdrop", stats.if_dropped) &&
                 np_set_number(env, out, "ps_truncated", stats.truncated)
             ? out
             : NULL;
}

// link_type() -> "LINKTYPE_…"; null while a pipe has not told it
napi_value js_link_type(napi_env env, napi_callback_info info) {
  char text[NP_LINK_TYPE_TEXT];
  napi_value name;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  int dlt = np_capture_link_type(self->capture);
  if (dlt == NP_LINK_TYPE_UNKNOWN) {
    NP_CHECK(env, napi_get_null(env, &name));
    return name;
  }
  np_link_type_name(dlt, text);
  NP_CHECK(env, napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &name));
  return name;
}

// interface() -> { index, name (or undefined) } of the packets last read; null where it is not
// known
napi_value js_interface(napi_env env, napi_callback_info info) {
  napi_value out, name;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  const np_interface_t *interface = np_capture_interface(self->capture);
  if (interface == NULL) {
    NP_CHECK(env, napi_get_null(env, &out));
    return out;
  }
  NP_CHECK(env, napi_create_object(env, &out));
  if (interface->name[0] == '\0')
    name = np_undefined(env);
  else
    NP_CHECK(env, napi_create_string_utf8(env, interface->name, NAPI_AUTO_LENGTH, &name));
  return np_set_number(env, out, "index", interface->index) && np_set(env, out, "name", name)
             ? out
             : NULL;
}

// A number that the capture tells.
static napi_value number_of(napi_env env, napi_callback_info info,
                            int (*ask)(const np_capture_t *)) {
  napi_value result;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  NP_CHECK(env, napi_create_int32(env, ask(self->capture), &result));
  return result;
}

// interval() -> milliseconds after which reading must be tried without a sign; 0: never
napi_value js_interval(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_interval);
}

// hold() -> milliseconds that may pass between reads, see np_capture_hold
napi_value js_hold(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_hold);
}

// fanout_id() -> the group's id; -1: none
napi_value js_fanout_id(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_fanout_id);
}
