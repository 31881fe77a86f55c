'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const WPANTap = require('../../../lib/protocol/ieee802.15.4/tap');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const example = Buffer.from(
  '0000' +
    '2400' + // version 0, 36 octets
    ('0000' + '0100' + '01000000') + // fcs type: 16 bits
    ('0100' + '0400' + '0000a0c2') + // rss -80 dBm
    ('0300' + '0300' + '0f000000') + // channel 15
    ('0a00' + '0100' + 'c8000000') + // lqi 200
    ('0200' + '4b' + '3412'), // an acknowledgement
  'hex',
);

const with_version = (version, length) =>
  Buffer.concat([Buffer.from([version, 0, length, 0]), example.subarray(4)]);

describe('WPANTap', () => {
  const lies = {
    version: with_version(1, 36),
    length: with_version(0, 3),
    long: with_version(0, 60),
  };
  behavesLikeADecoder(WPANTap, example, { header: 36, lies });

  it('reads what the receiver knows, and the frame', () => {
    const tap = decode.bytes(example, 'LINKTYPE_IEEE802_15_4_TAP').payload;
    assert.deepEqual([tap.version, tap.length, tap.fcs_length], [0, 36, 2]);
    assert.deepEqual([tap.rss, tap.channel, tap.lqi], [-80, 15, 200]);
    assert.deepEqual(
      tap.tlvs.map(({ name }) => name),
      ['fcs type', 'rss', 'channel', 'lqi'],
    );
    assert.deepEqual([tap.payload.type_name, tap.payload.fcs], ['Ack', 0x1234]);
    assert.equal(String(tap), 'TAP channel 15 -80 dBm IEEE 802.15.4 Ack seq 75');
  });
});
