'use strict';

// GPRS Tunnelling Protocol, user plane, version 1: 3GPP TS 29.281.
//    0       3  4  5  6  7  8               16                       31
//   +-------+--+--+--+--+--+---------------+--------------------------+
//   |version|pt|  |e |s |pn| message_type  |          length          |
//   |                              teid                               |
//   |          seq (e, s or pn)            |   npdu   | next extension |
//   |                          extensions …                           |

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
const { check_promise } = require('./promise');
const RawIP = require('./raw_ip');

const ANY_OPTIONAL = 0x07;
const EXTENSION = 0x04;
const SEQUENCE = 0x02;
const USER_DATA = 255;

class GTP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.flags = undefined;
    this.message_type = undefined;
    this.length = undefined;
    this.teid = undefined;
    this.seq = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    let end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'gtp', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    check_promise(this, 'gtp', 'length', this.length, length - 8);
    end = Math.min(end, offset + 8 + this.length);
    if (this.version !== 1) {
      malformed(this, `gtp: version ${this.version} is not 1`);
    } else {
      const start = this.#read_optional(bytes, offset + 8, end);
      const available = offset + Math.min(length, 8 + this.length) - start;
      if (start >= 0) this.#decode_payload(bytes, start, available, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 5;
    this.flags = bytes[offset] & 0x1f;
    this.message_type = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
    this.teid = u32(bytes, offset + 4);
  }

  // Returns the offset after the optional part and the extensions, -1 where the bytes end inside
  // them.
  #read_optional(bytes, offset, end) {
    if (!(this.flags & ANY_OPTIONAL)) return offset;
    if (end - offset < 4) return this.#cut(4, bytes, offset, end);
    if (this.flags & SEQUENCE) this.seq = u16(bytes, offset);
    let next = this.flags & EXTENSION ? bytes[offset + 3] : 0;
    let o = offset + 4;
    // An extension: its length in units of 4 octets (the whole of it), data, the next extension's
    // type.
    while (next !== 0) {
      const size = o < end ? bytes[o] * 4 : 4;
      if (size === 0) {
        malformed(this, `gtp: length of extension ${next} at offset ${o} is 0`);
        return -1;
      }
      if (end - o < size) return this.#cut(size, bytes, o, end);
      next = bytes[o + size - 1];
      o += size;
    }
    return o;
  }

  #cut(needed, bytes, offset, end) {
    truncated(this, 'gtp', needed, bytes, offset, end);
    return -1;
  }

  #decode_payload(bytes, start, available, end) {
    set_payload(this, bytes, start, end);
    if (this.message_type !== USER_DATA) return;
    this.payload = decode_child(this, RawIP, bytes, start, available);
  }

  toString() {
    const start = `GTP-U type ${this.message_type} teid ${this.teid}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(GTP, 'gtp', true);

module.exports = GTP;
