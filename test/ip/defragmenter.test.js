'use strict';

const assert = require('node:assert/strict');
const Defragmenter = require('../../lib/ip/defragmenter');
const decode = require('../../lib/decode');
const { raw_packet, ipv4_packet, ipv6_packet, ethernet_frame } = require('../tcp/packets');

const V4 = { src: '10.0.0.1', dst: '10.0.0.2' };
const V6 = { src: '2001:db8::1', dst: '2001:db8::2' };

/** A UDP datagram of `length` bytes of data that tell their places apart. */
function datagram(length) {
  const bytes = Buffer.alloc(8 + length);
  bytes.writeUInt16BE(5001, 0);
  bytes.writeUInt16BE(5002, 2);
  bytes.writeUInt16BE(8 + length, 4);
  for (let i = 0; i < length; i++) bytes[8 + i] = (i * 7) & 255;
  return bytes;
}

const packet_of = (frame, time = 1, ...rest) => decode.packet(raw_packet(frame, time, ...rest));

function fragment_4(payload, start, end, { id = 1, more = end < payload.length } = {}) {
  const fragment = (more ? 0x2000 : 0) | (start >> 3);
  const part = payload.subarray(start, end);
  return ethernet_frame(0x0800, ipv4_packet({ ...V4, payload: part, protocol: 17, id, fragment }));
}

function fragment_6(payload, start, end, { id = 1, before = Buffer.alloc(0), first = 44 } = {}) {
  const header = Buffer.alloc(8);
  header[0] = 17;
  header.writeUInt16BE(start | (end < payload.length ? 1 : 0), 2);
  header.writeUInt32BE(id, 4);
  const part = Buffer.concat([before, header, payload.subarray(start, end)]);
  return ethernet_frame(0x86dd, ipv6_packet({ ...V6, payload: part, protocol: first }));
}

/** Feeds frames; returns what comes out of each. */
function feed(defragmenter, frames, time = 1) {
  return frames.map((frame) => defragmenter.defragment(packet_of(frame, time)));
}

const udp_of = (packet) => {
  let layer = packet.payload;
  while (layer.constructor.name !== 'UDP') layer = layer.payload;
  return layer;
};

for (const [name, fragment] of [
  ['IPv4', fragment_4],
  ['IPv6', fragment_6],
]) {
  describe(`Defragmenter, ${name}`, () => {
    const whole = datagram(100);
    const cuts = [fragment(whole, 0, 40), fragment(whole, 40, 80), fragment(whole, 80, 108)];

    it('reassembles fragments in any order', () => {
      const orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ];
      for (const order of orders) {
        const defragmenter = new Defragmenter();
        const results = feed(
          defragmenter,
          order.map((i) => cuts[i]),
        );
        assert.deepEqual(results.slice(0, 2), [undefined, undefined]);
        const udp = udp_of(results[2]);
        assert.equal(udp.sport, 5001);
        assert.deepEqual(udp.data, whole.subarray(8));
        assert.equal(results[2].payload.constructor.name, 'EthernetPacket');
        assert.equal(results[2].payload.payload.constructor.name, name);
        assert.equal(results[2].error, undefined);
        assert.equal(defragmenter.stats().pending, 0);
        assert.equal(defragmenter.stats().bytes, 0);
      }
    });

    it('returns packets that are no fragments unchanged', () => {
      const packet = packet_of(fragment(whole, 0, whole.length));
      assert.equal(new Defragmenter().defragment(packet), packet);
      for (const odd of [undefined, null, 5, {}, { payload: 3 }]) {
        assert.equal(new Defragmenter().defragment(odd), odd);
      }
    });

    it('accepts copies of fragments', () => {
      const results = feed(new Defragmenter(), [cuts[0], cuts[0], cuts[2], cuts[2], cuts[1]]);
      assert.deepEqual(udp_of(results[4]).data, whole.subarray(8));
    });

    it('tells datagrams apart by their identification', () => {
      const other = datagram(100).fill(1, 8);
      const results = feed(new Defragmenter(), [
        cuts[0],
        fragment(other, 0, 40, { id: 2 }),
        cuts[2],
        fragment(other, 40, 108, { id: 2 }),
        cuts[1],
      ]);
      assert.deepEqual(udp_of(results[3]).data, other.subarray(8));
      assert.deepEqual(udp_of(results[4]).data, whole.subarray(8));
    });

    it('discards what is not complete in time', () => {
      const defragmenter = new Defragmenter({ timeout: 30 });
      feed(defragmenter, [cuts[0]], 100);
      assert.deepEqual(feed(defragmenter, [cuts[1], cuts[2]], 131), [undefined, undefined]);
      assert.equal(defragmenter.stats().timeout, 1);
      assert.equal(defragmenter.stats().pending, 1);
    });

    it('keeps within its limits', () => {
      const defragmenter = new Defragmenter({ max_datagrams: 10, max_bytes: 3000 });
      const big = datagram(4000);
      for (let id = 1; id <= 50; id++) {
        feed(defragmenter, [fragment(big, 0, 400, { id })]);
        assert.ok(defragmenter.stats().bytes <= 3000);
        assert.ok(defragmenter.stats().pending <= 10);
      }
      const { max_bytes, max_datagrams, pending } = defragmenter.stats();
      assert.equal(max_bytes + max_datagrams + pending, 50);
      defragmenter.clear();
      assert.equal(defragmenter.stats().bytes, 0);
    });

    it('rejects datagrams longer than IP allows, and fragments that no sender makes', () => {
      const defragmenter = new Defragmenter();
      const huge = Buffer.alloc(65600);
      feed(defragmenter, [fragment(huge, 0, 64), fragment(huge, 65528, 65600)]);
      assert.equal(defragmenter.stats().rejected, 1);
      feed(defragmenter, [fragment(whole, 0, 41, { id: 5 })]); // not a multiple of eight
      assert.equal(defragmenter.stats().rejected, 2);
    });

    it('rejects a fragment that snap_length cut', () => {
      const defragmenter = new Defragmenter();
      defragmenter.defragment(packet_of(cuts[0], 1, 'LINKTYPE_ETHERNET', cuts[0].length - 8));
      assert.equal(defragmenter.stats().rejected, 1);
    });
  });
}

describe('Defragmenter, overlaps', () => {
  const whole = datagram(40);
  const lie = Buffer.from(whole).fill(0xee, 8);

  it('lets the later fragment win in IPv4 (RFC 791)', () => {
    const results = feed(new Defragmenter(), [
      fragment_4(whole, 0, 24),
      fragment_4(lie, 16, 32),
      fragment_4(whole, 32, 48),
    ]);
    const { data } = udp_of(results[2]);
    assert.deepEqual(data.subarray(8, 24), Buffer.alloc(16, 0xee));
    assert.deepEqual(data.subarray(24), whole.subarray(32));
  });

  it('discards the datagram in IPv6, with all later fragments (RFC 5722)', () => {
    const defragmenter = new Defragmenter();
    const results = feed(defragmenter, [
      fragment_6(whole, 0, 24),
      fragment_6(lie, 16, 32),
      fragment_6(whole, 24, 48),
      fragment_6(whole, 0, 24),
    ]);
    assert.deepEqual(results, [undefined, undefined, undefined, undefined]);
    assert.equal(defragmenter.stats().rejected, 1);
  });

  it('rejects a datagram with two ends', () => {
    const defragmenter = new Defragmenter();
    feed(defragmenter, [fragment_4(whole, 40, 48), fragment_4(whole, 16, 32, { more: false })]);
    assert.equal(defragmenter.stats().rejected, 1);
  });
});

describe('Defragmenter, headers', () => {
  const whole = datagram(100);

  it('writes a valid IPv4 header', () => {
    const [, packet] = feed(
      new Defragmenter(),
      [fragment_4(whole, 0, 48), fragment_4(whole, 48, 108)],
      12.5,
    );
    const ip = packet.payload.payload;
    assert.equal(ip.length, 128);
    assert.equal(ip.flags.moreFragments, false);
    assert.equal(ip.fragmentOffset, 0);
    const header = packet.payload_bytes.subarray(14, 34);
    let sum = 0;
    for (let i = 0; i < 20; i += 2) sum += header.readUInt16BE(i);
    assert.equal((sum & 0xffff) + (sum >> 16), 0xffff);
    assert.deepEqual(
      { ...packet.pcap_header },
      { ...packet_of(Buffer.alloc(142), 12.5).pcap_header },
    );
  });

  it('removes the IPv6 fragment header, also after other headers', () => {
    const hop_by_hop = Buffer.from([44, 0, 1, 4, 0, 0, 0, 0]);
    const options = { before: hop_by_hop, first: 0 };
    const [, packet] = feed(new Defragmenter(), [
      fragment_6(whole, 0, 48, options),
      fragment_6(whole, 48, 108, options),
    ]);
    const ip = packet.payload.payload;
    assert.equal(ip.nextHeader, 0);
    assert.equal(ip.payload.nextHeader, 17);
    assert.equal(ip.payloadLength, 116);
    assert.deepEqual(udp_of(packet).data, whole.subarray(8));
  });

  it('gives bare IP for fragments inside a tunnel, and looks for fragments in the result', () => {
    const inner = [fragment_4(whole, 0, 48).subarray(14), fragment_4(whole, 48, 108).subarray(14)];
    const defragmenter = new Defragmenter();
    const results = inner.flatMap((payload, id) =>
      // each inner fragment comes in two outer ones
      [
        [0, 32, 0x2000],
        [32, payload.length, 4],
      ].map(([start, end, fragment]) => {
        const part = { payload: payload.subarray(start, end), protocol: 4, id: 100 + id, fragment };
        const frame = ethernet_frame(
          0x0800,
          ipv4_packet({ src: '192.0.2.1', dst: '192.0.2.2', ...part }),
        );
        return defragmenter.defragment(packet_of(frame));
      }),
    );
    assert.deepEqual(results.slice(0, 3), [undefined, undefined, undefined]);
    assert.equal(results[3].link_type, 'LINKTYPE_RAW');
    assert.deepEqual(udp_of(results[3]).data, whole.subarray(8));
  });

  it('keeps the link layer of bare IP', () => {
    const frames = [fragment_4(whole, 0, 48), fragment_4(whole, 48, 108)].map((frame) =>
      frame.subarray(14),
    );
    const defragmenter = new Defragmenter();
    const results = frames.map((frame) =>
      defragmenter.defragment(packet_of(frame, 1, 'LINKTYPE_RAW')),
    );
    assert.equal(results[1].link_type, 'LINKTYPE_RAW');
    assert.deepEqual(udp_of(results[1]).data, whole.subarray(8));
  });

  it('rejects wrong options, by name', () => {
    const wrong = { timeout: 0, max_datagrams: NaN, max_bytes: 'many' };
    for (const [name, value] of Object.entries(wrong)) {
      const error = { code: 'ERR_PCAP_OPTION', message: new RegExp(`option ${name} must be`) };
      assert.throws(() => new Defragmenter({ [name]: value }), error);
    }
  });
});
