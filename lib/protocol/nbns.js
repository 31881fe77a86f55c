'use strict';

// NetBIOS name service, RFC 1002, 4.2: in DNS's form, with names of its own.
//    0                               16                            31
//   +-------------------------------+--+------+--------------+-----+
//   |              id               |r |opcode|    flags     |rcode|
//   |            qdcount            |            ancount            |
//   |            nscount            |            arcount            |
//   |  question …  answer …  authority …  additional …              |

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { MessageCursor } = require('./dns/cursor');
const EthernetAddr = require('./ethernet_addr');
const IPv4Addr = require('./ipv4_addr');
const { Message, quoted } = require('./message');
const { name_text, netbios_name, plain_name } = require('./netbios/name');

const HEADER = 12;
const NB = 32;
const NBSTAT = 33;
const OPCODES = new Map([
  [0, 'query'],
  [5, 'registration'],
  [6, 'release'],
  [7, 'wack'],
  [8, 'refresh'],
  [9, 'refresh'],
  [15, 'multi-homed registration'],
]);

class NBNS extends Message {
  constructor(emitter) {
    super(emitter);
    this.id = undefined;
    this.flags = undefined;
    this.qdcount = undefined;
    this.ancount = undefined;
    this.nscount = undefined;
    this.arcount = undefined;
    this.question = undefined;
    this.answer = undefined;
    this.authority = undefined;
    this.additional = undefined;
  }

  read_header(bytes, offset) {
    this.id = u16(bytes, offset);
    this.flags = u16(bytes, offset + 2);
    this.qdcount = u16(bytes, offset + 4);
    this.ancount = u16(bytes, offset + 6);
    this.nscount = u16(bytes, offset + 8);
    this.arcount = u16(bytes, offset + 10);
  }

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const names = new MessageCursor(bytes, offset - HEADER, limit);
    names.offset = offset;
    this.question = read_records(names, this.qdcount, read_question);
    this.answer = read_records(names, this.ancount, read_record);
    this.authority = read_records(names, this.nscount, read_record);
    this.additional = read_records(names, this.arcount, read_record);
    Object.assign(cursor, { offset: names.offset, error: names.error, needed: names.needed });
  }

  get is_response() {
    return this.flags === undefined ? undefined : (this.flags & 0x8000) !== 0;
  }

  get opcode() {
    return this.flags === undefined ? undefined : (this.flags >> 11) & 15;
  }

  get is_broadcast() {
    return this.flags === undefined ? undefined : (this.flags & 0x10) !== 0;
  }

  get rcode() {
    return this.flags === undefined ? undefined : this.flags & 15;
  }

  toString() {
    const kind = OPCODES.get(this.opcode) ?? `opcode ${this.opcode}`;
    const way = this.is_response ? 'response' : 'request';
    const first = this.question?.[0] ?? this.answer?.[0];
    const words = [`NBNS ${kind} ${way}`];
    if (first !== undefined) words.push(quoted(name_text(first)));
    for (const { address } of this.answer?.flatMap((record) => record.addresses ?? []) ?? []) {
      words.push(String(address));
    }
    return words.join(' ');
  }
}

function read_records(cursor, count, read) {
  const found = [];
  while (found.length < Math.min(count, MAX_LISTED) && cursor.error === undefined) {
    const record = read(cursor);
    if (cursor.error === undefined) found.push(record);
  }
  return found;
}

function read_question(cursor) {
  const name = netbios_name(cursor.name());
  return { ...name, type: cursor.u16(), class: cursor.u16() };
}

function read_record(cursor) {
  const record = { ...read_question(cursor), ttl: cursor.u32(), rdlength: cursor.u16() };
  const data = cursor.take(record.rdlength);
  if (record.type === NB) return { ...record, addresses: read_addresses(data) };
  if (record.type === NBSTAT) return { ...record, ...read_status(data) };
  return { ...record, data };
}

/** RFC 1002, 4.2.2.2: flags and an address, again and again. */
function read_addresses(data) {
  const found = [];
  for (let o = 0; o + 6 <= data.length && found.length < MAX_LISTED; o += 6) {
    const flags = u16(data, o);
    found.push({ flags, is_group: flags > 0x7fff, address: IPv4Addr.at(data, o + 2) });
  }
  return found;
}

/** RFC 1002, 4.2.18: the names that a node has, and its MAC address. */
function read_status(data) {
  const names = [];
  const count = data.length > 0 ? data[0] : 0;
  let o = 1;
  for (; names.length < count && o + 18 <= data.length; o += 18) {
    const flags = u16(data, o + 16);
    names.push({ ...plain_name(data.subarray(o, o + 16)), flags, is_group: flags > 0x7fff });
  }
  const unit_id = o + 6 <= data.length ? new EthernetAddr(data, o) : undefined;
  return { names, unit_id };
}

NBNS.header_size = HEADER;
layer_class(NBNS, 'nbns', true);

module.exports = NBNS;
