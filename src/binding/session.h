// A session of JavaScript's: what its object holds, and how it lives. Shared by session.c (its
// life), js_session.c (its class), js_open.c (how it is opened), js_share.c (its share
// of a file) and js_session_facts.c (what it tells).
#ifndef NP_SESSION_H
#define NP_SESSION_H

#include "../capture.h"
#include "napi_util.h"

#include <uv.h>

// What read() tells JavaScript besides the end of the slab, and a session's end how many packets it
// left (ABANDONED): indices of state. JavaScript has these, and what a status means, by name
// (np_define_session).
enum {
  STATE_STATUS,
  STATE_NEED,
  STATE_LINK_TYPE,
  STATE_INTERFACE,
  STATE_SEEN,
  STATE_SEC,
  STATE_USEC,
  STATE_KEPT,
  STATE_TAKEN,
  STATE_ABANDONED,
  STATE_SIZE
};

typedef struct np_session {
  napi_env env;
  np_capture_t *capture;                  // owned; NULL before open and after close
  uv_poll_t poll;                         // libuv's from uv_poll_init until on_poll_closed
  bool polled;                            // poll is initialised and not yet being closed
  int owners;                             // wrapper and libuv: the last one frees
  napi_ref callback;                      // strong while polling, otherwise NULL
  napi_ref state_ref;                     // keeps state
  int32_t *state;                         // borrowed: STATE_SIZE words that JavaScript reads
  napi_ref numbers_ref;                   // keeps the numbers of a share; NULL: there is none
  napi_async_cleanup_hook_handle cleanup; // while poll is initialised
  np_error_t error;                       // of the last read
} np_session_t;

// What the wrapper of a session carries.
extern const napi_type_tag np_session_tag;

// Fetches count arguments and the receiver, which must be open. NULL with an exception pending.
np_session_t *np_session_receiver(napi_env env, napi_callback_info info, size_t count,
                                  napi_value *args);

// The receiver, which must not be open yet. NULL with an exception pending.
np_session_t *np_session_new_receiver(napi_env env, napi_callback_info info, size_t count,
                                      napi_value *args);

// Gives libuv the descriptor, which there must be, and calls callback(status) in each turn of the
// event loop in which packets can be read. False with an exception pending.
bool np_session_start_polling(napi_env env, np_session_t *self, napi_value callback);

// Stops waiting for the descriptor and lets go of the callback, and with it of the session.
void np_session_stop_polling(np_session_t *self);

// Releases what the session holds, at once; a second time nothing happens.
void np_session_close(np_session_t *self);

// The wrapper was collected: for np_wrap.
void np_session_on_collected(napi_env env, void *data, void *hint);

// Tells JavaScript, by its state, how far the session's share of a file has been read.
void np_session_tell_share(np_session_t *self);

// Methods of other files, for the class that js_session.c defines.
napi_value js_open_live(napi_env env, napi_callback_info info);
napi_value js_open_offline(napi_env env, napi_callback_info info);
napi_value js_open_fd(napi_env env, napi_callback_info info);
napi_value js_open_fed(napi_env env, napi_callback_info info);
napi_value js_share(napi_env env, napi_callback_info info);
napi_value js_secrets(napi_env env, napi_callback_info info);
napi_value js_stats(napi_env env, napi_callback_info info);
napi_value js_link_type(napi_env env, napi_callback_info info);
napi_value js_interface(napi_env env, napi_callback_info info);
napi_value js_interval(napi_env env, napi_callback_info info);
napi_value js_hold(napi_env env, napi_callback_info info);
napi_value js_fanout_id(napi_env env, napi_callback_info info);

#endif
