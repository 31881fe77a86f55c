'use strict';

const assert = require('node:assert/strict');
const { X509Certificate } = require('node:crypto');
const zlib = require('node:zlib');
const { EC } = require('./connection');
const {
  TLSCertificate,
  decompress_certificate,
  parse_certificates,
} = require('../../../lib/app/tls/certificates');

const der = new X509Certificate(EC.cert).raw;

function u24(number) {
  return Buffer.from([number >> 16, number >> 8, number]);
}

/** A Certificate message of TLS 1.2. */
function message(...certificates) {
  const list = Buffer.concat(certificates.flatMap((raw) => [u24(raw.length), raw]));
  return Buffer.concat([u24(list.length), list]);
}

function compressed(algorithm, length, data) {
  return Buffer.concat([Buffer.from([0, algorithm]), u24(length), u24(data.length), data]);
}

describe('certificates', function () {
  it('are parsed by node, field by field', function () {
    const [certificate] = parse_certificates(message(der), false);
    assert.deepEqual(certificate.raw, der);
    assert.equal(certificate.subject, 'O=pcap tests\nCN=www.example.org');
    assert.equal(certificate.issuer, certificate.subject);
    assert.ok(certificate.valid_from instanceof Date);
    assert.match(certificate.serial_number, /^[0-9A-F]+$/);
    assert.match(certificate.fingerprint256, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.ok(certificate.x509 instanceof X509Certificate);
    assert.equal(JSON.parse(JSON.stringify(certificate)).issuer, certificate.issuer);
  });

  it('that node can not parse have no fields', function () {
    for (const raw of [Buffer.alloc(0), Buffer.from('no'), der.subarray(0, -9)]) {
      const certificate = new TLSCertificate(raw);
      assert.equal(certificate.x509, undefined);
      assert.equal(certificate.subject, undefined);
      assert.equal(certificate.valid_to, undefined);
    }
  });

  it('a message that is cut is none', function () {
    const whole = message(der, der);
    assert.equal(parse_certificates(whole, false).length, 2);
    for (const length of [0, 2, 3, 5, whole.length - 1]) {
      assert.equal(parse_certificates(whole.subarray(0, length), false), null, `${length} bytes`);
    }
  });

  it('at most 32 of a chain', function () {
    const many = Array.from({ length: 1000 }, () => Buffer.alloc(0));
    assert.equal(parse_certificates(message(...many), false).length, 32);
  });

  it('are decompressed, in bounds', function () {
    const body = message(der);
    const zipped = zlib.deflateSync(body);
    const brotli = zlib.brotliCompressSync(body);
    assert.deepEqual(decompress_certificate(compressed(1, body.length, zipped), 4096), body);
    assert.deepEqual(decompress_certificate(compressed(2, body.length, brotli), 4096), body);
    assert.equal(decompress_certificate(compressed(1, body.length, zipped), 100), null);
    assert.equal(decompress_certificate(compressed(1, 10, zipped), 4096), null);
    assert.equal(decompress_certificate(compressed(9, body.length, zipped), 4096), null);
    assert.equal(decompress_certificate(compressed(1, body.length, brotli), 4096), null);
    assert.equal(decompress_certificate(Buffer.from([0, 1]), 4096), null);
  });
});
