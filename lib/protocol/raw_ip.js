'use strict';

// Bare IP, LINKTYPE_RAW: no header of its own. The version in the first four bits says whether it
// is IPv4 or IPv6.

const { EMPTY, clamp_end } = require('../packet/bytes');
const IPv4 = require('./ipv4');
const IPv6 = require('./ipv6');

/**
 * Stands in the tables, never in a packet: decode() returns the IPv4 or IPv6 layer itself,
 * undefined for neither.
 */
class RawIP {
  constructor(emitter) {
    this.emitter = emitter;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    if (clamp_end(bytes, offset, length) === offset) return undefined;
    const version = bytes[offset] >> 4;
    const Decoder = version === 4 ? IPv4 : version === 6 ? IPv6 : undefined;
    if (Decoder === undefined) return undefined;
    return new Decoder(this.emitter).decode(bytes, offset, length);
  }
}

module.exports = RawIP;
