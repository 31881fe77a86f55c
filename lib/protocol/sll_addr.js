'use strict';

const { inspect } = require('node:util');
const { EMPTY } = require('../packet/bytes');
const { int8_to_hex } = require('../util');

/**
 * A link-layer address of any length: `addr` is an array of octets, `toString()`
 * `02:00:00:00:00:01`.
 */
class SLLAddr {
  constructor(bytes = EMPTY, offset = 0, length = 0) {
    this.addr = Array.from(bytes.subarray(offset, offset + length));
  }

  toString() {
    return this.addr.map((octet) => int8_to_hex[octet & 255]).join(':');
  }

  /** The same text; the other address classes have this method too. */
  to_short_string() {
    return this.toString();
  }

  [inspect.custom]() {
    return `SLLAddr ${this}`;
  }
}

SLLAddr.prototype.decoderName = 'ssl-addr'; // v3's spelling
SLLAddr.prototype.eventsOnDecode = false;

module.exports = SLLAddr;
