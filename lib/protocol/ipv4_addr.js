'use strict';

const { inspect } = require('node:util');
const { EMPTY } = require('../packet/bytes');
const { AdmissionFilter } = require('../packet/admission_filter');
const { ipv4_text } = require('../text/text');
const { put_octets } = require('../text/text_bytes');
const { has_address_text } = require('../text/text_writer');

// Texts of addresses seen lately: direct-mapped and bounded, one slot an address hashes to. An
// address gets its slot when it has come again, so that addresses that do not repeat, a flood's,
// cost no more than making their texts.
const SLOTS = 8192;
const cached_word = new Int32Array(SLOTS);
const cached_text = new Array(SLOTS).fill('0.0.0.0');
const filter = new AdmissionFilter(SLOTS);

function text_of(word) {
  const slot = Math.imul(word, 0x9e3779b1) >>> 19;
  if (cached_word[slot] === word) return cached_text[slot];
  const text = ipv4_text(word);
  if (filter.admits(slot, word)) {
    cached_word[slot] = word;
    cached_text[slot] = text;
  }
  return text;
}

/** An IPv4 address: `addr` is an array of four octets, `toString()` the dotted form. */
class IPv4Addr {
  constructor(octets = [0, 0, 0, 0]) {
    this.addr = octets;
  }

  /** The address at `offset` of `bytes`, which are there. */
  static at(bytes, o) {
    return new IPv4Addr([bytes[o], bytes[o + 1], bytes[o + 2], bytes[o + 3]]);
  }

  /** The address that is this 32-bit number. */
  static of(word) {
    return new IPv4Addr([word >>> 24, (word >> 16) & 255, (word >> 8) & 255, word & 255]);
  }

  decode(bytes = EMPTY, o = 0) {
    this.addr = [bytes[o] | 0, bytes[o + 1] | 0, bytes[o + 2] | 0, bytes[o + 3] | 0];
    return this;
  }

  /** The address as a signed 32-bit number (`index` is 0): a key for hashing. */
  word(index = 0) {
    const { addr } = this;
    if (index !== 0 || !Array.isArray(addr)) return 0;
    return (addr[0] << 24) | (addr[1] << 16) | (addr[2] << 8) | addr[3];
  }

  toString() {
    const { addr } = this;
    return is_plain(addr) ? text_of(this.word(0)) : String(addr?.join?.('.'));
  }

  /** The same text; IPv6 and Ethernet addresses have this method too. */
  to_short_string() {
    return this.toString();
  }

  [inspect.custom]() {
    return `IPv4Addr ${this}`;
  }
}

/** Four octets, as decode() has them. */
function is_plain(addr) {
  return addr?.length === 4 && (addr[0] | addr[1] | addr[2] | addr[3]) >>> 8 === 0;
}

IPv4Addr.prototype.decoderName = 'ipv4-addr';
IPv4Addr.prototype.eventsOnDecode = false;
has_address_text(IPv4Addr, put_octets);

module.exports = IPv4Addr;
