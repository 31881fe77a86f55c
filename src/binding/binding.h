// What the files of this folder, the only ones that know Node, share: see napi_util.h as well.
//
// A function js_x is called by JavaScript, on_x by libuv or the garbage collector.
#ifndef NP_BINDING_H
#define NP_BINDING_H

#include <node_api.h>
#include <stdbool.h>

// Each adds what its file offers to exports; false with an exception pending.
bool np_define_session(napi_env env, napi_value exports);
bool np_define_devices(napi_env env, napi_value exports);
bool np_define_pipe(napi_env env, napi_value exports);
bool np_define_deal(napi_env env, napi_value exports);
bool np_define_filter(napi_env env, napi_value exports);

#endif
