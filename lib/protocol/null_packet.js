'use strict';

// BSD loopback: LINKTYPE_NULL (the address family in the capturing host's byte order) and
// LINKTYPE_LOOP (in network order).
//    0                                31
//   +-----------------------------------+
//   |              pftype               |
//   +-----------------------------------+

const { EMPTY, clamp_end, u16, u32, u32le } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  LINK_ALIASES,
  v2_aliases,
  set_payload,
  malformed,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const IPv4 = require('./ipv4');
const IPv6 = require('./ipv6');
const { ether_types } = require('./tables');

const AF_INET = 2;
/** IPv6's number: Linux 10, Windows 23, OpenBSD and NetBSD 24, Solaris 26, FreeBSD 28, macOS 30. */
const AF_INET6 = new Set([10, 23, 24, 26, 28, 30]);

const FIRST_ETHERTYPE = 0x0600;

class NullPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.pftype = undefined;
    this.payload = undefined;
    this._error = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'null', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 4, end);
    const Decoder = this.#next_decoder(u16(bytes, offset + 2));
    if (Decoder === undefined)
      return malformed(this, `null: unknown protocol family ${this.pftype}`);
    this.payload = decode_child(this, Decoder, bytes, offset + 4, length - 4);
    return this;
  }

  // Families are small numbers: the byte order that makes less of it is the right one.
  read_header(bytes, offset) {
    this.pftype = Math.min(u32(bytes, offset), u32le(bytes, offset));
  }

  // Some write an EtherType instead of a family, or an EtherType after two octets of something
  // else.
  #next_decoder(last_half) {
    const family = this.pftype;
    if (family === AF_INET) return IPv4;
    if (AF_INET6.has(family)) return IPv6;
    if (family < FIRST_ETHERTYPE) return undefined;
    return ether_types.get(family) ?? ether_types.get(last_half);
  }

  toString() {
    return `${this.pftype} ${this.payload}`;
  }
}

v2_aliases(NullPacket, LINK_ALIASES);
layer_class(NullPacket, 'null-packet', false);

module.exports = NullPacket;
