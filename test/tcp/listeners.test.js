'use strict';

// Listeners that throw, close or flush the tracker, or feed it packets, at any event of any ending.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker, TCPSession } = require('../../lib/tcp');
const { EVENTS, Scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

// Histories in which every event occurs, and the options that it takes.
const HISTORIES = {
  'data in and out of order, both FINs': {
    lines: [
      'A --> <SEQ=100><CTL=SYN> B',
      'A --> <SEQ=100><CTL=SYN> B',
      'A <-- <SEQ=300><ACK=101><CTL=SYN,ACK> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc> B',
      'A --> <SEQ=110><ACK=301><CTL=ACK><DATA=jkl> B',
      'A --> <SEQ=107><ACK=301><CTL=ACK><DATA=ghi> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abX> B',
      'A --> <SEQ=108><ACK=301><CTL=ACK><DATA=hX> B',
      'A <-- <SEQ=301><ACK=113><CTL=ACK><DATA=answer> B',
      'A --> <SEQ=104><ACK=307><CTL=ACK><DATA=defghi> B',
      'A --> <SEQ=113><ACK=307><CTL=FIN,ACK> B',
      'A <-- <SEQ=307><ACK=114><CTL=FIN,ACK> B',
      'A --> <SEQ=114><ACK=308><CTL=ACK> B',
    ],
  },
  'a gap that is acknowledged, a reset': {
    options: { gap_timeout: 0 },
    lines: [
      'A --> <SEQ=100><CTL=SYN> B',
      'A <-- <SEQ=300><ACK=101><CTL=SYN,ACK> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK> B',
      'A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def> B',
      'A --> <SEQ=110><ACK=301><CTL=ACK><DATA=jkl> B',
      'A <-- <SEQ=301><ACK=113><CTL=ACK> B',
      'A <-- <SEQ=301><ACK=120><CTL=RST,ACK> B',
    ],
  },
  'limits and cut packets': {
    options: { max_buffered_bytes: 5, max_half_open: 1, idle_timeout: 10 },
    lines: [
      'A --> <SEQ=100><CTL=SYN> B',
      'A <-- <SEQ=300><ACK=101><CTL=SYN,ACK> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK> B',
      'A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abcdef><KEEP=2> B',
      'A --> <SEQ=110><ACK=301><CTL=ACK><DATA=jkl> B',
      'A --> <SEQ=120><ACK=301><CTL=ACK><DATA=uvw> B',
      'A --> <SEQ=130><ACK=301><CTL=ACK><DATA=efg><KEEP=1> B',
      'wait 100',
      'A <-- <SEQ=301><ACK=150><CTL=ACK> B',
    ],
  },
  'data in a SYN': {
    options: { max_buffered_bytes_total: 8 },
    lines: [
      'A --> <SEQ=100><CTL=SYN><DATA=fast> B',
      'A <-- <SEQ=300><ACK=105><CTL=SYN,ACK><DATA=open> B',
      'A --> <SEQ=105><ACK=305><CTL=ACK> B',
    ],
  },
};

class Faithless extends Scenario {
  /** `act(run, event)` is called at each event, after it is noted. */
  constructor(options, act) {
    super(4, options);
    this.events = [];
    this.last = null;
    this.depth = 0;
    this.tracker.on('session', (session) => {
      for (const event of EVENTS) {
        session.on(event, () => {
          this.events.push(event);
          act(this, event);
        });
      }
      act(this, 'session');
    });
  }

  send(...args) {
    const packet = this.make(...args);
    this.last = packet;
    this.feed(packet);
  }

  feed(packet) {
    this.tracker.track_packet(packet);
  }

  /** Plays lines; what listeners throw is counted. */
  play(lines) {
    let thrown = 0;
    for (const line of [...lines, 'flush', 'close']) {
      try {
        this.step(line);
      } catch (error) {
        if (error.message !== 'mine') throw error;
        thrown += 1;
      }
    }
    return thrown;
  }
}

const ACTS = {
  'throws once': (state, run, event) => {
    if (event !== state.event || state.done) return;
    state.done = true;
    throw new Error('mine');
  },
  'always throws': (state, run, event) => {
    if (event === state.event) throw new Error('mine');
  },
  'closes the tracker': (state, run, event) => {
    if (event === state.event) run.tracker.close();
  },
  'flushes the tracker': (state, run, event) => {
    if (event === state.event) run.tracker.flush();
  },
  'feeds the packet back': (state, run, event) => {
    if (event === state.event) run.feed(run.last);
  },
  'flushes, feeds the packet back, closes and throws': (state, run, event) => {
    if (event !== state.event) return;
    run.tracker.flush();
    run.feed(run.last);
    run.tracker.close();
    throw new Error('mine');
  },
};

describe('a listener', () => {
  for (const [name, act] of Object.entries(ACTS)) {
    it(`that ${name} leaves the tracker whole`, () => {
      for (const { options, lines } of Object.values(HISTORIES)) {
        for (const event of ['session', ...EVENTS]) {
          const state = { event, done: false };
          const run = new Faithless(options, (self, now) => act(state, self, now));
          run.play(lines);
          const { opened, ended, sessions, buffered_bytes } = run.tracker.stats();
          const ends = run.events.filter((each) => each === 'end').length;
          assert.equal(ends, opened, `'end' of each session, at ${event}`);
          assert.deepEqual([ended, sessions, buffered_bytes], [opened, 0, 0]);
          if (opened === 1) assert.equal(run.events.at(-1), 'end', `at ${event}`);
        }
      }
    });
  }

  it('that throws costs no other event', () => {
    for (const { options, lines } of Object.values(HISTORIES)) {
      const quiet = new Faithless(options, () => {});
      quiet.play(lines);
      const run = new Faithless(options, (self, event) => {
        if (event !== 'session') throw new Error('mine');
      });
      assert.ok(run.play(lines) > 0);
      assert.deepEqual(run.events, quiet.events);
    }
  });

  it('that throws does not keep events from the tracker', () => {
    const run = new Scenario().run(HANDSHAKE);
    const heard = [];
    for (const event of EVENTS) {
      run.session.on(event, () => {
        throw new Error(event);
      });
      run.tracker.on(event, () => heard.push(event));
    }
    const data = Buffer.from('x');
    assert.throws(() => run.send(run.a, run.b, { seq: 101, ack: 301, flags: 'ACK', data }), {
      message: 'data send',
    });
    assert.throws(() => run.send(run.a, run.b, { seq: 102, ack: 301, flags: 'RST,ACK' }), {
      message: 'reset', // the first of two
    });
    assert.deepEqual(heard, ['data send', 'reset', 'end']);
  });

  it('that closes the tracker hears the end before close() returns', () => {
    const run = new Scenario().run(HANDSHAKE);
    run.session.once('data send', () => {
      run.tracker.close();
      assert.equal(run.log.at(-1), 'end');
      assert.equal(run.tracker.stats().buffered_bytes, 0);
    });
    const ack = { ack: 301, flags: 'ACK' };
    run.send(run.a, run.b, { ...ack, seq: 110, data: Buffer.from('later') });
    run.log.length = 0;
    run.send(run.a, run.b, { ...ack, seq: 101, data: Buffer.from('now') });
    assert.deepEqual(run.log, ['data send "now"', 'gap send 6', 'data send "later"', 'end']);
  });

  it('that feeds packets gets their events after those of the packet under way', () => {
    const run = new Scenario().run(HANDSHAKE);
    const frame = (seq, text) =>
      decode.packet(
        raw_packet(
          tcp_frame(run.a, run.b, { seq, ack: 301, flags: 'ACK', data: Buffer.from(text) }),
          run.time,
        ),
      );
    run.session.once('data send', () => run.tracker.track_packet(frame(107, 'three')));
    const tracker_log = [];
    run.tracker.on('data send', (_, data) => tracker_log.push(String(data)));
    run.tracker.track_packet(frame(104, 'two'));
    run.tracker.track_packet(frame(101, 'one'));
    assert.deepEqual(tracker_log, ['one', 'two', 'three']);
  });

  it('that feeds a session of its own, which belongs to no tracker, does not hang it', () => {
    const session = new TCPSession();
    const a = { address: '10.0.0.1', port: 40000 };
    const b = { address: '10.0.0.2', port: 80 };
    const packet = (segment) => decode.packet(raw_packet(tcp_frame(a, b, segment)));
    let heard = 0;
    session.on('retransmit', () => {
      heard += 1;
      session.track(packet({ seq: 100, ack: 1, flags: 'ACK', data: Buffer.from('x') }));
    });
    const data = Buffer.from('x');
    session.track(packet({ seq: 100, ack: 1, flags: 'ACK', data }));
    session.track(packet({ seq: 100, ack: 1, flags: 'ACK', data }));
    assert.ok(heard > 1000 && heard < 2000, String(heard));
  });

  it('can feed one packet after the other, each when the last is reported', () => {
    const run = new Scenario().run(HANDSHAKE);
    const COUNT = 500;
    const ack = { ack: 301, flags: 'ACK' };
    const packets = Array.from({ length: COUNT }, (_, n) =>
      run.make(run.a, run.b, { ...ack, seq: 101 + n, data: Buffer.from('x') }),
    );
    let heard = 0;
    run.session.on('data send', () => {
      heard += 1;
      if (heard < COUNT) run.tracker.track_packet(packets[heard]);
    });
    run.tracker.track_packet(packets[0]);
    assert.equal(heard, COUNT);
  });

  it('of one session that closes the tracker ends all others', () => {
    const tracker = new TCPTracker();
    const ends = [];
    tracker.on('session', (session) => session.on('end', () => ends.push(session.src)));
    for (const port of [1001, 1002, 1003]) {
      const from = { address: '10.0.0.1', port };
      const to = { address: '10.0.0.2', port: 80 };
      tracker.track_packet(
        decode.packet(raw_packet(tcp_frame(from, to, { seq: 1, flags: 'SYN' }))),
      );
    }
    tracker.once('end', () => tracker.close());
    tracker.close();
    assert.equal(ends.length, 3);
  });

  it('that throws once misses its own event only', () => {
    const run = new Scenario().run(HANDSHAKE);
    let first = true;
    run.session.on('data send', () => {
      if (!first) return;
      first = false;
      throw new Error('mine');
    });
    const send = (seq, text) =>
      run.send(run.a, run.b, { seq, ack: 301, flags: 'ACK', data: Buffer.from(text) });
    send(104, 'two');
    run.log.length = 0;
    assert.throws(() => send(101, 'one'), /mine/);
    send(107, 'three');
    assert.deepEqual(run.log, ['data send "one"', 'data send "two"', 'data send "three"']);
  });
});
