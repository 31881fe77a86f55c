'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const FDDI = require('../../lib/protocol/fddi');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '50' + // frame_control: LLC
    '020000000001' + // dhost
    '020000000002' + // shost
    'aaaa03' + // LLC: SNAP
    '000000' + // orgCode
    '0806' + // type ARP
    ('0001080006040001' + '0200000000010a000001' + '0000000000000a000002'), // request
  'hex',
);

describe('FDDI', () => {
  behavesLikeADecoder(FDDI, example, { header: 13 });

  it('reads the addresses and decodes LLC', () => {
    const { payload: fddi } = decode.bytes(example, 'LINKTYPE_FDDI');
    assert.equal(fddi.frame_control, 0x50);
    assert.equal(String(fddi.dhost), '02:00:00:00:00:01');
    assert.equal(String(fddi.shost), '02:00:00:00:00:02');
    assert.equal(fddi.payload.payload.operation, 1);
  });

  it("leaves the ring's own frames as bytes", () => {
    const management = Buffer.from(example);
    management[0] = 0x41;
    const fddi = new FDDI().decode(management, 0, management.length);
    assert.equal(fddi.payload, undefined);
    assert.equal(String(fddi), '02:00:00:00:00:02 -> 02:00:00:00:00:01 FDDI fc 65');
  });
});
