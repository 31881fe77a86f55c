'use strict';

// Questions and resource records, and the sections of a message that hold them: RFC 1035, 4.1.2 and 4.1.3.

const { NO_BYTES, view, u16 } = require('../bytes');
const { CHANGED, assignable, shows_fields } = require('../fields');
const { text_of } = require('../text');
const {
  WRITE,
  layer_text,
  codes,
  put,
  put_any,
  put_codes,
  put_decimal,
  put_ipv4,
  put_ipv6,
  put_name,
  with_room,
} = require('../text_writer');
const { Cursor } = require('./cursor');
const names = require('./names');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const A = 1;
const AAAA = 28;
const OPT = 41;

const NO_MESSAGE = new Cursor(NO_BYTES, 0, 0);

// Where a record is: the cursor of its message, and in its bytes the record's name and data.
const MESSAGE = Symbol('message');
const NAME_AT = Symbol('name at');
const DATA_AT = Symbol('data at');
// What is made when it is first asked for: undefined until then.
const NAME = Symbol('name');
const RDATA = Symbol('rdata');

/**
 * A question or a resource record. `rdata` is an address object (A, AAAA), a string (types that hold one name) or an
 * object with a readable toString(); null for types that are not known, whose octets are in `rdata_bytes`.
 */
class DNSRR {
  constructor(is_question) {
    this[MESSAGE] = NO_MESSAGE;
    this[NAME_AT] = 0;
    this[DATA_AT] = 0;
    this[NAME] = '';
    this[RDATA] = null;
    this.type = null;
    this.class = null;
    this.ttl = null;
    this.rdlength = null;
    this.is_question = is_question;
  }

  /** Its name begins at `at` of the message that `cursor` reads; -1 where that is none. */
  set_name(cursor, at) {
    this[MESSAGE] = cursor;
    this[NAME_AT] = at;
    this[NAME] = at < 0 ? '' : undefined;
  }

  /** Its data begins at `at`. Undefined `rdata`: an address or a name, which needs no object until somebody asks. */
  set_rdata(at, rdata) {
    this[DATA_AT] = at;
    this[RDATA] = rdata;
  }

  get name() {
    this[NAME] ??= this[MESSAGE].text_at(this[NAME_AT]);
    return this[NAME];
  }

  get rdata() {
    if (this[RDATA] === undefined) this[RDATA] = make_rdata(this);
    return this[RDATA];
  }

  /** The record's data as it is on the wire, as far as it was captured. */
  get rdata_bytes() {
    const { bytes, end } = this[MESSAGE];
    return view(bytes, this[DATA_AT], Math.min(this[DATA_AT] + this.rdlength, end));
  }

  /** v3's place for an AAAA record's address. */
  get data() {
    return this.type === AAAA && this.rdata !== null ? this.rdata : undefined;
  }

  [WRITE](o) {
    o = put_name_of(o, this);
    if (!this.is_question && this.type === OPT && this.rdata !== null) {
      return put(put_codes(o, OPT_WORD), text_of(this.rdata));
    }
    o = put_kind(o, this.type, this.class, this.is_question);
    if (this.is_question) return o;
    o = put_codes(put_decimal(put_codes(o, SPACE), this.ttl), SPACE);
    return put_rdata(with_room(o), this);
  }
}

const SPACE = codes(' ');
const OPT_WORD = codes(' OPT ');

// Texts of types and classes seen lately: direct-mapped, the newest stays.
const KINDS = 64;
const no_kinds = () => ({ type: -1, class: -1, text: codes('') });
const question_kinds = Array.from({ length: KINDS }, no_kinds);
const record_kinds = Array.from({ length: KINDS }, no_kinds);

/** A record's type and class: ` A IN`. */
function put_kind(o, type, number, is_question) {
  if (typeof type !== 'number' || typeof number !== 'number')
    return put(o, kind_text(type, number, is_question));
  const kind = (is_question ? question_kinds : record_kinds)[type & (KINDS - 1)];
  if (kind.type !== type || kind.class !== number) {
    kind.type = type;
    kind.class = number;
    kind.text = codes(kind_text(type, number, is_question));
  }
  return put_codes(o, kind.text);
}

function kind_text(type, number, is_question) {
  return is_question
    ? ` ${names.qtype_to_string(type)} ${names.qclass_to_string(number)}`
    : ` ${names.type_to_string(type)} ${names.class_to_string(number)}`;
}

const type_on_wire = (rr) => u16(rr[MESSAGE].bytes, rr[DATA_AT] - 10);

function make_rdata(rr) {
  const message = rr[MESSAGE];
  const at = rr[DATA_AT];
  const type = type_on_wire(rr);
  if (type === A) return new IPv4Addr().decode(message.bytes, at);
  if (type === AAAA) return new IPv6Addr().decode(message.bytes, at);
  return message.text_at(at);
}

// What nobody has looked at is written without making it.
function put_name_of(o, rr) {
  if (rr[CHANGED] || rr[NAME] !== undefined) return put(o, text_of(rr.name));
  return put_name(o, rr[MESSAGE], rr[NAME_AT]);
}

const ipv4_text = IPv4Addr.prototype.toString;
const ipv6_text = IPv6Addr.prototype.to_short_string;

/** An address or a name at `at`, the data of a record of `type`; -1 where a program has a text of its own for addresses. */
function put_plain_rdata(o, message, at, type) {
  if (type === A) {
    if (IPv4Addr.prototype.toString !== ipv4_text) return -1;
    return put_ipv4(o, message.bytes, at);
  }
  if (type === AAAA) {
    if (IPv6Addr.prototype.to_short_string !== ipv6_text) return -1;
    return put_ipv6(o, message.bytes, at);
  }
  return put_name(o, message, at);
}

function put_rdata(o, rr) {
  if (!rr[CHANGED] && rr[RDATA] === undefined) {
    const end = put_plain_rdata(o, rr[MESSAGE], rr[DATA_AT], type_on_wire(rr));
    if (end >= 0) return end;
  }
  const { rdata } = rr;
  if (rdata !== null) return put(o, rr.type === AAAA ? rdata.to_short_string() : text_of(rdata));
  if (!(rr.rdlength > 0)) return put_codes(o, NULL);
  return put(o, `\\# ${rr.rdlength} ${rr.rdata_bytes.toString('hex')}`);
}

const NULL = codes('null');

DNSRR.fields = ['name', 'type', 'class', 'ttl', 'rdlength', 'rdata', 'is_question'];
assignable(DNSRR);
shows_fields(DNSRR);
DNSRR.prototype.toString = layer_text;

/** One section of a message. */
class DNSRRSet {
  constructor() {
    this.rrs = [];
  }

  [WRITE](o) {
    const { rrs } = this;
    for (let i = 0; i < rrs.length; i++) {
      if (i > 0) o = put_codes(o, COMMA);
      o = put_any(o, rrs[i]);
    }
    return o;
  }
}

const COMMA = codes(', ');

/** What sections begin with, in wire order. */
const TITLES = ['question', 'answer', 'authority', 'additional'].map((name) =>
  codes(`\n  ${name}:`),
);

DNSRRSet.prototype.toString = layer_text;

exports.TITLES = TITLES;
exports.put_kind = put_kind;
exports.put_plain_rdata = put_plain_rdata;
exports.DNSRR = DNSRR;
exports.DNSRRSet = DNSRRSet;
