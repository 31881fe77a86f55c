'use strict';

// Certificate messages (RFC 5246, 7.4.2; RFC 8446, 4.4.2) and compressed ones (RFC 8879).
//
//   TLS 1.2   certificates <u24>, each <u24>
//   TLS 1.3   context <u8>, entries <u24>, each: certificate <u24>, extensions <u16>

const { X509Certificate } = require('node:crypto');
const zlib = require('node:zlib');
const { Reader } = require('./reader');
const { guard_getters } = require('../../getters');

const MAX_CHAIN = 32;

/** A certificate as it was sent. It is parsed when the first of its fields is read. */
class TLSCertificate {
  #x509; // null: node can't parse it

  /** @param {Buffer} raw  DER */
  constructor(raw) {
    this.raw = raw;
  }

  /** Node's X509Certificate; undefined where the bytes are none. */
  get x509() {
    if (this.#x509 === undefined) this.#x509 = attempt(() => new X509Certificate(this.raw)) ?? null;
    return this.#x509 ?? undefined;
  }

  get subject() {
    return this.#field('subject');
  }

  get issuer() {
    return this.#field('issuer');
  }

  get subject_alt_name() {
    return this.#field('subjectAltName');
  }

  get valid_from() {
    return this.#date('validFrom');
  }

  get valid_to() {
    return this.#date('validTo');
  }

  get serial_number() {
    return this.#field('serialNumber');
  }

  get fingerprint256() {
    return this.#field('fingerprint256');
  }

  // OpenSSL looks into some fields only when they are asked for.
  #field(name) {
    return attempt(() => this.x509?.[name]);
  }

  #date(name) {
    const date = new Date(this.#field(name) ?? NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
  }

  toJSON() {
    const { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 } = this;
    return { subject, issuer, subject_alt_name, valid_from, valid_to, fingerprint256 };
  }

  static {
    guard_getters(this, (object) => #x509 in object);
  }
}

function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Parses the body of a Certificate message.
 * @param {Buffer} body
 * @param {boolean} is_tls13
 * @returns {TLSCertificate[] | null}  the first is the sender's own; at most 32. null: it is none
 */
function parse_certificates(body, is_tls13) {
  const reader = new Reader(body);
  if (is_tls13) reader.vector8();
  const list = reader.vector24();
  const certificates = [];
  while (list.left > 0 && certificates.length < MAX_CHAIN) {
    const raw = list.vector24().rest();
    if (is_tls13) list.vector16();
    if (list.failed) return null;
    certificates.push(new TLSCertificate(Buffer.from(raw)));
  }
  return list.failed ? null : certificates;
}

// RFC 8879, section 7.3. Node 20 has no zstd.
const DECOMPRESSORS = new Map([
  [1, zlib.inflateSync],
  [2, zlib.brotliDecompressSync],
  [3, zlib.zstdDecompressSync],
]);

/**
 * Decompresses the body of a CompressedCertificate.
 * @param {number} limit  of the result, in bytes
 * @returns {Buffer | null}  the body of a Certificate message; null: it can't be had
 */
function decompress_certificate(body, limit) {
  const reader = new Reader(body);
  const decompress = DECOMPRESSORS.get(reader.u16());
  const length = reader.u24();
  const data = reader.vector24().rest();
  if (reader.failed || decompress === undefined || length === 0 || length > limit) return null;
  return attempt(() => decompress(data, { maxOutputLength: length })) ?? null;
}

exports.TLSCertificate = TLSCertificate;
exports.decompress_certificate = decompress_certificate;
exports.parse_certificates = parse_certificates;
