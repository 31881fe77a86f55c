'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const RIP = require('../../lib/protocol/rip');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const entry = '0002' + '0007' + '0a4d0100' + 'ffffff00' + '0a090001' + '00000003';
const example = Buffer.from('02' + '02' + '0000' + entry, 'hex'); // response, version 2

const decoded = (bytes) => new RIP().decode(bytes, 0, bytes.length);

describe('RIP', () => {
  behavesLikeADecoder(RIP, example, { header: 4 });

  it('reads the routes of version 2', () => {
    const udp = Buffer.from('0208020800200000', 'hex'); // port 520
    const ip = Buffer.from('4500003400000000011100000a090001e0000009', 'hex');
    const packet = decode.bytes(Buffer.concat([ip, udp, example]), 'LINKTYPE_RAW');
    const rip = packet.layer('rip');
    assert.deepEqual([rip.command, rip.version, rip.domain], [2, 2, 0]);
    const [{ address, subnet_mask, next_hop, ...numbers }] = rip.entries;
    assert.deepEqual(numbers, { family: 2, tag: 7, metric: 3 });
    const texts = [address, subnet_mask, next_hop].map(String);
    assert.deepEqual(texts, ['10.77.1.0', '255.255.255.0', '10.9.0.1']);
    assert.equal(String(rip), 'RIPv2, Response, routes: 1');
  });

  it('has no masks in version 1', () => {
    const bytes = Buffer.from('01' + '01' + '0000' + entry, 'hex');
    assert.deepEqual(Object.keys(decoded(bytes).entries[0]), ['family', 'address', 'metric']);
  });

  it('says that an entry is cut', () => {
    assert.match(
      decoded(example.subarray(0, 20))._error,
      /^rip: needs 4 bytes at offset 20, has 0/,
    );
  });

  it('reads passwords', () => {
    const password = 'ffff' + '0002' + '7365637265740000' + '0000000000000000';
    const rip = decoded(Buffer.from('02020000' + password + entry, 'hex'));
    assert.deepEqual(rip.authentication, { type: 2, password: 'secret' });
    assert.equal(rip.entries.length, 1);
  });

  it('reads digests, and where they are', () => {
    const head = 'ffff' + '0003' + '002c' + '05' + '14' + '00000009' + '0000000000000000';
    const digest = 'ffff' + '0001' + '00112233445566778899aabbccddeeff';
    const rip = decoded(Buffer.from('02020000' + head + entry + digest, 'hex'));
    assert.equal(rip._error, undefined);
    assert.deepEqual(rip.authentication, {
      type: 3,
      digest_offset: 44,
      key_id: 5,
      digest_length: 20,
      sequence: 9,
      digest: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
    });
  });
});
