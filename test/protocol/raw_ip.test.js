'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const RawIP = require('../../lib/protocol/raw_ip');

const udp = '3039003500090000' + '78'; // sport 12345, dport 53, length 9, checksum, data
const ipv4 = Buffer.from('4500001d0000000040110000' + '0a000001' + '0a000002' + udp, 'hex');
const ipv6 = Buffer.from('6000000000091140' + 'fe'.repeat(16) + 'fd'.repeat(16) + udp, 'hex');

describe('RawIP', () => {
  it('tells IPv4 and IPv6 apart by the version', () => {
    const four = decode.bytes(ipv4, 'LINKTYPE_RAW').payload;
    const six = decode.bytes(ipv6, 'LINKTYPE_RAW').payload;
    assert.deepEqual([four.constructor.name, six.constructor.name], ['IPv4', 'IPv6']);
    assert.equal(four.payload.data.toString(), 'x');
    assert.equal(six.payload.data.toString(), 'x');
  });

  it('decodes neither from other bytes', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('00', 'hex'), Buffer.alloc(60, 0xff)]) {
      const packet = decode.bytes(bytes, 'LINKTYPE_RAW');
      assert.equal(packet.payload, null);
      assert.equal(packet.error, undefined);
      assert.equal(new RawIP().decode(bytes, 0, bytes.length), undefined);
    }
    assert.equal(new RawIP().decode(), undefined);
  });

  it('says what is wrong with a cut packet', () => {
    const packet = decode.bytes(ipv6.subarray(0, 30), 'LINKTYPE_RAW');
    assert.equal(packet.error.message, 'ipv6: needs 40 bytes at offset 0, has 30');
  });

  it('has LINKTYPE_IPV4 and LINKTYPE_IPV6 beside it', () => {
    assert.equal(decode.bytes(ipv4, 'LINKTYPE_IPV4').payload.payload.sport, 12345);
    assert.equal(decode.bytes(ipv6, 'LINKTYPE_IPV6').payload.payload.sport, 12345);
  });
});
