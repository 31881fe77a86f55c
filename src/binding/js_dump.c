// create_dump_file, and the session's outfile.
#include "../dump.h"
#include "binding.h"
#include "napi_util.h"

#include <stdlib.h>

static const napi_type_tag dump_tag = {0x7063617044756d70, 0x46696c6500000004};

typedef struct dump {
  np_dump_t *file; // owned; NULL once closed
} dump_t;

// The wrapper was collected: what is buffered is still written; there is no one to report an error
// to.
static void on_collected(napi_env env, void *data, void *hint) {
  np_error_t err;
  dump_t *self = data;
  (void)env;
  (void)hint;
  np_dump_close(self->file, &err);
  free(self);
}

// new Dump(path, link_type, snap_length, nano)
static napi_value js_new(napi_env env, napi_callback_info info) {
  napi_value args[4], receiver;
  np_error_t err;
  size_t argc = 4;
  int32_t snap_length;
  int dlt;
  bool nano;
  NP_CHECK(env, napi_get_cb_info(env, info, &argc, args, &receiver, NULL));
  if (!np_link_type(env, args[1], &dlt) || !np_int(env, args[2], &snap_length) ||
      !np_bool(env, args[3], &nano))
    return NULL;
  char *path = np_string(env, args[0]);
  if (path == NULL)
    return NULL;
  dump_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    np_throw_memory(env);
  else if (np_dump_open(&self->file, path, dlt, snap_length, nano, &err) != NP_OK)
    np_throw(env, &err);
  free(path);
  if (self != NULL && self->file != NULL)
    return np_wrap(env, receiver, self, &dump_tag, on_collected);
  free(self);
  return NULL;
}

// The open file of the receiver. NULL with an exception pending.
static np_dump_t *receive(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  void *self;
  if (!np_get_args(env, info, count, args, &dump_tag, &self))
    return NULL;
  np_dump_t *file = ((dump_t *)self)->file;
  if (file == NULL) {
    np_error_t err;
    np_error_set(&err, NP_ECLOSED, "the dump file is closed");
    np_throw(env, &err);
  }
  return file;
}

// write(bytes, tv_sec, tv_nsec, len): one packet
static napi_value js_write(napi_env env, napi_callback_info info) {
  napi_value args[4];
  np_packet_t packet;
  uint8_t *bytes;
  size_t size;
  np_error_t err;
  np_dump_t *file = receive(env, info, 4, args);
  if (file == NULL || !np_bytes(env, args[0], &bytes, &size))
    return NULL;
  NP_CHECK(env, napi_get_value_int64(env, args[1], &packet.sec));
  NP_CHECK(env, napi_get_value_uint32(env, args[2], &packet.nsec));
  NP_CHECK(env, napi_get_value_uint32(env, args[3], &packet.len));
  packet.usec = packet.nsec / 1000;
  packet.bytes = bytes;
  packet.caplen = (uint32_t)size;
  if (np_dump_packet(file, &packet, &err) != NP_OK)
    return np_throw(env, &err);
  return NULL;
}

// write_records(slab, start, end, nano): the records of a slab between two offsets
static napi_value js_write_records(napi_env env, napi_callback_info info) {
  napi_value args[4];
  np_batch_t batch = {0};
  np_packet_t packet;
  int32_t start, end;
  np_error_t err;
  np_dump_t *file = receive(env, info, 4, args);
  if (file == NULL || !np_bytes(env, args[0], &batch.base, &batch.size) ||
      !np_int(env, args[1], &start) || !np_int(env, args[2], &end) ||
      !np_bool(env, args[3], &batch.nano))
    return NULL;
  if (start < 0 || end < start || (size_t)end > batch.size)
    return np_throw_usage(env, "offsets are outside of the slab");
  batch.used = (size_t)end;
  for (size_t offset = (size_t)start; np_batch_next(&batch, &offset, &packet);) {
    if (np_dump_packet(file, &packet, &err) != NP_OK)
      return np_throw(env, &err);
  }
  return NULL;
}

// is_ready() -> boolean: see np_dump_is_ready
static napi_value js_is_ready(napi_env env, napi_callback_info info) {
  napi_value result;
  np_dump_t *file = receive(env, info, 0, NULL);
  if (file == NULL)
    return NULL;
  NP_CHECK(env, napi_get_boolean(env, np_dump_is_ready(file), &result));
  return result;
}

// flush()
static napi_value js_flush(napi_env env, napi_callback_info info) {
  np_error_t err;
  np_dump_t *file = receive(env, info, 0, NULL);
  if (file != NULL && np_dump_flush(file, &err) != NP_OK)
    return np_throw(env, &err);
  return NULL;
}

// close(): a second time nothing happens
static napi_value js_close(napi_env env, napi_callback_info info) {
  void *receiver;
  np_error_t err;
  if (!np_get_args(env, info, 0, NULL, &dump_tag, &receiver))
    return NULL;
  dump_t *self = receiver;
  np_dump_t *file = self->file;
  self->file = NULL;
  if (np_dump_close(file, &err) != NP_OK)
    return np_throw(env, &err);
  return NULL;
}

bool np_define_dump(napi_env env, napi_value exports) {
  static const napi_property_descriptor methods[] = {NP_METHOD(write), NP_METHOD(write_records),
                                                     NP_METHOD(flush), NP_METHOD(is_ready),
                                                     NP_METHOD(close)};
  return np_define_class(env, exports, "Dump", js_new, sizeof methods / sizeof *methods, methods);
}
