'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const NFLog = require('../../lib/protocol/nflog');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const ipv4 =
  '4500001d0000000040110000' + // IPv4, length 29, protocol UDP
  '0a000001' + // saddr
  '0a000002' + // daddr
  '3039003500090000' + // UDP, length 9
  '78'; // data
const example = Buffer.from(
  '02' + // family IPv4
    '00' + // version
    '0005' + // resource_id: group 5
    ('0800' + '0100' + '0800' + '03' + '00') + // packet header: hw_protocol IPv4, hook output
    ('0800' + '0500' + '00000002') + // outgoing interface 2
    ('0900' + '0a00' + '6c6f6721' + '00' + '000000') + // prefix 'log!', padded
    ('2100' + '0900' + ipv4), // payload
  'hex',
);

const decoded = (bytes) => new NFLog().decode(bytes, 0, bytes.length);

describe('NFLog', () => {
  behavesLikeADecoder(NFLog, example, {
    header: 4,
    lies: { 'a TLV shorter than its header': Buffer.from('02000005' + '03000100', 'hex') },
  });

  it('decodes the packet', () => {
    const { payload: nflog } = decode.bytes(example, 'LINKTYPE_NFLOG');
    assert.deepEqual([nflog.family, nflog.version, nflog.resource_id], [2, 0, 5]);
    assert.equal(nflog.payload.payload.data.toString(), 'x');
  });

  it('reads what netfilter says of it', () => {
    const nflog = decoded(example);
    assert.deepEqual([nflog.hw_protocol, nflog.hook, nflog.prefix], [0x0800, 3, 'log!']);
    assert.deepEqual(
      [nflog.in_interface, nflog.out_interface, nflog.mark],
      [undefined, 2, undefined],
    );
    assert.deepEqual(
      nflog.tlvs.map((tlv) => tlv.type),
      [1, 5, 10, 9],
    );
  });

  it('reads captures of big-endian hosts', () => {
    const big = Buffer.from(
      '02000005' + '0008' + '0001' + '08000300' + '0021' + '0009' + ipv4,
      'hex',
    );
    assert.equal(decoded(big).payload.payload.sport, 12345);
    assert.equal(decoded(big).hook, 3);
  });
});
