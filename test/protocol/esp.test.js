'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const ESP = require('../../lib/protocol/esp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '00000100' + // spi 256
    '00000007' + // seq 7
    'deadbeef', // encrypted
  'hex',
);

describe('ESP', () => {
  behavesLikeADecoder(ESP, example, { header: 8 });

  it('reads spi and seq, and leaves the rest as bytes', () => {
    const ip = Buffer.from('4500002000000000403200000a0000010a000002', 'hex'); // protocol 50
    const { payload } = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_IPV4').payload;
    assert.deepEqual([payload.spi, payload.seq], [256, 7]);
    assert.equal(payload.payload_bytes.toString('hex'), 'deadbeef');
    assert.equal(String(payload), 'spi 0x00000100 seq 7');
  });
});
