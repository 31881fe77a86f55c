// The binding's classes and functions, for the module table in addon.c.
#ifndef NP_SESSION_H
#define NP_SESSION_H

#include <node_api.h>

// Each adds what its file offers to exports; false with an exception pending.
_Bool np_define_session(napi_env env, napi_value exports);
_Bool np_define_devices(napi_env env, napi_value exports);
_Bool np_define_dump(napi_env env, napi_value exports);
_Bool np_define_filter(napi_env env, napi_value exports);

#endif
