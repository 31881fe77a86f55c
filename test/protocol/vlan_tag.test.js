'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const VlanTag = require('../../lib/protocol/vlan_tag');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const udp = '303900090009000078';
const ipv4 = '4500001d00000000401100000a0000010a000002' + udp;
const tag = 'a064' + '0800'; // priority 5, id 100, IPv4
const MACS = '020000000001' + '020000000002';

describe('VlanTag', () => {
  behavesLikeADecoder(VlanTag, hex(tag, ipv4), { header: 4 });

  it('reads its four fields and decodes what follows', () => {
    const layer = new VlanTag().decode(hex(tag, ipv4));
    const { priority, canonical_format, id, ethertype } = layer;
    assert.deepEqual([priority, canonical_format, id, ethertype], [5, 0, 100, 0x0800]);
    assert.equal(layer.payload.payload.data.toString(), 'x');
    assert.match(String(layer), /^vlan 5 0 100 IPv4 10\.0\.0\.1 -> 10\.0\.0\.2 UDP/);
  });

  it('takes a number below 0x600 for a length, and LLC for what follows', () => {
    const layer = new VlanTag().decode(hex('0064', '0008', 'aaaa03000000', '88b5', 'ffff'));
    assert.deepEqual([layer.payload.decoderName, layer.payload.type], ['llc', 0x88b5]);
    assert.equal(layer.payload_bytes.length, 8);
  });

  it('leaves an unknown EtherType as bytes', () => {
    const layer = new VlanTag().decode(hex('0064', '88b5', '0102'));
    assert.equal(layer.payload, undefined);
    assert.equal(String(layer), 'vlan 0 0 100 ethertype 34997');
  });

  it('says of the length that Linux has taken from a frame that LLC follows', () => {
    const cooked = '0000' + '0001' + '0006' + '020000000001' + '0000' + '8100';
    const snap = 'aaaa03' + '000000' + '0800';
    const bytes = hex(cooked, '0064', '0004', snap, ipv4);
    const packet = decode.bytes(bytes, 'LINKTYPE_LINUX_SLL');
    assert.equal(packet.error, undefined);
    assert.equal(packet.layer('udp').data.toString(), 'x');
  });

  const CARRIERS = {
    'a cooked packet': [
      'LINKTYPE_LINUX_SLL',
      '0000' + '0001' + '0006' + '020000000001' + '0000',
      '',
    ],
    'a cooked packet of version 2': [
      'LINKTYPE_LINUX_SLL2',
      '',
      '0000' + '00000003' + '0001' + '00' + '06' + '020000000001' + '0000',
    ],
    SNAP: ['LINKTYPE_ATM_RFC1483', 'aaaa03000000', ''],
    FDDI: ['LINKTYPE_FDDI', '50' + MACS + 'aaaa03000000', ''],
    GRE: ['LINKTYPE_RAW', '4500003900000000402f00000a0000010a000002' + '0000', ''],
    'BSD loopback': ['LINKTYPE_LOOP', '0000', ''],
  };

  for (const [name, [link_type, before, after]] of Object.entries(CARRIERS)) {
    for (const type of ['8100', '88a8', '9100', '9200']) {
      it(`is found in ${name}, EtherType 0x${type}`, () => {
        const packet = decode.bytes(hex(before, type, after, tag, ipv4), link_type);
        assert.equal(packet.error, undefined);
        assert.equal(packet.layer('vlan').id, 100);
        assert.equal(packet.layer('udp').data.toString(), 'x');
      });
    }
  }

  it('is stacked', () => {
    const bytes = hex(
      '0000',
      '0001',
      '0006',
      '020000000001',
      '0000',
      '88a8',
      '0007',
      '8100',
      tag,
      ipv4,
    );
    const outer = decode.bytes(bytes, 'LINKTYPE_LINUX_SLL').payload.payload;
    assert.deepEqual([outer.id, outer.payload.id], [7, 100]);
    assert.equal(outer.payload.payload.payload.data.toString(), 'x');
  });

  it('is followed for 64 layers', () => {
    const packet = decode.bytes(
      hex('0000', '0001', '0006', '020000000001', '0000', '88a8', '000788a8'.repeat(5000)),
      'LINKTYPE_LINUX_SLL',
    );
    assert.match(packet.error.message, /more than 64 layers/);
    assert.equal(typeof String(packet), 'string');
  });
});
