'use strict';

// Builder of DNS messages, RFC 1035. Names are compressed as servers do it: what stood before is
// pointed to.

const { A, AAAA, OPT_TYPE, QUESTION_TYPE_CODES, TYPE_CODES } = require('../text/dns_names');
const { address, bit, number, wrong } = require('./fields');

const HEADER = 12;
const MAX_LABEL = 63; // octets
const MAX_NAME = 255;
const MAX_POINTER = 0x3fff;
const MAX_MESSAGE = 65535;
const MAX_RECORDS = 65535;
const SECTIONS = ['question', 'answer', 'authority', 'additional'];

/** Octets of a message so far, and where names stand in it. */
class Message {
  #parts = [];
  #places = new Map(); // rest of a name -> where it stands
  length = 0;

  add(bytes) {
    this.#parts.push(bytes);
    this.length += bytes.length;
    if (this.length > MAX_MESSAGE) throw wrong('dns', 'length', this.length, 'at most 65535');
  }

  /** @param {boolean} is_pointed  whether what stood before may be pointed to */
  add_name(text, is_pointed = true) {
    const labels = labels_of(text);
    for (let i = 0; i < labels.length; i++) {
      const rest = labels
        .slice(i)
        .map((label) => label.toString('hex'))
        .join('.');
      const place = this.#places.get(rest);
      if (is_pointed && place !== undefined) {
        this.add(Buffer.of(0xc0 | (place >> 8), place & 0xff));
        return;
      }
      if (this.length <= MAX_POINTER && !this.#places.has(rest)) {
        this.#places.set(rest, this.length);
      }
      this.add(Buffer.concat([Buffer.of(labels[i].length), labels[i]]));
    }
    this.add(Buffer.of(0));
  }

  bytes() {
    return Buffer.concat(this.#parts);
  }

  /** Puts the size of what `write` adds before it. */
  add_sized(write) {
    const size = Buffer.alloc(2);
    this.add(size);
    const start = this.length;
    write();
    size.writeUInt16BE(this.length - start);
  }
}

/** Labels of a name as zone files have it: `\.` and `\195` stand for one octet. */
function labels_of(text) {
  if (typeof text !== 'string') throw wrong('dns', 'name', text, 'text');
  if (text === '' || text === '.') return [];
  const labels = [''];
  const pieces = text.match(/\\\d{3}|\\.|[^\\]|\\/gsu) ?? [];
  if (pieces.length > 4 * MAX_NAME)
    throw wrong('dns', 'name', text.slice(0, 40), 'at most 255 octets');
  for (const piece of pieces) {
    if (piece === '.') labels.push('');
    else labels[labels.length - 1] += octets_of(piece, text);
  }
  if (labels.at(-1) === '') labels.pop(); // example.org.
  const list = labels.map((label) => Buffer.from(label, 'latin1'));
  const size = list.reduce((sum, { length }) => sum + 1 + length, 1);
  if (size <= MAX_NAME && list.every(({ length }) => length > 0 && length <= MAX_LABEL))
    return list;
  throw wrong('dns', 'name', text.slice(0, 300), 'a name: labels of 1 to 63 octets, 255 together');
}

/** A piece of a name, as one character an octet. */
function octets_of(piece, text) {
  if (!piece.startsWith('\\')) return Buffer.from(piece).toString('latin1');
  if (piece.length === 2) return Buffer.from(piece[1]).toString('latin1');
  const octet = Number(piece.slice(1));
  if (piece.length === 4 && octet < 256) return String.fromCharCode(octet);
  throw wrong('dns', 'name', text, 'a name whose escapes are of octets');
}

/** A type by number or name. */
function type_of({ type = A }) {
  const code =
    typeof type === 'string' ? (TYPE_CODES.get(type) ?? QUESTION_TYPE_CODES.get(type)) : type;
  if (code === undefined) throw wrong('dns', 'type', type, 'a number or a name such as A');
  return number({ layer: 'dns', fields: { type: code } }, 'type', 16);
}

const u8 = (value, field) =>
  Buffer.of(number({ layer: 'dns', fields: { [field]: value } }, field, 8));

function u16(value, field, fallback) {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(number({ layer: 'dns', fields: { [field]: value } }, field, 16, fallback));
  return out;
}

function u32(value, field) {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(number({ layer: 'dns', fields: { [field]: value ?? undefined } }, field, 32));
  return out;
}

/** A character string. */
function string(text, field) {
  const bytes = Buffer.from(text ?? '');
  if (bytes.length > 255) throw wrong('dns', field, text, 'at most 255 octets');
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

const one_name = (message, rdata) => message.add_name(rdata);
const ip = (size) => (message, rdata) =>
  message.add(address({ layer: 'dns', fields: { rdata } }, 'rdata', size));

function texts(message, rdata) {
  const strings = typeof rdata === 'string' ? [rdata] : (rdata?.strings ?? rdata);
  if (!Array.isArray(strings)) throw wrong('dns', 'rdata', rdata, 'text, or a list of texts');
  for (const text of strings) message.add(string(text, 'rdata'));
}

function soa(message, rdata) {
  message.add_name(rdata.mname);
  message.add_name(rdata.rname);
  for (const field of ['serial', 'refresh', 'retry', 'expire', 'minimum']) {
    message.add(u32(rdata[field], field));
  }
}

function srv(message, rdata) {
  for (const field of ['priority', 'weight', 'port']) message.add(u16(rdata[field], field));
  message.add_name(rdata.target, false); // RFC 2782
}

function mx(message, { preference, exchange }) {
  message.add(u16(preference, 'preference'));
  message.add_name(exchange);
}

function caa(message, { flags, tag, value }) {
  message.add(Buffer.concat([u8(flags, 'flags'), string(tag, 'tag'), Buffer.from(value ?? '')]));
}

function opt(message, { options = [] }) {
  for (const { code, data = [] } of options) {
    message.add(Buffer.concat([u16(code, 'code'), u16(data.length, 'options'), Buffer.from(data)]));
  }
}

const WITH_NAMES = new Map([
  ...[2, 5, 7, 8, 9, 12, 39].map((type) => [type, one_name]),
  [6, soa],
  [15, mx],
  [33, srv],
]);
const RDATA = new Map([
  ...WITH_NAMES,
  [A, ip(4)],
  [AAAA, ip(16)],
  [16, texts],
  [OPT_TYPE, opt],
  [257, caa],
]);

/**
 * The data of a record: by its fields where they hold names or there are no bytes, else its bytes.
 */
function add_rdata(message, type, { rdata, rdata_bytes }) {
  const has_bytes = rdata_bytes instanceof Uint8Array;
  const write = has_bytes && rdata !== null ? WITH_NAMES.get(type) : RDATA.get(type);
  if (rdata !== undefined && rdata !== null && write !== undefined) write(message, rdata);
  else if (has_bytes) message.add(rdata_bytes);
  else if (rdata !== undefined && rdata !== null) {
    throw wrong('dns', 'rdata_bytes', rdata_bytes, `the bytes of a record of type ${type}`);
  }
}

/** OPT has the sender's size in place of a class, and flags in place of a time. */
function add_record(message, record, is_question) {
  const type = type_of(record);
  const { rdata } = record;
  const is_opt = type === OPT_TYPE;
  message.add_name(record.name ?? '');
  message.add(u16(type, 'type'));
  message.add(
    u16(record.class ?? undefined, 'class', is_opt ? (rdata?.udp_payload_size ?? 1232) : 1),
  );
  if (is_question) return;
  message.add(u32(record.ttl ?? (is_opt && rdata?.dnssec_ok ? 0x8000 : 0), 'ttl'));
  message.add_sized(() => add_rdata(message, type, record));
}

function records_of(fields, section) {
  const records = fields[section]?.rrs ?? fields[section] ?? [];
  if (Array.isArray(records) && records.length <= MAX_RECORDS) return records;
  throw wrong('dns', section, records, 'a list of records');
}

function flags_of({ header = {} }) {
  const context = { layer: 'dns.header', fields: header };
  const first =
    bit(header, 'isResponse', 0x80) |
    (number(context, 'opcode', 4) << 3) |
    bit(header, 'isAuthority', 4) |
    bit(header, 'isTruncated', 2) |
    bit(header, 'isRecursionDesired', 1);
  const second = bit(header, 'isRecursionAvailible', 0x80) | (number(context, 'z', 3) << 4);
  return Buffer.of(first, second | number(context, 'responseCode', 4));
}

function dns(context, payload) {
  const { fields } = context;
  const message = new Message();
  const sections = SECTIONS.map((section) => records_of(fields, section));
  const counts = sections.map(({ length }) => u16(length, 'count'));
  message.add(Buffer.concat([u16(fields.id, 'id'), flags_of(fields), ...counts], HEADER));
  sections.forEach((records, i) => {
    for (const record of records) add_record(message, record ?? {}, i === 0);
  });
  return Buffer.concat([message.bytes(), payload]);
}

exports.dns = dns;
