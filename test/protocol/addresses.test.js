'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const EthernetAddr = require('../../lib/protocol/ethernet_addr');
const IPv4Addr = require('../../lib/protocol/ipv4_addr');
const IPv6Addr = require('../../lib/protocol/ipv6_addr');

const ipv6 = (hex) => new IPv6Addr().decode(Buffer.from(hex, 'hex'), 0);
const ipv4 = (...octets) => new IPv4Addr().decode(Buffer.from(octets), 0);

describe('IPv4Addr', () => {
  it('has a text, however often it is asked for', () => {
    for (const octets of [
      [0, 0, 0, 0],
      [127, 0, 0, 1],
      [128, 0, 0, 0],
      [255, 255, 255, 255],
    ]) {
      for (let i = 0; i < 5; i++) assert.equal(String(ipv4(...octets)), octets.join('.'));
    }
  });

  it('keeps apart the texts of very many addresses', () => {
    for (let i = 0; i < 70000; i++) {
      const octets = [10, i >> 16, (i >> 8) & 255, i & 255];
      // Some come once, some often enough for their text to be kept, and push others out.
      for (let n = i % 5; n >= 0; n--) assert.equal(ipv4(...octets).toString(), octets.join('.'));
    }
  });

  it('is a signed number for hashing', () => {
    assert.equal(ipv4(10, 0, 0, 1).word(), 0x0a000001);
    assert.equal(ipv4(255, 255, 255, 255).word(), -1);
    assert.equal(ipv4(255, 255, 255, 255).word(1), 0);
  });

  it('reads at an offset, and survives missing bytes', () => {
    assert.equal(String(new IPv4Addr().decode(Buffer.from([9, 1, 2, 3, 4]), 1)), '1.2.3.4');
    assert.equal(String(new IPv4Addr().decode(Buffer.alloc(0), 5)), '0.0.0.0');
    assert.equal(String(new IPv4Addr()), '0.0.0.0');
  });

  it('shows itself', () => {
    assert.equal(inspect(ipv4(10, 0, 0, 1)), 'IPv4Addr 10.0.0.1');
    assert.equal(ipv4(10, 0, 0, 1).to_short_string(), '10.0.0.1');
  });
});

describe('IPv6Addr', () => {
  it('has a long text', () => {
    assert.equal(
      String(ipv6('20010db8000000000000000000000001')),
      '2001:0db8:0000:0000:0000:0000:0000:0001',
    );
  });

  it('has the short text of RFC 5952', () => {
    const cases = {
      '00000000000000000000000000000000': '::',
      '00000000000000000000000000000001': '::1',
      '20010db8000000000000000000000001': '2001:db8::1',
      '20010db8000000010001000100010001': '2001:db8:0:1:1:1:1:1',
      '20010000000000010000000000000001': '2001:0:0:1::1',
      '20010db8000000000001000000000001': '2001:db8::1:0:0:1',
      fe800000000000000000000000000000: 'fe80::',
      '000100020003000400050006000700ab': '1:2:3:4:5:6:7:ab',
      '00000000000000000000ffffc0000201': '::ffff:192.0.2.1',
      '00010000000000000000000000000000': '1::',
      '00000001000000000001000000000000': '0:1:0:0:1::',
    };
    for (const [hex, text] of Object.entries(cases)) {
      assert.equal(ipv6(hex).to_short_string(), text);
      assert.equal(inspect(ipv6(hex)), `IPv6Addr ${text}`);
    }
  });

  it('is four signed numbers for hashing', () => {
    const address = ipv6('ffffffff000000010000000280000000');
    assert.deepEqual(
      [0, 1, 2, 3].map((i) => address.word(i)),
      [-1, 1, 2, -0x80000000],
    );
  });

  it('gives the numbers of changed octets', () => {
    const address = ipv6('ffffffff000000010000000280000000');
    address.addr[3] = 0;
    assert.equal(address.word(0), -256);
  });

  it('survives missing bytes', () => {
    assert.equal(new IPv6Addr().decode(Buffer.alloc(3), 0).to_short_string(), '::');
  });
});

describe('EthernetAddr', () => {
  it('has a text, also of very many addresses', () => {
    for (let i = 0; i < 30000; i++) {
      const bytes = Buffer.from([0xfe, 0, i & 7, 0xff, i >> 8, i & 255]);
      const text = bytes.toString('hex').match(/../g).join(':');
      for (let n = i % 5; n >= 0; n--) assert.equal(String(new EthernetAddr(bytes, 0)), text);
    }
  });

  it('keeps the first octet apart', () => {
    const bytes = Buffer.from('ffffffffffff' + '000000000000', 'hex');
    assert.deepEqual(new EthernetAddr(bytes, 0).addr, [255, 255, 255, 255, 255, 255]);
    assert.equal(String(new EthernetAddr(bytes, 6)), '00:00:00:00:00:00');
    assert.equal(inspect(new EthernetAddr(bytes, 0)), 'EthernetAddr ff:ff:ff:ff:ff:ff');
  });
});
