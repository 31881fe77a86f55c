// Packets of a slab for several workers.
#include "../deal.h"
#include "binding.h"
#include "napi_util.h"

enum { MAX_HANDS = 64 };

// words: for each hand where its records end and how many there are; then the hand that is full,
// and the number of the next packet.
static uint32_t *words_of(napi_env env, napi_value value, size_t hands) {
  napi_typedarray_type type;
  size_t length;
  void *words;
  if (napi_get_typedarray_info(env, value, &type, &length, &words, NULL, NULL) != napi_ok) {
    np_throw_last(env);
    return NULL;
  }
  if (type == napi_uint32_array && length == hands * 2 + 2)
    return words;
  np_throw_usage(env, "expected a Uint32Array of two words a hand and two");
  return NULL;
}

// Fetches the hands, Buffers that records are appended to. False with an exception pending.
static bool get_hands(napi_env env, napi_value array, np_batch_t *hands, uint32_t *count) {
  NP_CHECK_BOOL(env, napi_get_array_length(env, array, count));
  if (*count < 1 || *count > MAX_HANDS) {
    np_throw_usage(env, "expected 1 to 64 hands");
    return false;
  }
  for (uint32_t i = 0; i < *count; i++) {
    napi_value hand;
    NP_CHECK_BOOL(env, napi_get_element(env, array, i, &hand));
    if (!np_bytes(env, hand, &hands[i].base, &hands[i].size))
      return false;
  }
  return true;
}

// Deals from offset on, and writes to words what came of it. False with an exception pending.
static bool deal(napi_env env, np_deal_t *self, const np_batch_t *from, uint32_t *words,
                 size_t *offset) {
  for (uint32_t i = 0; i < self->size; i++) {
    self->hands[i].used = words[i];
    if (words[i] <= self->hands[i].size)
      continue;
    np_throw_usage(env, "a hand is fuller than it can be");
    return false;
  }
  self->counts = words + self->size;
  self->number = words[self->size * 2 + 1];
  *offset = np_deal(self, from, *offset);
  for (uint32_t i = 0; i < self->size; i++)
    words[i] = (uint32_t)self->hands[i].used;
  words[self->size * 2] = self->full;
  words[self->size * 2 + 1] = self->number;
  return true;
}

// deal(hands, words, slab, start, end, link_type, nano, seed) -> the offset of the first record
// that found no room, or end
static napi_value js_deal(napi_env env, napi_callback_info info) {
  napi_value args[8], result;
  np_batch_t hands[MAX_HANDS] = {{0}}, from = {0};
  np_deal_t self = {.hands = hands};
  int32_t start, end, seed;
  if (!np_get_args(env, info, 8, args, NULL, NULL) || !get_hands(env, args[0], hands, &self.size) ||
      !np_bytes(env, args[2], &from.base, &from.size) || !np_int(env, args[3], &start) ||
      !np_int(env, args[4], &end) || !np_link_type(env, args[5], &self.dlt) ||
      !np_bool(env, args[6], &from.nano) || !np_int(env, args[7], &seed))
    return NULL;
  uint32_t *words = words_of(env, args[1], self.size);
  if (words == NULL)
    return NULL;
  if (start < 0 || end < start || (size_t)end > from.size)
    return np_throw_usage(env, "offsets are outside of the slab");
  size_t offset = (size_t)start;
  from.used = (size_t)end;
  self.seed = (uint32_t)seed;
  if (!deal(env, &self, &from, words, &offset))
    return NULL;
  NP_CHECK(env, napi_create_uint32(env, (uint32_t)offset, &result));
  return result;
}

bool np_define_deal(napi_env env, napi_value exports) {
  static const napi_property_descriptor functions[] = {NP_METHOD(deal)};
  NP_CHECK_BOOL(
      env, napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions));
  return true;
}
