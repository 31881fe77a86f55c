'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { decode_client_hello } = require('../../../lib/app/tls/client_hello');
const { looks_like_tls } = require('../../../lib/app/tls/sniffer');
const { client_hello } = require('./hello');

describe('decode_client_hello', function () {
  let hello;
  before(async () => {
    hello = await client_hello('www.example.org', { ALPNProtocols: ['h2', 'http/1.1'] });
  });

  it('gives name, protocols and version of a real ClientHello', function () {
    const { server_name, alpn, version } = decode_client_hello(hello);
    assert.equal(server_name, 'www.example.org');
    assert.deepEqual(alpn, ['h2', 'http/1.1']);
    assert.equal(version, 'TLS 1.3');
  });

  it('gives all that a client offers', function () {
    const offer = decode_client_hello(hello);
    assert.equal(offer.legacy_version, 0x0303);
    assert.equal(offer.random.length, 32);
    assert.deepEqual(offer.versions, [0x0304, 0x0303]);
    assert.deepEqual(offer.compression_methods, [0]);
    assert.deepEqual(offer.cipher_suites.slice(0, 3), [0x1302, 0x1303, 0x1301]);
    assert.ok(offer.groups.includes(29));
    assert.ok(offer.signature_algorithms.includes(0x0403));
    assert.deepEqual(offer.key_shares, [29]);
    assert.deepEqual(offer.psk_modes, [1]);
    assert.deepEqual([offer.resumes, offer.early_data, offer.ech], [false, false, false]);
    assert.equal(offer.malformed, false);
  });

  it('an extension that is cut: what was read before it stays', function () {
    const at = hello.indexOf('0010000e', 0, 'hex'); // ALPN, 14 bytes
    const bad = Buffer.from(hello);
    bad[at + 5] = 0xff; // its list claims to be longer
    const offer = decode_client_hello(bad);
    assert.equal(offer.malformed, true);
    assert.equal(offer.server_name, 'www.example.org');
    assert.deepEqual(offer.alpn, []);
  });

  it('a list of extensions that ends too early has no fingerprints', function () {
    const at = hello.indexOf('0010000e', 0, 'hex'); // ALPN, 14 bytes
    const bad = Buffer.from(hello);
    bad[at + 2] = 0xff; // more than there is
    const { incomplete, malformed, server_name, ja3, ja3_hash, ja4 } = decode_client_hello(bad);
    assert.deepEqual([incomplete, malformed, server_name], [true, true, 'www.example.org']);
    assert.deepEqual([ja3, ja3_hash, ja4], [undefined, undefined, undefined]);
    assert.equal(decode_client_hello(hello).incomplete, false);
  });

  it('a client without a name, and one of TLS 1.2', async function () {
    const old = await client_hello(undefined, { maxVersion: 'TLSv1.2' });
    const decoded = decode_client_hello(old);
    assert.equal(decoded.server_name, undefined);
    assert.equal(decoded.version, 'TLS 1.2');
    assert.deepEqual(decoded.alpn, []);
  });

  it('waits while bytes are missing', function () {
    for (let length = 0; length < hello.length; length++) {
      const result = decode_client_hello(hello.subarray(0, length));
      assert.equal(result, length === 0 ? null : undefined, `${length} bytes`);
    }
  });

  it('puts a hello together that spans records', function () {
    const body = hello.subarray(5);
    const records = [];
    for (let at = 0; at < body.length; at += 50) {
      const piece = body.subarray(at, at + 50);
      records.push(Buffer.from([22, 3, 1, 0, piece.length]), piece);
    }
    const split = Buffer.concat(records);
    assert.equal(decode_client_hello(split).server_name, 'www.example.org');
    assert.equal(decode_client_hello(split.subarray(0, -1)), undefined);
  });

  it('knows what is no TLS', function () {
    for (const text of [
      'GET / HTTP/1.1',
      '\x16\x02',
      '\x16\x03\x01\x00\x05\x02',
      '\x15\x03\x01\x00\x02',
    ]) {
      const bytes = Buffer.from(text, 'latin1');
      assert.equal(looks_like_tls(bytes), false);
      assert.equal(decode_client_hello(bytes), null);
    }
  });

  it('never throws, whatever the bytes', function () {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(hello.length - 1), (noise, at) => {
        const bytes = Buffer.from(hello);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        const result = decode_client_hello(bytes);
        assert.ok(result === null || result === undefined || Array.isArray(result.alpn));
      }),
    );
  });
});
