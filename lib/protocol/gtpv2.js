'use strict';

// GPRS Tunnelling Protocol for control, version 2: 3GPP TS 29.274, 5.
//    0     3 4 5   8               16                31
//   +-------+-+-+---+---------------+-------------------+
//   |version|P|T|   | message_type  |      length       |
//   |                 teid (T)                          |
//   |                  seq (24 bits)            | spare |
//   | information elements: type, length, instance …    |

const { u16, u32 } = require('../packet/bytes');
const { decode_child, layer_class } = require('../packet/layer');
const { Message, hex } = require('./message');
const { read_elements, message_name } = require('./gtpv2/elements');

const PIGGYBACKED = 0x10;
const HAS_TEID = 0x08;

class GTPv2 extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.flags = undefined;
    this.message_type = undefined;
    this.length = undefined;
    this.teid = undefined;
    this.seq = undefined;
    this.elements = undefined;
    this.payload = undefined;
  }

  static size_of(bytes, offset, end) {
    return offset < end && bytes[offset] & HAS_TEID ? 12 : 8;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 5;
    this.flags = bytes[offset] & 0x1f;
    this.message_type = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
    if (this.flags & HAS_TEID) this.teid = u32(bytes, offset + 4);
    this.seq = u32(bytes, offset + (this.flags & HAS_TEID ? 8 : 4)) >>> 8;
  }

  read_body(cursor) {
    const counted = this.flags & HAS_TEID ? 8 : 4; // of the header, in `length`
    if (this.version !== 2 || this.length < counted) {
      cursor.fail(`version ${this.version}, length ${this.length}`);
      return;
    }
    const inside = cursor.within(this.length - counted);
    this.elements = read_elements(inside);
    if (cursor.error === undefined && inside.error !== undefined) {
      cursor.fail(`an element ends after the message, at ${inside.limit}`);
    }
    const { bytes, offset, limit, left } = cursor;
    if (!(this.flags & PIGGYBACKED) || left === 0) return;
    this.payload = decode_child(this, GTPv2, bytes, offset, limit - offset);
  }

  /** The value of the first element of that name; undefined where it is not there. */
  element(name) {
    if (!Array.isArray(this.elements)) return undefined;
    return this.elements.find((each) => each.name === name)?.value;
  }

  /** `Create Session Request` … */
  get message_name() {
    return message_name(this.message_type);
  }

  toString() {
    const name = this.message_name ?? `type ${this.message_type}`;
    const teid = this.teid === undefined ? '' : ` teid ${hex(this.teid)}`;
    const start = `GTPv2 ${name}${teid} seq ${this.seq}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(GTPv2, 'gtpv2', true);

module.exports = GTPv2;
