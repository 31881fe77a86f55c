'use strict';

// Intermediate System to Intermediate System, ISO 10589 and RFC 1195.
//    0        1               2             3           4
//   +--------+---------------+-------------+-----------+
//   |  0x83  | header_length | version (1) | id_length |
//   +--------+---------------+-------------+-----------+
//    4          5         6          7
//   +----------+---------+----------+-----------+
//   | pdu_type | version | reserved | max_areas |
//   +----------+---------+----------+-----------+
//   | fields by type, then items: type (8), length (8), data …

const { EMPTY, clamp_end } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload, truncated } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const { read_message } = require('./isis/messages');
const { NAMES, read_item } = require('./isis/tlvs');

const HEADER = 8;
const DISCRIMINATOR = 0x83;
const SYSTEM_ID = 6; // octets of it, which id_length 0 stands for
const TYPES = new Map([
  [15, 'L1 Lan IIH'],
  [16, 'L2 Lan IIH'],
  [17, 'p2p IIH'],
  [18, 'L1 LSP'],
  [20, 'L2 LSP'],
  [24, 'L1 CSNP'],
  [25, 'L2 CSNP'],
  [26, 'L1 PSNP'],
  [27, 'L2 PSNP'],
]);

class ISIS extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.header_length = undefined;
    this.version = undefined;
    this.id_length = undefined;
    this.pdu_type = undefined;
    this.max_areas = undefined;
    this.message = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'isis', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    if (bytes[offset] !== DISCRIMINATOR) {
      malformed(this, `isis: discriminator ${bytes[offset]} is not ${DISCRIMINATOR}`);
    } else if (this.id_length !== 0 && this.id_length !== SYSTEM_ID) {
      malformed(this, `isis: ids of ${this.id_length} octets are not decoded`);
    } else this.#read_message(bytes, offset, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.header_length = bytes[offset + 1];
    this.version = bytes[offset + 2];
    this.id_length = bytes[offset + 3];
    this.pdu_type = bytes[offset + 4] & 0x1f;
    this.max_areas = bytes[offset + 7];
  }

  #read_message(bytes, offset, end) {
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.message = read_message(reader, this.pdu_type);
    if (this.message === undefined) return;
    const size = this.message.pdu_length;
    if (reader.is_whole && offset + size < reader.offset) {
      malformed(this, `isis: length ${size} is less than ${reader.offset - offset}`);
    }
    const limit = Math.min(end, offset + (size ?? end));
    const items = new FieldReader(bytes, reader.offset, limit);
    this.tlvs = items.tlvs({ size: 1 }, NAMES, read_item);
    reader.report(this, 'isis');
    if (offset + size > end) truncated(this, 'isis', size, bytes, offset, end);
    items.report(this, 'isis');
  }

  /** `L1 Lan IIH` (a hello), `L2 LSP` … */
  get type_name() {
    return TYPES.get(this.pdu_type);
  }

  toString() {
    const length = this.message?.pdu_length;
    const name = `IS-IS, ${this.type_name ?? `type ${this.pdu_type}`}${said_by(this.message)}`;
    return length === undefined ? name : `${name}, length ${length}`;
  }
}

function said_by({ lsp_id, source_id, sequence, remaining_lifetime, lan_id, priority } = {}) {
  if (lsp_id !== undefined) {
    const number = (sequence ?? 0).toString(16).padStart(8, '0');
    return `, lsp-id ${lsp_id}, seq 0x${number}, lifetime ${remaining_lifetime}s`;
  }
  const lan = lan_id === undefined ? '' : `, lan-id ${lan_id}, prio ${priority}`;
  return source_id === undefined ? '' : `, src-id ${source_id}${lan}`;
}

layer_class(ISIS, 'isis', true);

module.exports = ISIS;
