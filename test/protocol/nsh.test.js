'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const NSH = require('../../lib/protocol/nsh');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const datagram =
  '4500001e00000000401100000a0000010a000002' + // IPv4, length 30, protocol UDP
  '1f900009000a0000' + // sport 8080, dport 9, length 10
  '6869'; // data
const example = Buffer.from(
  '0fc3' + // version 0, ttl 63, length 3 words
    '02' + // context: TLVs
    '01' + // IPv4
    '000064ff' + // path 100, index 255
    'cafebabe' + // context
    datagram,
  'hex',
);

describe('NSH', () => {
  behavesLikeADecoder(NSH, example, {
    header: 12,
    lies: { 'a length below its own': Buffer.from('0fc1' + '0201' + '000064ff', 'hex') },
  });

  it('reads all fields, and what it carries', () => {
    const nsh = new NSH().decode(example);
    assert.deepEqual([nsh.version, nsh.oam, nsh.ttl, nsh.length], [0, false, 63, 12]);
    assert.deepEqual([nsh.md_type, nsh.next_protocol], [2, 1]);
    assert.deepEqual([nsh.service_path, nsh.service_index], [100, 255]);
    assert.equal(nsh.context.toString('hex'), 'cafebabe');
    assert.equal(nsh.payload.payload.dport, 9);
    assert.equal(String(nsh), `NSH path 100 index 255 IPv4 ${nsh.payload}`);
  });

  it('nests, carries Ethernet, and leaves what it does not know as bytes', () => {
    const frame = '020000000002020000000001' + '0800' + datagram;
    const nested = Buffer.from('00020204' + '000001ff' + '00020203' + '000002ff' + frame, 'hex');
    const inner = new NSH().decode(nested).payload;
    assert.deepEqual([inner.service_path, inner.payload.payload.payload.dport], [2, 9]);
    const unknown = new NSH().decode(Buffer.from('00020299' + '000001ff' + '6869', 'hex'));
    assert.equal(unknown.payload_bytes.toString(), 'hi');
    assert.equal(String(unknown), 'NSH path 1 index 255 protocol 153');
  });

  it('is what VXLAN-GPE carries by protocol 4', () => {
    const vxlan = Buffer.concat([Buffer.from('0c00000400002a00', 'hex'), example]);
    const VXLAN = require('../../lib/protocol/vxlan');
    assert.equal(new VXLAN().decode(vxlan).payload.payload.payload.dport, 9);
  });

  it('is found by its number', () => {
    decode.preload();
    assert.ok([...decode.ether_types.values()].includes(NSH));
  });
});
