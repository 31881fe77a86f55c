'use strict';

// Linux cooked capture version 2, LINKTYPE_LINUX_SLL2:
// https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
//    0                           15 16           23 24          31
//   +------------------------------+---------------------------+
//   |          ethertype           |         reserved          |
//   |                     interface_index                      |
//   |         address_type         | packet_type | address_len |
//   |                   address (8 octets) …                   |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  LINK_ALIASES,
  v2_aliases,
  set_payload,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const SLLAddr = require('./sll_addr');
const SLLPacket = require('./sll_packet');

class SLL2Packet extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.ethertype = null;
    this.interface_index = null;
    this.address_type = null;
    this.packet_type = null;
    this.address_len = null;
    this.address = null;
    this.payload = null;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 20) return truncated_header(this, 'sll2', 20, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 20, end);
    const Decoder = SLLPacket.next_decoder(this.address_type, u16(bytes, offset));
    this.payload = decode_child(this, Decoder, bytes, offset + 20, length - 20) ?? null;
    return this;
  }

  read_header(bytes, offset) {
    this.ethertype = SLLPacket.shown_ethertype(u16(bytes, offset));
    this.interface_index = u32(bytes, offset + 4);
    this.address_type = u16(bytes, offset + 8);
    this.packet_type = bytes[offset + 10];
    this.address_len = bytes[offset + 11];
    // The field has 8 octets, also where the length is more.
    this.address = new SLLAddr(bytes, offset + 12, Math.min(this.address_len, 8));
  }

  toString() {
    return `ifindex ${this.interface_index} ${SLLPacket.cooked_text(this)} ${this.payload}`;
  }
}

v2_aliases(SLL2Packet, LINK_ALIASES);
layer_class(SLL2Packet, 'sll-packet', false); // has all that version 1 has, under the same names

module.exports = SLL2Packet;
