'use strict';

// Fragments whose headers a sender or the capture has cut: there are no addresses, or no
// identification, to go by.

const assert = require('node:assert/strict');
const Defragmenter = require('../../lib/ip/defragmenter');
const { TCPTracker } = require('../../lib/tcp');
const decode = require('../../lib/decode');
const { raw_packet, ipv4_packet, ipv6_packet, ethernet_frame } = require('../tcp/packets');

const OUTER = { src: '10.0.0.1', dst: '10.0.0.2' };
const HEADER_4 = ipv4_packet({ ...OUTER, payload: Buffer.alloc(0), fragment: 0x2001, length: 60 });
const HEADER_44 = Buffer.from(
  '11' + // next header 17, UDP
    '00' + // reserved
    '0009' + // fragment offset 8, more fragments
    '00000001', // identification
  'hex',
);
const VXLAN = Buffer.from(
  '3039' + // sport 12345
    '12b5' + // dport 4789
    '0000' + // length, set below
    '0000' + // checksum
    '0800000000000100', // flags, VNI 1
  'hex',
);

function in_vxlan(frame) {
  const payload = Buffer.concat([VXLAN, frame]);
  payload.writeUInt16BE(payload.length, 4);
  return ethernet_frame(0x0800, ipv4_packet({ ...OUTER, payload, protocol: 17 }));
}

const around = {
  Ethernet: (ip) => ethernet_frame(0x0800, ip),
  'an 802.1Q tag': (ip) =>
    ethernet_frame(0x8100, Buffer.concat([Buffer.from('00050800', 'hex'), ip])),
  IPIP: (ip) => ethernet_frame(0x0800, ipv4_packet({ ...OUTER, payload: ip, protocol: 4 })),
  '6to4': (ip) =>
    ethernet_frame(0x86dd, ipv6_packet({ src: '::1', dst: '::2', payload: ip, protocol: 4 })),
  GRE: (ip) => {
    const payload = Buffer.concat([Buffer.from('00000800', 'hex'), ip]);
    return ethernet_frame(0x0800, ipv4_packet({ ...OUTER, payload, protocol: 47 }));
  },
  VXLAN: (ip) => in_vxlan(ethernet_frame(0x0800, ip)),
  'padding to 60 bytes': (ip) => Buffer.concat([ethernet_frame(0x0800, ip), Buffer.alloc(60)]),
};

function take(frame, link_type) {
  const defragmenter = new Defragmenter();
  const packet = decode.packet(raw_packet(frame, 1, link_type));
  const result = defragmenter.defragment(packet);
  new TCPTracker().track_packet(packet);
  return { is_same: result === packet, ...defragmenter.stats() };
}

describe('Defragmenter, headers that are cut', () => {
  for (const [name, wrap] of Object.entries(around)) {
    it(`rejects an IPv4 header in ${name} without its addresses`, () => {
      for (let length = 8; length < 20; length++) {
        const header = Buffer.from(HEADER_4.subarray(0, length));
        header.writeUInt16BE(length, 2);
        const { is_same, pending, rejected } = take(wrap(header));
        assert.deepEqual(
          { is_same, pending, rejected },
          { is_same: true, pending: 0, rejected: 1 },
        );
      }
    });
  }

  it('rejects an IPv4 header that is malformed', () => {
    const header = Buffer.concat([HEADER_4, Buffer.alloc(40)]);
    header[0] = 0x44;
    assert.equal(take(ethernet_frame(0x0800, header)).rejected, 1);
  });

  it('rejects a bare IPv4 header that the capture has cut', () => {
    assert.equal(take(HEADER_4.subarray(0, 8), 'LINKTYPE_RAW').rejected, 1);
  });

  it('rejects an IPv6 fragment header without its identification', () => {
    for (let length = 0; length < 8; length++) {
      const payload = HEADER_44.subarray(0, length);
      const ip = ipv6_packet({ src: '::1', dst: '::2', payload, protocol: 44 });
      const { is_same, pending, rejected } = take(ethernet_frame(0x86dd, ip));
      assert.deepEqual({ is_same, pending, rejected }, { is_same: true, pending: 0, rejected: 1 });
    }
  });

  it('rejects an IPv6 fragment header after an extension header that is whole', () => {
    const payload = Buffer.concat([
      Buffer.from('2c00000000000000', 'hex'),
      HEADER_44.subarray(0, 4),
    ]);
    const ip = ipv6_packet({ src: '::1', dst: '::2', payload, protocol: 0 });
    assert.equal(take(ethernet_frame(0x86dd, ip)).rejected, 1);
  });
});
