'use strict';

// Internet Key Exchange: version 2, RFC 7296; version 1 and ISAKMP, RFC 2408.
//    0              8        12       16            24          31
//   +--------------------------------------------------------------+
//   |                 initiator_spi (8 octets)                     |
//   |                 responder_spi (8 octets)                     |
//   | next_payload  | major  | minor  | exchange_type |   flags    |
//   |                        message_id                            |
//   |                          length                              |
//   | payloads: next payload, critical, length, data …             |

const { u16, u32, view } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message, hex } = require('./message');
const { exchange_name, payload_name } = require('./isakmp/names');

const ENCRYPTED_V1 = 1; // a flag
const SK = 46;
const SKF = 53;

class ISAKMP extends Message {
  constructor(emitter) {
    super(emitter);
    this.initiator_spi = undefined;
    this.responder_spi = undefined;
    this.next_payload = undefined;
    this.major_version = undefined;
    this.minor_version = undefined;
    this.exchange_type = undefined;
    this.flags = undefined;
    this.message_id = undefined;
    this.length = undefined;
    this.payloads = undefined;
    this.encrypted = undefined;
  }

  read_header(bytes, offset) {
    this.initiator_spi = view(bytes, offset, offset + 8);
    this.responder_spi = view(bytes, offset + 8, offset + 16);
    this.next_payload = bytes[offset + 16];
    this.major_version = bytes[offset + 17] >> 4;
    this.minor_version = bytes[offset + 17] & 15;
    this.exchange_type = bytes[offset + 18];
    this.flags = bytes[offset + 19];
    this.message_id = u32(bytes, offset + 20);
    this.length = u32(bytes, offset + 24);
  }

  read_body(cursor) {
    if (this.length < 28) {
      cursor.fail(`length ${this.length} is less than 28`);
      return;
    }
    const inside = cursor.within(this.length - 28);
    this.payloads = [];
    if (this.major_version === 1 && this.flags & ENCRYPTED_V1) this.encrypted = inside.rest();
    else this.#read_payloads(inside);
    if (cursor.error === undefined && inside.error !== undefined) {
      const is_short = inside.error === 'short';
      cursor.fail(is_short ? `a payload ends after the message, at ${inside.limit}` : inside.error);
    }
  }

  #read_payloads(cursor) {
    let type = this.next_payload;
    while (type !== 0 && this.payloads.length < MAX_LISTED && cursor.has(4)) {
      const { bytes, offset } = cursor;
      const length = u16(bytes, offset + 2);
      if (length < 4) {
        cursor.fail(`length ${length} of payload ${type} is less than 4`);
        return;
      }
      const critical = (bytes[offset + 1] & 0x80) !== 0;
      cursor.offset += 4;
      const value = cursor.within(length - 4);
      const data = view(value.bytes, value.offset, value.limit);
      const name = payload_name(this.major_version, type);
      this.payloads.push({ type, name, critical, length, data });
      // What an encrypted payload names as the next is inside of it.
      if (this.major_version === 2 && (type === SK || type === SKF)) return;
      type = bytes[offset];
    }
  }

  /** `IKE_SA_INIT`, `IKE_AUTH`, `Identity Protection` … */
  get exchange_name() {
    return exchange_name(this.exchange_type);
  }

  get is_response() {
    if (this.flags === undefined || this.major_version !== 2) return undefined;
    return (this.flags & 0x20) !== 0;
  }

  toString() {
    const names = this.payloads?.map(({ name }) => name).join(', ') ?? '';
    const exchange = this.exchange_name ?? `exchange ${this.exchange_type}`;
    const start = `isakmp ${this.major_version}.${this.minor_version} msgid ${hex(this.message_id)}`;
    return `${start} ${exchange} [${this.encrypted === undefined ? names : 'encrypted'}]`;
  }
}

ISAKMP.header_size = 28;
layer_class(ISAKMP, 'isakmp', true);

module.exports = ISAKMP;
