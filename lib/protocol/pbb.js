'use strict';

// Provider Backbone Bridges, IEEE 802.1Q (formerly 802.1ah): the I-TAG, and the customer's frame.
//    0        3    4    5    6      8                          31
//   +--------+----+----+----+------+----------------------------+
//   |priority|drop|uca |res1| res2 |            isid            |

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const EthernetPacket = require('./ethernet_packet');

const HEADER = 4;

class PBB extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.priority = undefined;
    this.drop_eligible = undefined;
    this.uses_customer_addresses = undefined;
    this.isid = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'pbb', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + HEADER;
    set_payload(this, bytes, start, end);
    this.payload = decode_child(this, EthernetPacket, bytes, start, length - HEADER);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const first = bytes[offset];
    this.priority = first >> 5;
    this.drop_eligible = (first & 0x10) !== 0;
    this.uses_customer_addresses = (first & 0x08) !== 0;
    this.isid = u32(bytes, offset) & 0xffffff;
  }

  toString() {
    return `PBB isid ${this.isid} ${this.payload}`;
  }
}

layer_class(PBB, 'pbb', true);

module.exports = PBB;
