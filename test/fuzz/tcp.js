'use strict';

// TCP histories around all edges of the number space, with listeners that throw, close, flush, and
// feed packets back. Even seeds: segments at random, of which only the rules of the events are
// known. Odd seeds: an exchange of two TCPs, reordered, repeated, re-cut and mixed with segments
// that the ends would drop, which must come out whole.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { raw_packet, tcp_frame } = require('../tcp/packets');
const { EVENTS } = require('../tcp/scenario');
const { make_exchange, reorder, duplicate, bytes_of, CLIENT, SERVER } = require('../tcp/exchange');

/** Where initial sequence numbers are, give or take a little. */
const EDGES = [
  0, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xbfffffff, 0xc0000000, 0xffffffff,
];

/** Distances from there that segments of a random history have. */
const DISTANCES = [
  0, 0, 0, 1, 1, 2, 3, 10, 100, 1000, -1, -2, -100, 0xffff, 0x10000, 0x3ffffff0, 0x3fffffff,
  0x40000000, 0x40000001, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xbfffffff, 0xc0000000,
  0xc0000001,
];

const FLAGS = [
  'ACK',
  'ACK',
  'ACK',
  'PSH,ACK',
  'ACK',
  'SYN',
  'SYN,ACK',
  'FIN,ACK',
  'RST',
  'RST,ACK',
];
const ODD_FLAGS = [...FLAGS, '', 'FIN', 'SYN,FIN', 'FIN,SYN,RST,PSH,ACK,URG'];

/**
 * Repeatable numbers: `random(n)` is from 0 to n - 1. Neighboring seeds have nothing in common
 * (splitmix32).
 */
function random_source(seed) {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x9e3779b9) | 0;
    let t = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) % limit;
  };
}

/** A tracker whose listeners check what they hear, and now and then do what no listener should. */
class Watched {
  constructor(random, options, mischief) {
    this.random = random;
    this.options = options;
    this.mischief = mischief; // one call in so many; 0: never
    this.tracker = new TCPTracker(options);
    this.sessions = new Map(); // session -> { is_over, send: offset, recv: offset }
    this.fed = [];
    this.problem = null; // found by a listener: the tracker throws only the first of several errors
    this.tracker.on('session', (session) => this.#watch(session));
    for (const event of EVENTS) {
      this.tracker.on(event, (session) => {
        const state = this.sessions.get(session);
        this.#check(() => assert.ok(!state.is_told, `'${event}' of the tracker after 'end'`));
        if (event === 'end') state.is_told = true;
        this.#misbehave();
      });
    }
  }

  #watch(session) {
    this.#check(() => assert.ok(!this.sessions.has(session), "'session' comes once"));
    const state = { is_over: false, is_told: false, reason: null };
    for (const side of ['send', 'recv']) state[side] = { offset: null, seqno: 0, chunks: [] };
    this.sessions.set(session, state);
    for (const event of EVENTS) {
      session.on(event, (first, a, b, c) => {
        this.#check(() => {
          assert.ok(!state.is_over, `'${event}' after 'end'`);
          if (event === 'data send') this.#follow(state.send, a.length, b, a);
          if (event === 'data recv') this.#follow(state.recv, a.length, b, a);
          if (event === 'gap') this.#follow(state[a], b, c, null);
        });
        if (event === 'end') state.is_over = true;
        this.#misbehave();
      });
    }
    this.#misbehave();
  }

  #check(assertions) {
    try {
      assertions();
    } catch (error) {
      this.problem ??= error;
    }
  }

  /** Data and gaps follow each other without a hole. */
  #follow(side, length, { offset, seqno }, data) {
    assert.ok(length > 0, 'data and gaps have a length');
    if (side.offset !== null) {
      assert.equal(offset, side.offset, 'offsets go on where the last data or gap ended');
      assert.equal(seqno, side.seqno, 'and so do sequence numbers');
    }
    side.offset = offset + length;
    side.seqno = (seqno + length) >>> 0;
    side.chunks.push(data === null ? length : Buffer.from(data));
  }

  #misbehave() {
    if (this.mischief === 0) return;
    const { random, tracker } = this;
    const what = random(this.mischief);
    if (what === 0) throw new Error('mine');
    if (what === 1 && this.may_close) tracker.close();
    if (what === 2 && this.may_flush) tracker.flush();
    if (what === 3 && this.fed.length > 0) {
      for (let n = 1 + random(3); n > 0; n--)
        tracker.track_packet(this.fed[random(this.fed.length)]);
    }
  }

  /** Calls the tracker; what listeners throw on purpose is expected. */
  try(action) {
    try {
      action(this.tracker);
    } catch (error) {
      if (error.message !== 'mine') throw error;
    }
    if (this.problem !== null) throw this.problem;
  }

  feed(packet) {
    if (this.fed.length < 100) this.fed.push(packet);
    this.try((tracker) => tracker.track_packet(packet));
    const { sessions, buffered_bytes } = this.tracker.stats();
    const { max_sessions = Infinity, max_buffered_bytes_total = Infinity } = this.options;
    assert.ok(sessions <= max_sessions, `${sessions} sessions of ${max_sessions}`);
    assert.ok(buffered_bytes >= 0, `${buffered_bytes} bytes queued`);
    assert.ok(buffered_bytes <= max_buffered_bytes_total, `${buffered_bytes} bytes queued`);
  }

  close() {
    this.try((tracker) => tracker.close());
    const { sessions, buffered_bytes, opened, ended } = this.tracker.stats();
    assert.deepEqual([sessions, buffered_bytes], [0, 0], 'nothing is left after close()');
    assert.equal(opened, this.sessions.size);
    assert.equal(ended, opened);
    for (const { is_over, is_told } of this.sessions.values()) {
      assert.ok(is_over && is_told, "each session has its 'end'");
    }
  }
}

function random_options(random) {
  const options = {
    gap_timeout: [0, 1e-9, 0.01, 1, Infinity][random(5)],
    closed_timeout: random(20),
    idle_timeout: random(8) === 0 ? 0 : 5 + random(100),
    max_sessions: 1 + random(5),
    max_half_open: 1 + random(5),
    overlap_history: random(2) === 0 ? 0 : random(5000),
    defragment: random(2) === 0,
  };
  if (random(3) > 0) options.max_buffered_bytes = random(5000);
  if (random(3) > 0) options.max_buffered_bytes_total = random(8000);
  return options;
}

const pick_of = (random) => (list) => list[random(list.length)];

/** Segments at random. */
function run_chaos(random) {
  const pick = pick_of(random);
  const watched = new Watched(
    random,
    random_options(random),
    random(2) === 0 ? 0 : 5 + random(300),
  );
  watched.may_close = true;
  watched.may_flush = true;
  const base = [pick(EDGES), pick(EDGES)];
  const number = (side) => (base[side] + pick(DISTANCES) + (random(3) ? 0 : random(200))) >>> 0;
  const flags = random(2) === 0 ? FLAGS.slice(0, 5) : random(2) === 0 ? FLAGS : ODD_FLAGS;
  let time = 1e9;
  for (let n = 20 + random(120); n > 0; n--) {
    const is_send = random(2) === 0;
    const client = { ...CLIENT, port: CLIENT.port + (random(5) === 0 ? random(4) : 0) };
    const [from, to] = is_send ? [client, SERVER] : [SERVER, client];
    time += random(10) > 0 ? 0.001 : pick([3, 200, -100, 0]);
    const segment = {
      seq: number(is_send ? 0 : 1),
      ack: number(is_send ? 1 : 0),
      flags: pick(flags),
      window: pick([0, 1, 100, 65535]),
      data: Buffer.alloc(random(3) > 0 ? random(60) : random(3000), random(3)),
    };
    const frame = tcp_frame(from, to, segment);
    const keep = random(10) === 0 ? Math.max(54, frame.length - random(1000)) : frame.length;
    watched.feed(decode.packet(raw_packet(frame, time, 'LINKTYPE_ETHERNET', keep)));
    if (random(200) === 0) watched.try((tracker) => tracker.flush());
  }
  watched.close();
}

/** What neither end would take: it must change nothing. */
function forge(random, exchange, is_send) {
  const far = 0x40000000 + 100_000 + random(0x7ffd0000);
  const seq = (exchange.isn[is_send] + far) >>> 0;
  const flags = ['ACK', 'PSH,ACK', 'FIN,ACK', 'RST,ACK'][random(4)];
  const data = flags.startsWith('RST') ? undefined : Buffer.alloc(1 + random(100), 'x');
  return { is_send, segment: { seq, ack: (exchange.isn[!is_send] + 1) >>> 0, flags, data } };
}

/** An exchange without loss: all bytes come out, in order, and then the end. */
function run_exchange(random) {
  const pick = (min, max) => min + random(max - min + 1);
  const edge = (list) => (list[random(list.length)] + pick(-500, 500)) >>> 0;
  const exchange = make_exchange(pick, pick(0, 60), { true: edge(EDGES), false: edge(EDGES) });
  duplicate(exchange, pick);
  reorder(exchange, pick, pick(0, 20));
  for (let n = random(4); n > 0; n--) {
    const at = pick(exchange.middle.start, exchange.middle.end);
    exchange.packets.splice(at, 0, forge(random, exchange, random(2) === 0));
  }
  const options = { gap_timeout: pick(1, 100), overlap_history: random(2) * 10_000 };
  const watched = new Watched(random, options, random(2) === 0 ? 0 : 5 + random(30));
  let time = 1e9;
  for (const { is_send, segment } of exchange.packets) {
    const frame = is_send ? tcp_frame(CLIENT, SERVER, segment) : tcp_frame(SERVER, CLIENT, segment);
    time += 0.001;
    watched.feed(decode.packet(raw_packet(frame, time)));
  }
  // A handshake that is fed back after the end may open another one.
  const [[session, state]] = watched.sessions;
  if (watched.mischief === 0) assert.equal(watched.sessions.size, 1);
  for (const is_send of [true, false]) {
    const { chunks } = state[is_send ? 'send' : 'recv'];
    const gap = chunks.find((chunk) => typeof chunk === 'number');
    assert.equal(gap, undefined, 'nothing is missing');
    const bytes = Buffer.concat(chunks);
    assert.ok(bytes.equals(bytes_of(is_send, 0, exchange.sent[is_send])), 'the bytes are right');
  }
  assert.equal(session.end_reason, 'fin');
  watched.close();
}

exports.run = (seed) => {
  const random = random_source(seed);
  if (seed % 2 === 0) run_chaos(random);
  else run_exchange(random);
};
