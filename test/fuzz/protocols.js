'use strict';

// Conversations of PostgreSQL, MySQL, MQTT and the other protocols made of messages, mutated, cut,
// lost, repeated and mixed, through a tracker and their sessions. Whatever the bytes: nothing is
// thrown, 'end' comes once and last, and the memory that is held stays within the limits. A hang is
// seen by run.js.

const assert = require('node:assert/strict');
const { services } = require('../../lib/app/services');
const { AppSession } = require('../../lib/app/app_session');
const { TCPTracker } = require('../../lib/tcp');
const { CONVERSATIONS } = require('../app/conversations');
const { random_source } = require('../helpers/random');
const { raw_packet, tcp_frame } = require('../tcp/packets');

const CLIENT = { address: '192.0.2.1', port: 40000 };
const NAMES = Object.keys(CONVERSATIONS);

/** Bytes that say how long something is are worth being wrong. */
const ODD = [0, 1, 2, 4, 5, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];

function mutate(random, bytes) {
  const out = Buffer.from(bytes);
  for (let n = random(5); n > 0 && out.length > 0; n--) {
    const at = random(out.length);
    out[at] = random(2) ? ODD[random(ODD.length)] : random(256);
  }
  if (random(12) === 0) return out.subarray(0, random(out.length + 1));
  return random(20) === 0 ? Buffer.concat([out, out.subarray(random(out.length + 1))]) : out;
}

/** Steps of a conversation, in the order of another one now and then, and of others in between. */
function steps_of(random, name) {
  const steps = [];
  for (let n = 1 + random(4); n > 0; n--) {
    const from = CONVERSATIONS[random(8) === 0 ? NAMES[random(NAMES.length)] : name];
    steps.push(...(random(6) === 0 ? from.slice(random(from.length)) : from));
  }
  if (random(4) === 0) steps.push(['send', Buffer.alloc(random(100000), ODD[random(ODD.length)])]);
  return steps.map(([direction, bytes]) => [direction, random(3) ? bytes : mutate(random, bytes)]);
}

function packets_of(random, steps, server, missed_syn) {
  const seq = { send: 1000, recv: 2 ** 32 - 200 };
  const packets = [];
  const put = (direction, flags, data) => {
    const other = direction === 'send' ? 'recv' : 'send';
    const ends = direction === 'send' ? [CLIENT, server] : [server, CLIENT];
    packets.push(tcp_frame(...ends, { seq: seq[direction], ack: seq[other], flags, data }));
    seq[direction] = (seq[direction] + (data?.length ?? 0) + (/SYN|FIN/.test(flags) ? 1 : 0)) >>> 0;
  };
  if (!missed_syn) {
    put('send', 'SYN');
    put('recv', 'SYN,ACK');
    put('send', 'ACK');
  }
  const size = [1, 5, 60, 1400][random(4)];
  for (const [direction, bytes] of steps) {
    for (let at = 0; at < bytes.length && packets.length < 2000;) {
      const end = Math.min(bytes.length, at + 1 + random(size));
      put(direction, 'ACK', bytes.subarray(at, end));
      at = end;
    }
  }
  if (random(3)) put('send', 'FIN,ACK');
  const loss = random(2) ? 0 : 5 + random(100);
  return packets.filter((_, i) => loss === 0 || i < 3 || random(loss) > 0);
}

function run(seed) {
  const random = random_source(seed);
  const name = NAMES[random(NAMES.length)];
  const limit = [2000, 20000, 16 * 1024 * 1024][random(3)];
  const options = { max_held_bytes: limit, max_message: 1024 << random(7) };
  const { Session, ports } = services.get(name);
  const tracker = new TCPTracker({ gap_timeout: [0, 1][random(2)], server_ports: ports });
  tracker.budget.limit = [1000, 50000, Infinity][random(3)];
  const sessions = [];
  tracker.on('session', (tcp) => {
    const session = random(4)
      ? new Session(tcp, options)
      : new AppSession(tcp, { session_options: { [name]: options } });
    watch(session, sessions, random);
  });
  const server = { address: '192.0.2.2', port: ports[0] };
  let time = 1e9;
  for (const frame of packets_of(random, steps_of(random, name), server, random(3) === 0)) {
    time += random(10) / 1000;
    tracker.track_packet(raw_packet(frame, time));
    for (const { session } of sessions) {
      const is_app = session instanceof AppSession;
      assert.ok(
        is_app || session.held_bytes <= limit,
        `${session.held_bytes} of ${limit} bytes held`,
      );
    }
    assert.ok(tracker.budget.bytes <= tracker.budget.limit);
  }
  tracker.close();
  for (const { session, ends } of sessions) assert.equal(ends, 1, session.constructor.name);
  assert.equal(tracker.budget.bytes, 0);
}

function watch(session, sessions, random) {
  const state = { session, ends: 0 };
  sessions.push(state);
  const { emit } = session;
  session.emit = (event, ...rest) => {
    assert.equal(state.ends, 0, `${event} after 'end'`);
    if (event === 'end') state.ends++;
    if (random(10) === 0)
      JSON.stringify(rest.slice(1), (key, value) => (typeof value === 'bigint' ? '' : value));
    return emit.call(session, event, ...rest);
  };
}

exports.run = run;
exports.NAMES = NAMES;
