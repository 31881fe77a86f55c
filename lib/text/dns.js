'use strict';

// ` DNS { isResponse:true … } question:example.org A IN …`

const names = require('./dns_names');
const { text_of } = require('./text');
const { literal, put_literal } = require('./text_bytes');
const { put, put_address, put_any, put_decimal, with_room } = require('./text_writer');

const { A, AAAA, OPT_TYPE } = names;

const DNS = literal(' DNS ');
const PART = literal(' DNS part of a message');
const TITLES = ['question', 'answer', 'authority', 'additional'].map((name) =>
  literal(`\n  ${name}:`),
);
const [QUESTION, ANSWER, AUTHORITY, ADDITIONAL] = TITLES;

function put_dns(o, dns) {
  o = put_any(put_literal(o, DNS), dns.header);
  o = put_titled(o, QUESTION, dns.question);
  o = put_titled(o, ANSWER, dns.answer);
  o = put_titled(o, AUTHORITY, dns.authority);
  return put_titled(o, ADDITIONAL, dns.additional);
}

/** Of one segment, which may hold no whole message. */
function put_dns_over_tcp(o, dns) {
  return dns.header === undefined ? put_literal(o, PART) : put_dns(o, dns);
}

function put_titled(o, title, section) {
  return section?.rrs?.length > 0 ? put_any(put_literal(with_room(o), title), section) : o;
}

const COMMA = literal(', ');

function put_section(o, { rrs }) {
  for (let i = 0; i < rrs?.length; i++) {
    if (i > 0) o = put_literal(o, COMMA);
    o = put_any(o, rrs[i]);
  }
  return o;
}

const SPACE = literal(' ');
const OPT = literal(' OPT ');
const NULL = literal('null');

function put_record(o, record) {
  const { type, rdata } = record;
  o = put(o, text_of(record.name));
  if (record.is_question) return put_question_kind(o, type, record.class);
  if (type === OPT_TYPE && rdata !== null) return put_opt(o, text_of(rdata));
  o = put_record_head(o, type, record.class, record.ttl);
  if (rdata === null || rdata === undefined) return put_unknown(o, record);
  if (type === A) return put_address(o, rdata);
  return put(o, type === AAAA ? short_text(rdata) : text_of(rdata));
}

/** What stands between a question's name and the end. */
const put_question_kind = (o, type, number) => put_kind(o, question_kinds, type, number);

/** What stands between a record's name and its data: ` A IN 300 `. */
function put_record_head(o, type, number, ttl) {
  o = put_kind(o, record_kinds, type, number);
  return put_literal(put_decimal(put_literal(o, SPACE), ttl), SPACE);
}

/** The pseudo record of EDNS, after its name. */
const put_opt = (o, text) => put(put_literal(o, OPT), text);

const short_text = (address) => address.to_short_string?.() ?? String(address);

/** Data of a type that is not known, as RFC 3597 writes it. */
function put_unknown(o, { rdlength, rdata_bytes }) {
  if (!(rdlength > 0)) return put_literal(o, NULL);
  return put(o, `\\# ${rdlength} ${rdata_bytes?.toString('hex')}`);
}

// Texts of types and classes seen lately: direct-mapped, the newest stays.
const KINDS = 64;
const no_kinds = (text) =>
  Array.from({ length: KINDS }, () => ({ type: -1, class: -1, codes: literal(''), text }));
const question_kinds = no_kinds(
  (type, number) => ` ${names.qtype_to_string(type)} ${names.qclass_to_string(number)}`,
);
const record_kinds = no_kinds(
  (type, number) => ` ${names.type_to_string(type)} ${names.class_to_string(number)}`,
);

/** A record's type and class: ` A IN`. */
function put_kind(o, kinds, type, number) {
  const kind = kinds[type & (KINDS - 1)];
  if (kind.type !== type || kind.class !== number) {
    kind.type = type;
    kind.class = number;
    kind.codes = literal(kind.text(type, number));
  }
  return put_literal(o, kind.codes);
}

// Texts of flags seen lately, the same way.
const SLOTS = 256;
const seen = new Int32Array(SLOTS).fill(-1);
const texts = new Array(SLOTS).fill(literal(''));

function put_dns_flags(o, flags) {
  return is_plain(flags) ? put_flags_word(o, word_of(flags)) : put(o, words_of(flags));
}

/** Flags as their two octets have them. */
function put_flags_word(o, word) {
  const slot = Math.imul(word, 0x9e3779b1) >>> 24;
  if (seen[slot] !== word) {
    texts[slot] = literal(words_of(flags_of(word)));
    seen[slot] = word;
  }
  return put_literal(o, texts[slot]);
}

const flags_of = (word) => ({
  isResponse: (word & 0x8000) !== 0,
  opcode: (word >> 11) & 0x0f,
  isAuthority: (word & 0x0400) !== 0,
  isTruncated: (word & 0x0200) !== 0,
  isRecursionDesired: (word & 0x0100) !== 0,
  isRecursionAvailible: (word & 0x0080) !== 0,
  z: (word >> 4) & 0x07,
  responseCode: word & 0x0f,
});

// As decode() makes them: they are not when nothing was decoded yet, and when a program has put in
// something else.
function is_plain(flags) {
  return (
    typeof flags.isResponse === 'boolean' &&
    typeof flags.isAuthority === 'boolean' &&
    typeof flags.isTruncated === 'boolean' &&
    typeof flags.isRecursionDesired === 'boolean' &&
    typeof flags.isRecursionAvailible === 'boolean' &&
    (flags.opcode & 0x0f) === flags.opcode &&
    (flags.z & 0x07) === flags.z &&
    (flags.responseCode & 0x0f) === flags.responseCode
  );
}

// The two octets that decode() would make this of.
function word_of(flags) {
  return (
    (flags.isResponse ? 0x8000 : 0) |
    (flags.opcode << 11) |
    (flags.isAuthority ? 0x400 : 0) |
    (flags.isTruncated ? 0x200 : 0) |
    (flags.isRecursionDesired ? 0x100 : 0) |
    (flags.isRecursionAvailible ? 0x80 : 0) |
    (flags.z << 4) |
    flags.responseCode
  );
}

const FLAGS = [
  'isResponse',
  'opcode',
  'isAuthority',
  'isTruncated',
  'isRecursionDesired',
  'isRecursionAvailible',
  'z',
  'responseCode',
];

function words_of(flags) {
  return `{ ${FLAGS.map((name) => `${name}:${flags[name]}`).join(' ')} }`;
}

exports.COMMA = COMMA;
exports.DNS = DNS;
exports.TITLES = TITLES;
exports.put_dns = put_dns;
exports.put_dns_flags = put_dns_flags;
exports.put_dns_over_tcp = put_dns_over_tcp;
exports.put_flags_word = put_flags_word;
exports.put_opt = put_opt;
exports.put_question_kind = put_question_kind;
exports.put_record = put_record;
exports.put_record_head = put_record_head;
exports.put_section = put_section;
