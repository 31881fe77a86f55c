'use strict';

// Domain Name System, RFC 1035, section 4; multicast DNS (RFC 6762) and LLMNR (RFC 4795) have the same form.
//    0                               16                            31
//   +-------------------------------+--+------+--+--+--+--+---+-----+
//   |              id               |Re|opcode|Au|Tr|RD|RA| z |rcode|
//   |            qdcount            |            ancount            |
//   |            nscount            |            arcount            |
//   |  question …  answer …  authority …  additional …              |

const { NO_BYTES, limit, u16, view } = require('./bytes');
const { Layer, set_payload, malformed, ran_short, short_header, emit } = require('./layer');
const { Cursor } = require('./dns/cursor');
const { decode_rdata } = require('./dns/rdata');
const { decimal, text_of } = require('./text');
const text = require('./dns/names');

const AAAA = 28;
const OPT = 41;

// Texts of flags seen lately. Direct-mapped and bounded: one slot a combination falls into, the newest stays.
const FLAG_TEXTS = 256;
const flag_keys = new Int32Array(FLAG_TEXTS).fill(-1);
const flag_texts = new Array(FLAG_TEXTS).fill('');

class DnsFlags {
  constructor() {
    this.isResponse = undefined;
    this.opcode = undefined;
    this.isAuthority = undefined;
    this.isTruncated = undefined;
    this.isRecursionDesired = undefined;
    this.isRecursionAvailible = undefined;
    this.z = undefined;
    this.responseCode = undefined;
  }

  /** The third and fourth octet of a message, which begin at `offset`. */
  decode(bytes = NO_BYTES, offset = 0) {
    const first = bytes[offset];
    const second = bytes[offset + 1];
    this.isResponse = (first & 0x80) !== 0;
    this.opcode = (first & 0x78) >> 3;
    this.isAuthority = (first & 0x04) !== 0;
    this.isTruncated = (first & 0x02) !== 0;
    this.isRecursionDesired = (first & 0x01) !== 0;
    this.isRecursionAvailible = (second & 0x80) !== 0;
    this.z = (second & 0x70) >> 4;
    this.responseCode = second & 0x0f;
    return this;
  }

  /** RFC 4035: the server vouches for the data; the client wants it even where it can't be vouched for. */
  get is_authentic_data() {
    return (this.z & 2) !== 0;
  }

  get is_checking_disabled() {
    return (this.z & 1) !== 0;
  }

  toString() {
    if (this.isResponse === undefined) return this.#text(); // not decoded
    const key = this.#key();
    const slot = Math.imul(key, 0x9e3779b1) >>> 24;
    if (flag_keys[slot] !== key) {
      flag_texts[slot] = this.#text();
      flag_keys[slot] = key;
    }
    return flag_texts[slot];
  }

  // All eight in one number.
  #key() {
    return (
      (this.isResponse ? 0x8000 : 0) |
      (this.opcode << 11) |
      (this.isAuthority ? 0x400 : 0) |
      (this.isTruncated ? 0x200 : 0) |
      (this.isRecursionDesired ? 0x100 : 0) |
      (this.isRecursionAvailible ? 0x80 : 0) |
      (this.z << 4) |
      this.responseCode
    );
  }

  #text() {
    const words = Object.keys(this).map((name) => name + ':' + this[name]);
    return '{ ' + words.join(' ') + ' }';
  }
}

/** One section of a message. */
class DNSRRSet {
  constructor() {
    this.rrs = [];
  }

  toString() {
    const { rrs } = this;
    let line = '';
    for (let i = 0; i < rrs.length; i++)
      line += i === 0 ? rrs[i].toString() : ', ' + rrs[i].toString();
    return line;
  }
}

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

  toString() {
    const { name, type, rdata } = this;
    if (this.is_question) {
      return name + ' ' + text.qtype_to_string(type) + ' ' + text.qclass_to_string(this.class);
    }
    if (type === OPT && rdata !== null) return name + ' OPT ' + rdata.toString();
    const start = name + ' ' + text.type_to_string(type) + ' ' + text.class_to_string(this.class);
    return start + ' ' + decimal(this.ttl) + ' ' + this.#rdata_text();
  }

  #rdata_text() {
    const { rdata } = this;
    if (rdata === null) {
      return this.rdlength > 0
        ? `\\# ${this.rdlength} ${this.rdata_bytes.toString('hex')}`
        : 'null';
    }
    return this.type === AAAA ? rdata.to_short_string() : rdata.toString();
  }
}

const CURSOR = Symbol('cursor');
// True once nobody can say where the next record begins. Bad data inside a record is not so bad.
const LOST = Symbol('lost');

class DNS extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.header = undefined;
    this.question = undefined;
    this.answer = undefined;
    this.authority = undefined;
    this.additional = undefined;
    this._error = undefined;
    this.raw_packet = undefined;
    this.offset = undefined; // where reading has come to: the message's end after decode()
    this.id = undefined;
    this.qdcount = undefined;
    this.ancount = undefined;
    this.nscount = undefined;
    this.arcount = undefined;
    this[CURSOR] = undefined;
    this[LOST] = false;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    this.raw_packet = bytes;
    this.offset = offset;
    if (end - offset < 12) return short_header(this, 'dns', 12, bytes, offset, end);
    this.read_header(bytes, offset);
    this[CURSOR] = new Cursor(bytes, offset, end);
    this[LOST] = false;
    this.offset = offset + 12;
    this.question = this.decode_RRs(this.qdcount, true);
    this.answer = this.decode_RRs(this.ancount, false);
    this.authority = this.decode_RRs(this.nscount, false);
    this.additional = this.decode_RRs(this.arcount, false);
    set_payload(this, bytes, this.offset, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.id = u16(bytes, offset);
    this.header = new DnsFlags().decode(bytes, offset + 2);
    this.qdcount = u16(bytes, offset + 4);
    this.ancount = u16(bytes, offset + 6);
    this.nscount = u16(bytes, offset + 8);
    this.arcount = u16(bytes, offset + 10);
  }

  /** `count` records from where reading has come to; fewer where the message lies or is cut: only whole ones. */
  decode_RRs(count, is_question) {
    const set = new DNSRRSet();
    while (set.rrs.length < count && !this[LOST]) {
      const rr = this.decode_RR(is_question);
      if (!this[LOST]) set.rrs.push(rr);
    }
    return set;
  }

  /** The record at `this.offset`. */
  decode_RR(is_question) {
    const rr = new DNSRR(is_question);
    const cursor = cursor_here(this);
    const name = cursor.name();
    if (cursor.failure !== undefined) return this.#give_up(rr, cursor);
    rr.name = name;
    if (!cursor.has(is_question ? 4 : 10)) return this.#give_up(rr, cursor);
    this.#note_complaint(cursor);
    rr.type = cursor.u16();
    rr.class = cursor.u16();
    if (!is_question) {
      rr.ttl = cursor.u32();
      rr.rdlength = cursor.u16();
      this.#read_rdata(rr, cursor);
    }
    this.offset = cursor.offset;
    return rr;
  }

  #read_rdata(rr, cursor) {
    const start = cursor.offset;
    if (!cursor.has(rr.rdlength)) {
      rr.set_rdata_range(cursor.bytes, start, cursor.limit);
      this.#give_up(rr, cursor);
      return;
    }
    rr.set_rdata_range(cursor.bytes, start, start + rr.rdlength);
    cursor.limit = start + rr.rdlength;
    const rdata = decode_rdata(rr, cursor);
    const is_whole = cursor.failure === undefined && cursor.complaint === undefined;
    if (is_whole) rr.rdata = rdata;
    this.#note_complaint(cursor);
    if (cursor.failure !== undefined) {
      const why =
        cursor.failure === 'short'
          ? `is too short with ${rr.rdlength} bytes`
          : `has a ${cursor.failure}`;
      malformed(this, `dns: rdata of ${text.type_to_string(rr.type)} at offset ${start} ${why}`);
      cursor.failure = undefined;
    }
    cursor.offset = start + rr.rdlength;
    cursor.limit = cursor.end;
  }

  #note_complaint(cursor) {
    if (cursor.complaint === undefined) return;
    malformed(this, `dns: ${cursor.complaint}`);
    cursor.complaint = undefined;
  }

  #give_up(rr, cursor) {
    this[LOST] = true;
    if (cursor.failure === 'short') {
      ran_short(this, 'dns', cursor.needed, cursor.bytes, cursor.offset, cursor.end);
    } else {
      malformed(this, `dns: ${cursor.failure}`);
    }
    cursor.failure = undefined;
    return rr;
  }

  /** The name at `this.offset`, compression pointers followed. */
  read_name() {
    const cursor = cursor_here(this);
    const name = cursor.name();
    this.#note_complaint(cursor);
    if (cursor.failure !== undefined) this.#give_up(undefined, cursor);
    this.offset = cursor.offset;
    return name;
  }

  toString() {
    let line = ' DNS ' + text_of(this.header);
    line += section_text('question', this.question) + section_text('answer', this.answer);
    line += section_text('authority', this.authority) + section_text('additional', this.additional);
    return line;
  }
}

function cursor_here(dns) {
  const bytes = dns.raw_packet ?? NO_BYTES;
  dns[CURSOR] ??= new Cursor(bytes, 0, bytes.length);
  dns[CURSOR].offset = dns.offset ?? 0;
  return dns[CURSOR];
}

function section_text(name, section) {
  return section?.rrs.length > 0 ? '\n  ' + name + ':' + section.toString() : '';
}

DNS.needs = { id: 2, header: 4, qdcount: 6, ancount: 8, nscount: 10, arcount: 12 };
DNS.prototype.decoderName = 'dns';
DNS.prototype.eventsOnDecode = true;

DNS.DnsFlags = DnsFlags;
module.exports = DNS;
