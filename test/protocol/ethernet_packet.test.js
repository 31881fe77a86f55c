'use strict';

const assert = require('node:assert/strict');
const EthernetPacket = require('../../lib/protocol/ethernet_packet');
const Vlan = require('../../lib/protocol/vlan');
const decode = require('../../lib/decode');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const MACS = '020000000002' + '020000000001'; // to 2, from 1
const UDP_HI = '04d2' + '1f90' + '000a' + '0000' + '6869';
const IPV4 = '4500001e' + '00000000' + '40110000' + '0a000001' + '0a000002' + UDP_HI;

const decoded = (...hex) => {
  const bytes = Buffer.from(MACS + hex.join(''), 'hex');
  return new EthernetPacket().decode(bytes, 0, bytes.length);
};

describe('EthernetPacket', () => {
  behavesLikeADecoder(EthernetPacket, Buffer.from(MACS + '0800' + IPV4, 'hex'), {
    header: 14,
    lies: { 'tags without end': Buffer.from(MACS + '81000001'.repeat(100), 'hex') },
  });

  it('reads addresses and EtherType', () => {
    const frame = decoded('0800', IPV4);
    assert.equal(String(frame.dhost), '02:00:00:00:00:02');
    assert.equal(String(frame.shost), '02:00:00:00:00:01');
    assert.equal(frame.ethertype, 0x0800);
    assert.equal(frame.vlan, null);
    assert.equal(frame.ip, frame.payload);
    assert.equal(frame.ip.udp.data.toString(), 'hi');
  });

  it('keeps what a runt has', () => {
    const frame = new EthernetPacket().decode(Buffer.from(MACS, 'hex').subarray(0, 10), 0, 10);
    assert.equal(String(frame.dhost), '02:00:00:00:00:02');
    assert.equal(frame.shost, null);
    assert.equal(frame._error, 'ethernet: needs 14 bytes at offset 0, has 10');
  });

  it('an unknown EtherType has no payload, has its bytes and a text', () => {
    const frame = decoded('88b5', '616263');
    assert.equal(frame.payload, null);
    assert.equal(frame._error, undefined);
    assert.equal(frame.payload_bytes.toString(), 'abc');
    assert.equal(String(frame), '02:00:00:00:00:01 -> 02:00:00:00:00:02 ethertype 34997 null');
  });

  it("takes a program's own EtherTypes", () => {
    class Mine {
      decode(bytes, offset, length) {
        this.text = bytes.toString('latin1', offset, offset + length);
        return this;
      }
    }
    decode.ether_types.set(0x88b5, Mine);
    try {
      assert.equal(decoded('88b5', '616263').payload.text, 'abc');
    } finally {
      decode.ether_types.delete(0x88b5);
    }
  });

  describe('IEEE 802.3', () => {
    it('with a length has EtherType 0 and a text', () => {
      const frame = decoded('0003', '424203', '00'.repeat(43));
      assert.equal(frame.ethertype, 0);
      assert.equal(typeof String(frame), 'string');
    });

    it('carries LLC and SNAP', () => {
      const frame = decoded('0026', 'aaaa03000000' + '0800', IPV4);
      assert.equal(frame.payload.constructor.name, 'LogicalLinkControl');
      assert.equal(frame.payload.payload.payload.data.toString(), 'hi');
    });

    it('its length leaves padding out', () => {
      const frame = decoded('0003', '424203', 'ff'.repeat(43));
      assert.equal(frame.payload.payload_bytes.length, 0);
    });
  });

  describe('tags', () => {
    it('of 802.1Q: EtherType is the one after them', () => {
      const frame = decoded('8100', 'b064', '0800', IPV4);
      assert.deepEqual({ ...frame.vlan }, { priority: 5, canonical_format: 1, id: 100 });
      assert.equal(frame.ethertype, 0x0800);
      assert.equal(frame.payload.payload.data.toString(), 'hi');
    });

    it('can be stacked, by every EtherType that is used for it', () => {
      for (const outer of ['8100', '88a8', '9100', '9200']) {
        const frame = decoded(outer, '0014', '8100', '001e', '0800', IPV4);
        assert.equal(frame.vlan.id, 20);
        assert.equal(frame.vlan.vlan.id, 30);
        assert.deepEqual(
          frame.vlan_tags.map((tag) => tag.id),
          [20, 30],
        );
        assert.equal(frame.payload.payload.data.toString(), 'hi');
        assert.match(String(frame), / vlan 0 0 20 vlan 0 0 30 IPv4 /);
      }
    });

    it('can hold 802.3', () => {
      const frame = decoded('8100', '0001', '0026', 'aaaa03000000' + '0800', IPV4);
      assert.equal(frame.ethertype, 0);
      assert.equal(frame.payload.payload.payload.data.toString(), 'hi');
    });

    it('that are cut are an error', () => {
      for (const hex of ['8100', '8100' + '00', '8100' + '000a', '8100' + '000a' + '08']) {
        const frame = decoded(hex);
        assert.match(frame._error, /^vlan: needs 4 bytes at offset 14, has \d$/);
        assert.equal(frame.vlan.id, hex.length >= 8 ? 10 : null);
      }
    });

    it('are followed to a bounded depth', () => {
      const frame = decoded('81000001'.repeat(16000));
      assert.equal(frame.vlan_tags.length, 64);
      assert.match(frame._error, /^ethernet: more than 64 VLAN tags at offset 270$/);
      assert.equal(frame.payload, null);
    });
  });
});

describe('Vlan', () => {
  behavesLikeADecoder(Vlan, Buffer.from('b064', 'hex'), { header: 2 });

  it('reads all three fields', () => {
    const tag = new Vlan().decode(Buffer.from('efff', 'hex'), 0, 2);
    assert.deepEqual([tag.priority, tag.canonical_format, tag.id], [7, 0, 4095]);
  });
});
