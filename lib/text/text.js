'use strict';

// Text made quickly: String(packet) makes a dozen of these a packet.

const { int8_to_dec, int8_to_hex } = require('../util');

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

const dotted = int8_to_dec.map((text) => `${text}.`);

// Character codes of the two hexadecimal digits of each octet.
const hex_codes = Uint8Array.from(int8_to_hex.join(''), (digit) => digit.charCodeAt(0));
const COLON = 58;

// Texts of the first half of an address, each kept once made: few networks are seen at a time.
const networks = new Array(0x10000).fill(undefined);

function network_text(half) {
  networks[half] ??= dotted[half >> 8] + dotted[half & 255];
  return networks[half];
}

/** '10.0.0.1' of a 32-bit number, signed or not. */
function ipv4_text(word) {
  return network_text(word >>> 16) + (dotted[(word >>> 8) & 255] + int8_to_dec[word & 255]);
}

/** '02:00:00:00:00:01' of two 24-bit numbers. */
function ethernet_text(high, low) {
  const hex = hex_codes;
  const a = (high >> 16) << 1;
  const b = ((high >> 8) & 255) << 1;
  const c = (high & 255) << 1;
  const d = (low >> 16) << 1;
  const e = ((low >> 8) & 255) << 1;
  const f = (low & 255) << 1;
  // prettier-ignore
  return String.fromCharCode(
    hex[a], hex[a + 1], COLON, hex[b], hex[b + 1], COLON, hex[c], hex[c + 1], COLON,
    hex[d], hex[d + 1], COLON, hex[e], hex[e + 1], COLON, hex[f], hex[f + 1],
  );
}

exports.ipv4_text = ipv4_text;
exports.ethernet_text = ethernet_text;
exports.decimal = decimal;
exports.text_of = text_of;
