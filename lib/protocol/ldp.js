'use strict';

// Label Distribution Protocol, RFC 5036.
//    0                  15 16                       31
//   +---------------------+---------------------------+
//   |       version       |          length           |
//   |                     lsr_id                      |
//   |     label_space     |
//   | messages: type (16), length (16), id (32), items: type (16), length (16), data …

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload, truncated } = require('../packet/layer');
const { truncated_header, emit, decode_child } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const { read_messages } = require('./ldp/messages');

const HEADER = 10;
const COUNTED = 4; // octets before those that `length` counts

class LDP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.length = undefined;
    this.lsr_id = undefined;
    this.label_space = undefined;
    this.messages = undefined;
    this.payload = undefined; // the next one in the same segment
  }

  /** Of TCP's segments only those are decoded that begin with a PDU and hold it whole. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (parent?.decoderName === 'tcp' && !is_whole(bytes, offset, end)) return undefined;
    if (end - offset < HEADER) return truncated_header(this, 'ldp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const size = COUNTED + this.length;
    set_payload(this, bytes, offset + HEADER, Math.min(end, offset + size));
    if (this.version !== 1) malformed(this, `ldp: version ${this.version} is not 1`);
    else if (size < HEADER) malformed(this, `ldp: length ${this.length} is less than 6`);
    else {
      const reader = new FieldReader(bytes, offset + HEADER, Math.min(end, offset + size));
      this.messages = read_messages(reader);
      if (offset + size > end) truncated(this, 'ldp', size, bytes, offset, end);
      reader.report(this, 'ldp');
      const start = offset + size;
      if (is_whole(bytes, start, end))
        this.payload = decode_child(this, LDP, bytes, start, length - size);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = u16(bytes, offset);
    this.length = u16(bytes, offset + 2);
    this.lsr_id = new IPv4Addr().decode(bytes, offset + 4);
    this.label_space = u16(bytes, offset + 8);
  }

  toString() {
    const names = (this.messages ?? []).map(({ name }) => name).join(', ');
    const start = `LDP, Label-Space-ID: ${this.lsr_id}:${this.label_space}, ${names}`;
    return this.payload === undefined ? start : `${start} ${this.payload}`;
  }
}

/** Whether a whole PDU begins here. */
function is_whole(bytes, offset, end) {
  if (end - offset < HEADER || u16(bytes, offset) !== 1) return false;
  return end - offset >= COUNTED + u16(bytes, offset + 2);
}

layer_class(LDP, 'ldp', true);

module.exports = LDP;
