'use strict';

// The octets that a text is made of, and what numbers, addresses and words look like there. All
// put_… functions write at `o`, may write a few octets more than the text has, and return where the
// text ends.
//
// They are as short as they are because of the engine: it makes one function of a dozen of them as
// long as they are small, and otherwise spends most of the time on calls.

const { write_ipv6 } = require('./ipv6_text');
const { int8_to_hex } = require('../util');

const SIZE = 16384;
const bytes = Buffer.allocUnsafeSlow(SIZE);
const view = new DataView(bytes.buffer); // several octets at once
const DOT = 46;

/** Eight octets of ASCII, or less, for put_word(). */
function word(text) {
  return Buffer.from(text.padEnd(8, '\0'), 'latin1').readDoubleBE();
}

function put_word(o, octets, length) {
  view.setFloat64(o, octets);
  return o + length;
}

/**
 * A text of ASCII that is written again and again, for put_literal(): its first eight octets as a
 * number, those after them as a list of such numbers, and how many octets there are. ASCII in the
 * place of an exponent is never that of a NaN, whose other bits the engine may change.
 */
function literal(text) {
  const [first = 0, ...rest] = (text.match(/.{1,8}/gs) ?? []).map(word);
  return { first, rest, length: text.length };
}

// Most literals have eight octets at most.
function put_literal(o, { first, rest, length }) {
  view.setFloat64(o, first);
  if (length > 8) {
    for (let i = 0; i < rest.length; i++) view.setFloat64(o + 8 * i + 8, rest[i]);
  }
  return o + length;
}

// The numbers below 1000: three digits, and in the lowest octet by how many bits these have to be
// shifted so that no zeroes are in front. It is that small to stay in the processor's cache, and
// filled with the first text, for programs that want none.
const digits = new Int32Array(1000);

function fill_digits() {
  for (let n = 0; n < 1000; n++) {
    const tens = Math.floor(n / 10);
    const hundreds = Math.floor(n / 100);
    const shift = n < 10 ? 16 : n < 100 ? 8 : 0;
    const middle = ((tens % 10) << 16) | ((n % 10) << 8);
    digits[n] = 0x30303000 | (hundreds << 24) | middle | shift;
  }
}

/** A number below 1000. */
function put_digits(o, n) {
  const d = digits[n];
  view.setInt32(o, d << d);
  return o + 3 - ((d >> 3) & 3);
}

/** The same with zeroes in front. */
function put_three(o, n) {
  view.setInt32(o, digits[n]);
  return o + 3;
}

/** A number below a million. */
function put_short(o, n) {
  if (n < 1000) return put_digits(o, n);
  const thousands = (n / 1000) | 0;
  return put_three(put_digits(o, thousands), n - thousands * 1000);
}

/** An unsigned number below 2^32. */
function put_number(o, n) {
  const millions = (n / 1000000) | 0;
  if (millions === 0) return put_short(o, n);
  const rest = n - millions * 1000000;
  const thousands = (rest / 1000) | 0;
  return put_three(put_three(put_short(o, millions), thousands), rest - thousands * 1000);
}

/** An octet, and a dot after it. */
function put_dotted(o, n) {
  const d = digits[n & 255];
  view.setInt32(o, ((d & ~255) | DOT) << d);
  return o + 4 - ((d >> 3) & 3);
}

/** The IPv4 address at `at` of a packet, or of an array. */
function put_ipv4(o, octets, at) {
  o = put_dotted(o, octets[at]);
  o = put_dotted(o, octets[at + 1]);
  o = put_dotted(o, octets[at + 2]);
  return put_digits(o, octets[at + 3] & 255);
}

/** The IPv6 address at `at` of a packet, in its short form. */
function put_ipv6(o, packet, at) {
  return write_ipv6(bytes, o, packet, at);
}

// Each octet in hexadecimal, and a colon after it.
const hex = Int32Array.from(int8_to_hex, (text) => Buffer.from(`${text}:\0`).readInt32BE(0));

/** Octets of a MAC address, as an array; -1 for what is none. */
function put_mac(o, addr) {
  if (addr?.length !== 6) return -1;
  const a = addr[0];
  const b = addr[1];
  const c = addr[2];
  const d = addr[3];
  const e = addr[4];
  const f = addr[5];
  if ((a | b | c | d | e | f) >>> 8 !== 0) return -1;
  view.setInt32(o, hex[a & 255]);
  view.setInt32(o + 3, hex[b & 255]);
  view.setInt32(o + 6, hex[c & 255]);
  view.setInt32(o + 9, hex[d & 255]);
  view.setInt32(o + 12, hex[e & 255]);
  view.setInt32(o + 15, hex[f & 255]);
  return o + 17;
}

/** Octets of an IPv4 address, as an array; -1 for what is none. */
function put_octets(o, addr) {
  if (addr?.length !== 4) return -1;
  const a = addr[0];
  const b = addr[1];
  const c = addr[2];
  const d = addr[3];
  if ((a | b | c | d) >>> 8 !== 0) return -1;
  o = put_dotted(put_dotted(put_dotted(o, a), b), c);
  return put_digits(o, d & 255);
}

exports.SIZE = SIZE;
exports.bytes = bytes;
exports.digits = digits;
exports.fill_digits = fill_digits;
exports.literal = literal;
exports.put_ipv4 = put_ipv4;
exports.put_ipv6 = put_ipv6;
exports.put_literal = put_literal;
exports.put_mac = put_mac;
exports.put_number = put_number;
exports.put_octets = put_octets;
exports.put_short = put_short;
exports.put_word = put_word;
exports.word = word;
