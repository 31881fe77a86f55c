// The few things about Node-API that every binding file needs.
#ifndef NP_NAPI_UTIL_H
#define NP_NAPI_UTIL_H

#include "err.h"

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

// Throws a TypeError: JavaScript of ours called the binding wrongly. Always NULL.
napi_value np_throw_usage(napi_env env, const char *text);

// Fetches the arguments of a call, exactly count, and unwraps its receiver, which must carry tag.
// False with an exception pending. self may be NULL: then there is no receiver.
bool np_receive(napi_env env, napi_callback_info info, size_t count, napi_value *args,
                const napi_type_tag *tag, void **self);

// Copies a string argument into memory that the caller frees. NULL with an exception pending.
char *np_string(napi_env env, napi_value value);

// Reads numbers and booleans. False with an exception pending.
bool np_int(napi_env env, napi_value value, int32_t *out);
bool np_bool(napi_env env, napi_value value, bool *out);

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
