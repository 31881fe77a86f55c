'use strict';

const assert = require('node:assert/strict');
const { ClientHello } = require('../../../lib/app/tls/client_hello');
const { ServerHello } = require('../../../lib/app/tls/server_hello');

const numbers = (text) => text.split(',').map((digits) => parseInt(digits, 16));

/** The hello of the example in JA4's own description. */
function example(changes = {}) {
  return Object.assign(new ClientHello(), {
    legacy_version: 0x0303,
    versions: numbers('2a2a,0304,0303'),
    cipher_suites: numbers(
      '1a1a,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035',
    ),
    extensions: numbers(
      'dada,001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015,3a3a',
    ),
    groups: numbers('8a8a,001d,0017,0018'),
    point_formats: [0],
    signature_algorithms: numbers('0403,0804,0401,0503,0805,0501,0806,0601'),
    server_name: 'example.org',
    alpn: ['h2', 'http/1.1'],
    ...changes,
  });
}

describe('fingerprints', function () {
  it('JA4: readable part, suites, extensions with signature algorithms', function () {
    assert.equal(example().ja4, 't13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  it('JA4 is the same whatever the order of suites and extensions', function () {
    const { cipher_suites, extensions } = example();
    const changes = {
      cipher_suites: cipher_suites.toReversed(),
      extensions: extensions.toReversed(),
    };
    assert.equal(example(changes).ja4, example().ja4);
    assert.notEqual(example(changes).ja3_hash, example().ja3_hash);
  });

  it('JA4 of a client that offers little', function () {
    const empty = new ClientHello();
    empty.legacy_version = 0x0301;
    assert.equal(empty.ja4, 't10i000000_000000000000_000000000000');
    assert.match(example({ extensions: [10] }).ja4, /^t13i1501h2_/);
  });

  it('JA4 of protocols of one character, and of other bytes', function () {
    assert.match(example({ alpn: ['h'] }).ja4, /^t13d1516hh_/);
    assert.match(example({ alpn: ['\xab\xcd'] }).ja4, /^t13d1516ad_/);
    assert.match(example({ alpn: [''] }).ja4, /^t13d151600_/);
  });

  it('JA4 counts at most 99', function () {
    const cipher_suites = Array.from({ length: 120 }, (_, index) => index);
    assert.match(example({ cipher_suites }).ja4, /^t13d9916h2_/);
  });

  it('JA3 is without GREASE', function () {
    assert.equal(
      example().ja3,
      '771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,' +
        '27-0-51-16-17513-23-45-13-5-35-18-43-65281-11-10-21,29-23-24,0',
    );
    assert.match(example().ja3_hash, /^[0-9a-f]{32}$/);
  });

  it('JA3S', function () {
    const hello = Object.assign(new ServerHello(), {
      legacy_version: 0x0303,
      cipher_suite: 0x1301,
      extensions: [51, 43],
    });
    assert.equal(hello.ja3s, '771,4865,51-43');
    assert.equal(hello.ja3s_hash, 'eb1d94daa7e0344597e756a1fb6e7054');
  });

  it('JSON of the hellos has the hashes', function () {
    const { ja4, server_name } = JSON.parse(JSON.stringify(example()));
    assert.equal(ja4, 't13d1516h2_8daaf6152771_e5627efa2ab1');
    assert.equal(server_name, 'example.org');
  });
});
