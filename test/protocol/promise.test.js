'use strict';

// Lengths and counts that promise more than there is are told, wherever a layer has them; what only
// the capture cut is not.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const decode = require('../../lib/decode');
const { read_capture } = require('../../lib/file');

const GOLDEN = path.join(__dirname, '..', 'golden');
const MACS = '020000000002' + '020000000001';

/** A packet of which `missing` bytes were not captured. */
function packet(hex, { missing = 0, link_type = 'LINKTYPE_ETHERNET' } = {}) {
  const buf = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const header = Buffer.alloc(16);
  header.writeUInt32LE(buf.length, 8);
  header.writeUInt32LE(buf.length + missing, 12);
  return decode.packet({ buf, header, link_type });
}

const u16 = (number) => number.toString(16).padStart(4, '0');
const size_of = (hex) => hex.replaceAll(' ', '').length / 2;

/** `missing` more bytes than there are. */
function ipv4(protocol, payload, missing = 0) {
  const head = `4500 ${u16(20 + size_of(payload) + missing)} 0001 0000 40 ${protocol} 0000`;
  return `${MACS} 0800 ${head} 0a000001 0a000002 ${payload}`;
}

function ipv6(protocol, payload, missing = 0) {
  const addresses = `fd${'00'.repeat(14)}01 fd${'00'.repeat(14)}02`;
  const length = u16(size_of(payload) + missing);
  return `${MACS} 86dd 60000000 ${length} ${protocol} ff ${addresses} ${payload}`;
}

const udp = (port, payload, missing = 0) =>
  `1111 ${u16(port)} ${u16(8 + size_of(payload) + missing)} 0000 ${payload}`;

// Each makes a packet that lacks as many bytes. The lengths inside stay as they are.
const PROMISES = {
  'ethernet: length 53 is more than the 43 there are': (missing) =>
    `${MACS} 0035 424203 ${'00'.repeat(50 - missing)}`,
  'ipv4: total length 84 is more than the 74 there are': (missing) =>
    ipv4('fd', '00'.repeat(64 - missing), missing),
  'ipv6: payload length 64 is more than the 54 there are': (missing) =>
    ipv6('fd', '00'.repeat(64 - missing), missing),
  'udp: length 58 is more than the 48 there are': (missing) =>
    ipv4('11', udp(9, '00'.repeat(50 - missing), missing)),
  'pppoe: length 42 is more than the 32 there are': (missing) =>
    `${MACS} 8864 1100 0001 002a 4001 ${'00'.repeat(40 - missing)}`,
  'ppp-control: length 24 is more than the 14 there are': (missing) =>
    `${MACS} 8864 1100 0001 ${u16(26 - missing)} c021 09010018 ${'00'.repeat(20 - missing)}`,
  'gtp: length 40 is more than the 30 there are': (missing) =>
    ipv4('11', udp(2152, `30010028 00000001 ${'00'.repeat(40 - missing)}`)),
  'bfd: length 34 is more than the 24 there are': (missing) =>
    ipv4('11', udp(3784, `20c00322 ${'00'.repeat(30 - missing)}`)),
  'macsec: short length 46 is more than the 36 there are': (missing) =>
    `${MACS} 88e5 082e 00000001 ${'00'.repeat(46 - missing)}`,
  'sctp: length of a chunk, 36 is more than the 26 there are': (missing) =>
    ipv4('84', `0001000200000003 00000000 06000024 ${'00'.repeat(32 - missing)}`),
  'igmp: records, 3 is more than the 1 there are': (missing) =>
    ipv4('02', `22000000 00000003 ${'01000000e0000001'.repeat(missing > 0 ? 1 : 3)}`),
  'igmp: the end of records, 16 is more than the 12 there are': (missing) =>
    ipv4('02', `22000000 00000001 01000002 e0000001 ${'0a000001'.repeat(missing > 0 ? 1 : 2)}`),
  'igmp: sources, 3 is more than the 1 there are': (missing) =>
    ipv4('02', `11000000 e0000001 00000003 ${'0a000001'.repeat(missing > 0 ? 1 : 3)}`),
  'icmpv6: records, 2 is more than the 1 there are': (missing) =>
    ipv6('3a', `8f000000 00000002 ${`01000000ff${'00'.repeat(15)}`.repeat(missing > 0 ? 1 : 2)}`),
  'icmpv6: length of an option, 16 is more than the 8 there are': (missing) =>
    ipv6('3a', `85000000 00000000 0102 ${'00'.repeat(missing > 0 ? 6 : 14)}`),
};

describe('lengths that promise more than there is', () => {
  for (const [message, make] of Object.entries(PROMISES)) {
    it(message, () => {
      const { error } = packet(make(10));
      assert.equal(error?.code, 'ERR_PCAP_MALFORMED');
      assert.ok(error.message.endsWith(message), error.message);
    });

    it(`not so: ${message.split(' is more')[0]}, of which the capture has the head`, () => {
      assert.equal(packet(make(0)).error, undefined);
      const whole = make(0).replaceAll(' ', '');
      const cut = packet(whole.slice(0, -20), { missing: 10 });
      assert.ok(cut.error === undefined || cut.error.code === 'ERR_PCAP_TRUNCATED', cut.error?.message); // prettier-ignore
    });
  }

  it('are not those of a first fragment, whose rest comes in other packets', () => {
    const datagram = ipv4('11', udp(9, '00'.repeat(8), 100)).replace('0001 0000', '0001 2000');
    const chunk = ipv4('84', `0001000200000003 00000000 06000080 ${'00'.repeat(8)}`);
    for (const hex of [datagram, chunk.replace('0001 0000', '0001 2000')]) {
      assert.equal(packet(hex).error, undefined);
    }
  });

  it('of 0 are told as well', () => {
    const zero = packet(ipv6('3a', `85000000 00000000 0100 ${'00'.repeat(6)}`));
    assert.match(zero.error.message, /icmpv6: length of the option at offset \d+ is 0/);
    const chunk = packet(ipv4('84', '0001000200000003 00000000 06000000'));
    assert.match(chunk.error.message, /sctp: length 0 of a chunk is less than 4/);
  });

  it('are in none of the captures', async () => {
    const names = fs.readdirSync(GOLDEN).filter((name) => /^[^.]+\.pcap$/.test(name));
    for (const name of names) {
      for await (const raw of read_capture(path.join(GOLDEN, name))) {
        const { error } = decode.packet(raw);
        if (error !== undefined) assert.doesNotMatch(error.message, / is more than the /, name);
      }
    }
  });
});
