'use strict';

// Domain Name System, RFC 1035, section 4; multicast DNS (RFC 6762) and LLMNR (RFC 4795) have the same form.
//    0                               16                            31
//   +-------------------------------+--+------+--+--+--+--+---+-----+
//   |              id               |Re|opcode|Au|Tr|RD|RA| z |rcode|
//   |            qdcount            |            ancount            |
//   |            nscount            |            arcount            |
//   |  question …  answer …  authority …  additional …              |

const { NO_BYTES, limit, u16, u32 } = require('../packet/bytes');
const { Layer, set_payload, malformed, ran_short, short_header, emit } = require('../packet/layer');
const { Cursor } = require('./dns/cursor');
const { decode_rdata } = require('./dns/rdata');
const DnsFlags = require('./dns/flags');
const { type_to_string } = require('./dns/names');
const { DNSRR, DNSRRSet, DNS_WORD, TITLES } = require('./dns/record');
const { WRITE, layer_text, put_any, put_codes, with_room } = require('../text/text_writer');

// Pieces of its text.
const [QUESTION, ANSWER, AUTHORITY, ADDITIONAL] = TITLES;

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
    for (let read = 0; read < count && !this[LOST]; read++) {
      const rr = this.decode_RR(is_question);
      if (this[LOST]) break;
      if (read > 0) set.rrs.push(rr);
      else set.rrs = [rr]; // one that grows from nothing takes room for 17
    }
    return set;
  }

  /** The record at `this.offset`. */
  decode_RR(is_question) {
    const rr = new DNSRR(is_question);
    const cursor = cursor_here(this);
    const name = cursor.name();
    if (cursor.failure !== undefined) return give_up(this, rr, cursor);
    rr.name = name;
    if (!cursor.has(is_question ? 4 : 10)) return give_up(this, rr, cursor);
    note_complaint(this, cursor);
    const { bytes, offset } = cursor;
    rr.type = u16(bytes, offset);
    rr.class = u16(bytes, offset + 2);
    if (is_question) {
      cursor.offset = offset + 4;
    } else {
      rr.ttl = u32(bytes, offset + 4);
      rr.rdlength = u16(bytes, offset + 8);
      cursor.offset = offset + 10;
      read_rdata(this, rr, cursor);
    }
    this.offset = cursor.offset;
    return rr;
  }

  /** The name at `this.offset`, compression pointers followed. */
  read_name() {
    const cursor = cursor_here(this);
    const name = cursor.name();
    note_complaint(this, cursor);
    if (cursor.failure !== undefined) give_up(this, undefined, cursor);
    this.offset = cursor.offset;
    return name;
  }

  [WRITE](o) {
    o = put_any(put_codes(o, DNS_WORD), this.header);
    o = put_section(o, QUESTION, this.question);
    o = put_section(o, ANSWER, this.answer);
    o = put_section(o, AUTHORITY, this.authority);
    return put_section(o, ADDITIONAL, this.additional);
  }
}

function put_section(o, title, section) {
  return section?.rrs.length > 0 ? put_any(put_codes(with_room(o), title), section) : o;
}

function read_rdata(dns, rr, cursor) {
  const start = cursor.offset;
  if (!cursor.has(rr.rdlength)) {
    rr.set_rdata_range(cursor.bytes, start, cursor.limit);
    give_up(dns, rr, cursor);
    return;
  }
  rr.set_rdata_range(cursor.bytes, start, start + rr.rdlength);
  cursor.limit = start + rr.rdlength;
  const rdata = decode_rdata(rr, cursor);
  const is_whole = cursor.failure === undefined && cursor.complaint === undefined;
  if (is_whole) rr.rdata = rdata;
  note_complaint(dns, cursor);
  if (cursor.failure !== undefined) {
    const why =
      cursor.failure === 'short'
        ? `is too short with ${rr.rdlength} bytes`
        : `has a ${cursor.failure}`;
    malformed(dns, `dns: rdata of ${type_to_string(rr.type)} at offset ${start} ${why}`);
    cursor.failure = undefined;
  }
  cursor.offset = start + rr.rdlength;
  cursor.limit = cursor.end;
}

function note_complaint(dns, cursor) {
  if (cursor.complaint === undefined) return;
  malformed(dns, `dns: ${cursor.complaint}`);
  cursor.complaint = undefined;
}

function give_up(dns, rr, cursor) {
  dns[LOST] = true;
  if (cursor.failure === 'short') {
    ran_short(dns, 'dns', cursor.needed, cursor.bytes, cursor.offset, cursor.end);
  } else {
    malformed(dns, `dns: ${cursor.failure}`);
  }
  cursor.failure = undefined;
  return rr;
}

function cursor_here(dns) {
  const bytes = dns.raw_packet ?? NO_BYTES;
  dns[CURSOR] ??= new Cursor(bytes, 0, bytes.length);
  dns[CURSOR].offset = dns.offset ?? 0;
  return dns[CURSOR];
}

DNS.needs = { id: 2, header: 4, qdcount: 6, ancount: 8, nscount: 10, arcount: 12 };
DNS.prototype.toString = layer_text;
DNS.prototype.decoderName = 'dns';
DNS.prototype.eventsOnDecode = true;

DNS.DnsFlags = DnsFlags;
module.exports = DNS;
