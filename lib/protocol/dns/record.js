'use strict';

// Questions and resource records, and the sections of a message that hold them: RFC 1035, 4.1.2 and 4.1.3.

const { NO_BYTES, view } = require('../../packet/bytes');
const { text_of } = require('../../text/text');
const {
  WRITE,
  layer_text,
  codes,
  put,
  put_any,
  put_codes,
  put_decimal,
} = require('../../text/text_writer');
const names = require('./names');

const { AAAA, OPT_TYPE } = names;

/**
 * A question or a resource record. `rdata` is an address object (A, AAAA), a string (types that hold one name) or an
 * object with a readable toString(); null for types that are not known, whose octets are in `rdata_bytes`.
 */
class DNSRR {
  #bytes = NO_BYTES;
  #start = 0;
  #end = 0;

  constructor(is_question) {
    this.name = '';
    this.type = null;
    this.class = null;
    this.ttl = null;
    this.rdlength = null;
    this.rdata = null;
    this.is_question = is_question;
  }

  set_rdata_range(bytes, start, end) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** The record's data as it is on the wire, as far as it was captured. */
  get rdata_bytes() {
    return view(this.#bytes, this.#start, this.#end);
  }

  /** v3's place for an AAAA record's address. */
  get data() {
    return this.type === AAAA && this.rdata !== null ? this.rdata : undefined;
  }

  [WRITE](o) {
    const { type, rdata } = this;
    o = put(o, text_of(this.name));
    if (this.is_question) return put_kind(o, type, this.class, true);
    if (type === OPT_TYPE && rdata !== null) return put_opt(o, text_of(rdata));
    o = put_head(o, type, this.class, this.ttl);
    if (rdata !== null) return put(o, type === AAAA ? rdata.to_short_string() : text_of(rdata));
    if (!(this.rdlength > 0)) return put_codes(o, NULL);
    return put(o, `\\# ${this.rdlength} ${this.rdata_bytes.toString('hex')}`);
  }
}

const SPACE = codes(' ');
const OPT_WORD = codes(' OPT ');
const NULL = codes('null');

/** What stands between a record's name and its data: ` A IN 300 `. */
function put_head(o, type, number, ttl) {
  return put_codes(put_decimal(put_codes(put_kind(o, type, number, false), SPACE), ttl), SPACE);
}

/** The pseudo record of EDNS, behind its name. */
function put_opt(o, text) {
  return put(put_codes(o, OPT_WORD), text);
}

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

/** What a message's text begins with, and what its sections do, in wire order. */
const DNS_WORD = codes(' DNS ');
const TITLES = ['question', 'answer', 'authority', 'additional'].map((name) =>
  codes(`\n  ${name}:`),
);

DNSRRSet.prototype.toString = layer_text;

exports.COMMA = COMMA;
exports.DNS_WORD = DNS_WORD;
exports.TITLES = TITLES;
exports.put_head = put_head;
exports.put_kind = put_kind;
exports.put_opt = put_opt;
exports.DNSRR = DNSRR;
exports.DNSRRSet = DNSRRSet;
