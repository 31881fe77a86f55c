'use strict';

// ERSPAN types II and III, draft-foschiano-erspan: a mirrored Ethernet frame inside GRE.
//    0       4                 16     19  21 22                    31
//   +-------+-----------------+------+---+--+------------------------+
//   |version|      vlan       | cos  |en |t |       session_id       |
//   |     type II: port index · type III: timestamp, and one word more       |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const EthernetPacket = require('./ethernet_packet');

const TYPE_2 = 1;
const TYPE_3 = 2;

class ERSPAN extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.vlan_id = undefined;
    this.cos = undefined;
    this.truncated = undefined;
    this.session_id = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'erspan', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    // Type III's last bit says that a platform's own eight octets follow.
    const header = this.version === TYPE_2 ? 8 : bytes[offset + 11] & 1 ? 20 : 12;
    if (this.version !== TYPE_2 && this.version !== TYPE_3) {
      malformed(this, `erspan: version ${this.version} is neither 1 nor 2`);
    } else if (end - offset < header) {
      truncated(this, 'erspan', header, bytes, offset, end);
    } else {
      const start = offset + header;
      set_payload(this, bytes, start, end);
      this.payload = decode_child(this, EthernetPacket, bytes, start, length - header);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.vlan_id = u16(bytes, offset) & 0x0fff;
    this.cos = bytes[offset + 2] >> 5;
    this.truncated = (bytes[offset + 2] & 0x04) !== 0;
    this.session_id = u16(bytes, offset + 2) & 0x03ff;
  }

  toString() {
    return `session ${this.session_id} vlan ${this.vlan_id} ${this.payload}`;
  }
}

layer_class(ERSPAN, 'erspan', true);

module.exports = ERSPAN;
