'use strict';

const assert = require('node:assert/strict');
const { PacketHash, flow_hash } = require('../../lib/sensor/flow_hash');
const { TCPTracker } = require('../../lib/tcp');
const { names, path_of, raw_packets } = require('../helpers/golden');

describe('flow_hash', () => {
  it('is the same for both directions', () => {
    assert.equal(
      flow_hash('192.0.2.1:80', '192.0.2.2:40000'),
      flow_hash('192.0.2.2:40000', '192.0.2.1:80'),
    );
    assert.equal(
      flow_hash('[2001:db8::1]:80', '[2001:db8::2]:4'),
      flow_hash('[2001:db8::2]:4', '[2001:db8::1]:80'),
    );
  });

  it('is what docs/scale.md says', () => {
    assert.equal(flow_hash('192.0.2.1:80', '192.0.2.2:40000'), 550454062);
    assert.equal(flow_hash('[2001:db8::1]:443', '[2001:db8::2]:50000'), 3941111010);
  });

  it('takes any text', () => {
    for (const text of ['', ':', 'host:80', '[::', '1.2.3.4.5:6', 'x'.repeat(1000)]) {
      assert.equal(typeof flow_hash(text, text), 'number');
    }
  });

  it('spreads flows evenly', () => {
    const counts = new Array(64).fill(0);
    for (let port = 1024; port < 1024 + 6400; port++) {
      counts[flow_hash('192.0.2.1:80', `192.0.2.2:${port}`) % 64]++;
    }
    assert.ok(Math.min(...counts) > 60 && Math.max(...counts) < 140, counts.join());
  });

  it('of a packet is that of its connection, in every capture', () => {
    const hash = new PacketHash();
    let checked = 0;
    for (const name of names()) {
      const tracker = new TCPTracker({ key: 'addresses' });
      let hashes = [];
      for (const event of ['session', 'data send', 'data recv']) {
        tracker.on(event, (tcp) => hashes.push(flow_hash(tcp.src, tcp.dst)));
      }
      for (const raw of raw_packets(path_of(name, '.pcap'))) {
        hashes = [];
        tracker.track_packet(raw);
        const own = hash.of(raw);
        for (const expected of hashes.slice(0, 1)) {
          assert.equal(own, expected, name);
          checked++;
        }
      }
    }
    assert.ok(checked > 30, `${checked}`);
  });
});
