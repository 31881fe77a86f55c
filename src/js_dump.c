// create_dump_file, and the session's outfile.
#include "dump.h"
#include "link_type.h"
#include "napi_util.h"
#include "session.h"

#include <stdlib.h>

static const napi_type_tag dump_tag = {0x7063617044756d70, 0x46696c6500000004};

typedef struct dump {
  np_dump_t *file; // owned; NULL once closed
} dump_t;

// The wrapper was collected: what is buffered is still written, an error has nobody to hear it.
static void on_collected(napi_env env, void *data, void *hint) {
  np_error_t err;
  dump_t *self = data;
  (void)env;
  (void)hint;
  np_dump_close(self->file, &err);
  free(self);
}

// Opens the file named by path. NULL with an exception pending.
static np_dump_t *open_dump(napi_env env, napi_value path, napi_value link_type, int snap_length,
                            bool nano) {
  np_error_t err;
  np_dump_t *file = NULL;
  char *text = np_string(env, path), *name = NULL;
  if (text == NULL || (name = np_string(env, link_type)) == NULL)
    goto done;
  int dlt = np_link_type_number(name);
  int code = dlt < 0 ? np_error_set(&err, NP_ELINKTYPE, "link type \"%.100s\" is not known", name)
                     : np_dump_open(&file, text, dlt, snap_length, nano, &err);
  if (code != NP_OK)
    np_throw(env, &err);

done:
  free(text);
  free(name);
  return file;
}

// new Dump(path, link_type, snap_length, nano)
static napi_value js_new(napi_env env, napi_callback_info info) {
  napi_value args[4], receiver;
  size_t argc = 4;
  int32_t snap_length;
  bool nano;
  NP_CHECK(env, napi_get_cb_info(env, info, &argc, args, &receiver, NULL));
  if (!np_int(env, args[2], &snap_length) || !np_bool(env, args[3], &nano))
    return NULL;
  dump_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    return np_throw_usage(env, "out of memory");
  self->file = open_dump(env, args[0], args[1], snap_length, nano);
  if (self->file == NULL) {
    free(self);
    return NULL;
  }
  if (napi_wrap(env, receiver, self, on_collected, NULL, NULL) != napi_ok) {
    on_collected(env, self, NULL);
    return np_throw_last(env);
  }
  NP_CHECK(env, napi_type_tag_object(env, receiver, &dump_tag));
  return receiver;
}

// The open file of the receiver. NULL with an exception pending.
static np_dump_t *receive(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  void *self;
  np_error_t err;
  if (!np_receive(env, info, count, args, &dump_tag, &self))
    return NULL;
  np_dump_t *file = ((dump_t *)self)->file;
  if (file == NULL) {
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
  if (!np_receive(env, info, 0, NULL, &dump_tag, &receiver))
    return NULL;
  dump_t *self = receiver;
  np_dump_t *file = self->file;
  self->file = NULL;
  if (np_dump_close(file, &err) != NP_OK)
    return np_throw(env, &err);
  return NULL;
}

bool np_define_dump(napi_env env, napi_value exports) {
#define NP_METHOD(name)                                                                            \
  { #name, NULL, js_##name, NULL, NULL, NULL, napi_default_method, NULL }
  static const napi_property_descriptor methods[] = {NP_METHOD(write), NP_METHOD(write_records),
                                                     NP_METHOD(flush), NP_METHOD(close)};
#undef NP_METHOD
  napi_value constructor;
  NP_CHECK_BOOL(env, napi_define_class(env, "Dump", NAPI_AUTO_LENGTH, js_new, NULL,
                                       sizeof methods / sizeof *methods, methods, &constructor));
  return np_set(env, exports, "Dump", constructor);
}
