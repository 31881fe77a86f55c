'use strict';

// Records of DNSSEC, RFC 4034 and RFC 5155. Keys, digests and signatures are Buffers.

const { MAX_LISTED } = require('../../packet/limits');
const { type_mnemonic } = require('../../text/dns_names');

const or_root = (name) => (name === '' ? '.' : name);
const hex = (bytes) => (bytes.length === 0 ? '-' : bytes.toString('hex').toUpperCase());

/** 32-bit seconds as `20260131235959`. */
function time_text(seconds) {
  return new Date(seconds * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
}

/**
 * A type bit map, RFC 4034, 4.1.2: windows of up to 32 octets, the type's lower octet counted from
 * the highest bit.
 */
function read_types(cursor) {
  const types = [];
  while (cursor.error === undefined && cursor.offset < cursor.limit) {
    const window = cursor.u8();
    const bits = cursor.take(cursor.u8());
    if (bits.length > 32) cursor.fail(`type bit map of ${bits.length} octets`);
    for (let i = 0; i < Math.min(bits.length, 32) * 8; i++) {
      if (types.length >= MAX_LISTED) return types;
      if (bits[i >> 3] & (0x80 >> (i & 7))) types.push((window << 8) | i);
    }
  }
  return types;
}

class DNSKEY {
  constructor(cursor) {
    this.flags = cursor.u16();
    this.protocol = cursor.u8();
    this.algorithm = cursor.u8();
    this.public_key = cursor.rest();
  }

  /** RFC 4034, appendix B. */
  get key_tag() {
    if (this.algorithm === 1)
      return this.public_key.length < 3
        ? 0
        : this.public_key.readUInt16BE(this.public_key.length - 3);
    let sum = this.flags + (this.protocol << 8) + this.algorithm;
    this.public_key.forEach((octet, i) => (sum += i & 1 ? octet : octet << 8));
    return (sum + (sum >> 16)) & 0xffff;
  }

  toString() {
    return `${this.flags} ${this.protocol} ${this.algorithm} ${this.public_key.toString('base64')}`;
  }
}

class DS {
  constructor(cursor) {
    this.key_tag = cursor.u16();
    this.algorithm = cursor.u8();
    this.digest_type = cursor.u8();
    this.digest = cursor.rest();
  }

  toString() {
    return `${this.key_tag} ${this.algorithm} ${this.digest_type} ${hex(this.digest)}`;
  }
}

/** Times are in seconds since 1970. */
class RRSIG {
  constructor(cursor) {
    this.type_covered = cursor.u16();
    this.algorithm = cursor.u8();
    this.labels = cursor.u8();
    this.original_ttl = cursor.u32();
    this.expiration = cursor.u32();
    this.inception = cursor.u32();
    this.key_tag = cursor.u16();
    this.signer_name = cursor.name();
    this.signature = cursor.rest();
  }

  toString() {
    return (
      `${type_mnemonic(this.type_covered)} ${this.algorithm} ${this.labels} ${this.original_ttl} ` +
      `${time_text(this.expiration)} ${time_text(this.inception)} ${this.key_tag} ` +
      `${or_root(this.signer_name)} ${this.signature.toString('base64')}`
    );
  }
}

class NSEC {
  constructor(cursor) {
    this.next_name = cursor.name();
    this.types = read_types(cursor);
  }

  toString() {
    return [or_root(this.next_name), ...this.types.map(type_mnemonic)].join(' ');
  }
}

/** Base 32 with RFC 4648's "extended hex" alphabet, as RFC 5155 writes hashed owner names. */
function base32(bytes) {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
  let text = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const two = (bytes[bit >> 3] << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += alphabet[(two >> (11 - (bit & 7))) & 31];
  }
  return text;
}

class NSEC3PARAM {
  constructor(cursor) {
    this.hash_algorithm = cursor.u8();
    this.flags = cursor.u8();
    this.iterations = cursor.u16();
    this.salt = cursor.string();
  }

  toString() {
    return `${this.hash_algorithm} ${this.flags} ${this.iterations} ${hex(this.salt)}`;
  }
}

class NSEC3 extends NSEC3PARAM {
  constructor(cursor) {
    super(cursor);
    this.next_hash = cursor.string();
    this.types = read_types(cursor);
  }

  toString() {
    return [super.toString(), base32(this.next_hash), ...this.types.map(type_mnemonic)].join(' ');
  }
}

exports.DNSKEY = DNSKEY;
exports.DS = DS;
exports.NSEC = NSEC;
exports.NSEC3 = NSEC3;
exports.NSEC3PARAM = NSEC3PARAM;
exports.RRSIG = RRSIG;
