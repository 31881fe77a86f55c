'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const WPAN = require('../../../lib/protocol/ieee802.15.4/wpan');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const example = Buffer.from(
  '6188' + // data, wants an acknowledgement, one network, short addresses
    '4b' + // sequence 75
    '621a' + // dst_pan 0x1a62
    '0000' + // dst
    '2a6f' + // src 0x6f2a
    '00aa', // payload
  'hex',
);

const decoded = (text, link_type = 'LINKTYPE_IEEE802_15_4_NOFCS') =>
  decode.bytes(Buffer.from(text.replace(/\s/g, ''), 'hex'), link_type).payload;

describe('WPAN', () => {
  const reserved = Buffer.concat([Buffer.from('6688', 'hex'), example.subarray(2)]);
  behavesLikeADecoder(WPAN, example, { header: 9, lies: { type: reserved } });

  it('reads short addresses', () => {
    const wpan = decoded(example.toString('hex'));
    assert.deepEqual([wpan.type, wpan.type_name, wpan.version], [1, 'Data', 0]);
    assert.deepEqual([wpan.wants_ack, wpan.is_pending, wpan.is_secure], [true, false, false]);
    assert.deepEqual([wpan.sequence, wpan.dst_pan, wpan.dst], [75, 0x1a62, 0]);
    assert.deepEqual([wpan.src_pan, wpan.src, wpan.fcs], [0x1a62, 0x6f2a, undefined]);
    assert.equal(wpan.payload_bytes.toString('hex'), '00aa');
    assert.equal(String(wpan), 'IEEE 802.15.4 Data seq 75 pan 0x1a62 0x6f2a -> 0x0000');
  });

  it('takes the frame check sequence off where the link type has one', () => {
    const wpan = decoded('0200 4b 3412', 'LINKTYPE_IEEE802_15_4_WITHFCS');
    assert.deepEqual([wpan.type_name, wpan.fcs, wpan.payload_bytes.length], ['Ack', 0x1234, 0]);
  });

  it('does not take for a check sequence what the capture cut', () => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(5, 8);
    header.writeUInt32LE(9, 12);
    const link_type = 'LINKTYPE_IEEE802_15_4_WITHFCS';
    const buf = Buffer.from('0308 4a ffff'.replace(/\s/g, ''), 'hex');
    const packet = decode.packet({ buf, header, link_type });
    assert.deepEqual([packet.payload.fcs, packet.payload.dst_pan], [undefined, 0xffff]);
    assert.equal(packet.error.code, 'ERR_PCAP_TRUNCATED');
  });

  it('reads long addresses', () => {
    const wpan = decoded('41cc 4d 621a 4433221100 4b1200 8877665500 4b1200');
    assert.equal(wpan.dst, '00:12:4b:00:11:22:33:44');
    assert.equal(wpan.src, '00:12:4b:00:55:66:77:88');
  });

  it('knows which networks frames of 2015 name', () => {
    const long = '4433221100 4b1200 8877665500 4b1200';
    assert.equal(decoded(`01ec 01 621a ${long}`).dst_pan, 0x1a62); // two long addresses
    assert.equal(decoded(`41ec 01 ${long}`).dst_pan, undefined); // compressed
    assert.equal(decoded('01a8 01 621a 0100 631a 0200').src_pan, 0x1a63); // two short ones
    assert.equal(decoded('41a8 01 621a 0100 0200').src, 2);
    assert.equal(decoded('4120 01 621a').dst_pan, 0x1a62); // none
    assert.equal(decoded('0128 01 621a 0100').dst, 1); // destination alone
    assert.equal(decoded('01a1 01 621a 0200').sequence, undefined); // suppressed: see the next
    assert.equal(decoded('01a1 621a 0200').src, 2);
  });

  it('reads the auxiliary security header', () => {
    const wpan = decoded('0998 01 621a 0100 631a 0200 0d 07000000 05 c0ffee');
    assert.equal(wpan.security.level, 5);
    assert.deepEqual([wpan.security.frame_counter, wpan.security.key_id[0]], [7, 5]);
    assert.equal(wpan.payload_bytes.toString('hex'), 'c0ffee');
  });
});
