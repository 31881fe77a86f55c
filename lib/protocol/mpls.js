'use strict';

// Multiprotocol Label Switching, RFC 3032: one layer for each label.
//    0                             19 20           22 23  24      31
//   +--------------------------------+---------------+---+---------+
//   |             label              | traffic_class | s |   ttl   |
//   +--------------------------------+---------------+---+---------+

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const RawIP = require('./raw_ip');

/**
 * Below the last label nothing says what follows: IPv4 and IPv6 are told by their version, the rest
 * stays bytes.
 */
class MPLS extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.label = undefined;
    this.traffic_class = undefined;
    this.bottom_of_stack = undefined;
    this.ttl = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'mpls', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 4, end);
    const Decoder = this.bottom_of_stack ? RawIP : MPLS;
    this.payload = decode_child(this, Decoder, bytes, offset + 4, length - 4);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const entry = u32(bytes, offset);
    this.label = entry >>> 12;
    this.traffic_class = (entry >> 9) & 7;
    this.bottom_of_stack = ((entry >> 8) & 1) === 1;
    this.ttl = entry & 0xff;
  }

  toString() {
    const start = `label ${this.label} tc ${this.traffic_class} ttl ${this.ttl}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(MPLS, 'mpls', true);

module.exports = MPLS;
