'use strict';

const { inspect } = require('node:util');
const { EMPTY } = require('../packet/bytes');
const { short_text } = require('../text/ipv6_text');
const { int8_to_hex } = require('../util');

const ZEROS = Array.from({ length: 16 }, () => 0);

function group_text(addr, i) {
  return int8_to_hex[addr[i] & 255] + int8_to_hex[addr[i + 1] & 255];
}

/** An IPv6 address: `addr` is an array of sixteen octets, `toString()` the long form, as in v3. */
class IPv6Addr {
  constructor(octets = ZEROS.slice()) {
    this.addr = octets;
  }

  /** The address at `offset` of `bytes`, which are there. */
  static at(bytes, o) {
    // prettier-ignore
    return new IPv6Addr([
      bytes[o], bytes[o + 1], bytes[o + 2], bytes[o + 3],
      bytes[o + 4], bytes[o + 5], bytes[o + 6], bytes[o + 7],
      bytes[o + 8], bytes[o + 9], bytes[o + 10], bytes[o + 11],
      bytes[o + 12], bytes[o + 13], bytes[o + 14], bytes[o + 15],
    ]);
  }

  decode(bytes = EMPTY, offset = 0) {
    this.addr = ZEROS.map((_, i) => bytes[offset + i] | 0);
    return this;
  }

  /** The `index`-th (0 to 3) of four signed 32-bit numbers: a key for hashing. */
  word(index) {
    const { addr } = this;
    if (!Array.isArray(addr)) return 0;
    const i = 4 * index;
    return (addr[i] << 24) | (addr[i + 1] << 16) | (addr[i + 2] << 8) | addr[i + 3];
  }

  /** Eight groups of four digits: `2001:0db8:0000:…`. */
  toString() {
    const { addr } = this;
    if (!Array.isArray(addr)) return String(addr);
    let text = group_text(addr, 0);
    for (let i = 2; i < 16; i += 2) text += `:${group_text(addr, i)}`;
    return text;
  }

  /** The form of RFC 5952: `2001:db8::1`. */
  to_short_string() {
    return short_text(this.word(0), this.word(1), this.word(2), this.word(3));
  }

  [inspect.custom]() {
    return `IPv6Addr ${this.to_short_string()}`;
  }
}

IPv6Addr.prototype.decoderName = 'ipv6-addr';
IPv6Addr.prototype.eventsOnDecode = false;

module.exports = IPv6Addr;
