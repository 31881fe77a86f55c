#include "napi_util.h"

#include "../link_type.h"

#include <stdlib.h>
#include <uv.h>

napi_value np_throw_last(napi_env env) {
  const napi_extended_error_info *last = NULL;
  bool pending = false;
  const char *text = "Node-API call failed";
  if (napi_get_last_error_info(env, &last) == napi_ok && last->error_message != NULL)
    text = last->error_message;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending)
    napi_throw_error(env, "ERR_PCAP_INTERNAL", text);
  return NULL;
}

bool np_make_error(napi_env env, const np_error_t *err, napi_value *out) {
  const char *name = err->code == NP_ESYS ? uv_err_name(-err->sys) : np_error_code(err->code);
  napi_value code, text;
  NP_CHECK_BOOL(env, napi_create_string_utf8(env, name ? name : "ERR_PCAP_INTERNAL",
                                             NAPI_AUTO_LENGTH, &code));
  NP_CHECK_BOOL(env, napi_create_string_utf8(env, err->text, NAPI_AUTO_LENGTH, &text));
  NP_CHECK_BOOL(env, napi_create_error(env, code, text, out));
  return true;
}

napi_value np_throw(napi_env env, const np_error_t *err) {
  napi_value error;
  if (np_make_error(env, err, &error) && napi_throw(env, error) != napi_ok)
    return np_throw_last(env);
  return NULL;
}

napi_value np_throw_usage(napi_env env, const char *text) {
  if (napi_throw_type_error(env, "ERR_PCAP_INTERNAL", text) != napi_ok)
    return np_throw_last(env);
  return NULL;
}

napi_value np_throw_plain(napi_env env, int code) {
  np_error_t err;
  np_error_plain(&err, code);
  return np_throw(env, &err);
}

napi_value np_throw_memory(napi_env env) { return np_throw_plain(env, NP_EMEMORY); }

bool np_define_class(napi_env env, napi_value exports, const char *name, napi_callback constructor,
                     size_t count, const napi_property_descriptor *methods) {
  napi_value class;
  NP_CHECK_BOOL(env, napi_define_class(env, name, NAPI_AUTO_LENGTH, constructor, NULL, count,
                                       methods, &class));
  return np_set(env, exports, name, class);
}

napi_value np_wrap(napi_env env, napi_value receiver, void *self, const napi_type_tag *tag,
                   napi_finalize on_collected) {
  if (napi_wrap(env, receiver, self, on_collected, NULL, NULL) != napi_ok) {
    on_collected(env, self, NULL);
    return np_throw_last(env);
  }
  NP_CHECK(env, napi_type_tag_object(env, receiver, tag));
  return receiver;
}

// Unwraps value when it is one of ours.
static bool unwrap(napi_env env, napi_value value, const napi_type_tag *tag, void **self) {
  bool ours = false;
  napi_valuetype type;
  NP_CHECK_BOOL(env, napi_typeof(env, value, &type));
  if (type == napi_object)
    NP_CHECK_BOOL(env, napi_check_object_type_tag(env, value, tag, &ours));
  if (!ours) {
    np_throw_usage(env, "illegal invocation");
    return false;
  }
  NP_CHECK_BOOL(env, napi_unwrap(env, value, self));
  return true;
}

bool np_get_args(napi_env env, napi_callback_info info, size_t count, napi_value *args,
                 const napi_type_tag *tag, void **self) {
  size_t argc = count;
  napi_value receiver;
  NP_CHECK_BOOL(env, napi_get_cb_info(env, info, &argc, args, &receiver, NULL));
  if (argc < count) {
    np_throw_usage(env, "too few arguments");
    return false;
  }
  return self == NULL || unwrap(env, receiver, tag, self);
}

char *np_string(napi_env env, napi_value value) {
  size_t size;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok) {
    np_throw_last(env);
    return NULL;
  }
  char *out = malloc(size + 1);
  if (out == NULL) {
    np_throw_memory(env);
    return NULL;
  }
  if (napi_get_value_string_utf8(env, value, out, size + 1, &size) != napi_ok) {
    free(out);
    np_throw_last(env);
    return NULL;
  }
  return out;
}

bool np_int(napi_env env, napi_value value, int32_t *out) {
  NP_CHECK_BOOL(env, napi_get_value_int32(env, value, out));
  return true;
}

bool np_bool(napi_env env, napi_value value, bool *out) {
  NP_CHECK_BOOL(env, napi_get_value_bool(env, value, out));
  return true;
}

// object[name]; undefined when it has none.
static bool get(napi_env env, napi_value object, const char *name, napi_value *out) {
  NP_CHECK_BOOL(env, napi_get_named_property(env, object, name, out));
  return true;
}

bool np_get_int(napi_env env, napi_value object, const char *name, int32_t *out) {
  napi_value value;
  return get(env, object, name, &value) && np_int(env, value, out);
}

bool np_get_bool(napi_env env, napi_value object, const char *name, bool *out) {
  napi_value value;
  return get(env, object, name, &value) && np_bool(env, value, out);
}

char *np_get_string(napi_env env, napi_value object, const char *name) {
  napi_value value;
  return get(env, object, name, &value) ? np_string(env, value) : NULL;
}

bool np_link_type(napi_env env, napi_value value, int *dlt) {
  char *name = np_string(env, value);
  if (name == NULL)
    return false;
  *dlt = np_link_type_number(name);
  if (*dlt < 0) {
    np_error_t err;
    np_error_set(&err, NP_ELINKTYPE, "link type \"%.100s\" is not known", name);
    np_throw(env, &err);
  }
  free(name);
  return *dlt >= 0;
}

bool np_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *size) {
  bool is_array = false;
  napi_typedarray_type type;
  void *data;
  NP_CHECK_BOOL(env, napi_is_typedarray(env, value, &is_array));
  if (is_array)
    NP_CHECK_BOOL(env, napi_get_typedarray_info(env, value, &type, size, &data, NULL, NULL));
  if (!is_array || type != napi_uint8_array) {
    np_throw_usage(env, "expected a Buffer");
    return false;
  }
  *bytes = data;
  return true;
}

bool np_set(napi_env env, napi_value object, const char *name, napi_value value) {
  NP_CHECK_BOOL(env, napi_set_named_property(env, object, name, value));
  return true;
}

bool np_set_string(napi_env env, napi_value object, const char *name, const char *value) {
  napi_value string;
  NP_CHECK_BOOL(env, napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &string));
  return np_set(env, object, name, string);
}

bool np_set_number(napi_env env, napi_value object, const char *name, double value) {
  napi_value number;
  NP_CHECK_BOOL(env, napi_create_double(env, value, &number));
  return np_set(env, object, name, number);
}

bool np_set_bool(napi_env env, napi_value object, const char *name, bool value) {
  napi_value boolean;
  NP_CHECK_BOOL(env, napi_get_boolean(env, value, &boolean));
  return np_set(env, object, name, boolean);
}

napi_value np_undefined(napi_env env) {
  napi_value undefined;
  NP_CHECK(env, napi_get_undefined(env, &undefined));
  return undefined;
}
