'use strict';

// The same addresses and ports in two networks are two connections; fragments of two networks are
// not put together.

const assert = require('node:assert/strict');
const Defragmenter = require('../../lib/ip/defragmenter');
const decode = require('../../lib/decode');
const { read_capture } = require('../../lib/file');
const { TCPTracker } = require('../../lib/tcp');
const { pcapng } = require('../helpers/savefile');
const packets = require('./packets');

const { raw_packet, tcp_segment, ipv4_packet, ipv6_packet, ethernet_frame } = packets;

const OUTER = { src: '192.0.2.1', dst: '192.0.2.2' };
const udp = (dport, payload) =>
  Buffer.concat([Buffer.from([0x30, 0x39, dport >> 8, dport & 255, 0, 0, 0, 0]), payload]);

/** In UDP inside of IPv4 inside of Ethernet. */
function in_udp(dport, payload) {
  const datagram = udp(dport, payload);
  datagram.writeUInt16BE(datagram.length, 4);
  return ethernet_frame(0x0800, ipv4_packet({ ...OUTER, payload: datagram, protocol: 17 }));
}

const in_gre = (header, ip) =>
  ethernet_frame(
    0x0800,
    ipv4_packet({ ...OUTER, payload: Buffer.concat([Buffer.from(header), ip]), protocol: 47 }),
  );

const tag = (id, type, payload) =>
  Buffer.concat([Buffer.from([id >> 8, id & 255, type >> 8, type & 255]), payload]);

// Name -> a frame around an IPv4 packet, in network `n`.
const NETWORKS = {
  'VLAN ids': (n, ip) => ethernet_frame(0x8100, tag(10 + n, 0x0800, ip)),
  'inner VLAN ids': (n, ip) => ethernet_frame(0x88a8, tag(5, 0x8100, tag(10 + n, 0x0800, ip))),
  'a VLAN and none': (n, ip) =>
    n === 0 ? ethernet_frame(0x0800, ip) : ethernet_frame(0x8100, tag(n, 0x0800, ip)),
  'VNIs of VXLAN': (n, ip) =>
    in_udp(
      4789,
      Buffer.concat([Buffer.from([8, 0, 0, 0, 0, 0, n, 0]), ethernet_frame(0x0800, ip)]),
    ),
  'VNIs of Geneve': (n, ip) =>
    in_udp(
      6081,
      Buffer.concat([Buffer.from([0, 0, 0x65, 0x58, 0, 0, n, 0]), ethernet_frame(0x0800, ip)]),
    ),
  'GRE keys': (n, ip) => in_gre([0x20, 0, 0x08, 0, 0, 0, 0, n], ip),
  'VLAN ids in a tunnel': (n, ip) => in_gre([0, 0, 0x81, 0], tag(10 + n, 0x0800, ip)),
};

// The same, but that does not tell networks apart.
const NO_NETWORKS = {
  'priority tags': (n, ip) =>
    n === 0 ? ethernet_frame(0x0800, ip) : ethernet_frame(0x8100, tag(0xe000, 0x0800, ip)),
  'MPLS labels': (n, ip) =>
    ethernet_frame(0x8847, Buffer.concat([Buffer.from([0, 1 + n, 0x01, 64]), ip])),
};

const tcp = (segment, forward = true) => {
  const ports = forward ? { sport: 40000, dport: 80 } : { sport: 80, dport: 40000 };
  const ends = forward
    ? { src: '10.0.0.1', dst: '10.0.0.2' }
    : { src: '10.0.0.2', dst: '10.0.0.1' };
  return ipv4_packet({ ...ends, payload: tcp_segment({ ...ports, ...segment }) });
};

/**
 * Two exchanges with other numbers and bytes, interleaved. Returns how many sessions that gives,
 * and what each says.
 */
function follow(wrap, options) {
  const tracker = new TCPTracker(options);
  const said = [];
  tracker.on('session', (session) => {
    const log = [];
    said.push(log);
    session.on('data send', (_, data) => log.push(`> ${data}`));
    session.on('data recv', (_, data) => log.push(`< ${data}`));
  });
  const lines = (n) => [
    [tcp({ seq: 100 + n, flags: 'SYN' }), true],
    [tcp({ seq: 300 + n, ack: 101 + n, flags: 'SYN,ACK' }, false)],
    [tcp({ seq: 101 + n, ack: 301 + n, flags: 'ACK', data: Buffer.from(`question ${n}`) })],
    [tcp({ seq: 301 + n, ack: 111 + n, flags: 'ACK', data: Buffer.from(`answer ${n}`) }, false)],
  ];
  const [first, second] = [lines(0), lines(1)];
  for (let i = 0; i < first.length; i++) {
    for (const [n, [ip]] of [first[i], second[i]].entries()) {
      tracker.track_packet(decode.packet(raw_packet(wrap(n, ip), 1 + i / 1000)));
    }
  }
  return said;
}

const APART = [
  ['> question 0', '< answer 0'],
  ['> question 1', '< answer 1'],
];

describe('networks with the same addresses', () => {
  it('are told apart by the interfaces of a pcapng, raw, decoded, copied and in fragments', async () => {
    const frames = [];
    for (const [n, flags, seq, data] of [
      [0, 'SYN', 100, ''],
      [1, 'SYN', 200, ''],
      [0, 'ACK', 101, 'zero'],
      [1, 'ACK', 201, 'one'],
    ]) {
      const ip = tcp({ seq, flags, ack: 1, data: Buffer.from(data) });
      frames.push({ face: n, bytes: ethernet_frame(0x0800, ip) });
    }
    const raws = [];
    for await (const raw of read_capture(pcapng([1, 1], frames))) raws.push(raw);
    const said = (packets, options) => {
      const tracker = new TCPTracker(options);
      const texts = [];
      tracker.on('session', (session) => {
        const mine = texts.push('') - 1;
        session.on('data send', (_, data) => (texts[mine] += data));
      });
      for (const packet of packets) tracker.track_packet(packet);
      tracker.close();
      return texts;
    };
    const copies = raws.map((raw) => structuredClone(raw.copy()));
    for (const packets of [raws, raws.map((raw) => decode.packet(raw)), copies]) {
      assert.deepEqual(said(packets), ['zero', 'one']);
      assert.equal(said(packets, { key: 'addresses' }).length, 1);
    }
  });

  for (const [name, wrap] of Object.entries(NETWORKS)) {
    it(`are told apart by ${name}`, () => {
      assert.deepEqual(follow(wrap), APART);
      assert.notDeepEqual(follow(wrap, { key: 'addresses' }), APART, 'not by addresses alone');
    });

    it(`have fragments of their own: ${name}`, () => {
      const defragmenter = new Defragmenter();
      const payload = (n) => Buffer.alloc(32, n);
      const part = (n, from, to) => {
        const more = to < 32 ? 0x2000 : 0;
        const bytes = payload(n).subarray(from, to);
        const ends = { src: '10.0.0.1', dst: '10.0.0.2', protocol: 99, id: 7 };
        return wrap(n, ipv4_packet({ ...ends, payload: bytes, fragment: more | (from >> 3) }));
      };
      const whole = [part(0, 0, 16), part(1, 16, 32), part(1, 0, 16), part(0, 16, 32)].map(
        (frame) => defragmenter.defragment(decode.packet(raw_packet(frame, 1))),
      );
      assert.deepEqual([whole[0], whole[1]], [undefined, undefined]);
      for (const [packet, n] of [
        [whole[2], 1],
        [whole[3], 0],
      ]) {
        assert.ok(packet.payload_bytes.subarray(-32).equals(payload(n)));
      }
    });
  }

  for (const [name, wrap] of Object.entries(NO_NETWORKS)) {
    it(`are not told apart by ${name}`, () => {
      assert.notDeepEqual(follow(wrap), APART);
    });
  }

  it('are told apart over IPv6', () => {
    const tracker = new TCPTracker();
    for (const id of [10, 20]) {
      const payload = tcp_segment({ sport: 40000, dport: 80, seq: 1, flags: 'SYN' });
      const ip = ipv6_packet({ src: '2001:db8::1', dst: '2001:db8::2', payload });
      const frame = ethernet_frame(0x8100, tag(id, 0x86dd, ip));
      tracker.track_packet(decode.packet(raw_packet(frame)));
    }
    assert.equal(tracker.stats().sessions, 2);
  });

  it('have a TIME-WAIT of their own', () => {
    const wrap = NETWORKS['VLAN ids'];
    const tracker = new TCPTracker();
    const feed = (n, ip) => tracker.track_packet(decode.packet(raw_packet(wrap(n, ip))));
    const late = tcp({ seq: 101, ack: 301, flags: 'ACK' });
    feed(0, tcp({ seq: 100, flags: 'SYN' }));
    feed(0, tcp({ seq: 300, ack: 101, flags: 'RST,ACK' }, false));
    feed(0, late);
    assert.deepEqual([tracker.stats().opened, tracker.stats().late], [1, 1]);
    feed(1, late);
    assert.deepEqual([tracker.stats().opened, tracker.stats().late], [2, 1]);
  });
});
