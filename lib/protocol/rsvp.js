'use strict';

// Resource ReSerVation Protocol, RFC 2205, and for label switched paths RFC 3209.
//    0       3 4      7 8          15 16               31
//   +---------+--------+-------------+------------------+
//   | version | flags  |    type     |     checksum     |
//   |       ttl        |  reserved   |      length      |
//   | objects: length (16, all of it), class (8), ctype (8), data …

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload, truncated } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const { read_object } = require('./rsvp/objects');

const HEADER = 8;
const TYPES = new Map([
  [1, 'Path'],
  [2, 'Resv'],
  [3, 'PathErr'],
  [4, 'ResvErr'],
  [5, 'PathTear'],
  [6, 'ResvTear'],
  [7, 'ResvConf'],
  [12, 'Bundle'],
  [13, 'Ack'],
  [15, 'Summary Refresh'],
  [20, 'Hello'],
  [21, 'Notify'],
]);

class RSVP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.flags = undefined;
    this.type = undefined;
    this.checksum = undefined;
    this.ttl = undefined;
    this.length = undefined;
    this.objects = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'rsvp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    if (this.version !== 1) malformed(this, `rsvp: version ${this.version} is not 1`);
    else if (this.length < HEADER) {
      malformed(this, `rsvp: length ${this.length} is less than ${HEADER}`);
    } else {
      const limit = offset + this.length;
      const reader = new FieldReader(bytes, offset + HEADER, Math.min(end, limit));
      this.objects = reader.list_rest(read_object);
      if (limit > end) truncated(this, 'rsvp', this.length, bytes, offset, end);
      reader.report(this, 'rsvp');
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.flags = bytes[offset] & 15;
    this.type = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
    this.ttl = bytes[offset + 4];
    this.length = u16(bytes, offset + 6);
  }

  /** `Path`, `Resv`, `Hello` … */
  get type_name() {
    return TYPES.get(this.type);
  }

  toString() {
    const name = this.type_name ?? `type ${this.type}`;
    return `v${this.version}, ${name} Message, length: ${this.length}`;
  }
}

layer_class(RSVP, 'rsvp', true);

module.exports = RSVP;
