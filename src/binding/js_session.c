// The class of a session: one np_capture_t for JavaScript. Its life is in session.c.
#include "../link_type.h"
#include "binding.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
  TRIM_THRESHOLD = 64 << 20
}; // bytes, more than the slabs that V8 lets go by before it collects

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
  np_session_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    return np_throw_memory(env);
  set_trim_threshold();
  self->env = env;
  self->state = words;
  self->state[STATE_LINK_TYPE] = NP_LINK_TYPE_UNKNOWN;
  self->owners = 1;
  if (np_wrap(env, receiver, self, &np_session_tag, np_session_on_collected) == NULL)
    return NULL;
  NP_CHECK(env, napi_create_reference(env, state, 1, &self->state_ref));
  return receiver;
}

// A method (bytes) of the capture.
static napi_value give_bytes(napi_env env, napi_callback_info info,
                             int (*give)(np_capture_t *, const uint8_t *, size_t, np_error_t *)) {
  napi_value argument;
  uint8_t *bytes;
  size_t size;
  np_error_t err;
  np_session_t *self = np_session_receiver(env, info, 1, &argument);
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
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
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
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
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
// interface (0: it is not known); and of a share how many packets of the file were looked at, when
// the last of them was captured, and how many are in the slab.
static napi_value js_read(napi_env env, napi_callback_info info) {
  napi_value args[3], end;
  np_batch_t batch = {0};
  int32_t start;
  np_session_t *self = np_session_receiver(env, info, 3, args);
  if (self == NULL || !np_bytes(env, args[0], &batch.base, &batch.size) ||
      !np_int(env, args[1], &start) || !np_bool(env, args[2], &batch.nano))
    return NULL;
  if (start < 0 || (size_t)start > batch.size)
    return np_throw_usage(env, "start is outside of the slab");
  batch.used = (size_t)start;
  self->state[STATE_STATUS] = np_capture_read(self->capture, &batch, &self->error);
  self->state[STATE_NEED] = (int32_t)np_capture_need(self->capture);
  self->state[STATE_LINK_TYPE] = np_capture_link_type(self->capture);
  self->state[STATE_TAKEN] = (int32_t)np_capture_taken(self->capture);
  const np_interface_t *interface = np_capture_interface(self->capture);
  self->state[STATE_INTERFACE] = interface == NULL ? 0 : (int32_t)interface->serial;
  np_session_tell_share(self);
  NP_CHECK(env, napi_create_uint32(env, (uint32_t)batch.used, &end));
  return end;
}

// error() -> the Error of the last read
static napi_value js_error(napi_env env, napi_callback_info info) {
  napi_value error;
  void *self;
  if (!np_get_args(env, info, 0, NULL, &np_session_tag, &self) ||
      !np_make_error(env, &((np_session_t *)self)->error, &error))
    return NULL;
  return error;
}

// start_polling(callback): calls callback(status) in each turn of the event loop in which packets
// can be read; keeps callback, and the process, alive. -> false when there is no descriptor to wait
// for.
static napi_value js_start_polling(napi_env env, napi_callback_info info) {
  napi_value callback, result;
  np_session_t *self = np_session_receiver(env, info, 1, &callback);
  if (self == NULL)
    return NULL;
  bool possible = np_capture_fd(self->capture) >= 0;
  if (possible && !np_session_start_polling(env, self, callback))
    return NULL;
  NP_CHECK(env, napi_get_boolean(env, possible, &result));
  return result;
}

// stop_polling(): the session can then be collected.
static napi_value js_stop_polling(napi_env env, napi_callback_info info) {
  void *self;
  if (np_get_args(env, info, 0, NULL, &np_session_tag, &self))
    np_session_stop_polling(self);
  return NULL;
}

// close(): see np_session_close
static napi_value js_close(napi_env env, napi_callback_info info) {
  void *self;
  if (np_get_args(env, info, 0, NULL, &np_session_tag, &self))
    np_session_close(self);
  return NULL;
}

// set_filter(expression)
static napi_value js_set_filter(napi_env env, napi_callback_info info) {
  napi_value argument;
  np_error_t err;
  np_session_t *self = np_session_receiver(env, info, 1, &argument);
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
  np_session_t *self = np_session_receiver(env, info, 4, args);
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

// inject(bytes)
static napi_value js_inject(napi_env env, napi_callback_info info) {
  return give_bytes(env, info, np_capture_inject);
}

// finish(): takes no more packets; read() ends after those that are there
static napi_value js_finish(napi_env env, napi_callback_info info) {
  np_error_t err;
  np_session_t *self = np_session_receiver(env, info, 0, NULL);
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
         np_set_number(env, state, "SEEN", STATE_SEEN) &&
         np_set_number(env, state, "SEC", STATE_SEC) &&
         np_set_number(env, state, "USEC", STATE_USEC) &&
         np_set_number(env, state, "KEPT", STATE_KEPT) &&
         np_set_number(env, state, "TAKEN", STATE_TAKEN) &&
         np_set_number(env, state, "ABANDONED", STATE_ABANDONED) &&
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
      NP_METHOD(finish),    NP_METHOD(share),         NP_METHOD(open_fd),
  };
  return define_words(env, exports) && np_define_class(env, exports, "Session", js_new,
                                                       sizeof methods / sizeof *methods, methods);
}
