'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { createOfflineSession, decode } = require('../../lib/pcap');

const GOLDEN = path.join(__dirname, '..', 'golden');
const CAPTURES = [
  'any',
  'arp_icmp',
  'dns',
  'http',
  'http.cut',
  'http_ipv6',
  'ipv6_start',
  'multicast',
  'tunnels',
  'vlan',
].map((name) => `${name}.pcap`);
const LAYERS = { ip: 'ipv4', tcp: 'tcp', udp: 'udp', icmp: 'icmp', icmpv6: 'icmpv6' };
const STATUS = { 0: false, 1: true }; // tshark's: bad, good; others: not known

/** What tshark thinks of a capture's checksums, a row a packet; skips, aloud, without tshark. */
function tshark(context, file) {
  const checks = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
  const fields = Object.keys(LAYERS).flatMap((name) => ['-e', `${name}.checksum.status`]);
  const args = [
    '-nr',
    file,
    ...checks,
    '-T',
    'fields',
    '-E',
    'occurrence=f',
    '-E',
    'separator=|',
    ...fields,
  ];
  const { error, stdout } = spawnSync('tshark', args, { encoding: 'utf8' });
  if (error === undefined)
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('|'));
  console.log('      skipped: tshark is not installed');
  return context.skip();
}

async function packets_of(file) {
  const packets = [];
  for await (const raw of createOfflineSession(file)) packets.push(raw);
  return packets;
}

describe('packet.checksum_ok()', function () {
  this.timeout(120_000);
  this.slow(20000);

  it('finds right and wrong what tshark does, and says nothing where that is not known', async function () {
    const told = { true: 0, false: 0, undefined: 0 };
    for (const name of CAPTURES) {
      const file = path.join(GOLDEN, name);
      const rows = tshark(this, file);
      for (const [i, raw] of (await packets_of(file)).entries()) {
        for (const [k, layer] of Object.values(LAYERS).entries()) {
          const theirs = STATUS[rows[i][k]];
          const ours = decode.packet(raw).checksum_ok(layer);
          told[ours]++;
          // What a device was to compute is wrong for tshark, but no fault.
          if (ours === undefined) assert.notEqual(theirs, true, `${name} ${i + 1} ${layer}`);
          else assert.equal(ours, theirs, `${name} ${i + 1} ${layer}`);
        }
      }
    }
    assert.ok(told.true > 50, JSON.stringify(told)); // of the rest the sender had not computed all
  });

  it('does not know it of fragments', async () => {
    for (const raw of await packets_of(path.join(GOLDEN, 'fragments.pcap'))) {
      assert.equal(decode.packet(raw).checksum_ok('udp'), undefined);
    }
  });

  it('sees every bit that is wrong', async () => {
    const [raw] = (await packets_of(path.join(GOLDEN, 'dns.pcap'))).filter((each) =>
      decode.packet(each).checksum_ok('ipv4'),
    );
    for (let bit = 14 * 8; bit < 34 * 8; bit++) {
      const { buf, header, link_type } = raw.copy();
      buf[bit >> 3] ^= 1 << (bit & 7);
      assert.notEqual(
        decode.packet({ buf, header, link_type }).checksum_ok('ipv4'),
        true,
        `${bit}`,
      );
    }
  });

  it('knows a datagram without a checksum, and one whose checksum a device completes', () => {
    // IPv4, UDP of an odd length, without checksums yet.
    const udp = Buffer.from(
      '4500001d000140004011' + '0000' + '0a0000010a000002' + '03e807d00009000061',
      'hex',
    );
    const words = [0x0a00, 0x0001, 0x0a00, 0x0002, 17, 9, 0x03e8, 0x07d0, 9, 0x6100];
    let sum = words.reduce((total, word) => total + word, 0);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    udp.writeUInt16BE(~sum & 0xffff, 26);
    assert.equal(decode.bytes(udp, 'LINKTYPE_RAW').checksum_ok('udp'), true);
    udp[28] ^= 1;
    assert.equal(decode.bytes(udp, 'LINKTYPE_RAW').checksum_ok('udp'), false);
    udp.writeUInt16BE(0, 26); // none
    assert.equal(decode.bytes(udp, 'LINKTYPE_RAW').checksum_ok('udp'), undefined);
    const partial = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 17 + 9;
    udp.writeUInt16BE(partial, 26); // the sender's device adds the rest
    assert.equal(decode.bytes(udp, 'LINKTYPE_RAW').checksum_ok('udp'), undefined);
    assert.equal(decode.bytes(udp, 'LINKTYPE_RAW').checksum_ok(), undefined);
    assert.equal(decode.bytes(udp.subarray(0, 27), 'LINKTYPE_RAW').checksum_ok('udp'), undefined);
    assert.equal(decode.bytes(Buffer.alloc(0)).checksum_ok(), undefined);
  });
});
