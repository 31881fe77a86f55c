'use strict';

// The text of the layers that most packets have, written into bytes from the outermost in, and made one string at the end:
// joining two dozen small strings takes four times as long.
//
// Such a class has `toString = layer_text`, and a method [WRITE]() that writes its own part and returns what follows: the
// payload, or DONE.

const { COLON, hex_codes, text_of } = require('./text');

const WRITE = Symbol('write text');
const DONE = Symbol('text is done');

// Enough for MAX_DEPTH layers; what does not fit any more is made by their own toString().
const SIZE = 16384;
const ROOM = 2048; // octets that one layer may take: Ethernet has up to MAX_DEPTH tags
const SHORT = 256; // octets that put() takes
const bytes = Buffer.allocUnsafeSlow(SIZE);
const ZERO = 48;
const DOT = 46;

// The text at hand: `before`, then the bytes from `start` up to `at`.
let at = 0;
let start = 0;
let before = '';

/** Text of a layer and of all that it carries. */
function layer_text() {
  const outer_start = start;
  const outer_before = before;
  start = at;
  before = '';
  let layer = this;
  let text;
  try {
    // The first layer without asking: a program's toString() may be wrapped around this one.
    do layer = layer[WRITE]();
    while (layer?.toString === layer_text && at < SIZE - ROOM);
    text = before + bytes.latin1Slice(start, at);
  } finally {
    at = start;
    start = outer_start;
    before = outer_before;
  }
  return layer === DONE ? text : text + text_of(layer);
}

/** A text that is written again and again, as octets for put_codes(). */
function codes(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function put_codes(octets) {
  let o = at;
  for (let i = 0; i < octets.length; i++) bytes[o++] = octets[i];
  at = o;
}

/** Any text; quick where it is short and ASCII. */
function put(text) {
  const { length } = text;
  if (length > SHORT) return put_string(text);
  let o = at;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) return put_string(text);
    bytes[o++] = code;
  }
  at = o;
  return undefined;
}

function put_string(text) {
  before += bytes.latin1Slice(start, at) + text;
  at = start;
}

/** An unsigned number below 2^32 in decimal; anything else as String() has it. */
function put_decimal(n) {
  if (typeof n !== 'number' || n >>> 0 !== n) {
    put(String(n));
  } else if (n <= 0x7fffffff) {
    put_small(n, 0);
  } else {
    const high = Math.floor(n / 100000);
    put_small(high | 0, 0);
    put_small((n - high * 100000) | 0, 5);
  }
}

// At least `width` digits of a number below 2^31: integers all the way, which is what makes it quick.
function put_small(n, width) {
  let length = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : n < 10000 ? 4 : n < 100000 ? 5 : 6;
  if (length === 6) {
    length = n < 1000000 ? 6 : n < 10000000 ? 7 : n < 100000000 ? 8 : n < 1000000000 ? 9 : 10;
  }
  if (length < width) length = width;
  const first = at;
  for (let o = first + length - 1; o >= first; o--) {
    const tenth = (n / 10) | 0;
    bytes[o] = ZERO + n - tenth * 10;
    n = tenth;
  }
  at = first + length;
}

function put_octet(n) {
  if (n >= 100) {
    const hundreds = n >= 200 ? 2 : 1;
    bytes[at++] = ZERO + hundreds;
    n -= hundreds * 100;
    if (n < 10) bytes[at++] = ZERO;
  }
  if (n >= 10) {
    const tens = (n * 205) >> 11;
    bytes[at++] = ZERO + tens;
    n -= tens * 10;
  }
  bytes[at++] = ZERO + n;
}

/** The IPv4 address at `o` of a packet. */
function put_ipv4(packet, o) {
  put_octet(packet[o]);
  bytes[at++] = DOT;
  put_octet(packet[o + 1]);
  bytes[at++] = DOT;
  put_octet(packet[o + 2]);
  bytes[at++] = DOT;
  put_octet(packet[o + 3]);
}

/** The MAC address at `o` of a packet. */
function put_mac(packet, o) {
  for (let i = 0; i < 6; i++) {
    const octet = packet[o + i] << 1;
    if (i > 0) bytes[at++] = COLON;
    bytes[at++] = hex_codes[octet];
    bytes[at++] = hex_codes[octet + 1];
  }
}

exports.WRITE = WRITE;
exports.DONE = DONE;
exports.layer_text = layer_text;
exports.codes = codes;
exports.put_codes = put_codes;
exports.put = put;
exports.put_decimal = put_decimal;
exports.put_ipv4 = put_ipv4;
exports.put_mac = put_mac;
