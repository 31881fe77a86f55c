'use strict';

// PPP over Ethernet, RFC 2516: discovery (EtherType 8863) and session (8864).
//    0        4        8                16                       31
//   +--------+--------+----------------+--------------------------+
//   |version |  type  |      code      |        session_id        |
//   |             length               |  payload, or tags …      |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const PPP = require('./ppp');
const { check_promise } = require('./promise');

const SESSION_DATA = 0x00;
const CODES = new Map([
  [SESSION_DATA, 'session data'],
  [0x07, 'PADO'],
  [0x09, 'PADI'],
  [0x19, 'PADR'],
  [0x65, 'PADS'],
  [0xa7, 'PADT'],
]);

class PPPoE extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.type = undefined;
    this.code = undefined;
    this.session_id = undefined;
    this.length = undefined;
    this.payload = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 6) return truncated_header(this, 'pppoe', 6, bytes, offset, end);
    this.read_header(bytes, offset);
    check_promise(this, 'pppoe', 'length', this.length, length - 6);
    set_payload(this, bytes, offset + 6, Math.min(end, offset + 6 + this.length));
    if (this.code === SESSION_DATA) {
      const granted = Math.min(length - 6, this.length);
      this.payload = decode_child(this, PPP, bytes, offset + 6, granted);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.type = bytes[offset] & 0x0f;
    this.code = bytes[offset + 1];
    this.session_id = u16(bytes, offset + 2);
    this.length = u16(bytes, offset + 4);
  }

  /**
   * A discovery packet's tags in wire order: `[{ type, length, data }]`; undefined for session
   * data.
   */
  get tags() {
    if (this.code === SESSION_DATA || this.length === undefined) return undefined;
    const bytes = this.payload_bytes ?? EMPTY;
    const tags = [];
    for (let o = 0; tags.length < MAX_LISTED && o + 4 <= bytes.length;) {
      const length = u16(bytes, o + 2);
      if (o + 4 + length > bytes.length) break;
      tags.push({ type: u16(bytes, o), length, data: bytes.subarray(o + 4, o + 4 + length) });
      o += 4 + length;
    }
    return tags;
  }

  toString() {
    const start = `${CODES.get(this.code) ?? `code ${this.code}`} session ${this.session_id}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

layer_class(PPPoE, 'pppoe', true);

module.exports = PPPoE;
