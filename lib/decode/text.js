'use strict';

// Text made quickly: String(packet) makes a dozen of these a packet.

// Decimal forms of 16-bit numbers and of four-digit groups, each kept once made.
const small = new Array(0x10000).fill(undefined);
const groups = new Array(10000).fill(undefined);

/** Decimal text of an unsigned integer below 2^32 (anything else: as String does). */
function decimal(n) {
  if (n < 0x10000) {
    const text = small[n];
    return text !== undefined ? text : keep_small(n);
  }
  if (!(n < 0x100000000)) return String(n);
  const high = Math.floor(n / 10000);
  return decimal(high) + four_digits(n - high * 10000);
}

function keep_small(n) {
  const text = String(n);
  if (Number.isInteger(n) && n >= 0) small[n] = text;
  return text;
}

function four_digits(n) {
  const text = groups[n];
  return text !== undefined ? text : (groups[n] = String(n).padStart(4, '0'));
}

/** `String(value)`, quicker for objects: a template or `+` would look for Symbol.toPrimitive and valueOf first. */
function text_of(value) {
  return typeof value === 'object' && value !== null ? value.toString() : String(value);
}

exports.decimal = decimal;
exports.text_of = text_of;
