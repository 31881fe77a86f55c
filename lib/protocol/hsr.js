'use strict';

// High-availability Seamless Redundancy, IEC 62439-3, between the Ethernet header and what it
// carries.
//    0     4                  16                 32                 48
//   +-----+------------------+------------------+------------------+
//   |path |    lsdu_size     |     sequence     |    ethertype     |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { ether_types } = require('./tables');

const HEADER = 6;

class HSR extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.path = undefined;
    this.lsdu_size = undefined;
    this.sequence = undefined;
    this.ethertype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'hsr', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + HEADER;
    set_payload(this, bytes, start, end);
    const Decoder = ether_types.find(this.ethertype);
    this.payload = decode_child(this, Decoder, bytes, start, length - HEADER);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.path = bytes[offset] >> 4;
    this.lsdu_size = u16(bytes, offset) & 0x0fff;
    this.sequence = u16(bytes, offset + 2);
    this.ethertype = u16(bytes, offset + 4);
  }

  toString() {
    const start = `HSR path ${this.path} seq ${this.sequence}`;
    if (this.payload === undefined) return `${start} ethertype ${this.ethertype}`;
    return `${start} ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(HSR, 'hsr', true);

module.exports = HSR;
