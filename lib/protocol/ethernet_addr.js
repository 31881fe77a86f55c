'use strict';

const { inspect } = require('node:util');
const { NO_BYTES } = require('../packet/bytes');
const { own_fields } = require('../packet/fields');
const { Repeats } = require('../packet/repeats');
const { ethernet_text } = require('../text/text');
const { int8_to_hex } = require('../util');

// The six octets as two 24-bit numbers, kept out of sight by symbols.
const HIGH = Symbol('ethernet high');
const LOW = Symbol('ethernet low');

// Texts of addresses seen lately, as in ipv4_addr.js.
const SLOTS = 8192;
const cached_high = new Int32Array(SLOTS).fill(-1);
const cached_low = new Int32Array(SLOTS);
const cached_text = new Array(SLOTS).fill('');
const repeats = new Repeats(SLOTS);

function text_of(high, low) {
  const slot = Math.imul(low ^ Math.imul(high, 31), 0x9e3779b1) >>> 19;
  if (cached_low[slot] === low && cached_high[slot] === high) return cached_text[slot];
  const text = ethernet_text(high, low);
  if (repeats.has_repeated(slot, low)) {
    cached_high[slot] = high;
    cached_low[slot] = low;
    cached_text[slot] = text;
  }
  return text;
}

const OCTETS = Symbol('octets');
const ADDR = ['addr'];

/** An IEEE 802 MAC address: `addr` is an array of six octets, `toString()` `02:00:00:00:00:01`. */
class EthernetAddr {
  constructor(bytes = NO_BYTES, offset = 0) {
    this[HIGH] = (bytes[offset] << 16) | (bytes[offset + 1] << 8) | bytes[offset + 2];
    this[LOW] = (bytes[offset + 3] << 16) | (bytes[offset + 4] << 8) | bytes[offset + 5];
    this[OCTETS] = undefined; // made when first asked for
  }

  /** Octets, made when first asked for. Changing them changes the address. */
  get addr() {
    if (this[OCTETS] === undefined) {
      const high = this[HIGH];
      const low = this[LOW];
      this[OCTETS] = [
        high >> 16,
        (high >> 8) & 255,
        high & 255,
        low >> 16,
        (low >> 8) & 255,
        low & 255,
      ];
    }
    return this[OCTETS];
  }

  set addr(octets) {
    this[OCTETS] = octets;
  }

  toString() {
    if (this[OCTETS] !== undefined) {
      return this[OCTETS].map((octet) => int8_to_hex[octet & 255]).join(':');
    }
    return text_of(this[HIGH], this[LOW]);
  }

  /** The same text; IPv4 and IPv6 addresses have this method too. */
  to_short_string() {
    return this.toString();
  }

  toJSON() {
    return { addr: this.addr };
  }

  // As in Layer: deepEqual asks for the tag first, then compares what is listed.
  get [Symbol.toStringTag]() {
    own_fields(this, ADDR);
    return 'Object';
  }

  [inspect.custom]() {
    return `EthernetAddr ${this}`;
  }
}

module.exports = EthernetAddr;
