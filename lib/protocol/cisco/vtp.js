'use strict';

// Cisco's VLAN Trunking Protocol, versions 1 and 2.
//    0           7 8      15 16         23 24             31
//   +-------------+---------+-------------+----------------+
//   |   version   |  code   |  followers  | domain_length  |
//   |                domain (32 octets) …                  |
//   |   by code: revision, updater, timestamp (12), digest (16); or VLANs …

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');
const IPv4Addr = require('../ipv4_addr');

const HEADER = 36;
const SUMMARY = 1;
const SUBSET = 2;
const REQUEST = 3;
const CODES = [undefined, 'Summary advertisement', 'Subset advertisement', 'Request', 'Join'];

function read_vlan(reader) {
  const length = reader.u8();
  if (length !== undefined && length < 12)
    reader.fail(`length ${length} of a VLAN is less than 12`);
  const part = reader.part(Math.max(0, (length ?? 0) - 1));
  const status = part.u8();
  const type = part.u8();
  const name_length = part.u8();
  const id = part.u16();
  const mtu = part.u16();
  part.skip(4); // index of 802.10
  return { status, type, id, mtu, name: part.take(name_length ?? 0).toString('latin1') };
}

class VTP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.code = undefined;
    this.followers = undefined; // a subset's number, in one
    this.domain = undefined;
    this.revision = undefined;
    this.updater = undefined;
    this.timestamp = undefined;
    this.digest = undefined;
    this.vlans = undefined;
    this.start_value = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'vtp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    this.#read_by_code(new FieldReader(bytes, offset + HEADER, end));
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
    this.code = bytes[offset + 1];
    this.followers = bytes[offset + 2];
    const size = Math.min(32, bytes[offset + 3]);
    this.domain = Buffer.from(bytes.subarray(offset + 4, offset + 4 + size)).toString('latin1');
  }

  #read_by_code(reader) {
    if (this.code === SUMMARY) {
      this.revision = reader.u32();
      this.updater = reader.address(IPv4Addr, 4);
      this.timestamp = reader.take(12).toString('latin1');
      this.digest = reader.take(16);
    } else if (this.code === SUBSET) {
      this.revision = reader.u32();
      this.vlans = reader.list_rest(read_vlan);
    } else if (this.code === REQUEST) this.start_value = reader.u16();
    reader.report(this, 'vtp');
  }

  /** `Summary advertisement` … */
  get code_name() {
    return CODES[this.code];
  }

  toString() {
    const code = `${this.code_name ?? 'code'} (${this.code})`;
    const domain = JSON.stringify(this.domain ?? '');
    const revision = this.revision === undefined ? '' : `, revision ${this.revision}`;
    return `VTPv${this.version}, Message ${code}, domain ${domain}${revision}`;
  }
}

layer_class(VTP, 'vtp', true);

module.exports = VTP;
