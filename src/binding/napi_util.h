// The few things about Node-API that every binding file needs.
#ifndef NP_NAPI_UTIL_H
#define NP_NAPI_UTIL_H

#include "../err.h"

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

// Returns from the function when a Node-API call failed, with an exception pending.
#define NP_CHECK(env, call)                                                                        \
  if ((call) != napi_ok)                                                                           \
  return np_throw_last(env)

// Same in functions that return a bool.
#define NP_CHECK_BOOL(env, call)                                                                   \
  if ((call) != napi_ok)                                                                           \
  return np_throw_last(env), false

// Makes the last Node-API error an exception, unless one is pending. Always NULL.
napi_value np_throw_last(napi_env env);

// Throws err as an Error with its code. Always NULL.
napi_value np_throw(napi_env env, const np_error_t *err);

// Makes an Error of err, with its code, and does not throw it. False with an exception pending.
bool np_make_error(napi_env env, const np_error_t *err, napi_value *out);

// Throws what the table of errors says about code. Always NULL.
napi_value np_throw_plain(napi_env env, int code);

// Throws ERR_PCAP_MEMORY. Always NULL.
napi_value np_throw_memory(napi_env env);

// Throws a TypeError: JavaScript of ours called the binding wrongly. Always NULL.
napi_value np_throw_usage(napi_env env, const char *text);

// A method js_name of a class, for np_define_class.
#define NP_METHOD(name)                                                                            \
  { #name, NULL, js_##name, NULL, NULL, NULL, napi_default_method, NULL }

// exports[name] = a class. False with an exception pending.
bool np_define_class(napi_env env, napi_value exports, const char *name, napi_callback constructor,
                     size_t count, const napi_property_descriptor *methods);

// Ties self to receiver, a new object, which on_collected frees. Returns receiver; NULL with an
// exception pending: then on_collected has been called.
napi_value np_wrap(napi_env env, napi_value receiver, void *self, const napi_type_tag *tag,
                   napi_finalize on_collected);

// Fetches the arguments of a call, exactly count, and the receiver, which must carry tag. False
// with an exception pending. self may be NULL: then any receiver will do.
bool np_get_args(napi_env env, napi_callback_info info, size_t count, napi_value *args,
                 const napi_type_tag *tag, void **self);

// Copies a string argument into memory that the caller frees. NULL with an exception pending.
char *np_string(napi_env env, napi_value value);

// Reads numbers and booleans. False with an exception pending.
bool np_int(napi_env env, napi_value value, int32_t *out);
bool np_bool(napi_env env, napi_value value, bool *out);

// The same of object[name].
bool np_get_int(napi_env env, napi_value object, const char *name, int32_t *out);
bool np_get_bool(napi_env env, napi_value object, const char *name, bool *out);
char *np_get_string(napi_env env, napi_value object, const char *name);

// The DLT of a link type's name. False with an exception pending.
bool np_link_type(napi_env env, napi_value value, int *dlt);

// The bytes of a Buffer or Uint8Array; borrowed until JavaScript runs again. False with an
// exception pending.
bool np_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *size);

// object[name] = value. False with an exception pending.
bool np_set(napi_env env, napi_value object, const char *name, napi_value value);
bool np_set_string(napi_env env, napi_value object, const char *name, const char *value);
bool np_set_number(napi_env env, napi_value object, const char *name, double value);
bool np_set_bool(napi_env env, napi_value object, const char *name, bool value);

// undefined
napi_value np_undefined(napi_env env);

#endif
