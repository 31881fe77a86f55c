'use strict';

const { inspect } = require('node:util');
const { NO_BYTES } = require('../packet/bytes');
const { own_fields } = require('../packet/fields');
const { short_text } = require('../text/ipv6_text');
const { int8_to_hex } = require('../util');

// The sixteen octets as four signed 32-bit numbers, kept out of sight by symbols.
const W0 = Symbol('ipv6 word 0');
const W1 = Symbol('ipv6 word 1');
const W2 = Symbol('ipv6 word 2');
const W3 = Symbol('ipv6 word 3');

function read_word(bytes, o) {
  return (bytes[o] << 24) | (bytes[o + 1] << 16) | (bytes[o + 2] << 8) | bytes[o + 3];
}

function word_text(word) {
  return (
    int8_to_hex[word >>> 24] +
    int8_to_hex[(word >>> 16) & 255] +
    ':' +
    int8_to_hex[(word >>> 8) & 255] +
    int8_to_hex[word & 255]
  );
}

const OCTETS = Symbol('octets');
const ADDR = ['addr'];

/** An IPv6 address: `addr` is an array of sixteen octets, `toString()` the long form, as in v3. */
class IPv6Addr {
  constructor() {
    this[W0] = 0;
    this[W1] = 0;
    this[W2] = 0;
    this[W3] = 0;
    this[OCTETS] = undefined; // made when first asked for
  }

  decode(bytes = NO_BYTES, offset = 0) {
    this[W0] = read_word(bytes, offset);
    this[W1] = read_word(bytes, offset + 4);
    this[W2] = read_word(bytes, offset + 8);
    this[W3] = read_word(bytes, offset + 12);
    return this;
  }

  /** Octets, made when first asked for. Changing them changes the address. */
  get addr() {
    if (this[OCTETS] === undefined) {
      const octets = [];
      for (let i = 0; i < 4; i++) {
        const word = this.word(i);
        octets.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
      }
      this[OCTETS] = octets;
    }
    return this[OCTETS];
  }

  set addr(octets) {
    this[OCTETS] = octets;
  }

  /** The `index`-th (0 to 3) of four signed 32-bit numbers: a key for hashing, without making anything. */
  word(index) {
    if (this[OCTETS] !== undefined) this.decode(this[OCTETS], 0); // they may have been changed
    return index === 0 ? this[W0] : index === 1 ? this[W1] : index === 2 ? this[W2] : this[W3];
  }

  /** Eight groups of four digits: `2001:0db8:0000:…`. */
  toString() {
    if (this[OCTETS] !== undefined) this.decode(this[OCTETS], 0);
    return (
      word_text(this[W0]) +
      ':' +
      word_text(this[W1]) +
      ':' +
      word_text(this[W2]) +
      ':' +
      word_text(this[W3])
    );
  }

  /** The form of RFC 5952: `2001:db8::1`. */
  to_short_string() {
    if (this[OCTETS] !== undefined) this.decode(this[OCTETS], 0);
    return short_text(this[W0], this[W1], this[W2], this[W3]);
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
    return `IPv6Addr ${this.to_short_string()}`;
  }
}

IPv6Addr.prototype.decoderName = 'ipv6-addr';
IPv6Addr.prototype.eventsOnDecode = false;

module.exports = IPv6Addr;
