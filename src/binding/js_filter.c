// compile_filter: a BPF program without a device.
#include "../filter.h"
#include "binding.h"
#include "napi_util.h"

#include <stdlib.h>
#include <string.h>

static const napi_type_tag filter_tag = {0x7063617046696c74, 0x6572000000000004};

// The wrapper was collected.
static void on_collected(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  pcap_freecode(data);
  free(data);
}

// Compiles for a handle that is no device. NULL with an exception pending.
static struct bpf_program *compile(napi_env env, const char *expression, int dlt, int snap_length,
                                   bpf_u_int32 netmask) {
  np_error_t err;
  struct bpf_program *program = calloc(1, sizeof *program);
  pcap_t *dead = program == NULL ? NULL : pcap_open_dead(dlt, snap_length);
  if (dead == NULL) {
    np_throw_memory(env);
  } else if (np_filter_compile(dead, expression, netmask, program, &err) == NP_OK) {
    pcap_close(dead);
    return program;
  } else {
    np_throw(env, &err);
    pcap_close(dead);
  }
  free(program);
  return NULL;
}

// new Filter(expression, link_type, snap_length, netmask): netmask is a number whose first octet is
// the highest, or -1 when it is not known.
static napi_value js_new(napi_env env, napi_callback_info info) {
  napi_value args[4], receiver;
  size_t argc = 4;
  int32_t snap_length;
  int64_t mask;
  int dlt;
  NP_CHECK(env, napi_get_cb_info(env, info, &argc, args, &receiver, NULL));
  if (!np_link_type(env, args[1], &dlt) || !np_int(env, args[2], &snap_length))
    return NULL;
  NP_CHECK(env, napi_get_value_int64(env, args[3], &mask));
  char *expression = np_string(env, args[0]);
  if (expression == NULL)
    return NULL;
  uint8_t octets[4] = {(uint8_t)(mask >> 24), (uint8_t)(mask >> 16), (uint8_t)(mask >> 8),
                       (uint8_t)mask};
  bpf_u_int32 netmask = PCAP_NETMASK_UNKNOWN;
  if (mask >= 0)
    memcpy(&netmask, octets, sizeof netmask);
  struct bpf_program *program = compile(env, expression, dlt, snap_length, netmask);
  free(expression);
  return program == NULL ? NULL : np_wrap(env, receiver, program, &filter_tag, on_collected);
}

// matches(bytes, len) -> boolean; len is the length on the wire
static napi_value js_matches(napi_env env, napi_callback_info info) {
  napi_value args[2], result;
  uint8_t *bytes;
  size_t size;
  int64_t len;
  void *program;
  if (!np_get_args(env, info, 2, args, &filter_tag, &program) ||
      !np_bytes(env, args[0], &bytes, &size))
    return NULL;
  NP_CHECK(env, napi_get_value_int64(env, args[1], &len));
  bool yes = np_filter_matches(program, bytes, (uint32_t)size, (uint32_t)len);
  NP_CHECK(env, napi_get_boolean(env, yes, &result));
  return result;
}

bool np_define_filter(napi_env env, napi_value exports) {
  static const napi_property_descriptor methods[] = {NP_METHOD(matches)};
  return np_define_class(env, exports, "Filter", js_new, sizeof methods / sizeof *methods, methods);
}
