'use strict';

// Text made quickly: String(packet) makes a dozen of these a packet.

const { int8_to_hex } = require('../util');

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

// Texts of two octets, each kept once made: an address is two or three of them.
const dotted = new Array(0x10000).fill(undefined);
const coloned = new Array(0x10000).fill(undefined);

/** '10.0' of 0x0a00. */
function dotted_pair(two) {
  const text = dotted[two];
  return text !== undefined ? text : (dotted[two] = `${two >> 8}.${two & 255}`);
}

/** '0a:00' of 0x0a00. */
function coloned_pair(two) {
  const text = coloned[two];
  if (text !== undefined) return text;
  return (coloned[two] = `${int8_to_hex[two >> 8]}:${int8_to_hex[two & 255]}`);
}

exports.dotted_pair = dotted_pair;
exports.coloned_pair = coloned_pair;
exports.decimal = decimal;
exports.text_of = text_of;
