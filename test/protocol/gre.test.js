'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const GRE = require('../../lib/protocol/gre');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const ipv4 =
  '4500001d00000000401100000a0000010a000002' + // IPv4, length 29, protocol UDP
  '3039003500090000' + // sport 12345, dport 53, length 9
  '78'; // data
const example = Buffer.from(
  'b000' + // flags: checksum, key, sequence
    '0800' + // protocol IPv4
    '12340000' + // checksum, reserved
    '0000002a' + // key 42
    '00000007' + // seq 7
    ipv4,
  'hex',
);

const decoded = (hex) => {
  const bytes = Buffer.from(hex, 'hex');
  return new GRE().decode(bytes, 0, bytes.length);
};

describe('GRE', () => {
  behavesLikeADecoder(GRE, example, {
    header: 16,
    lies: { 'an unknown version': Buffer.from('0007' + '0800' + ipv4, 'hex') },
  });

  it('reads the optional fields and decodes what follows', () => {
    const ip = Buffer.from('4500004100000000402f00000a0000010a000002', 'hex');
    const gre = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_IPV4').payload.payload;
    assert.deepEqual([gre.version, gre.protocol], [0, 0x0800]);
    assert.deepEqual([gre.checksum, gre.key, gre.seq, gre.ack], [0x1234, 42, 7, undefined]);
    assert.equal(gre.payload.payload.data.toString(), 'x');
    assert.match(String(gre), /^GREv0 key 42 seq 7 IPv4 10\.0\.0\.1 -> 10\.0\.0\.2 /);
  });

  it('has no optional fields where the flags name none', () => {
    const gre = decoded('0000' + '0800' + ipv4);
    assert.deepEqual([gre.checksum, gre.key, gre.seq], [undefined, undefined, undefined]);
    assert.equal(gre.payload.payload.sport, 12345);
  });

  it('decodes Ethernet frames, PPP and routes of RFC 1701', () => {
    const ethernet = '020000000001' + '020000000002' + '0800' + ipv4;
    assert.equal(decoded('0000' + '6558' + ethernet).payload.payload.payload.dport, 53);
    assert.equal(decoded('0000' + '88be' + ethernet).payload.constructor.name, 'EthernetPacket');
    const routes = '0800' + '00' + '04' + '0a000009' + '00000000'; // one entry, and the end
    assert.equal(decoded('4000' + '0800' + '00000000' + routes + ipv4).payload.payload.dport, 53);
    const pptp = '3081' + '880b' + '00210063' + '00000001' + '00000002' + 'ff030021' + ipv4;
    const gre = decoded(pptp);
    assert.deepEqual([gre.version, gre.call_id, gre.seq, gre.ack], [1, 99, 1, 2]);
    assert.equal(gre.payload.payload.payload.dport, 53);
  });

  it("has no payload in PPTP's acknowledgements", () => {
    const gre = decoded('2081' + '880b' + '00000018' + '00000006');
    assert.deepEqual([gre.ack, gre.payload, gre._error], [6, undefined, undefined]);
  });

  it('leaves unknown protocols as bytes', () => {
    const gre = decoded('0000' + 'ffff' + '0102');
    assert.equal(gre._error, undefined);
    assert.equal(gre.payload, undefined);
    assert.equal(gre.payload_bytes.toString('hex'), '0102');
    assert.equal(String(gre), 'GREv0 protocol 65535');
  });
});
