'use strict';

// Domain Name System, RFC 1035, section 4; multicast DNS (RFC 6762) and LLMNR (RFC 4795) have the
// same form.
//    0                               16                            31
//   +-------------------------------+--+------+--+--+--+--+---+-----+
//   |              id               |Re|opcode|Au|Tr|RD|RA| z |rcode|
//   |            qdcount            |            ancount            |
//   |            nscount            |            arcount            |
//   |  question …  answer …  authority …  additional …              |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  emit,
} = require('../packet/layer');
const UDP = require('./udp');
const { MessageCursor } = require('./dns/cursor');
const { decode_rdata } = require('./dns/rdata');
const DnsFlags = require('./dns/flags');
const { AAAA, type_to_string } = require('../text/dns_names');
const { DNSRR, DNSRRSet } = require('./dns/record');
const { put_message } = require('./dns/undecoded_text');
const { has_text, layer_text } = require('../text/text_writer');
const { put_dns } = require('../text/dns');

/** Port and groups of multicast DNS, whose names are UTF-8 (RFC 6762, 3 and 16). */
const MULTICAST = 5353;
const GROUPS = new Set(['224.0.0.251', 'ff02::fb']);

function is_multicast(udp) {
  if (!(udp instanceof UDP)) return false;
  if (udp.sport === MULTICAST || udp.dport === MULTICAST) return true;
  return is_group(UDP.carrier_of(udp)?.daddr);
}

// Most are not multicast, which their first octet tells without making a text of them.
function is_group(address) {
  const first = address?.addr?.[0];
  return (first === 0xe0 || first === 0xff) && GROUPS.has(address.to_short_string());
}

class DNS extends Layer {
  static internal = ['raw_packet', 'offset'];
  #cursor = undefined;
  // True once it is unknown where the next record begins. Bad data inside a record is not so bad.
  #desynced = false;

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
  }

  /** `parent` is the layer that carries the message: multicast DNS is told by its port or group. */
  decode(bytes = EMPTY, offset = 0, length = undefined, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    this.raw_packet = bytes;
    this.offset = offset;
    if (end - offset < 12) return truncated_header(this, 'dns', 12, bytes, offset, end);
    this.read_header(bytes, offset);
    this.#cursor = new MessageCursor(bytes, offset, end, is_multicast(parent));
    this.#desynced = false;
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

  /**
   * `count` records from where reading has come to; fewer where the message lies or is cut: only
   * whole ones.
   */
  decode_RRs(count, is_question) {
    const set = new DNSRRSet();
    for (let read = 0; read < count && !this.#desynced; read++) {
      const rr = this.decode_RR(is_question);
      if (this.#desynced) break;
      if (read > 0) set.rrs.push(rr);
      else set.rrs = [rr]; // one that grows from nothing takes room for 17
    }
    return set;
  }

  /** The record at `this.offset`. */
  decode_RR(is_question) {
    const rr = new DNSRR(is_question);
    const cursor = this.#cursor_here();
    const name = cursor.name();
    if (cursor.error !== undefined) return this.#abort(rr, cursor);
    rr.name = name;
    if (!cursor.has(is_question ? 4 : 10)) return this.#abort(rr, cursor);
    this.#note_soft_error(cursor);
    const { bytes, offset } = cursor;
    rr.type = u16(bytes, offset);
    rr.class = u16(bytes, offset + 2);
    if (is_question) {
      cursor.offset = offset + 4;
    } else {
      rr.ttl = u32(bytes, offset + 4);
      rr.rdlength = u16(bytes, offset + 8);
      cursor.offset = offset + 10;
      this.#read_rdata(rr, cursor);
    }
    this.offset = cursor.offset;
    return rr;
  }

  /** The name at `this.offset`, compression pointers followed. */
  read_name() {
    const cursor = this.#cursor_here();
    const name = cursor.name();
    this.#note_soft_error(cursor);
    if (cursor.error !== undefined) this.#abort(undefined, cursor);
    this.offset = cursor.offset;
    return name;
  }

  #read_rdata(rr, cursor) {
    const start = cursor.offset;
    if (!cursor.has(rr.rdlength)) {
      rr.set_rdata_range(cursor.bytes, start, cursor.limit);
      this.#abort(rr, cursor);
      return;
    }
    rr.set_rdata_range(cursor.bytes, start, start + rr.rdlength);
    cursor.limit = start + rr.rdlength;
    const rdata = decode_rdata(rr, cursor);
    const is_whole = cursor.error === undefined && cursor.soft_error === undefined;
    if (is_whole) {
      rr.rdata = rdata;
      if (rr.type === AAAA && rdata !== null) rr.data = rdata; // v3's place for it
    }
    this.#note_soft_error(cursor);
    if (cursor.error !== undefined) {
      const why =
        cursor.error === 'short'
          ? `is too short with ${rr.rdlength} bytes`
          : `has a ${cursor.error}`;
      malformed(this, `dns: rdata of ${type_to_string(rr.type)} at offset ${start} ${why}`);
      cursor.error = undefined;
    }
    cursor.offset = start + rr.rdlength;
    cursor.limit = cursor.end;
  }

  #note_soft_error(cursor) {
    if (cursor.soft_error === undefined) return;
    malformed(this, `dns: ${cursor.soft_error}`);
    cursor.soft_error = undefined;
  }

  #abort(rr, cursor) {
    this.#desynced = true;
    if (cursor.error === 'short') {
      truncated(this, 'dns', cursor.needed, cursor.bytes, cursor.offset, cursor.end);
    } else {
      malformed(this, `dns: ${cursor.error}`);
    }
    cursor.error = undefined;
    return rr;
  }

  #cursor_here() {
    const bytes = this.raw_packet ?? EMPTY;
    this.#cursor ??= new MessageCursor(bytes, 0, bytes.length);
    this.#cursor.offset = this.offset ?? 0;
    return this.#cursor;
  }
}

layer_class(DNS, 'dns', true);
has_text(DNS, put_dns);

const { decode } = DNS.prototype;

/** Programs may have put in texts of their own. */
function is_unpatched() {
  return (
    DNS.prototype.decode === decode &&
    DNS.prototype.toString === layer_text &&
    DnsFlags.prototype.toString === layer_text &&
    DNSRR.prototype.toString === layer_text &&
    DNSRRSet.prototype.toString === layer_text
  );
}

/**
 * Writes the text of a datagram's data without decoding it; -1 where it has to be decoded for that.
 */
DNS.put_undecoded = (o, udp) => {
  const { data } = udp;
  return is_multicast(udp) || !is_unpatched() ? -1 : put_message(o, data, 0, data.length);
};

DNS.DnsFlags = DnsFlags;
module.exports = DNS;
