'use strict';

// Text made quickly: String(packet) makes a dozen of these a packet.

const { int8_to_dec, int8_to_hex } = require('../util');

/**
 * `String(value)`, quicker for objects: a template or `+` would look for Symbol.toPrimitive and
 * valueOf first.
 */
function text_of(value) {
  return typeof value === 'object' && value !== null ? value.toString() : String(value);
}

/** Words of a text with a value behind them; none where it is not known. */
const known = (words, value) => (value === undefined ? '' : words + text_of(value));

const dotted = int8_to_dec.map((text) => `${text}.`);

// Character codes of the two hexadecimal digits of each octet.
const hex_codes = Uint8Array.from(int8_to_hex.join(''), (digit) => digit.charCodeAt(0));
const COLON = 58;

/** '10.0.0.1' of a 32-bit number, signed or not. */
function ipv4_text(word) {
  const network = dotted[word >>> 24] + dotted[(word >>> 16) & 255];
  return network + (dotted[(word >>> 8) & 255] + int8_to_dec[word & 255]);
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
exports.known = known;
exports.ethernet_text = ethernet_text;
exports.text_of = text_of;
