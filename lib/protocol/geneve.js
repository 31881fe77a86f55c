'use strict';

// Generic Network Virtualization Encapsulation, RFC 8926.
//    0       2             8                16                     31
//   +-------+-------------+----------------+------------------------+
//   |version|headerLength |     flags      |        protocol        |
//   |                 vni                        |    reserved      |
//   |                          options …                            |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  header_bytes,
  truncated,
  truncated_header,
} = require('../packet/layer');
const { emit, decode_child } = require('../packet/layer');
const { ether_types } = require('./tables');

/** `headerLength` is in octets, options included. */
class Geneve extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.headerLength = undefined;
    this.flags = undefined;
    this.protocol = undefined;
    this.vni = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'geneve', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    if (end - offset < header) {
      truncated(this, 'geneve', header, bytes, offset, end);
    } else {
      set_payload(this, bytes, offset + header, end);
      const Decoder = ether_types.get(this.protocol);
      this.payload = decode_child(this, Decoder, bytes, offset + header, length - header);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 6;
    this.headerLength = 8 + (bytes[offset] & 0x3f) * 4;
    this.flags = bytes[offset + 1];
    this.protocol = u16(bytes, offset + 2);
    this.vni = u32(bytes, offset + 4) >>> 8;
  }

  /**
   * Options in wire order: `[{ class, type, length, data }]`, `length` that of the data in octets.
   */
  get options() {
    if (this.headerLength === undefined || this._error !== undefined) return undefined;
    const bytes = header_bytes(this, this.headerLength - 8, this.headerLength - 8);
    const options = [];
    for (let o = 0; o + 4 <= bytes.length;) {
      const length = (bytes[o + 3] & 0x1f) * 4;
      if (o + 4 + length > bytes.length) break;
      const data = bytes.subarray(o + 4, o + 4 + length);
      options.push({ class: u16(bytes, o), type: bytes[o + 2], length, data });
      o += 4 + length;
    }
    return options;
  }

  toString() {
    const start = `Geneve vni ${this.vni}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(Geneve, 'geneve', true);

module.exports = Geneve;
