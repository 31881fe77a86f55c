// A session's life. It has two owners, the JavaScript object and libuv's handle: the last one
// frees.
//
// JavaScript pulls: when the descriptor is readable it is called once, and calls read() until the
// capture is drained or its turn is over. So libpcap is never on the stack when a program's handler
// runs, and close() can always close.
#include "session.h"

#include <stdlib.h>

const napi_type_tag np_session_tag = {0x7063617053657373, 0x696f6e0000000004};

// One of the owners lets go; self may be gone afterwards.
static void release(np_session_t *self) {
  if (--self->owners == 0)
    free(self);
}

// libuv is through with the handle, and so is the environment's end, if it waited for us.
static void on_poll_closed(uv_handle_t *handle) {
  np_session_t *self = handle->data;
  napi_remove_async_cleanup_hook(self->cleanup);
  release(self);
}

void np_session_stop_polling(np_session_t *self) {
  if (self->polled)
    uv_poll_stop(&self->poll);
  if (self->callback != NULL)
    napi_delete_reference(self->env, self->callback);
  self->callback = NULL;
}

void np_session_close(np_session_t *self) {
  np_session_stop_polling(self);
  if (self->polled) {
    self->polled = false;
    uv_close((uv_handle_t *)&self->poll, on_poll_closed);
  }
  if (self->capture != NULL)
    self->state[STATE_ABANDONED] = (int32_t)np_capture_abandon(self->capture);
  np_capture_close(self->capture);
  self->capture = NULL;
}

// The environment ends (a worker is stopped, the process exits): close, and have it wait for
// libuv's handle.
static void on_environment_end(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  np_session_close(data);
}

void np_session_on_collected(napi_env env, void *data, void *hint) {
  np_session_t *self = data;
  (void)hint;
  np_session_close(self);
  if (self->state_ref != NULL)
    napi_delete_reference(env, self->state_ref);
  if (self->numbers_ref != NULL)
    napi_delete_reference(env, self->numbers_ref);
  release(self);
}

np_session_t *np_session_receiver(napi_env env, napi_callback_info info, size_t count,
                                  napi_value *args) {
  void *self;
  if (!np_get_args(env, info, count, args, &np_session_tag, &self))
    return NULL;
  if (((np_session_t *)self)->capture != NULL)
    return self;
  np_throw_plain(env, NP_ECLOSED);
  return NULL;
}

np_session_t *np_session_new_receiver(napi_env env, napi_callback_info info, size_t count,
                                      napi_value *args) {
  void *self;
  if (!np_get_args(env, info, count, args, &np_session_tag, &self))
    return NULL;
  if (((np_session_t *)self)->capture == NULL)
    return self;
  np_throw_usage(env, "already open");
  return NULL;
}

// An exception that a program's handler threw goes where all uncaught ones go.
static void report_exception(napi_env env) {
  napi_value error;
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending &&
      napi_get_and_clear_last_exception(env, &error) == napi_ok)
    napi_fatal_exception(env, error);
}

// The descriptor is readable, or (status < 0) in error; libuv has then stopped polling.
static void on_readable(uv_poll_t *handle, int status, int events) {
  np_session_t *self = handle->data;
  napi_env env = self->env;
  napi_handle_scope scope;
  napi_value callback, receiver, argument;
  (void)events;
  if (self->callback == NULL || napi_open_handle_scope(env, &scope) != napi_ok)
    return;
  if (napi_get_reference_value(env, self->callback, &callback) == napi_ok &&
      napi_get_global(env, &receiver) == napi_ok &&
      napi_create_int32(env, status, &argument) == napi_ok &&
      napi_make_callback(env, NULL, receiver, callback, 1, &argument, NULL) != napi_ok)
    report_exception(env);
  napi_close_handle_scope(env, scope);
}

// Gives libuv the descriptor. False with an exception pending.
static bool init_poll(napi_env env, np_session_t *self) {
  uv_loop_t *loop;
  NP_CHECK_BOOL(env, napi_get_uv_event_loop(env, &loop));
  int status = uv_poll_init(loop, &self->poll, np_capture_fd(self->capture));
  if (status != 0) {
    np_error_t err;
    np_error_sys(&err, -status, "can't wait for packets: %s", uv_strerror(status));
    np_throw(env, &err);
    return false;
  }
  self->poll.data = self;
  self->polled = true;
  self->owners++;
  NP_CHECK_BOOL(env, napi_add_async_cleanup_hook(env, on_environment_end, self, &self->cleanup));
  return true;
}

bool np_session_start_polling(napi_env env, np_session_t *self, napi_value callback) {
  if (!self->polled && !init_poll(env, self))
    return false;
  np_session_stop_polling(self);
  NP_CHECK_BOOL(env, napi_create_reference(env, callback, 1, &self->callback));
  uv_poll_start(&self->poll, UV_READABLE, on_readable);
  return true;
}
