'use strict';

// Virtual eXtensible LAN, RFC 7348, and its generic protocol extension (draft-ietf-nvo3-vxlan-gpe).
//    0             7 8                  24          31
//   +---------------+--------------------+-----------+
//   |     flags     |      reserved      | protocol  |
//   |                vni                 | reserved  |

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
const NSH = require('./nsh');

/** Only with this flag does the header say what follows; without it, Ethernet does. */
const NEXT_PROTOCOL = 0x04;

class VXLAN extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.flags = undefined;
    this.vni = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'vxlan', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 8, end);
    const Decoder =
      this.flags & NEXT_PROTOCOL ? NSH.next_protocols.get(bytes[offset + 3]) : EthernetPacket;
    this.payload = decode_child(this, Decoder, bytes, offset + 8, length - 8);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.flags = bytes[offset];
    this.vni = u32(bytes, offset + 4) >>> 8;
  }

  toString() {
    const start = `VXLAN vni ${this.vni}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(VXLAN, 'vxlan', true);

module.exports = VXLAN;
