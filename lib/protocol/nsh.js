'use strict';

// Network Service Header, RFC 8300. The context of type 2 is a list of TLVs.
//    0       2   3   4       10         16       20       24               31
//   +-------+---+---+-------+----------+--------+--------+-----------------+
//   |version|oam| U |  ttl  |  length  |  U × 4 |md_type |  next_protocol  |
//   |            service_path (24)                       |  service_index  |
//   |                     context, to the end of `length`                  |

const { EMPTY, clamp_end, u16, u32, view } = require('../packet/bytes');
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

const HEADER = 8;
const WORD = 4; // octets in which the header counts its length

class NSH extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.oam = undefined;
    this.ttl = undefined;
    this.length = undefined;
    this.md_type = undefined;
    this.next_protocol = undefined;
    this.service_path = undefined;
    this.service_index = undefined;
    this.context = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'nsh', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    if (this.length < HEADER) {
      malformed(this, `nsh: length ${this.length} is less than ${HEADER}`);
    } else if (end - offset < this.length) {
      truncated(this, 'nsh', this.length, bytes, offset, end);
    } else {
      const start = offset + this.length;
      this.context = view(bytes, offset + HEADER, start);
      set_payload(this, bytes, start, end);
      const Decoder = NSH.next_protocols.get(this.next_protocol);
      this.payload = decode_child(this, Decoder, bytes, start, length - this.length);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const bits = u16(bytes, offset);
    this.version = bits >> 14;
    this.oam = (bits & 0x2000) !== 0;
    this.ttl = (bits >> 6) & 0x3f;
    this.length = (bits & 0x3f) * WORD;
    this.md_type = bytes[offset + 2] & 0x0f;
    this.next_protocol = bytes[offset + 3];
    this.service_path = u32(bytes, offset + 4) >>> 8;
    this.service_index = bytes[offset + 7];
  }

  toString() {
    const start = `NSH path ${this.service_path} index ${this.service_index}`;
    if (this.payload === undefined) return `${start} protocol ${this.next_protocol}`;
    return `${start} ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(NSH, 'nsh', true);

/** By next protocol; VXLAN-GPE has the same numbers. */
NSH.next_protocols = new Map([
  [1, require('./ipv4')],
  [2, require('./ipv6')],
  [3, EthernetPacket],
  [4, NSH],
  [5, require('./mpls')],
]);

module.exports = NSH;
