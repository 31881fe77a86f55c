'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const fc = require('fast-check');

const { build, createOfflineSession, decode } = require('../../lib/pcap');
const { layers_of } = require('../../lib/build/layers_of');
const { mutate, random_source } = require('../helpers/mutate');
const { needs_root, veth_pair } = require('../helpers/netns');

const FOLDERS = ['golden', path.join('..', 'examples', 'captures')];
const CAPTURES = FOLDERS.flatMap((folder) => {
  const full = path.join(__dirname, '..', folder);
  return fs
    .readdirSync(full)
    .filter((name) => name.endsWith('.pcap'))
    .map((name) => path.join(full, name));
});

async function packets_of(file) {
  const packets = [];
  for await (const raw of createOfflineSession(file)) packets.push(decode.packet(raw));
  return packets;
}

function header_of(bytes) {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  return header;
}

// What build() computes where it is not given.
const COMPUTED = [
  'length',
  'payloadLength',
  'headerLength',
  'headerChecksum',
  'checksum',
  'dataLength',
];

/** A layer's fields as a plain object, without what is computed. */
function plain(layer) {
  if (layer instanceof Uint8Array) return layer;
  const fields = {
    layer: layer.decoderName === 'ethernet-packet' ? 'ethernet' : layer.decoderName,
  };
  for (const [name, value] of Object.entries(layer)) {
    if (!COMPUTED.includes(name) && name !== 'payload') fields[name] = value;
  }
  for (const name of ['id', 'seq', 'gateway', 'mtu', 'pointer']) {
    if (fields.layer === 'icmp' && layer[name] !== undefined) fields[name] = layer[name];
  }
  return fields;
}

/**
 * In plain objects, ICMP has fields for four octets that are in the bytes after a decoded layer.
 */
function plain_list(packet) {
  const list = layers_of(packet).map(plain);
  const at = list.findIndex(({ layer }) => layer === 'icmp' || layer === 'icmpv6');
  if (at < 0 || (list[at].layer === 'icmpv6' && ![128, 129].includes(list[at].type))) return list;
  const bytes = list[at + 1];
  if (list[at].layer === 'icmpv6') {
    list[at] = { ...list[at], id: bytes.readUInt16BE(0), seq: bytes.readUInt16BE(2) };
  }
  list[at + 1] = bytes.subarray(4);
  return list;
}

describe('build', () => {
  it('of a decoded packet is that packet, over all captures, and with wrong bytes', async () => {
    let packets = 0;
    const dice = random_source(11);
    for (const file of CAPTURES) {
      for (const [i, packet] of (await packets_of(file)).entries()) {
        assert.deepEqual(build(packet), packet.payload_bytes, `${file} ${i + 1}`);
        const { payload_bytes: buf, link_type } = packet;
        const wrong = decode.packet(mutate({ buf, header: header_of(buf), link_type }, dice));
        assert.deepEqual(build(wrong), wrong.payload_bytes, wrong.payload_bytes.toString('hex'));
        packets += layers_of(packet).length > 3;
      }
    }
    assert.ok(packets > 400, `${packets}`);
  });

  it('computes the lengths and checksums that were on the wire', async () => {
    let computed = 0;
    for (const file of CAPTURES) {
      for (const [i, packet] of (await packets_of(file)).entries()) {
        const list = plain_list(packet);
        const { caplen, len } = packet.pcap_header;
        if (list.length < 4 || caplen < len || packet.checksum_ok() === false) continue;
        const ours = build(list);
        const theirs = packet.payload_bytes.subarray(0, ours.length);
        const inner = list.findLast(({ layer }) =>
          ['tcp', 'udp', 'icmp', 'icmpv6'].includes(layer),
        )?.layer;
        if (inner === undefined) continue;
        if (packet.checksum_ok(inner) === true) {
          assert.deepEqual(ours, theirs, `${file} ${i + 1}`);
          computed++;
        } else assert.notEqual(decode.bytes(ours, packet.link_type).checksum_ok(inner), false);
      }
    }
    assert.ok(computed > 20, `${computed}`); // of the rest the sender's device computed them
  });

  it('of what was made up is decoded as that, with right checksums', () => {
    const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
    const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const port = fc.nat(65535);
    const data = fc.uint8Array({ minLength: 1, maxLength: 60 });
    const options = fc.record({
      mss: fc.option(port, { nil: undefined }),
      window_scale: fc.option(fc.nat(14), { nil: undefined }),
      sack_ok: fc.option(fc.constant(true), { nil: undefined }),
      timestamp: fc.option(fc.nat(2 ** 31), { nil: undefined }),
    });
    const address = fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6));
    fc.assert(
      fc.property(
        address,
        port,
        port,
        fc.nat(2 ** 32 - 1),
        options,
        data,
        (pair, sport, dport, seqno, opts, bytes) => {
          const ip = {
            layer: pair[0].length === 4 ? 'ipv4' : 'ipv6',
            saddr: pair[0],
            daddr: pair[1],
          };
          const tcp = { layer: 'tcp', sport, dport, seqno, flags: { syn: true }, options: opts };
          for (const transport of [tcp, { layer: 'udp', sport, dport }]) {
            const packet = decode.bytes(build([{ layer: 'ethernet' }, ip, transport, bytes]));
            assert.equal(packet.error, undefined);
            const layer = packet.layer(transport.layer);
            assert.deepEqual([layer.sport, layer.dport], [sport, dport]);
            assert.deepEqual(Buffer.from(layer.data), Buffer.from(bytes));
            assert.equal(packet.checksum_ok(transport.layer), true);
            if (transport !== tcp) continue;
            assert.equal(layer.seqno, seqno);
            for (const [name, value] of Object.entries(opts)) {
              if (value !== undefined) assert.equal(layer.options[name], value);
            }
          }
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it('has tags, ARP and tunnels', () => {
    const mac = '02:00:00:00:00:01';
    const arp = {
      layer: 'arp',
      operation: 1,
      sender_ha: mac,
      sender_pa: '10.0.0.1',
      target_pa: '10.0.0.2',
    };
    const tagged = decode.bytes(
      build([{ layer: 'ethernet', shost: mac }, { layer: 'vlan', id: 7, priority: 3 }, arp]),
    );
    assert.equal(tagged.summary(), 'vlan 7 ARP who-has 10.0.0.2 tell 10.0.0.1');
    const outer = { layer: 'ipv6', saddr: 'fd00::1', daddr: 'fd00::2' };
    const inner = { layer: 'ipv4', saddr: '10.0.0.1', daddr: '10.0.0.2' };
    const echo = { layer: 'icmp', id: 5, seq: 6 };
    const tunnel = decode.bytes(build([outer, inner, echo, Buffer.from('x')]), 'LINKTYPE_RAW');
    assert.equal(
      tunnel.summary(),
      'fd00::1 → fd00::2 | 10.0.0.1 → 10.0.0.2 ICMP Echo Request, id 5, seq 6',
    );
    assert.equal(tunnel.checksum_ok(), true);
  });

  it('tells what is wrong', () => {
    const ip = { layer: 'ipv4', saddr: '10.0.0.1', daddr: '10.0.0.2' };
    for (const [layers, text] of [
      [
        [{ layer: 'ospf' }],
        /layer 0 must be bytes, or have as its layer one of arp, dhcp, dns, ethernet/,
      ],
      [
        [{ layer: 'ipv4', saddr: '10.0.0.1' }],
        /ipv4\.daddr must be an address of 4 octets, not undefined/,
      ],
      [[{ ...ip, ttl: 256 }], /ipv4\.ttl must be a whole number of 8 bits, not 256/],
      [[ip, { layer: 'udp', sport: '53' }], /udp\.sport must be/],
      [[ip, Buffer.alloc(70000)], /ipv4\.length must be a whole number of 16 bits, not 70020/],
      ['ipv4', /layers must be an array/],
    ]) {
      assert.throws(() => build(layers), { code: 'ERR_PCAP_OPTION', message: text });
    }
  });

  it('makes what the kernel answers: ARP and ping', async function () {
    needs_root(this);
    const pair = veth_pair();
    const mac = /ether (\S+)/;
    const macs = [pair.a.ip('link', 'show', 'va'), pair.b.ip('link', 'show', 'vb')].map(
      (text) => mac.exec(text)[1],
    );
    const program = `
      const { build, createSession, decode } = require(${JSON.stringify(require.resolve('../../lib/pcap'))});
      const [ours, theirs] = ${JSON.stringify(macs)};
      const session = createSession('va', { filter: 'arp or icmp', buffer_timeout: 0 });
      const arp = { layer: 'arp', sender_ha: ours, sender_pa: '10.9.0.1', target_pa: '10.9.0.2' };
      const ping = [
        { layer: 'ethernet', shost: ours, dhost: theirs },
        { layer: 'ipv4', saddr: '10.9.0.1', daddr: '10.9.0.2' },
        { layer: 'icmp', type: 8, id: 77, seq: 1 },
        Buffer.from('hello'),
      ];
      session.on('packet', (raw) => {
        const text = decode.packet(raw).summary();
        if (text.includes('is-at')) session.inject(build(ping));
        if (/is-at|Reply/.test(text)) console.log(text);
        if (text.includes('Reply')) session.close();
      });
      session.inject(build([{ layer: 'ethernet', shost: ours }, arp]));`;
    const said = pair.a.exec(process.execPath, '-e', program);
    pair.remove();
    const lines = said.trim().split('\n');
    assert.equal(lines[0], `ARP 10.9.0.2 is-at ${macs[1]}`);
    assert.equal(lines.at(-1), '10.9.0.2 → 10.9.0.1 ICMP Echo Reply, id 77, seq 1');
  });
});
