'use strict';

// Raw packets are read where they lie in their slab, decoded ones by their layers: the tracker
// reports the same.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { names, path_of, raw_packets } = require('../helpers/golden');
const { mutate, random_source } = require('../helpers/mutate');
const { in_slab } = require('../helpers/slab');

const EVENTS = [
  ...['start', 'syn retry', 'data send', 'data recv', 'retransmit', 'gap', 'overlap', 'fin'],
  ...['reset', 'expire', 'end'],
];

/** All that a tracker reports of packets; `prepare` makes of each raw packet what is tracked. */
function report(raws, prepare) {
  const tracker = new TCPTracker();
  const log = [];
  const id = ({ src, dst, state }) => `${src} ${dst} ${state}`;
  tracker.on('session', (session) => log.push(`session ${id(session)}`));
  for (const event of EVENTS) {
    tracker.on(event, (session, ...rest) => log.push([event, id(session), ...rest]));
  }
  for (const raw of raws) {
    tracker.track_packet(prepare(raw));
  }
  log.push(Object.values(tracker.sessions).map((session) => session.session_stats()));
  tracker.close();
  log.push(tracker.stats());
  return log;
}

describe('TCPTracker, packets in a slab', () => {
  const random = random_source(7);
  for (const name of names()) {
    it(`reports ${name} the same of raw and of decoded packets`, () => {
      const raws = raw_packets(path_of(name, '.pcap')).flatMap((raw) => [
        raw,
        ...Array.from({ length: 4 }, () => mutate(raw, random)),
      ]);
      const expected = report(raws, decode.packet);
      assert.deepEqual(report(in_slab(raws), decode.packet), expected);
      assert.deepEqual(
        report(in_slab(raws), (raw) => raw),
        expected,
      );
      assert.deepEqual(
        report(raws, (raw) => raw),
        expected,
      );
    });
  }

  it('uses what a program has put into a packet', () => {
    const raws = raw_packets(path_of('http', '.pcap'));
    const log = report(in_slab(raws), (raw) => {
      const packet = decode.packet(raw);
      packet.payload.payload.payload.sport += 1;
      return packet;
    });
    const [first] = raws.map((raw) => decode.packet(raw).payload.payload);
    const { sport } = first.payload;
    assert.ok(log[0].startsWith(`session ${first.saddr}:${sport + 1} `), log[0]);
  });

  it('uses the time that a program has put into a packet', () => {
    const [raw] = raw_packets(path_of('http', '.pcap'));
    const tracker = new TCPTracker();
    tracker.on('session', (session) => assert.equal(session.current_cap_time, 12.5));
    const packet = decode.packet(in_slab([raw])[0]);
    packet.pcap_header = { ...packet.pcap_header, tv_sec: 12, tv_usec: 500000 };
    tracker.track_packet(packet);
    assert.equal(tracker.stats().opened, 1);
  });

  it('ignores packets when a program has removed TCP from the tables', () => {
    const places = in_slab(raw_packets(path_of('http', '.pcap')));
    const before = decode.ip_protocols[6];
    decode.ip_protocols[6] = undefined;
    try {
      assert.equal(report(places, decode.packet).at(-1).packets, 0);
      assert.equal(report(places, (raw) => raw).at(-1).packets, 0);
    } finally {
      decode.ip_protocols[6] = before;
    }
  });

  it('tracks packets that a listener feeds back', () => {
    const places = in_slab(raw_packets(path_of('http', '.pcap')));
    const { TCP } = decode;
    const tracker = new TCPTracker();
    const bytes = { 'data send': 0, 'data recv': 0 };
    let next = 0;
    const feed = () => next < places.length && tracker.track_packet(decode.packet(places[next++]));
    for (const event of Object.keys(bytes)) {
      tracker.on(event, (session, data) => {
        bytes[event] += data.length;
        feed();
      });
    }
    while (next < places.length) feed();
    let sent = 0;
    for (const raw of places) {
      const tcp = decode.packet(raw).payload.payload.payload;
      if (tcp instanceof TCP) sent += tcp.dataLength;
    }
    assert.equal(bytes['data send'] + bytes['data recv'], sent);
  });
});
