'use strict';

// Ethernet's operation, administration and maintenance, IEEE 802.3 clause 57.
//    0              16         24
//   +--------------+----------+-----------------------------------------
//   |    flags     |   code   | items: type, length (all of it), data …
//   +--------------+----------+-----------------------------------------

const { EMPTY, clamp_end, u16 } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');

const HEADER = 3;
const END = 0;
const INFORMATION = 0;
const ORGANIZATION = 0xfe;
const NAMES = new Map([
  [END, 'end'],
  [1, 'local information'],
  [2, 'remote information'],
  [ORGANIZATION, 'organization specific'],
]);
const CODES = new Map([
  [INFORMATION, 'Information'],
  [1, 'Event Notification'],
  [2, 'Variable Request'],
  [3, 'Variable Response'],
  [4, 'Loopback Control'],
  [0xfe, 'Organization Specific'],
]);

function read_information(type, reader) {
  if (type === END || type === ORGANIZATION) return undefined;
  const version = reader.u8();
  const revision = reader.u16();
  const state = reader.u8();
  const config = reader.u8();
  const pdu_config = reader.u16();
  return { version, revision, state, config, pdu_config, oui: reader.u24(), vendor: reader.u32() };
}

class OAM extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.flags = undefined;
    this.code = undefined;
    this.information = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'oam', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    if (this.code === INFORMATION) {
      const reader = new FieldReader(bytes, offset + HEADER, end);
      const form = { size: 1, counts_header: true, end: END };
      this.information = reader.tlvs(form, NAMES, read_information);
      // Padding may end the frame before its last item does: one octet of zero is none.
      if (reader.is_whole || bytes[end - 1] !== END) reader.report(this, 'oam');
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.flags = u16(bytes, offset);
    this.code = bytes[offset + 2];
  }

  /** `Information`, `Loopback Control` … */
  get code_name() {
    return CODES.get(this.code);
  }

  toString() {
    return `OAM, ${this.code_name ?? `code ${this.code}`}, flags 0x${(this.flags ?? 0).toString(16)}`;
  }
}

layer_class(OAM, 'oam', true);

module.exports = OAM;
