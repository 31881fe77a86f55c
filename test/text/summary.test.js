'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { createOfflineSession, decode } = require('../../lib/pcap');
const { mutate } = require('../helpers/mutate');
const { random_source } = require('../helpers/random');

// Layers whose words are the summary's own, not their toString()'s.
const OWN_WORDS = ['ethernet', 'ipv4', 'ipv6', 'tcp', 'udp', 'arp', 'dns', 'vlan', 'sll', 'sll2'];
const GOLDEN = path.join(__dirname, '..', 'golden');
const CAPTURES = fs.readdirSync(GOLDEN).filter((name) => name.endsWith('.pcap'));

async function packets_of(name, options) {
  const packets = [];
  for await (const raw of createOfflineSession(path.join(GOLDEN, name), options)) {
    packets.push(decode.packet(raw));
  }
  return packets;
}

const summaries = async (name) => (await packets_of(name)).map((packet) => packet.summary());

/** What tcpdump says, a line a packet; skips the test, aloud, when it is not installed. */
function tcpdump(context, name) {
  const args = ['-nn', '-t', '-S', '-r', path.join(GOLDEN, name)];
  const { error, stdout } = spawnSync('tcpdump', args, { encoding: 'utf8' });
  if (error === undefined) return stdout.trimEnd().split('\n');
  console.log('      skipped: tcpdump is not installed');
  return context.skip();
}

describe('packet.summary()', () => {
  it('says once what a layer is, and which groups a report is about', async () => {
    const first = async (name, n = 0) => (await summaries(name))[n];
    const lan = 'lan-id 0000.0000.0000.00, prio 64';
    assert.equal(
      await first('isis.pcap'),
      `IS-IS, L1 Lan IIH, src-id 0000.0000.0001, ${lan}, length 88`,
    );
    assert.match(await first('lacp.pcap'), /^LACPv1, actor/);
    assert.match(await first('usb.pcap'), /^USB 1\.5\.0 in control submit/);
    assert.match(await first('btle.pcap'), /^BLE ADV_IND/);
    assert.match(await first('dhcpv6.pcap'), /:547 dhcp6 Solicit/);
    assert.match(await first('wpan.pcap'), /^IEEE 802\.15\.4 Command/);
    const groups = '10.9.0.1 → 224.0.0.22 IGMPv3 Membership Report 239.1.2.3';
    assert.equal(await first('multicast.pcap', 1), groups);
  });

  it('says who, to whom and what', async () => {
    assert.deepEqual((await summaries('arp_icmp.pcap')).slice(2, 5), [
      '10.9.0.1:40667 → 10.9.0.2:9 UDP len 5',
      '10.9.0.2 → 10.9.0.1 ICMP Destination Port Unreachable: 10.9.0.1:40667 → 10.9.0.2:9 UDP len 5',
      '10.9.0.1 → 10.9.0.2 ICMP Echo Request, id 7, seq 1',
    ]);
    assert.deepEqual((await summaries('dns.pcap')).slice(0, 6), [
      '10.9.0.1:36917 → 10.9.0.2:53 DNS A? www.example.org',
      '10.9.0.2:53 → 10.9.0.1:36917 DNS A www.example.org → 198.51.100.7',
      '10.9.0.1:53522 → 10.9.0.2:53 DNS AAAA? www.example.org',
      '10.9.0.2:53 → 10.9.0.1:53522 DNS AAAA www.example.org → 2001:db8::53',
      '10.9.0.1:51338 → 10.9.0.2:53 DNS A? alias.example.org',
      '10.9.0.2:53 → 10.9.0.1:51338 DNS A alias.example.org → CNAME host.example.org, 192.0.2.1',
    ]);
    assert.equal(
      (await summaries('tunnels.pcap'))[0],
      '10.9.0.1 → 10.9.0.2 | 10.10.0.1:12345 → 10.10.0.2:9 UDP len 5',
    );
    assert.match(
      (await summaries('vlan.pcap'))[0],
      /^vlan 10 ARP who-has 10\.10\.0\.2 tell 10\.10\.0\.1$/,
    );
    assert.match(
      (await summaries('wifi.pcap'))[0],
      /^02:00:00:00:00:01 → .* 802\.11 Beacon \(NETGEAR\)/,
    );
    const fragments = await summaries('fragments.pcap');
    assert.equal(fragments[1], '10.9.0.1 → 10.9.0.2 fragment id 22961 offset 1480');
    assert.match(fragments[4], /^fd09::1 → fd09::2 fragment id \d+ offset 1448$/);
  });

  for (const name of ['http.pcap', 'http_ipv6.pcap']) {
    it(`has tcpdump's flags and numbers of TCP: ${name}`, async function () {
      const theirs = tcpdump(this, name).filter((line) => line.includes('Flags'));
      const ours = (await summaries(name)).filter((line) => line.includes('TCP'));
      assert.ok(ours.length > 5);
      assert.equal(ours.length, theirs.length);
      const numbers = (line) => ({
        flags: /\[[A-Z.]+\]/.exec(line)[0],
        seq: /seq (\d+)/.exec(line)?.[1],
        ack: /ack (\d+)/.exec(line)?.[1],
        win: /win (\d+)/.exec(line)[1],
        mss: /mss (\d+)/.exec(line)?.[1],
        wscale: /wscale (\d+)/.exec(line)?.[1],
        len: /(?:len|length) (\d+)/.exec(line)[1],
      });
      for (const [i, line] of theirs.entries()) {
        const expected = numbers(line);
        const seen = numbers(ours[i]);
        if (expected.seq === undefined) seen.seq = undefined; // of a bare ACK tcpdump shows none
        assert.deepEqual(seen, expected, line);
      }
    });
  }

  it("has the addresses and ports of tcpdump's lines", async function () {
    let lines = 0;
    for (const name of CAPTURES.filter((each) => !/cut|wifi|tunnel|any|fragments/.test(each))) {
      const theirs = tcpdump(this, name).filter((line) => /^(IP|ARP)/.test(line));
      const ours = await summaries(name);
      if (theirs.length !== ours.length) continue; // one of them has lines of its own
      for (const [i, line] of theirs.entries()) {
        const [, from, to] = /^IP6? (\S+) > (\S+): /.exec(line) ?? [];
        if (from === undefined || ours[i].includes('|')) continue;
        const plain = ours[i]
          .replace(/\[([\da-f:]+)\]:(\d+)/g, '$1.$2')
          .replace(/(\d+\.\d+\.\d+\.\d+):(\d+)/g, '$1.$2');
        assert.ok(plain.includes(`${from} → ${to} `), `${name}: ${line} | ${plain}`);
        lines++;
      }
    }
    assert.ok(lines > 100, `${lines}`);
  });

  it('is one line without control characters, whatever the bytes', async () => {
    const dice = random_source(7);
    for (const name of CAPTURES) {
      for await (const raw of createOfflineSession(path.join(GOLDEN, name))) {
        for (let i = 0; i < 3; i++) {
          const packet = decode.packet(i === 0 ? raw : mutate(raw, dice));
          const text = packet.summary();
          // eslint-disable-next-line no-control-regex
          assert.ok(text.length > 0 && !/[\x00-\x1f\x7f-\x9f\u2028\u202e]/.test(text), text);
          assert.doesNotMatch(text, /\[object/);
          const last = packet.to_object().layers.at(-1);
          if (OWN_WORDS.includes(last)) assert.doesNotMatch(text, /undefined/);
          JSON.stringify(packet.to_object());
        }
      }
    }
  });

  it('says what it can of what is unknown, cut and malformed', () => {
    const unknown = decode.bytes(
      Buffer.from('020000000002' + '020000000001' + '88b5' + '0102', 'hex'),
    );
    assert.equal(
      unknown.summary(),
      '02:00:00:00:00:01 → 02:00:00:00:00:02 ethertype 0x88b5 len 16',
    );
    assert.match(decode.bytes(Buffer.alloc(0)).summary(), /^ETHERNET len 0 \[malformed: /);
    assert.equal(decode.bytes(Buffer.from('x'), 'LINKTYPE_X').summary(), 'X len 1');
  });
});

function header_of(bytes) {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  return header;
}

describe('packet.to_object()', () => {
  it('has layers by name, addresses as text, bytes in hexadecimal', async () => {
    const [, answer] = await packets_of('dns.pcap');
    const object = answer.to_object();
    assert.deepEqual(object.layers, ['ethernet', 'ipv4', 'udp', 'dns']);
    assert.equal(object.time, '2026-11-22T08:26:25.026142Z');
    assert.equal(object.ethernet.shost, '1e:25:7b:fa:76:dc');
    assert.deepEqual([object.ipv4.saddr, object.ipv4.daddr], ['10.9.0.2', '10.9.0.1']);
    assert.equal(object.dns.answer.rrs[0].rdata, '198.51.100.7');
    assert.deepEqual(JSON.parse(JSON.stringify(object)), object);
    const [inner] = await packets_of('tunnels.pcap');
    assert.deepEqual(inner.to_object().layers, ['ethernet', 'ipv4', 'ipv4_2', 'udp']);
    const http = (await packets_of('http.pcap'))[3].to_object();
    assert.match(Buffer.from(http.tcp.data, 'hex').toString(), /^GET /);
  });

  it('leaves the packet as it was', async () => {
    for (const packet of await packets_of('dns.pcap')) {
      const before = JSON.stringify(packet);
      packet.to_object();
      assert.equal(JSON.stringify(packet), before);
    }
  });
});

describe('packet.time and packet.time_ns', () => {
  it('are milliseconds, and nanoseconds as the session keeps them', async () => {
    const [micro] = await packets_of('dns.pcap');
    assert.equal(micro.time_ns, 1795335985022739000n);
    assert.equal(new Date(micro.time).toISOString(), '2026-11-22T08:26:25.022Z');
    const header = header_of(Buffer.alloc(60));
    header.writeUInt32LE(7, 0);
    header.writeUInt32LE(123456, 4);
    const raw = {
      buf: Buffer.alloc(60),
      header,
      tv_nsec: 123456789,
      link_type: 'LINKTYPE_ETHERNET',
    };
    assert.equal(decode.packet(raw).time_ns, 7123456789n);
    const { PcapPacket } = decode;
    assert.deepEqual([new PcapPacket().time, new PcapPacket().time_ns], [undefined, undefined]);
  });
});
