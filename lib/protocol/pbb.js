'use strict';

// Provider Backbone Bridges, IEEE 802.1Q (formerly 802.1ah): the I-TAG, and the header of the
// customer's frame.
//    0        3    4    5    6      8                          31
//   +--------+----+----+----+------+----------------------------+
//   |priority|drop|uca |res1| res2 |            isid            |
//   |                 dhost                                     |
//   |                 shost                |     ethertype      |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const wire = require('../wire/ethernet');
const EthernetAddr = require('./ethernet_addr');
const LogicalLinkControl = require('./llc_packet');
const { ether_types } = require('./tables');

const TAG = 4;
const HEADER = TAG + wire.HEADER;

class PBB extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.priority = undefined;
    this.drop_eligible = undefined;
    this.uses_customer_addresses = undefined;
    this.isid = undefined;
    this.dhost = undefined;
    this.shost = undefined;
    this.ethertype = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'pbb', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + HEADER;
    set_payload(this, bytes, start, end);
    const type = this.ethertype;
    const is_length = type < wire.FIRST_ETHERTYPE;
    const Decoder = is_length ? LogicalLinkControl : ether_types.find(type);
    const granted = is_length ? Math.min(type, length - HEADER) : length - HEADER;
    this.payload = decode_child(this, Decoder, bytes, start, granted);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const first = bytes[offset];
    this.priority = first >> 5;
    this.drop_eligible = (first & 0x10) !== 0;
    this.uses_customer_addresses = (first & 0x08) !== 0;
    this.isid = u32(bytes, offset) & 0xffffff;
    this.dhost = new EthernetAddr(bytes, offset + TAG + wire.DHOST);
    this.shost = new EthernetAddr(bytes, offset + TAG + wire.SHOST);
    this.ethertype = u16(bytes, offset + HEADER - 2);
  }

  toString() {
    const start = `PBB isid ${this.isid} ${this.shost} -> ${this.dhost}`;
    if (this.payload === undefined) return `${start} ethertype ${this.ethertype}`;
    return `${start} ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(PBB, 'pbb', true);

module.exports = PBB;
