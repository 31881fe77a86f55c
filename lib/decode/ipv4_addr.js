'use strict';

const { inspect } = require('node:util');
const { NO_BYTES } = require('./bytes');
const { own_fields } = require('./layer');
const { int8_to_dec } = require('../util');

// The four octets as one signed 32-bit number. A symbol keeps it out of sight.
const WORD = Symbol('ipv4 word');

const dotted = int8_to_dec.map((text) => `${text}.`);

// Texts of addresses seen lately. Direct-mapped and bounded: one slot an address hashes to, the newest stays.
const SLOTS = 4096;
const cached_word = new Int32Array(SLOTS);
const cached_text = new Array(SLOTS).fill('0.0.0.0');

function text_of(word) {
  const slot = (Math.imul(word, 0x9e3779b1) >>> 20) & (SLOTS - 1);
  if (cached_word[slot] === word) return cached_text[slot];
  const text =
    dotted[word >>> 24] +
    dotted[(word >>> 16) & 255] +
    dotted[(word >>> 8) & 255] +
    int8_to_dec[word & 255];
  cached_word[slot] = word;
  cached_text[slot] = text;
  return text;
}

const ADDR = ['addr'];

/** An IPv4 address: `addr` is an array of four octets, `toString()` the dotted form. */
class IPv4Addr {
  #addr = undefined;

  constructor() {
    this[WORD] = 0;
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
    if (this.#addr === undefined) {
      const word = this[WORD];
      this.#addr = [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255];
    }
    return this.#addr;
  }

  set addr(octets) {
    this.#addr = octets;
  }

  /** The address as a signed 32-bit number (`index` is 0): a key for hashing, without making anything. */
  word(index = 0) {
    return index === 0 ? this[WORD] : 0;
  }

  toString() {
    return this.#addr === undefined ? text_of(this[WORD]) : this.#addr.join('.');
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
