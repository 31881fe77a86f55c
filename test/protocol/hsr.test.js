'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const HSR = require('../../lib/protocol/hsr');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const datagram =
  '4500001e00000000401100000a0000010a000002' + // IPv4, length 30, protocol UDP
  '1f900009000a0000' + // sport 8080, dport 9, length 10
  '6869'; // data
const example = Buffer.from(
  '1' + // path 1
    '024' + // LSDU size 36
    '0007' + // sequence 7
    '0800' + // IPv4
    datagram,
  'hex',
);

describe('HSR', () => {
  behavesLikeADecoder(HSR, example, { header: 6 });

  it('reads all fields, and what it carries', () => {
    const hsr = new HSR().decode(example);
    assert.deepEqual([hsr.path, hsr.lsdu_size, hsr.sequence], [1, 36, 7]);
    assert.equal(hsr.ethertype, 0x0800);
    assert.equal(hsr.payload.payload.dport, 9);
    assert.equal(String(hsr), `HSR path 1 seq 7 IPv4 ${hsr.payload}`);
  });

  it('has a VLAN tag inside, and leaves what it does not know as bytes', () => {
    const tagged = Buffer.from('00280007' + '8100' + '0064' + '0800' + datagram, 'hex');
    const vlan = new HSR().decode(tagged).payload;
    assert.deepEqual([vlan.id, vlan.payload.payload.dport], [100, 9]);
    const unknown = new HSR().decode(Buffer.from('000800070666' + '6869', 'hex'));
    assert.equal(unknown.payload, undefined);
    assert.equal(unknown.payload_bytes.toString(), 'hi');
    assert.equal(String(unknown), 'HSR path 0 seq 7 ethertype 1638');
  });

  it('is found by its number', () => {
    decode.preload();
    assert.ok([...decode.ether_types.values()].includes(HSR));
  });
});
