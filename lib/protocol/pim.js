'use strict';

// Protocol Independent Multicast, version 2: RFC 7761 (sparse mode), RFC 3973 (dense mode), RFC
// 5059 (bootstrap routers).
//    0       3 4      7 8        15 16            31
//   +---------+--------+-----------+---------------+
//   | version |  type  | reserved  |   checksum    |
//   |              message, by type …              |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload } = require('../packet/layer');
const { truncated_header, emit, decode_child } = require('../packet/layer');
const { read_message, REGISTER } = require('./pim/messages');
const IPv4 = require('./ipv4');
const IPv6 = require('./ipv6');

const HEADER = 4;
const REGISTER_FLAGS = 4;
const TYPES = [
  'Hello',
  'Register',
  'Register-Stop',
  'Join / Prune',
  'Bootstrap',
  'Assert',
  'Graft',
  'Graft-ACK',
  'Candidate RP Advertisement',
  'State-Refresh',
  'DF-Election',
  'ECMP Redirect',
];

class PIM extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.type = undefined;
    this.reserved = undefined;
    this.checksum = undefined;
    this.message = undefined;
    this.payload = undefined; // what a Register carries
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'pim', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    if (this.version === 2) this.#read_message(bytes, offset + HEADER, end, length - HEADER);
    else malformed(this, `pim: version ${this.version} is not 2`);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.type = bytes[offset] & 15;
    this.reserved = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  #read_message(bytes, offset, end, length) {
    const reader = new FieldReader(bytes, offset, end);
    this.message = read_message(reader, this.type, this.reserved >> 4);
    reader.report(this, 'pim');
    if (this.type !== REGISTER || end - offset <= REGISTER_FLAGS) return;
    const start = offset + REGISTER_FLAGS;
    set_payload(this, bytes, start, end);
    if (this.message.null_register) return; // a header at most, of a packet that isn't there
    const Decoder = [IPv4, IPv6].find((_, i) => bytes[start] >> 4 === 4 + 2 * i);
    this.payload = decode_child(this, Decoder, bytes, start, length - REGISTER_FLAGS);
  }

  /** `Hello`, `Join / Prune` … */
  get type_name() {
    return TYPES[this.type];
  }

  toString() {
    const text = `v${this.version}, ${this.type_name ?? `type ${this.type}`}`;
    if (this.payload === undefined) return text;
    return `${text} ${this.payload.constructor.name} ${this.payload}`;
  }
}

layer_class(PIM, 'pim', true);

module.exports = PIM;
