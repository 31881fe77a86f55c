'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const BFD = require('../../lib/protocol/bfd');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '21' + // version 1, control detection time expired
    'e4' + // up, poll, authenticated
    ('03' + '34') + // detect_mult 3, length 52
    ('00000007' + '00000009') + // discriminators
    ('000493e0' + '000493e0' + '0000c350') + // 300 ms, 300 ms, 50 ms
    ('04' + '1c' + '02' + '00' + '0000000b') + // meticulous keyed SHA1, 28 octets, key 2, sequence 11
    '000102030405060708090a0b0c0d0e0f10111213',
  'hex',
);

const decoded = (bytes) => new BFD().decode(bytes, 0, bytes.length);

describe('BFD', () => {
  const short = Buffer.from(example);
  short[3] = 23;
  behavesLikeADecoder(BFD, example, { lies: { length: short } });

  it('reads all fields', () => {
    const bfd = decoded(example);
    assert.deepEqual([bfd.version, bfd.diagnostic, bfd.state, bfd.flags], [1, 1, 3, 0x24]);
    assert.deepEqual([bfd.detect_mult, bfd.length], [3, 52]);
    assert.deepEqual([bfd.my_discriminator, bfd.your_discriminator], [7, 9]);
    assert.deepEqual([bfd.desired_min_tx_interval, bfd.required_min_rx_interval], [300000, 300000]);
    assert.equal(bfd.required_min_echo_rx_interval, 50000);
    const { digest, ...authentication } = bfd.authentication;
    assert.deepEqual(authentication, { type: 4, length: 28, key_id: 2, sequence: 11 });
    assert.equal(digest.length, 20);
    assert.equal(bfd.diagnostic_name, 'Control Detection Time Expired');
    const flags = 'Flags: [Poll, Authentication Present]';
    assert.equal(String(bfd), `BFDv1, Control, State Up, ${flags}, length: 52`);
  });

  it('reads passwords', () => {
    const head = Buffer.from(example.subarray(0, 24));
    const bytes = Buffer.concat([head, Buffer.from('01' + '09' + '01' + '736563726574', 'hex')]);
    assert.equal(decoded(bytes).authentication.password.toString(), 'secret');
  });

  it('is on the UDP ports of RFC 5881, 5883, 7130 and 7881', () => {
    for (const port of [3784, 4784, 6784, 7784]) assert.equal(decode.udp_ports.get(port), BFD);
  });
});
