'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const MPLS = require('../../lib/protocol/mpls');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const udp = '303900350009000078'; // sport 12345, dport 53, length 9, checksum, data
const ipv4 = '4500001d00000000401100000a0000010a000002' + udp;
const ipv6 = '6000000000091140' + 'fe'.repeat(16) + 'fd'.repeat(16) + udp;
const outer = '00010a40'; // label 16, traffic_class 5, ttl 64
const inner = '0001113f'; // label 17, bottom of stack, ttl 63
const example = Buffer.from(outer + inner + ipv4, 'hex');

const decoded = (hex) => {
  const bytes = Buffer.from(hex, 'hex');
  return new MPLS().decode(bytes, 0, bytes.length);
};

describe('MPLS', () => {
  behavesLikeADecoder(MPLS, example, { header: 4 });

  it('decodes a stack of labels and what follows', () => {
    const ethernet = '020000000001' + '020000000002' + '8847';
    const bytes = Buffer.from(ethernet + outer + inner + ipv4, 'hex');
    const first = decode.bytes(bytes).payload.payload;
    assert.deepEqual([first.label, first.traffic_class, first.ttl], [16, 5, 64]);
    assert.equal(first.bottom_of_stack, false);
    const second = first.payload;
    assert.deepEqual([second.label, second.bottom_of_stack, second.ttl], [17, true, 63]);
    assert.equal(second.payload.payload.data.toString(), 'x');
    assert.match(String(first), /^label 16 tc 5 ttl 64 label 17 tc 0 ttl 63 10\.0\.0\.1 -> /);
  });

  it('tells IPv6 from IPv4, and leaves the rest as bytes', () => {
    assert.equal(decoded(inner + ipv6).payload.payload.sport, 12345);
    const pseudowire = decoded(inner + '00000000' + '0102');
    assert.equal(pseudowire.payload, undefined);
    assert.equal(pseudowire.payload_bytes.length, 6);
    assert.equal(pseudowire._error, undefined);
  });

  it('survives a stack without a bottom', () => {
    const packet = decode.bytes(
      Buffer.from('020000000001' + '020000000002' + '8847' + outer.repeat(10000), 'hex'),
    );
    assert.match(packet.error.message, /more than 64 layers/);
    assert.ok(JSON.stringify(packet).length > 0);
  });
});
