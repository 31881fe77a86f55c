// A capture for JavaScript: one np_capture_t, one uv_poll_t, one callback.
//
// JavaScript pulls: when the descriptor is readable it is called once, and calls read() until the
// capture is drained or its turn is over. So libpcap is never on the stack when a program's handler
// runs, and close() can always close.
#include "../capture.h"
#include "../link_type.h"
#include "binding.h"
#include "napi_util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

static const napi_type_tag session_tag = {0x7063617053657373, 0x696f6e0000000004};

enum {
  TRIM_THRESHOLD = 64 << 20
}; // bytes, more than the slabs that V8 lets go by before it collects

// What read() tells JavaScript besides the end of the slab: indices of state. JavaScript has these,
// and what a status means, by name (np_define_session).
enum { STATE_STATUS, STATE_NEED, STATE_LINK_TYPE, STATE_INTERFACE, STATE_SIZE };

typedef struct session {
  napi_env env;
  np_capture_t *capture;                  // owned; NULL before open and after close
  uv_poll_t poll;                         // libuv's from uv_poll_init until on_poll_closed
  bool polled;                            // poll is initialised and not yet being closed
  int owners;                             // wrapper and libuv: the last one frees
  napi_ref callback;                      // strong while polling, otherwise NULL
  napi_ref state_ref;                     // keeps state
  int32_t *state;                         // borrowed: STATE_SIZE words that JavaScript reads
  napi_async_cleanup_hook_handle cleanup; // while poll is initialised
  np_error_t error;                       // of the last read
} session_t;

// One of the owners lets go; self may be gone afterwards.
static void release(session_t *self) {
  if (--self->owners == 0)
    free(self);
}

// libuv is through with the handle, and so is the environment's end, if it waited for us.
static void on_poll_closed(uv_handle_t *handle) {
  session_t *self = handle->data;
  napi_remove_async_cleanup_hook(self->cleanup);
  release(self);
}

// Stops waiting for the descriptor and lets go of the callback, and with it of the session.
static void stop_polling(session_t *self) {
  if (self->polled)
    uv_poll_stop(&self->poll);
  if (self->callback != NULL)
    napi_delete_reference(self->env, self->callback);
  self->callback = NULL;
}

// Releases what the session holds, at once; a second time nothing happens.
static void close_session(session_t *self) {
  stop_polling(self);
  if (self->polled) {
    self->polled = false;
    uv_close((uv_handle_t *)&self->poll, on_poll_closed);
  }
  np_capture_close(self->capture);
  self->capture = NULL;
}

// The environment ends (a worker is stopped, the process exits): close, and have it wait for
// libuv's handle.
static void on_environment_end(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  close_session(data);
}

// The wrapper was collected.
static void on_collected(napi_env env, void *data, void *hint) {
  session_t *self = data;
  (void)hint;
  close_session(self);
  if (self->state_ref != NULL)
    napi_delete_reference(env, self->state_ref);
  release(self);
}

// Slabs are freed by the ten megabytes, all at once. glibc would give that memory back to the
// system each time, and take it again page by page, which costs as much as to read packets into it.
// Lets it keep as much as we need, unless the user has set another amount.
static void set_trim_threshold(void) {
#ifdef __GLIBC__
  if (getenv("MALLOC_TRIM_THRESHOLD_") == NULL)
    mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD);
#endif
}

// new Session(state): state is an Int32Array of STATE.SIZE words.
static napi_value js_new(napi_env env, napi_callback_info info) {
  napi_value state, receiver;
  size_t argc = 1, length;
  napi_typedarray_type type;
  void *words;
  NP_CHECK(env, napi_get_cb_info(env, info, &argc, &state, &receiver, NULL));
  NP_CHECK(env, napi_get_typedarray_info(env, state, &type, &length, &words, NULL, NULL));
  if (type != napi_int32_array || length < STATE_SIZE)
    return np_throw_usage(env, "expected an Int32Array");
  session_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    return np_throw_memory(env);
  set_trim_threshold();
  self->env = env;
  self->state = words;
  self->state[STATE_LINK_TYPE] = NP_LINK_TYPE_UNKNOWN;
  self->owners = 1;
  if (np_wrap(env, receiver, self, &session_tag, on_collected) == NULL)
    return NULL;
  NP_CHECK(env, napi_create_reference(env, state, 1, &self->state_ref));
  return receiver;
}

// Fetches count arguments and the receiver, which must be open. NULL with an exception pending.
static session_t *receive(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  void *self;
  if (!np_get_args(env, info, count, args, &session_tag, &self))
    return NULL;
  if (((session_t *)self)->capture != NULL)
    return self;
  np_throw_plain(env, NP_ECLOSED);
  return NULL;
}

// The receiver, which must not be open yet. NULL with an exception pending.
static session_t *receive_new(napi_env env, napi_callback_info info, size_t count,
                              napi_value *args) {
  void *self;
  if (!np_get_args(env, info, count, args, &session_tag, &self))
    return NULL;
  if (((session_t *)self)->capture == NULL)
    return self;
  np_throw_usage(env, "already open");
  return NULL;
}

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
static napi_value js_open_live(napi_env env, napi_callback_info info) {
  napi_value from, result = NULL;
  np_live_options_t options = {0};
  np_error_t err;
  session_t *self = receive_new(env, info, 1, &from);
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
  session_t *self = receive_new(env, info, 1, &from);
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
static napi_value js_open_offline(napi_env env, napi_callback_info info) {
  return open_file(env, info, np_capture_open_offline);
}

// open_fed({ path, nano }): a file whose bytes feed() brings
static napi_value js_open_fed(napi_env env, napi_callback_info info) {
  return open_file(env, info, np_capture_open_fed);
}

// A method (bytes) of the capture.
static napi_value give_bytes(napi_env env, napi_callback_info info,
                             int (*give)(np_capture_t *, const uint8_t *, size_t, np_error_t *)) {
  napi_value argument;
  uint8_t *bytes;
  size_t size;
  np_error_t err;
  session_t *self = receive(env, info, 1, &argument);
  if (self == NULL || !np_bytes(env, argument, &bytes, &size))
    return NULL;
  return give(self->capture, bytes, size, &err) == NP_OK ? NULL : np_throw(env, &err);
}

// feed(bytes): adds bytes of such a file; none: it ends
static napi_value js_feed(napi_env env, napi_callback_info info) {
  return give_bytes(env, info, np_capture_feed);
}

// unread() -> a Buffer: what a pipe has given and is not understood, when that is compressed
static napi_value js_unread(napi_env env, napi_callback_info info) {
  napi_value buffer;
  size_t size;
  session_t *self = receive(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  const uint8_t *bytes = np_capture_unread(self->capture, &size);
  NP_CHECK(env, napi_create_buffer_copy(env, size, bytes, NULL, &buffer));
  return buffer;
}

// duplicate() -> the descriptor once more, for JavaScript to read and close
static napi_value js_duplicate(napi_env env, napi_callback_info info) {
  napi_value result;
  np_error_t err;
  session_t *self = receive(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  int fd = fcntl(np_capture_fd(self->capture), F_DUPFD_CLOEXEC, 3);
  if (fd < 0) {
    np_error_sys(&err, errno, "can't duplicate a descriptor: %s", strerror(errno));
    return np_throw(env, &err);
  }
  NP_CHECK(env, napi_create_int32(env, fd, &result));
  return result;
}

// read(slab, start, nano) -> end: packets are appended to slab from start on; state then has how it
// ended (READ.MORE, READ.DRAINED, READ.END, or a negative number: then error() has more), how many
// bytes the next record needs at least, the packets' link type as a number, and a number for their
// interface (0: it is not known).
static napi_value js_read(napi_env env, napi_callback_info info) {
  napi_value args[3], end;
  np_batch_t batch = {0};
  int32_t start;
  session_t *self = receive(env, info, 3, args);
  if (self == NULL || !np_bytes(env, args[0], &batch.base, &batch.size) ||
      !np_int(env, args[1], &start) || !np_bool(env, args[2], &batch.nano))
    return NULL;
  if (start < 0 || (size_t)start > batch.size)
    return np_throw_usage(env, "start is outside of the slab");
  batch.used = (size_t)start;
  self->state[STATE_STATUS] = np_capture_read(self->capture, &batch, &self->error);
  self->state[STATE_NEED] = (int32_t)np_capture_need(self->capture);
  self->state[STATE_LINK_TYPE] = np_capture_link_type(self->capture);
  const np_interface_t *interface = np_capture_interface(self->capture);
  self->state[STATE_INTERFACE] = interface == NULL ? 0 : (int32_t)interface->serial;
  NP_CHECK(env, napi_create_uint32(env, (uint32_t)batch.used, &end));
  return end;
}

// error() -> the Error of the last read
static napi_value js_error(napi_env env, napi_callback_info info) {
  napi_value error;
  void *self;
  if (!np_get_args(env, info, 0, NULL, &session_tag, &self) ||
      !np_make_error(env, &((session_t *)self)->error, &error))
    return NULL;
  return error;
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
  session_t *self = handle->data;
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
static bool init_poll(napi_env env, session_t *self) {
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

// start_polling(callback): calls callback(status) in each turn of the event loop in which packets
// can be read; keeps callback, and the process, alive. -> false when there is no descriptor to wait
// for.
static napi_value js_start_polling(napi_env env, napi_callback_info info) {
  napi_value callback, result;
  session_t *self = receive(env, info, 1, &callback);
  if (self == NULL)
    return NULL;
  bool possible = np_capture_fd(self->capture) >= 0;
  if (possible) {
    if (!self->polled && !init_poll(env, self))
      return NULL;
    stop_polling(self);
    NP_CHECK(env, napi_create_reference(env, callback, 1, &self->callback));
    uv_poll_start(&self->poll, UV_READABLE, on_readable);
  }
  NP_CHECK(env, napi_get_boolean(env, possible, &result));
  return result;
}

// stop_polling(): the session can then be collected.
static napi_value js_stop_polling(napi_env env, napi_callback_info info) {
  void *self;
  if (np_get_args(env, info, 0, NULL, &session_tag, &self))
    stop_polling(self);
  return NULL;
}

// close(): see close_session
static napi_value js_close(napi_env env, napi_callback_info info) {
  void *self;
  if (np_get_args(env, info, 0, NULL, &session_tag, &self))
    close_session(self);
  return NULL;
}

// set_filter(expression)
static napi_value js_set_filter(napi_env env, napi_callback_info info) {
  napi_value argument;
  np_error_t err;
  session_t *self = receive(env, info, 1, &argument);
  char *expression = self == NULL ? NULL : np_string(env, argument);
  if (expression == NULL)
    return NULL;
  if (np_capture_set_filter(self->capture, expression, &err) != NP_OK)
    np_throw(env, &err);
  free(expression);
  return NULL;
}

// refilter(slab, from, end, nano) -> end: removes the records that the filter does not match.
static napi_value js_refilter(napi_env env, napi_callback_info info) {
  napi_value args[4], result;
  np_batch_t batch = {0};
  int32_t from, end;
  session_t *self = receive(env, info, 4, args);
  if (self == NULL || !np_bytes(env, args[0], &batch.base, &batch.size) ||
      !np_int(env, args[1], &from) || !np_int(env, args[2], &end) ||
      !np_bool(env, args[3], &batch.nano))
    return NULL;
  if (from < 0 || end < from || (size_t)end > batch.size)
    return np_throw_usage(env, "offsets are outside of the slab");
  batch.used = (size_t)end;
  np_capture_refilter(self->capture, &batch, (size_t)from);
  NP_CHECK(env, napi_create_uint32(env, (uint32_t)batch.used, &result));
  return result;
}

// secrets() -> a Buffer: the TLS key logs of a pcapng that were read since the last call; or null
static napi_value js_secrets(napi_env env, napi_callback_info info) {
  napi_value out;
  size_t size;
  session_t *self = receive(env, info, 0, NULL);
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
static napi_value js_stats(napi_env env, napi_callback_info info) {
  np_stats_t stats;
  napi_value out;
  np_error_t err;
  session_t *self = receive(env, info, 0, NULL);
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

// inject(bytes)
static napi_value js_inject(napi_env env, napi_callback_info info) {
  return give_bytes(env, info, np_capture_inject);
}

// link_type() -> "LINKTYPE_…"; null while a pipe has not told it
static napi_value js_link_type(napi_env env, napi_callback_info info) {
  char text[NP_LINK_TYPE_TEXT];
  napi_value name;
  session_t *self = receive(env, info, 0, NULL);
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
static napi_value js_interface(napi_env env, napi_callback_info info) {
  napi_value out, name;
  session_t *self = receive(env, info, 0, NULL);
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
  session_t *self = receive(env, info, 0, NULL);
  if (self == NULL)
    return NULL;
  NP_CHECK(env, napi_create_int32(env, ask(self->capture), &result));
  return result;
}

// interval() -> milliseconds after which reading must be tried without a sign; 0: never
static napi_value js_interval(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_interval);
}

// hold() -> milliseconds that may pass between reads, see np_capture_hold
static napi_value js_hold(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_hold);
}

// fanout_id() -> the group's id; -1: none
static napi_value js_fanout_id(napi_env env, napi_callback_info info) {
  return number_of(env, info, np_capture_fanout_id);
}

// finish(): takes no more packets; read() ends after those that are there
static napi_value js_finish(napi_env env, napi_callback_info info) {
  np_error_t err;
  session_t *self = receive(env, info, 0, NULL);
  if (self != NULL && np_capture_finish(self->capture, &err) != NP_OK)
    np_throw(env, &err);
  return NULL;
}

// exports.STATE, the indices of state, and exports.READ, what a status means.
static bool define_words(napi_env env, napi_value exports) {
  napi_value state, read;
  NP_CHECK_BOOL(env, napi_create_object(env, &state));
  NP_CHECK_BOOL(env, napi_create_object(env, &read));
  return np_set_number(env, state, "STATUS", STATE_STATUS) &&
         np_set_number(env, state, "NEED", STATE_NEED) &&
         np_set_number(env, state, "LINK_TYPE", STATE_LINK_TYPE) &&
         np_set_number(env, state, "INTERFACE", STATE_INTERFACE) &&
         np_set_number(env, state, "SIZE", STATE_SIZE) && np_set(env, exports, "STATE", state) &&
         np_set_number(env, read, "MORE", NP_MORE) &&
         np_set_number(env, read, "DRAINED", NP_DRAINED) &&
         np_set_number(env, read, "END", NP_END) &&
         np_set_number(env, read, "COMPRESSED", NP_ECOMPRESSED) &&
         np_set(env, exports, "READ", read);
}

bool np_define_session(napi_env env, napi_value exports) {
  static const napi_property_descriptor methods[] = {
      NP_METHOD(open_live), NP_METHOD(open_offline),  NP_METHOD(read),
      NP_METHOD(error),     NP_METHOD(start_polling), NP_METHOD(stop_polling),
      NP_METHOD(close),     NP_METHOD(set_filter),    NP_METHOD(refilter),
      NP_METHOD(stats),     NP_METHOD(inject),        NP_METHOD(link_type),
      NP_METHOD(interval),  NP_METHOD(open_fed),      NP_METHOD(feed),
      NP_METHOD(unread),    NP_METHOD(duplicate),     NP_METHOD(secrets),
      NP_METHOD(interface), NP_METHOD(hold),          NP_METHOD(fanout_id),
      NP_METHOD(finish),
  };
  return define_words(env, exports) && np_define_class(env, exports, "Session", js_new,
                                                       sizeof methods / sizeof *methods, methods);
}
