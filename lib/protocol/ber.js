'use strict';

// ASN.1 in basic encoding rules, X.690, as SNMP, LDAP, Kerberos … use it: lengths are definite.
//   +-------+-------------+---------+-----------------------------------------+
//   | class | constructed | number  | length: 0 to 127, or 0x80 + n, n octets | value …

const { Cursor } = require('../packet/cursor');

const CONSTRUCTED = 0x20;

/** First octets of values that all classes of ASN.1 have. */
const TAGS = Object.freeze({
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OID: 0x06,
  ENUMERATED: 0x0a,
  SEQUENCE: 0x30,
  SET: 0x31,
});

const MOST_ARCS = 128; // of an object identifier, RFC 2578, 3.5

/**
 * A Cursor that reads tags, lengths and values; as it, it never throws, and `error` says what is
 * wrong.
 */
class BerCursor extends Cursor {
  /** The tag of the next value, which stays the next; -1 at the limit. */
  get tag() {
    return this.left > 0 ? this.bytes[this.offset] : -1;
  }

  /**
   * Reads a tag and a length; `{ tag, length }`. Tags of several octets are not used by what we
   * read.
   */
  header() {
    const tag = this.u8();
    if ((tag & 0x1f) === 0x1f) this.fail(`tag 0x${tag.toString(16)} has several octets`);
    let length = this.u8();
    if (length === 0x80) this.fail('the length is indefinite');
    else if (length > 0x84) this.fail(`a length of ${length & 0x7f} octets`);
    else if (length > 0x80) length = this.uint(length & 0x7f);
    return { tag, length: this.error === undefined ? length : 0 };
  }

  /** As header(), of a value with this tag; another one is an error. */
  expect(tag) {
    const found = this.header();
    if (found.tag !== tag) this.fail(`tag 0x${hex(found.tag)} is not 0x${hex(tag)}`);
    return found;
  }

  /** A cursor on the inside of the next value, `tag` if that is given. */
  into(tag) {
    const { length } = tag === undefined ? this.header() : this.expect(tag);
    const inside = this.within(this.error === undefined ? length : 0);
    if (this.error !== undefined && this.error !== 'short') inside.fail(this.error);
    return inside;
  }

  /** The next value: `{ tag, data }`. */
  value() {
    const { tag, length } = this.header();
    return { tag, data: this.take(length) };
  }

  octets(tag = TAGS.OCTET_STRING) {
    return this.take(this.expect(tag).length);
  }

  /** A number, or a BigInt where it may be inexact as one. */
  integer(tag = TAGS.INTEGER) {
    return integer_of(this.octets(tag)) ?? 0;
  }

  boolean() {
    return this.octets(TAGS.BOOLEAN).some((octet) => octet !== 0);
  }

  oid() {
    return oid_of(this.octets(TAGS.OID)) ?? '';
  }
}

const hex = (tag) => tag.toString(16).padStart(2, '0');

/**
 * A signed number; a BigInt where it may be inexact as a number; undefined for none, or more than
 * 16 octets.
 */
function integer_of(data) {
  if (data.length === 0 || data.length > 16) return undefined;
  let number = BigInt(data[0] > 127 ? data[0] - 256 : data[0]);
  for (let i = 1; i < data.length; i++) number = (number << 8n) | BigInt(data[i]);
  return is_safe(number) ? Number(number) : number;
}

/** The same without a sign: counters, addresses. */
function unsigned_of(data) {
  if (data.length === 0 || data.length > 16) return undefined;
  let number = 0n;
  for (const octet of data) number = (number << 8n) | BigInt(octet);
  return is_safe(number) ? Number(number) : number;
}

const is_safe = (number) =>
  number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER);

/** `1.3.6.1.2.1.1.3.0`; undefined for what is none. */
function oid_of(data) {
  const arcs = [];
  let arc = 0;
  let octets = 0;
  for (const octet of data) {
    arc = arc * 128 + (octet & 0x7f);
    if (++octets > 7 || arcs.length >= MOST_ARCS) return undefined; // more than a number holds
    if (octet & 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)));
    arcs.push(arcs.length === 1 ? arc - 40 * arcs[0] : arc);
    arc = octets = 0;
  }
  return octets > 0 || arcs.length === 0 ? undefined : arcs.join('.');
}

/** Whether a tag's value is made of values. */
const is_constructed = (tag) => (tag & CONSTRUCTED) !== 0;

/** A cursor on bytes[start, end). */
const ber = (bytes, start = 0, end = bytes.length) => new BerCursor(bytes, start, end);

exports.TAGS = TAGS;
exports.BerCursor = BerCursor;
exports.ber = ber;
exports.integer_of = integer_of;
exports.is_constructed = is_constructed;
exports.oid_of = oid_of;
exports.unsigned_of = unsigned_of;
