'use strict';

const assert = require('node:assert/strict');
const { TCPTracker } = require('../../lib/tcp');
const decode = require('../../lib/decode');
const packets = require('./packets');

const { raw_packet, tcp_segment, ipv4_packet, ipv6_packet, ethernet_frame } = packets;

const LINES = [
  ['a', { seq: 100, flags: 'SYN' }],
  ['b', { seq: 300, ack: 101, flags: 'SYN,ACK' }],
  ['a', { seq: 101, ack: 301, flags: 'ACK', data: Buffer.from('request') }],
  ['b', { seq: 301, ack: 108, flags: 'ACK', data: Buffer.from('response') }],
];

/**
 * Tracks the same exchange in packets made by `wrap(src, dst, segment)`, and returns what came out.
 */
function follow(ends, link_type, wrap, options) {
  const tracker = new TCPTracker(options);
  const log = [];
  tracker.on('session', ({ src, dst }) => log.push(`${src} ${dst}`));
  tracker.on('data send', (session, data) => log.push(`> ${data}`));
  tracker.on('data recv', (session, data) => log.push(`< ${data}`));
  for (const [side, segment] of LINES) {
    const [src, dst] = side === 'a' ? ends : [ends[1], ends[0]];
    const ports = side === 'a' ? { sport: 40000, dport: 80 } : { sport: 80, dport: 40000 };
    for (const frame of [wrap(src, dst, tcp_segment({ ...ports, ...segment }))].flat()) {
      tracker.track_packet(decode.packet(raw_packet(frame, 1, link_type)));
    }
  }
  return log;
}

const V4 = ['10.0.0.1', '10.0.0.2'];
const V6 = ['2001:db8::1', '2001:db8::2'];
const DATA = ['> request', '< response'];
const EXPECTED_4 = ['10.0.0.1:40000 10.0.0.2:80', ...DATA];
const EXPECTED_6 = ['[2001:db8::1]:40000 [2001:db8::2]:80', ...DATA];

const ip4 = (src, dst, payload) => ipv4_packet({ src, dst, payload });
const ip6 = (src, dst, payload) => ipv6_packet({ src, dst, payload });

function vlan(ids, ether_type, payload) {
  const tags = Buffer.alloc(4 * ids.length);
  ids.forEach((id, i) => {
    tags.writeUInt16BE(id, 4 * i);
    tags.writeUInt16BE(i + 1 < ids.length ? 0x8100 : ether_type, 4 * i + 2);
  });
  return ethernet_frame(ids.length > 1 ? 0x88a8 : 0x8100, Buffer.concat([tags, payload]));
}

describe('TCPTracker, whatever is around TCP', () => {
  it('follows IPv6', () => {
    assert.deepEqual(
      follow(V6, 'LINKTYPE_ETHERNET', (s, d, p) => ethernet_frame(0x86dd, ip6(s, d, p))),
      EXPECTED_6,
    );
  });

  it('follows IPv6 after extension headers', () => {
    // Hop-by-hop options, then destination options.
    const options = Buffer.from([60, 0, 1, 4, 0, 0, 0, 0]);
    const more = Buffer.from([6, 0, 1, 4, 0, 0, 0, 0]);
    const wrap = (src, dst, payload) =>
      ethernet_frame(
        0x86dd,
        ipv6_packet({ src, dst, payload: Buffer.concat([options, more, payload]), protocol: 0 }),
      );
    assert.deepEqual(follow(V6, 'LINKTYPE_ETHERNET', wrap), EXPECTED_6);
  });

  it('follows bare IP', () => {
    assert.deepEqual(follow(V4, 'LINKTYPE_RAW', ip4), EXPECTED_4);
    assert.deepEqual(follow(V6, 'LINKTYPE_RAW', ip6), EXPECTED_6);
  });

  it('follows inside VLAN tags', () => {
    assert.deepEqual(
      follow(V4, 'LINKTYPE_ETHERNET', (s, d, p) => vlan([5], 0x0800, ip4(s, d, p))),
      EXPECTED_4,
    );
    assert.deepEqual(
      follow(V6, 'LINKTYPE_ETHERNET', (s, d, p) => vlan([5, 7], 0x86dd, ip6(s, d, p))),
      EXPECTED_6,
    );
  });

  it('follows inside IP in IP', () => {
    const outer = (payload, protocol) =>
      ethernet_frame(
        0x0800,
        ipv4_packet({ src: '192.0.2.1', dst: '192.0.2.2', payload, protocol }),
      );
    assert.deepEqual(
      follow(V4, 'LINKTYPE_ETHERNET', (s, d, p) => outer(ip4(s, d, p), 4)),
      EXPECTED_4,
    );
    assert.deepEqual(
      follow(V6, 'LINKTYPE_ETHERNET', (s, d, p) => outer(ip6(s, d, p), 41)),
      EXPECTED_6,
    );
  });

  it('ignores what is not TCP without a word, whatever the object', () => {
    const tracker = new TCPTracker();
    tracker.on('session', () => assert.fail('no session here'));
    const odd = [
      undefined,
      null,
      5,
      'packet',
      {},
      { payload: null },
      { payload: 7 },
      { payload: { payload: null } },
      { payload: { payload: { payload: { sport: 1 } } } },
      decode.packet(raw_packet(Buffer.alloc(0))),
      decode.packet(raw_packet(Buffer.alloc(60), 1, 'LINKTYPE_UNHEARD_OF')),
      decode.packet(raw_packet(ethernet_frame(0x0806, Buffer.alloc(28)))),
      decode.packet(raw_packet(ethernet_frame(0x0800, ip4(...V4, Buffer.alloc(10))))),
      // Header length 0.
      decode.packet(raw_packet(ethernet_frame(0x0800, ip4(...V4, Buffer.alloc(20))))),
      { payload: { payload: new (require('../../lib/protocol/ipv4'))() } },
    ];
    for (const packet of odd) tracker.track_packet(packet);
    assert.equal(tracker.stats().sessions, 0);
  });

  it('never throws on frames of random bytes', () => {
    const tracker = new TCPTracker({ max_sessions: 50, max_buffered_bytes: 5000 });
    let state = 12345;
    const random = (n) => {
      state = (Math.imul(state, 1103515245) + 12345) | 0;
      return (state >>> 8) % n;
    };
    for (let i = 0; i < 20_000; i++) {
      const data = Buffer.alloc(random(40), random(256));
      const flags = random(256);
      const segment = tcp_segment({
        sport: 1 + random(2),
        dport: 1 + random(2),
        seq: random(300),
        ack: random(300),
        data,
      });
      segment[13] = flags;
      if (random(4) === 0) segment[12] = random(256);
      const frame = ethernet_frame(0x0800, ip4(V4[random(2)], V4[random(2)], segment));
      if (random(8) === 0) frame[random(frame.length)] ^= 1 << random(8);
      const keep = random(4) === 0 ? random(frame.length) : frame.length;
      tracker.track_packet(decode.packet(raw_packet(frame, i / 10, 'LINKTYPE_ETHERNET', keep)));
    }
    tracker.close();
    const { packets: tracked, buffered_bytes, opened, ended } = tracker.stats();
    assert.ok(tracked > 10_000);
    assert.equal(buffered_bytes, 0);
    assert.equal(opened, ended);
  });

  it('reassembles IP fragments first', () => {
    const fragments = (src, dst, payload) => [
      ethernet_frame(
        0x0800,
        ipv4_packet({ src, dst, payload: payload.subarray(16), fragment: 2, id: 9 }),
      ),
      ethernet_frame(
        0x0800,
        ipv4_packet({ src, dst, payload: payload.subarray(0, 16), fragment: 0x2000, id: 9 }),
      ),
    ];
    assert.deepEqual(follow(V4, 'LINKTYPE_ETHERNET', fragments), EXPECTED_4);
    assert.deepEqual(follow(V4, 'LINKTYPE_ETHERNET', fragments, { defragment: false }), []);
  });
});
