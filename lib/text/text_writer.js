'use strict';

// The text of the layers that most packets have, written into bytes from the outermost in, and made
// one string at the end: joining two dozen small strings takes several times as long for the
// reader of the result.
//
// has_text() gives a class its toString(), and a function (o, layer) that writes the layer's own
// part at `o`, has put_layer() write what follows, and returns where that ends. So do all put_…
// functions here: the place is handed on and not kept in a variable of the module, which the engine
// would read and write for each octet.

const { write_ipv6 } = require('./ipv6_text');
const { text_of } = require('./text');
const { int8_to_hex } = require('../util');

// On the prototype: { Class, name, write }.
const TEXT = Symbol('text');
// The same of addresses: { toString, write }.
const ADDRESS = Symbol('address text');

// Enough for MAX_DEPTH layers; what does not fit any more is made by their own toString().
const SIZE = 16384;
const ROOM = 2048; // octets that one layer may take: Ethernet has up to MAX_DEPTH tags
const MOST_PUT = 256; // octets that put() writes itself
const bytes = Buffer.allocUnsafeSlow(SIZE);
const view = new DataView(bytes.buffer); // several octets at once
const DOT = 46;

const NOTHING = Symbol('nothing follows');

// The text at hand is `before`, then the bytes, then that of `rest`.
let before = '';
let rest = NOTHING;
let busy = false;

/** Gives a class its text, which `write(o, object)` writes. */
function has_text(Class, write) {
  Object.defineProperties(Class.prototype, {
    toString: { value: layer_text, writable: true, configurable: true },
    [TEXT]: { value: { Class, name: literal(Class.name), write } },
  });
}

/** Text of a layer and of all that it carries: toString() of classes that has_text(). */
function layer_text() {
  if (busy) return reentrant_text(this);
  if (digit_counts[0] === 0) fill_digits();
  busy = true;
  before = '';
  rest = NOTHING;
  let text;
  let after;
  try {
    // Without asking whose toString() it has: a program's may be wrapped around this one.
    const end = this[TEXT].write(0, this);
    text = before + bytes.latin1Slice(0, end);
    after = rest;
  } finally {
    before = '';
    rest = NOTHING;
    busy = false;
  }
  return after === NOTHING ? text : text + text_of(after);
}

// Something that a text is made of (a program's own, surely) asks for another one.
function reentrant_text(layer) {
  const kept = [Buffer.from(bytes), before, rest];
  busy = false;
  try {
    return layer_text.call(layer);
  } finally {
    bytes.set(kept[0]);
    [, before, rest] = kept;
    busy = true;
  }
}

/** What a layer carries, at the end of its own text. */
function put_layer(o, layer) {
  if (layer?.toString === layer_text && has_room(o)) return layer[TEXT].write(o, layer);
  rest = layer;
  return o;
}

/**
 * Gives the class of an address the text `write(o, octets)`, the same as its toString()'s; -1
 * leaves it to that.
 */
function has_address_text(Class, write) {
  const { toString } = Class.prototype;
  Object.defineProperty(Class.prototype, ADDRESS, { value: { toString, write } });
}

/** An address by its toString(), which a program may have replaced. */
function put_address(o, address) {
  const text = address?.[ADDRESS];
  if (text !== undefined && address.toString === text.toString) {
    const end = text.write(o, address.addr);
    if (end >= 0) return end;
  }
  return put(o, text_of(address));
}

/** The name of a layer's class. */
function put_class(o, layer) {
  const text = layer[TEXT];
  // A class's name is a call into C++.
  if (text !== undefined && text.Class === layer.constructor) return put_literal(o, text.name);
  return put(o, layer.constructor.name);
}

/** The text of something inside a layer. */
function put_any(o, value) {
  if (value?.toString === layer_text) return value[TEXT].write(with_room(o), value);
  return put(o, text_of(value));
}

/** Whether there is the room that put_layer() grants. */
function has_room(o) {
  return o < SIZE - ROOM;
}

/** Where to go on writing, so that there is room for what put_layer() grants. */
function with_room(o) {
  return has_room(o) ? o : put_string(o, '');
}

/**
 * A text of ASCII that is written again and again, for put_literal(): its first eight octets as a
 * number, those after them as a list of such numbers, and how many octets there are.
 */
function literal(text) {
  const octets = Buffer.alloc(Math.max(8, Math.ceil(text.length / 8) * 8));
  octets.write(text, 'latin1');
  // ASCII in the place of an exponent is never that of a NaN, whose other bits the engine may
  // change.
  const [first, ...rest] = Array.from({ length: octets.length / 8 }, (_, i) =>
    octets.readDoubleLE(8 * i),
  );
  return { first, rest, length: text.length };
}

// Most literals have eight octets at most.
function put_literal(o, { first, rest, length }) {
  view.setFloat64(o, first, true);
  if (length > 8) {
    for (let i = 0; i < rest.length; i++) view.setFloat64(o + 8 * i + 8, rest[i], true);
  }
  return o + length;
}

/** Any text; quick where it is short and of Latin-1. */
function put(o, text) {
  const { length } = text;
  if (length > MOST_PUT) return put_string(o, text);
  const first = o;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) return put_string(first, text);
    bytes[o++] = code;
  }
  return o;
}

function put_string(o, text) {
  before += bytes.latin1Slice(0, o) + text;
  return 0;
}

// The numbers below 10,000: their digits, as literal() has them, and the same with zeroes in front.
// Filled with the first text, for programs that want none.
const digits = new Int32Array(10000);
const digit_counts = new Uint8Array(10000);
const padded = new Int32Array(10000);

function fill_digits() {
  for (let n = 0; n < 10000; n++) {
    const count = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
    const tens = (n / 10) | 0;
    const hundreds = (n / 100) | 0;
    const thousands = (n / 1000) | 0;
    const middle = ((tens - hundreds * 10) << 16) | ((hundreds - thousands * 10) << 8);
    padded[n] = 0x30303030 | ((n - tens * 10) << 24) | middle | thousands;
    digits[n] = padded[n] >>> (8 * (4 - count));
    digit_counts[n] = count;
  }
}

function put_digits(o, n) {
  view.setInt32(o, digits[n], true);
  return o + digit_counts[n];
}

function put_four(o, n) {
  view.setInt32(o, padded[n], true);
  return o + 4;
}

/** An unsigned number below 2^32 in decimal. */
function put_number(o, n) {
  if (n < 10000) return put_digits(o, n);
  const high = Math.floor(n / 10000) | 0;
  const low = (n - high * 10000) | 0;
  if (high < 10000) return put_four(put_digits(o, high), low);
  const top = (high / 10000) | 0;
  return put_four(put_four(put_digits(o, top), high - top * 10000), low);
}

/** The same where it may be something else, whose text is as String() has it. */
function put_decimal(o, n) {
  if (typeof n !== 'number') return put(o, String(n));
  const small = n | 0; // most numbers, as the engine keeps them without an object
  if (small === n && small >= 0 && small < 10000) return put_digits(o, small);
  return n >>> 0 === n ? put_number(o, n) : put(o, String(n));
}

/** The IPv4 address at `at` of a packet, or of an array. */
function put_ipv4(o, octets, at) {
  o = put_digits(o, octets[at]);
  bytes[o] = DOT;
  o = put_digits(o + 1, octets[at + 1]);
  bytes[o] = DOT;
  o = put_digits(o + 1, octets[at + 2]);
  bytes[o] = DOT;
  return put_digits(o + 1, octets[at + 3]);
}

/** The IPv6 address at `at` of a packet, in its short form. */
function put_ipv6(o, packet, at) {
  return write_ipv6(bytes, o, packet, at);
}

/** The next name of a DNS message; -1 for a bad one. */
function put_name(o, cursor) {
  return cursor.write_name(bytes, o);
}

// Each octet in hexadecimal, and a colon after it.
const hex = Int32Array.from(int8_to_hex, (text) => Buffer.from(`${text}:\0`).readInt32LE(0));

/** The MAC address at `at` of a packet. */
function put_mac(o, packet, at) {
  view.setInt32(o, hex[packet[at]], true);
  view.setInt32(o + 3, hex[packet[at + 1]], true);
  view.setInt32(o + 6, hex[packet[at + 2]], true);
  view.setInt32(o + 9, hex[packet[at + 3]], true);
  view.setInt32(o + 12, hex[packet[at + 4]], true);
  view.setInt32(o + 15, hex[packet[at + 5]], true);
  return o + 17;
}

exports.has_text = has_text;
exports.has_address_text = has_address_text;
exports.put_address = put_address;
exports.put_class = put_class;
exports.layer_text = layer_text;
exports.literal = literal;
exports.put_layer = put_layer;
exports.put_any = put_any;
exports.has_room = has_room;
exports.with_room = with_room;
exports.put_literal = put_literal;
exports.put = put;
exports.put_decimal = put_decimal;
exports.put_number = put_number;
exports.put_ipv4 = put_ipv4;
exports.put_ipv6 = put_ipv6;
exports.put_name = put_name;
exports.MOST_PUT = MOST_PUT;
exports.put_mac = put_mac;
