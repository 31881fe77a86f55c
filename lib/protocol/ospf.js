'use strict';

// Open Shortest Path First: version 2 RFC 2328, version 3 (for IPv6) RFC 5340.
//    0             7 8            15 16                          31
//   +---------------+---------------+------------------------------+
//   |    version    |     type      |            length            |
//   |                          router_id                           |
//   |                           area_id                            |
//   |           checksum            | auth_type (2), instance_id (3)
//   |                authentication (8 octets, version 2) …        |
//   |                      message, by type …                      |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { FieldReader } = require('../packet/field_reader');
const { Layer, layer_class, malformed, set_payload, truncated } = require('../packet/layer');
const { truncated_header, emit } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const { read_message } = require('./ospf/messages');

const HEADER_2 = 24;
const HEADER_3 = 16;
const TYPES = ['Hello', 'Database Description', 'LS-Request', 'LS-Update', 'LS-Ack'];

class OSPF extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.type = undefined;
    this.length = undefined;
    this.router_id = undefined;
    this.area_id = undefined;
    this.checksum = undefined;
    this.auth_type = undefined; // version 2
    this.authentication = undefined; // version 2
    this.instance_id = undefined; // version 3
    this.message = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    const header = bytes[offset] === 3 ? HEADER_3 : HEADER_2;
    if (end - offset < header) return truncated_header(this, 'ospf', header, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + header, end);
    if (this.version !== 2 && this.version !== 3) {
      malformed(this, `ospf: version ${this.version} is neither 2 nor 3`);
    } else if (this.length < header) {
      malformed(this, `ospf: length ${this.length} is less than ${header}`);
    } else this.#read_message(bytes, offset, header, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.type = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
    this.router_id = new IPv4Addr().decode(bytes, offset + 4);
    this.area_id = new IPv4Addr().decode(bytes, offset + 8);
    this.checksum = u16(bytes, offset + 12);
    if (this.version === 3) this.instance_id = bytes[offset + 14];
    if (this.version !== 2) return;
    this.auth_type = u16(bytes, offset + 14);
    this.authentication = Buffer.from(bytes.subarray(offset + 16, offset + HEADER_2));
  }

  // A digest or link-local signalling may follow, which `length` does not count.
  #read_message(bytes, offset, header, end) {
    const limit = Math.min(end, offset + this.length);
    const reader = new FieldReader(bytes, offset + header, limit);
    this.message = read_message(reader, this.version, this.type);
    if (limit < offset + this.length) truncated(this, 'ospf', this.length, bytes, offset, end);
    reader.report(this, 'ospf');
  }

  /** `Hello`, `LS-Update` … */
  get type_name() {
    return TYPES[this.type - 1];
  }

  toString() {
    const name = this.type_name ?? `type ${this.type}`;
    const from = `router-id ${this.router_id}, area ${this.area_id}`;
    return `v${this.version}, ${name}, length ${this.length}, ${from}`;
  }
}

layer_class(OSPF, 'ospf', true);

module.exports = OSPF;
