'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const PPP = require('../../lib/protocol/ppp');
const PPPControl = require('../../lib/protocol/ppp_control');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const ipv4 =
  '4500001d00000000401100000a0000010a000002' + // IPv4, length 29, protocol UDP
  '3039003500090000' + // sport 12345, dport 53, length 9
  '78'; // data
const example = Buffer.from(
  'ff' + // address
    '03' + // control
    '0021' + // protocol IPv4
    ipv4,
  'hex',
);
const lcp = Buffer.from(
  '01' + // code configure-request
    '05' + // id
    '000a' + // length 10
    ('01' + '04' + '05d4') + // option: maximum receive unit 1492
    ('07' + '02'), // option: protocol field compression
  'hex',
);

const decoded = (hex) => {
  const bytes = Buffer.from(hex, 'hex');
  return new PPP().decode(bytes, 0, bytes.length);
};

describe('PPP', () => {
  behavesLikeADecoder(PPP, example, { header: 4 });

  it('decodes with and without address and control, and with a compressed protocol', () => {
    for (const header of ['ff030021', '0021', '21', 'ff0321']) {
      const ppp = decoded(header + ipv4);
      assert.equal(ppp.protocol, 0x21);
      assert.equal(ppp.address, header.startsWith('ff') ? 0xff : undefined);
      assert.equal(ppp.payload.payload.data.toString(), 'x');
    }
  });

  it('is the decoder of its link types', () => {
    for (const link_type of ['LINKTYPE_PPP', 'LINKTYPE_PPP_HDLC']) {
      const { payload } = decode.bytes(example, link_type);
      assert.ok(payload instanceof PPP);
      assert.match(String(payload), /^PPP IPv4 10\.0\.0\.1 -> /);
    }
  });

  it('leaves unknown protocols as bytes', () => {
    const ppp = decoded('ff03' + 'c223' + '0102'); // CHAP
    assert.equal(ppp.payload, undefined);
    assert.equal(ppp.payload_bytes.toString('hex'), '0102');
    assert.equal(String(ppp), 'PPP protocol 0xc223');
  });
});

describe('PPPControl', () => {
  behavesLikeADecoder(PPPControl, lcp, {
    header: 4,
    lies: { 'a length of less than the header': Buffer.from('01050003', 'hex') },
  });

  it('reads the options of a configure message', () => {
    const { payload } = decoded('c021' + lcp.toString('hex') + '0000');
    assert.deepEqual([payload.code, payload.id, payload.length], [1, 5, 10]);
    assert.deepEqual(payload.options, [
      { type: 1, length: 4, data: Buffer.from('05d4', 'hex') },
      { type: 7, length: 2, data: Buffer.alloc(0) },
    ]);
    assert.equal(String(payload), 'configure-request id 5 length 10');
  });

  it('has no options in other messages', () => {
    const { payload } = decoded('c021' + '09010008' + '12345678');
    assert.equal(payload.options, undefined);
    assert.equal(payload.payload_bytes.toString('hex'), '12345678');
  });
});
