'use strict';

// The packets of PPP's control protocols, RFC 1661 section 5: LCP, IPCP, IPV6CP …
//    0         8         16                 32
//   +---------+---------+------------------+-----
//   |  code   |   id    |      length      | by code: options `type, length, data`, or data
//   +---------+---------+------------------+-----

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated_header,
  emit,
} = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { check_promise } = require('./promise');

const NAMES = [
  'vendor specific',
  'configure-request',
  'configure-ack',
  'configure-nak',
  'configure-reject',
  'terminate-request',
  'terminate-ack',
  'code-reject',
  'protocol-reject',
  'echo-request',
  'echo-reply',
  'discard-request',
];
const FIRST_CONFIGURE = 1;
const LAST_CONFIGURE = 4;

class PPPControl extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.code = undefined;
    this.id = undefined;
    this.length = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'ppp-control', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    check_promise(this, 'ppp-control', 'length', this.length, length);
    if (this.length < 4) malformed(this, `ppp-control: length ${this.length} is less than 4`);
    else set_payload(this, bytes, offset + 4, Math.min(end, offset + this.length));
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.code = bytes[offset];
    this.id = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
  }

  /**
   * Options of configure messages in wire order: `[{ type, length, data }]`; undefined for other
   * messages.
   */
  get options() {
    if (!(this.code >= FIRST_CONFIGURE && this.code <= LAST_CONFIGURE)) return undefined;
    const bytes = this.payload_bytes ?? EMPTY;
    const options = [];
    for (let o = 0; options.length < MAX_LISTED && o + 2 <= bytes.length;) {
      const length = bytes[o + 1];
      if (length < 2 || o + length > bytes.length) break;
      options.push({ type: bytes[o], length, data: bytes.subarray(o + 2, o + length) });
      o += length;
    }
    return options;
  }

  toString() {
    return `${NAMES[this.code] ?? `code ${this.code}`} id ${this.id} length ${this.length}`;
  }
}

layer_class(PPPControl, 'ppp-control', true);

module.exports = PPPControl;
