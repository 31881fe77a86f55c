'use strict';

// Session Traversal Utilities for NAT, RFC 8489, and TURN, RFC 8656; RFC 3489 has no cookie, but a
// transaction id of 16 octets.
//    0  2                15 16                31
//   +--+-------------------+-------------------+
//   |00|   message_type    |      length       |
//   |          cookie 2112a442                 |
//   |       transaction_id (12 octets)         |
//   |             attributes …                 |
//
// TURN's data in channels, RFC 8656, 12.4:
//   |01| channel_number    |      length       | data …

const { u16, u32, view } = require('../packet/bytes');
const { read_tlvs } = require('../packet/cursor');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message } = require('./message');
const { attribute_of } = require('./stun/attributes');

const HEADER = 20;
const CHANNEL_HEADER = 4;
const COOKIE = 0x2112a442;
const CLASSES = ['Request', 'Indication', 'Success Response', 'Error Response'];
const METHODS = new Map([
  [1, 'Binding'],
  [2, 'Shared Secret'],
  [3, 'Allocate'],
  [4, 'Refresh'],
  [6, 'Send'],
  [7, 'Data'],
  [8, 'CreatePermission'],
  [9, 'ChannelBind'],
  [10, 'Connect'],
  [11, 'ConnectionBind'],
  [12, 'ConnectionAttempt'],
]);

class STUN extends Message {
  constructor(emitter) {
    super(emitter);
    this.message_type = undefined;
    this.channel_number = undefined;
    this.length = undefined;
    this.cookie = undefined;
    this.transaction_id = undefined;
    this.attributes = undefined;
    this.data = undefined;
  }

  static size_of(bytes, offset, end) {
    return offset < end && bytes[offset] >> 6 === 1 ? CHANNEL_HEADER : HEADER;
  }

  read_header(bytes, offset) {
    this.length = u16(bytes, offset + 2);
    if (bytes[offset] >> 6 === 1) {
      this.channel_number = u16(bytes, offset);
      return;
    }
    this.message_type = u16(bytes, offset);
    const cookie = u32(bytes, offset + 4);
    if (cookie === COOKIE) this.cookie = cookie;
    this.transaction_id = view(bytes, offset + (cookie === COOKIE ? 8 : 4), offset + HEADER);
  }

  read_body(cursor) {
    if (this.channel_number !== undefined) {
      this.data = cursor.within(this.length).rest();
      return;
    }
    if (this.message_type > 0x3fff) {
      cursor.fail(`message type 0x${this.message_type.toString(16)}`);
      return;
    }
    const inside = cursor.within(this.length);
    const padded = { type_size: 2, length_size: 2, padded_to: 4 };
    const found = read_tlvs(inside, MAX_LISTED, padded);
    this.attributes = found.map((each) => attribute_of(each, this.transaction_id));
    if (inside.error === 'short')
      cursor.fail(`an attribute ends after the message, at ${inside.limit}`);
  }

  /** The value of the first attribute of that name; undefined where it is not there. */
  attribute(name) {
    if (!Array.isArray(this.attributes)) return undefined;
    return this.attributes.find((each) => each.name === name)?.value;
  }

  /** 1 Binding, 3 Allocate …: its bits lie around those of the class, RFC 8489, 5. */
  get method() {
    const type = this.message_type;
    if (type === undefined) return undefined;
    return (type & 0xf) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2);
  }

  /** `Request`, `Indication`, `Success Response`, `Error Response`. */
  get class_name() {
    const type = this.message_type;
    return type === undefined ? undefined : CLASSES[((type >> 4) & 1) | ((type >> 7) & 2)];
  }

  /** `Binding`, `Allocate` … */
  get method_name() {
    return METHODS.get(this.method);
  }

  /** The sender's address and port as the server saw them: `{ address, port }`. */
  get mapped_address() {
    return this.attribute('xor_mapped_address') ?? this.attribute('mapped_address');
  }

  toString() {
    if (this.channel_number !== undefined) {
      return `TURN ChannelData channel 0x${this.channel_number.toString(16)} length ${this.length}`;
    }
    const words = [`STUN ${this.method_name ?? `method ${this.method}`} ${this.class_name}`];
    const { mapped_address: mapped } = this;
    if (mapped) words.push(`mapped ${mapped.address.to_short_string()} port ${mapped.port}`);
    const error = this.attribute('error_code');
    if (error) words.push(`error ${error.code}`);
    return words.join(' ');
  }
}

STUN.hidden = ['mapped_address'];
layer_class(STUN, 'stun', true);

module.exports = STUN;
