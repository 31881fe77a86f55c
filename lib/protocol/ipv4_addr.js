'use strict';

const { inspect } = require('node:util');
const { NO_BYTES } = require('../packet/bytes');
const { own_fields } = require('../packet/fields');
const { Repeats } = require('../packet/repeats');
const { ipv4_text } = require('../text/text');

// The four octets as one signed 32-bit number. A symbol keeps it out of sight.
const WORD = Symbol('ipv4 word');

// Texts of addresses seen lately: direct-mapped and bounded, one slot an address hashes to. An address gets its slot when
// it has come again, so that addresses that do not repeat, a flood's, cost no more than making their texts.
const SLOTS = 8192;
const cached_word = new Int32Array(SLOTS);
const cached_text = new Array(SLOTS).fill('0.0.0.0');
const repeats = new Repeats(SLOTS);

function text_of(word) {
  const slot = Math.imul(word, 0x9e3779b1) >>> 19;
  if (cached_word[slot] === word) return cached_text[slot];
  const text = ipv4_text(word);
  if (repeats.has_repeated(slot, word)) {
    cached_word[slot] = word;
    cached_text[slot] = text;
  }
  return text;
}

const OCTETS = Symbol('octets');
const ADDR = ['addr'];

/** An IPv4 address: `addr` is an array of four octets, `toString()` the dotted form. */
class IPv4Addr {
  constructor() {
    this[WORD] = 0;
    this[OCTETS] = undefined; // made when first asked for
  }

  decode(bytes = NO_BYTES, offset = 0) {
    this[WORD] =
      (bytes[offset] << 24) |
      (bytes[offset + 1] << 16) |
      (bytes[offset + 2] << 8) |
      bytes[offset + 3];
    return this;
  }

  /** Octets, made when first asked for. Changing them changes the address. */
  get addr() {
    if (this[OCTETS] === undefined) {
      const word = this[WORD];
      this[OCTETS] = [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255];
    }
    return this[OCTETS];
  }

  set addr(octets) {
    this[OCTETS] = octets;
  }

  /** The address as a signed 32-bit number (`index` is 0): a key for hashing, without making anything. */
  word(index = 0) {
    if (this[OCTETS] !== undefined) this.decode(this[OCTETS], 0); // they may have been changed
    return index === 0 ? this[WORD] : 0;
  }

  toString() {
    if (this[OCTETS] !== undefined) return this[OCTETS].join('.');
    return text_of(this[WORD]);
  }

  /** The same text; IPv6 and Ethernet addresses have this method too. */
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
    return `IPv4Addr ${this}`;
  }
}

IPv4Addr.prototype.decoderName = 'ipv4-addr';
IPv4Addr.prototype.eventsOnDecode = false;

module.exports = IPv4Addr;
