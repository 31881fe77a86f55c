'use strict';

// Generic Routing Encapsulation, RFC 2784, with RFC 2890's key and sequence number; RFC 1701's
// routing is skipped. Version 1 is PPTP's, RFC 2637: `key` then holds payload length and call id.
//    0  1  2  3  4                  8            13     16              31
//   +--+--+--+--+-----------------+--------------+------+----------------+
//   |C |R |K |S |                 |A (version 1) |version|    protocol    |
//   |          checksum (C or R)                 |   routing offset       |
//   |                             key (K)                                |
//   |                             seq (S)                                |
//   |                             ack (A)                                |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
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
const { ether_types, osi_protocols } = require('./tables');
const EthernetPacket = require('./ethernet_packet');

const OSI = 0x00fe;
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGEMENT = 0x0080;

/** `checksum`, `key`, `seq` and `ack` are undefined where the header has none. */
class GRE extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.flags = undefined;
    this.version = undefined;
    this.protocol = undefined;
    this.checksum = undefined;
    this.key = undefined;
    this.seq = undefined;
    this.ack = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'gre', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = optional_length(this.flags);
    if (this.version > 1) {
      malformed(this, `gre: version ${this.version} is neither 0 nor 1`);
    } else if (end - offset < header) {
      truncated(this, 'gre', header, bytes, offset, end);
    } else {
      this.#read_optional(bytes, offset + 4);
      const routes = this.flags & ROUTING ? routes_length(bytes, offset + header, end) : 0;
      const start = Math.min(end, offset + header + routes);
      set_payload(this, bytes, start, end);
      // PPTP's acknowledgements carry nothing.
      const Decoder = start < end ? this.#next_decoder(bytes, start) : undefined;
      this.payload = decode_child(this, Decoder, bytes, start, length - (start - offset));
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const bits = u16(bytes, offset);
    this.flags = bits & 0xfff8;
    this.version = bits & 7;
    this.protocol = u16(bytes, offset + 2);
  }

  #read_optional(bytes, o) {
    const { flags } = this;
    if (flags & (CHECKSUM | ROUTING)) {
      this.checksum = u16(bytes, o);
      o += 4;
    }
    if (flags & KEY) {
      this.key = u32(bytes, o);
      o += 4;
    }
    if (flags & SEQUENCE) {
      this.seq = u32(bytes, o);
      o += 4;
    }
    if (flags & ACKNOWLEDGEMENT) this.ack = u32(bytes, o);
  }

  #next_decoder(bytes, start) {
    if (this.protocol === OSI) return osi_protocols.get(bytes[start]);
    // ERSPAN without a sequence number is type I, which has no header of its own.
    if (this.protocol === 0x88be && !(this.flags & SEQUENCE)) return EthernetPacket;
    return ether_types.get(this.protocol);
  }

  /** PPTP's call id, the lower half of version 1's key. */
  get call_id() {
    return this.version === 1 && this.key !== undefined ? this.key & 0xffff : undefined;
  }

  toString() {
    let text = `GREv${this.version}`;
    if (this.key !== undefined) text += ` key ${this.key}`;
    if (this.seq !== undefined) text += ` seq ${this.seq}`;
    if (this.payload === undefined) return `${text} protocol ${this.protocol}`;
    return `${text} ${this.payload.constructor.name} ${this.payload}`;
  }
}

function optional_length(flags) {
  let length = 4;
  if (flags & (CHECKSUM | ROUTING)) length += 4;
  if (flags & KEY) length += 4;
  if (flags & SEQUENCE) length += 4;
  if (flags & ACKNOWLEDGEMENT) length += 4;
  return length;
}

/** Source route entries: address family, offset, length, data; the last has family and length 0. */
function routes_length(bytes, offset, end) {
  let o = offset;
  while (o + 4 <= end) {
    const last = u16(bytes, o) === 0 && bytes[o + 3] === 0;
    o += 4 + bytes[o + 3];
    if (last) break;
  }
  return o - offset;
}

layer_class(GRE, 'gre', true);

module.exports = GRE;
