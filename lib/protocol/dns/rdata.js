'use strict';

// What a resource record's data means, by the record's type. One class a type whose data is more
// than an address or a name: its fields in wire order, its text as zone files have it (RFC 1035,
// section 5, and the type's own RFC).

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');
const { quoted, unquoted } = require('./text');
const { DNSKEY, DS, NSEC, NSEC3, NSEC3PARAM, RRSIG } = require('./dnssec');
const { A, AAAA, OPT_TYPE } = require('../../text/dns_names');
const { OPT } = require('./opt');
const { SVCB } = require('./svcb');

const or_root = (name) => (name === '' ? '.' : name);

/** Mail exchange, RFC 1035, 3.3.9. */
class MX {
  constructor(cursor) {
    this.preference = cursor.u16();
    this.exchange = cursor.name();
  }

  toString() {
    return `${this.preference} ${or_root(this.exchange)}`;
  }
}

/** Start of authority, RFC 1035, 3.3.13. Times are in seconds. */
class SOA {
  constructor(cursor) {
    this.mname = cursor.name();
    this.rname = cursor.name();
    this.serial = cursor.u32();
    this.refresh = cursor.u32();
    this.retry = cursor.u32();
    this.expire = cursor.u32();
    this.minimum = cursor.u32();
  }

  toString() {
    const { mname, rname, serial, refresh, retry, expire, minimum } = this;
    return `${or_root(mname)} ${or_root(rname)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
  }
}

/** Service location, RFC 2782. */
class SRV {
  constructor(cursor) {
    this.priority = cursor.u16();
    this.weight = cursor.u16();
    this.port = cursor.u16();
    this.target = cursor.name();
  }

  toString() {
    return `${this.priority} ${this.weight} ${this.port} ${or_root(this.target)}`;
  }
}

/** Character strings, RFC 1035, 3.3.14; HINFO has two of them. `strings` are read as UTF-8. */
class TXT {
  #bytes = [];

  constructor(cursor) {
    this.strings = [];
    while (cursor.error === undefined && cursor.offset < cursor.limit) {
      const bytes = cursor.string();
      this.#bytes.push(bytes);
      this.strings.push(bytes.toString('utf8'));
    }
  }

  toString() {
    return this.#bytes.map(quoted).join(' ');
  }
}

/** Who may issue certificates, RFC 8659. */
class CAA {
  #value;

  constructor(cursor) {
    this.flags = cursor.u8();
    this.tag = cursor.string().toString('latin1');
    this.#value = cursor.rest();
    this.value = this.#value.toString('utf8');
  }

  get is_critical() {
    return (this.flags & 0x80) !== 0;
  }

  toString() {
    return `${this.flags} ${unquoted(Buffer.from(this.tag, 'latin1'))} ${quoted(this.#value)}`;
  }
}

/** Naming authority pointer, RFC 3403, section 4. */
class NAPTR {
  constructor(cursor) {
    this.order = cursor.u16();
    this.preference = cursor.u16();
    this.flags = cursor.string().toString('latin1');
    this.services = cursor.string().toString('latin1');
    this.regexp = cursor.string().toString('utf8');
    this.replacement = cursor.name();
  }

  toString() {
    const [flags, services, regexp] = [this.flags, this.services, this.regexp].map((field) =>
      quoted(Buffer.from(field)),
    );
    return `${this.order} ${this.preference} ${flags} ${services} ${regexp} ${or_root(this.replacement)}`;
  }
}

/** Fingerprint of an SSH host key, RFC 4255. */
class SSHFP {
  constructor(cursor) {
    this.algorithm = cursor.u8();
    this.fingerprint_type = cursor.u8();
    this.fingerprint = cursor.rest();
  }

  toString() {
    return `${this.algorithm} ${this.fingerprint_type} ${this.fingerprint.toString('hex')}`;
  }
}

/** A server's certificate, RFC 6698. */
class TLSA {
  constructor(cursor) {
    this.usage = cursor.u8();
    this.selector = cursor.u8();
    this.matching_type = cursor.u8();
    this.association = cursor.rest();
  }

  toString() {
    return `${this.usage} ${this.selector} ${this.matching_type} ${this.association.toString('hex')}`;
  }
}

const CLASS_OF = new Map([
  [6, SOA],
  [13, TXT],
  [15, MX],
  [16, TXT],
  [33, SRV],
  [35, NAPTR],
  [41, OPT],
  [43, DS],
  [44, SSHFP],
  [46, RRSIG],
  [47, NSEC],
  [48, DNSKEY],
  [50, NSEC3],
  [51, NSEC3PARAM],
  [52, TLSA],
  [53, TLSA], // SMIMEA: same form
  [59, DS], // CDS: same form
  [60, DNSKEY], // CDNSKEY: same form
  [64, SVCB],
  [65, SVCB], // HTTPS: same form
  [99, TXT], // SPF: same form
  [257, CAA],
]);

const CHAOS = 3;

/** Types whose data is one name: NS, CNAME, MB, MG, MR, PTR, DNAME. */
const ONE_NAME = new Set([2, 5, 7, 8, 9, 12, 39]);

/**
 * Reads the data of `rr`, whose head is read, from `cursor`, whose limit is the data's end. What
 * comes back counts only where the cursor has no error. No data, as in updates (RFC 2136), and an
 * unknown type are null.
 */
function decode_rdata(rr, cursor) {
  const { type } = rr;
  if (rr.rdlength === 0 && type !== OPT_TYPE) return null;
  if (type === A) {
    // The Chaosnet's addresses are another matter.
    if (rr.class === CHAOS || !cursor.has(4)) return null;
    return IPv4Addr.at(cursor.bytes, cursor.offset);
  }
  if (type === AAAA) {
    return cursor.has(16) ? IPv6Addr.at(cursor.bytes, cursor.offset) : null;
  }
  if (ONE_NAME.has(type)) return cursor.name();
  const Rdata = CLASS_OF.get(type);
  return Rdata === undefined ? null : new Rdata(cursor, rr);
}

exports.CHAOS = CHAOS;
exports.ONE_NAME = ONE_NAME;
exports.decode_rdata = decode_rdata;
