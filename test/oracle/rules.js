'use strict';

// Rules that several tables of fields/ need: each is a pair of functions, as compare.js takes them.

/** A number that `ours` gives and tshark has in `field`. */
exports.number = (ours, field) => [
  ours,
  (one) => (one(field) === undefined ? undefined : Number(one(field))),
];
/** The same of lists. */
exports.numbers = (ours, field) => [
  ours,
  (one, all) => (one(field) === undefined ? undefined : all(field).map(Number)),
];
/** Lists of addresses and other texts, which tshark has in one of `fields`. */
exports.texts = (ours, ...fields) => [
  (layer) => ours(layer)?.map((each) => each?.to_short_string?.() ?? each),
  (one, all) => {
    const found = fields.flatMap((field) => all(field));
    return found.length === 0 ? undefined : found;
  },
];
