'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const LogicalLinkControl = require('../../lib/protocol/llc_packet');
const IPv4 = require('../../lib/protocol/ipv4');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const igmp_in_ip =
  '46c000200000400001021274c0a82101effffffa94040000' + // IPv4 with router alert
  '1600fa04effffffa'; // IGMP report
const snap = Buffer.from(
  'aa' + // dsap SNAP
    'aa' + // ssap
    '03' + // controlField unnumbered information
    '000000' + // orgCode
    '0800' + // type IPv4
    igmp_in_ip,
  'hex',
);

const decoded = (bytes) => new LogicalLinkControl().decode(bytes, 0, bytes.length);

describe('LogicalLinkControl', () => {
  behavesLikeADecoder(LogicalLinkControl, snap, {
    header: 8,
    lies: { 'an unknown service access point': Buffer.from('0101030000000800', 'hex') },
  });

  it('decodes SNAP', () => {
    const llc = decoded(snap);
    assert.deepEqual([llc.dsap, llc.ssap, llc.controlField, llc.type], [0xaa, 0xaa, 3, 0x0800]);
    assert.deepEqual(llc.orgCode, [0, 0, 0]);
    assert.ok(llc.payload instanceof IPv4);
    assert.equal(String(llc.payload.payload), 'Membership Report');
  });

  it('is decoded in 802.3 frames, up to their length', () => {
    const frame = Buffer.concat([
      Buffer.from('01005e7ffffa' + '020000000001' + '0028', 'hex'), // dhost, shost, length 40
      snap,
      Buffer.alloc(10), // padding
    ]);
    const { payload: ethernet } = decode.bytes(frame);
    assert.equal(ethernet.ethertype, 0);
    assert.ok(ethernet.payload instanceof LogicalLinkControl);
    assert.equal(ethernet.payload.payload_bytes.length, 32);
    assert.equal(ethernet.payload.payload.payload.constructor.name, 'IGMP');
  });

  it('leaves types of other organizations alone', () => {
    const cdp = Buffer.from('aaaa03' + '00000c' + '2abc' + '0102', 'hex'); // one of Cisco's
    const llc = decoded(cdp);
    assert.equal(llc._error, undefined);
    assert.equal(llc.payload, undefined);
    assert.deepEqual(llc.orgCode, [0, 0, 12]);
    assert.equal(llc.payload_bytes.toString('hex'), '0102');
  });

  it('reads two octets of control in information and supervisory frames', () => {
    const llc = decoded(Buffer.from('f0f0' + '0800' + 'ff53', 'hex')); // NetBIOS, information, N(S) 4
    assert.equal(llc.controlField, 0x0008);
    assert.equal(llc.orgCode, undefined);
    assert.equal(llc.payload_bytes.toString('hex'), 'ff53');
    assert.equal(decoded(Buffer.from('f0f103', 'hex')).controlField, 3);
  });

  it('says in _error that it does not know a service access point, as v3 does', () => {
    assert.match(decoded(Buffer.from('0101030000000800', 'hex'))._error, /DSAP 1, SSAP 1/);
  });

  it('has a text without a payload', () => {
    assert.equal(String(decoded(Buffer.from('e0e003', 'hex'))), 'LLC dsap 0xe0 ssap 0xe0 ctrl 3');
    assert.equal(String(new LogicalLinkControl().decode()), 'LLC');
  });
});
