// A session's share of a file, of which other sessions read the rest.
#include "session.h"

// share(numbers, index, count, seed, skip): reads a share of the file only, from the packet behind
// the first skip on. numbers is a Uint32Array: the places of the slab's packets in the file.
napi_value js_share(napi_env env, napi_callback_info info) {
  napi_value args[5];
  napi_typedarray_type type;
  size_t room;
  void *numbers;
  int32_t index, count, seed;
  int64_t skip;
  np_session_t *self = np_session_receiver(env, info, 5, args);
  if (self == NULL || !np_int(env, args[1], &index) || !np_int(env, args[2], &count) ||
      !np_int(env, args[3], &seed))
    return NULL;
  NP_CHECK(env, napi_get_value_int64(env, args[4], &skip));
  NP_CHECK(env, napi_get_typedarray_info(env, args[0], &type, &room, &numbers, NULL, NULL));
  if (type != napi_uint32_array || room == 0 || self->numbers_ref != NULL)
    return np_throw_usage(env, "expected a Uint32Array, once");
  NP_CHECK(env, napi_create_reference(env, args[0], 1, &self->numbers_ref));
  np_share_options_t options = {(uint32_t)index, (uint32_t)count, (uint32_t)seed, (uint64_t)skip};
  if (!np_capture_take_share(self->capture, &options, numbers, room))
    return np_throw_memory(env);
  return NULL;
}

void np_session_tell_share(np_session_t *self) {
  const np_share_t *share = np_capture_share(self->capture);
  if (share == NULL)
    return;
  self->state[STATE_SEEN] = (int32_t)(uint32_t)share->seen;
  self->state[STATE_SEC] = (int32_t)share->sec;
  self->state[STATE_USEC] = (int32_t)share->usec;
  self->state[STATE_KEPT] = (int32_t)share->kept;
}
