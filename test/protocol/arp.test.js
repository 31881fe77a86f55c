'use strict';

const assert = require('node:assert/strict');
const Arp = require('../../lib/protocol/arp');
const EthernetAddr = require('../../lib/protocol/ethernet_addr');
const IPv4Addr = require('../../lib/protocol/ipv4_addr');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0001' + // htype Ethernet
    '0800' + // ptype IPv4
    '06' + // hlen
    '04' + // plen
    '0001' + // operation request
    '020000000001' + // sender_ha
    '0a000001' + // sender_pa 10.0.0.1
    '000000000000' + // target_ha
    '0a000002', // target_pa 10.0.0.2
  'hex',
);

describe('Arp', () => {
  behavesLikeADecoder(Arp, example, { header: 28 });

  it('reads the header and the addresses', () => {
    const arp = new Arp().decode(example, 0, example.length);
    assert.deepEqual(
      [arp.htype, arp.ptype, arp.hlen, arp.plen, arp.operation],
      [1, 0x0800, 6, 4, 1],
    );
    assert.ok(arp.sender_ha instanceof EthernetAddr);
    assert.ok(arp.sender_pa instanceof IPv4Addr);
    assert.deepEqual(arp.sender_ha.addr, [2, 0, 0, 0, 0, 1]);
    assert.deepEqual(arp.sender_pa.addr, [10, 0, 0, 1]);
    assert.deepEqual(arp.target_ha.addr, [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(arp.target_pa.addr, [10, 0, 0, 2]);
  });

  it('reads like v3 as text', () => {
    const text = 'sender 02:00:00:00:00:01 10.0.0.1 target 00:00:00:00:00:00 10.0.0.2';
    const with_operation = (n) => {
      const bytes = Buffer.from(example);
      bytes[7] = n;
      return String(new Arp().decode(bytes, 0, bytes.length));
    };
    assert.equal(with_operation(1), `request ${text}`);
    assert.equal(with_operation(2), `reply ${text}`);
    assert.equal(with_operation(7), `unknown ${text}`);
  });

  it('leaves Ethernet padding alone', () => {
    const padded = Buffer.concat([example, Buffer.alloc(18)]);
    const arp = new Arp().decode(padded, 0, padded.length);
    assert.equal(arp._error, undefined);
    assert.equal(arp.payload_bytes.length, 18);
  });

  it('reads addresses of other lengths', () => {
    const infiniband = Buffer.from(
      '0020' + // htype InfiniBand
        '0800' + // ptype IPv4
        '14' + // hlen 20
        '04' + // plen
        '0002' + // operation reply
        '000102030405060708090a0b0c0d0e0f10111213' + // sender_ha
        '0a000001' + // sender_pa
        '131211100f0e0d0c0b0a09080706050403020100' + // target_ha
        '0a000002', // target_pa
      'hex',
    );
    const arp = new Arp().decode(infiniband, 0, infiniband.length);
    assert.equal(arp._error, undefined);
    assert.equal(arp.sender_ha.addr.length, 20);
    assert.equal(
      String(arp.target_ha),
      '13:12:11:10:0f:0e:0d:0c:0b:0a:09:08:07:06:05:04:03:02:01:00',
    );
    assert.equal(String(arp.target_pa), '10.0.0.2');
  });

  it('has no address where the length is 0', () => {
    const bytes = Buffer.from(
      '0001' + '0800' + '00' + '04' + '0001' + '0a000001' + '0a000002',
      'hex',
    );
    const arp = new Arp().decode(bytes, 0, bytes.length);
    assert.equal(arp._error, undefined);
    assert.equal(arp.sender_ha, undefined);
    assert.equal(String(arp.sender_pa), '10.0.0.1');
    assert.equal(String(arp), 'request');
  });

  it('keeps the fields that are there when it is cut', () => {
    const arp = new Arp().decode(example.subarray(0, 20), 0, 28);
    assert.equal(arp._error, 'arp: needs 28 bytes at offset 0, has 20');
    assert.equal(String(arp.sender_pa), '10.0.0.1');
    assert.equal(arp.target_ha, undefined);
    const shorter = new Arp().decode(example.subarray(0, 5), 0, 28);
    assert.deepEqual([shorter.ptype, shorter.hlen, shorter.plen], [0x0800, 6, undefined]);
  });
});
