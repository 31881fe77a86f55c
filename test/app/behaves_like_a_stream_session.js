'use strict';

// What holds for each session of a protocol made of messages, tried on its conversation.

const assert = require('node:assert/strict');
const { AppSession } = require('../../lib/app');
const { services } = require('../../lib/app/services');
const { random_source } = require('../helpers/random');
const { CONVERSATIONS } = require('./conversations');
const { FakeTCP } = require('./http1/fake_tcp');

// Events as JSON, without what depends on the pieces in which bytes come.
function record(session) {
  const log = [];
  const { emit } = session;
  session.emit = (name, self, ...rest) => {
    if (name !== 'end') log.push(JSON.stringify([name, ...rest], without_times));
    return emit.call(session, name, self, ...rest);
  };
  return log;
}

const TIMES = new Set(['start', 'end', 'latency', 'time', 'end_time']);

function without_times(key, value) {
  if (typeof value === 'bigint') return String(value);
  return TIMES.has(key) ? undefined : value;
}

/**
 * Plays a conversation into a session; returns what it tells. `change` maps [direction, bytes] to a
 * list of them.
 */
function play(name, steps, { change = (step) => [step], options, missed_syn } = {}) {
  const tcp = new FakeTCP({ missed_syn });
  const { Session } = services.get(name);
  const session = new Session(tcp, options);
  const log = record(session);
  for (const step of steps) {
    for (const [direction, bytes] of change(step)) {
      if (typeof bytes === 'number') tcp.gap(direction, bytes);
      else tcp.data(direction, bytes);
    }
  }
  tcp.end();
  return { session, log };
}

function behaves_like_a_stream_session(name) {
  const steps = CONVERSATIONS[name];
  const whole = () => play(name, steps).log;

  describe('as any session', function () {
    it('tells the same whatever the pieces in which the bytes come', function () {
      const expected = whole();
      assert.ok(expected.length > 0);
      const in_bytes = ([direction, bytes]) =>
        Array.from(bytes, (_, i) => [direction, bytes.subarray(i, i + 1)]);
      assert.deepEqual(play(name, steps, { change: in_bytes }).log, expected);
      for (let at = 1; at < 40; at++) {
        const change = ([direction, bytes]) =>
          [
            [direction, bytes.subarray(0, at)],
            [direction, bytes.subarray(at)],
          ].filter(([, part]) => part.length > 0);
        assert.deepEqual(play(name, steps, { change }).log, expected, `cut at ${at}`);
      }
    });

    it('is found by the first bytes', function () {
      const tcp = new FakeTCP();
      const [port] = services.get(name).ports;
      [tcp.src, tcp.dst] = ['192.0.2.1:40000', `192.0.2.2:${port}`];
      const app = new AppSession(tcp);
      for (const [direction, bytes] of steps)
        for (const byte of bytes) tcp.data(direction, Buffer.from([byte]));
      tcp.end();
      assert.equal(app.service, name);
    });

    it('goes on after a segment that is missing, whichever it is', function () {
      for (let lost = 0; lost < steps.length; lost++) {
        let n = 0;
        const change = ([direction, bytes]) => [
          n++ === lost ? [direction, bytes.length] : [direction, bytes],
        ];
        const { log, session } = play(name, [...steps, ...steps.slice(2)], { change });
        assert.ok(log.length > 0, `without ${lost}`);
        assert.equal(session.held_bytes >= 0, true);
      }
    });

    it('can be joined late, anywhere', function () {
      for (let from = 0; from < steps.length; from++) {
        play(name, steps.slice(from), { missed_syn: true });
      }
    });

    it('survives garbage, and stays within its limits', function () {
      const random = random_source(11);
      const options = { max_held_bytes: 3000 };
      for (let run = 0; run < 200; run++) {
        const change = ([direction, bytes]) => {
          const out = Buffer.from(bytes);
          for (let n = random(4); n > 0; n--) out[random(out.length)] = random(256);
          return random(12) === 0
            ? [
                [direction, 1 + random(50)],
                [direction, out],
              ]
            : [[direction, out]];
        };
        const { session } = play(name, [...steps, ...steps], {
          change,
          options,
          missed_syn: random(4) === 0,
        });
        assert.ok(session.held_bytes <= 3000);
      }
    });

    it('takes other protocols for what they are: it tells nothing', function () {
      const http = [
        ['send', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
        ['recv', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
      ];
      assert.deepEqual(play(name, http).log, []);
    });
  });
}

exports.behaves_like_a_stream_session = behaves_like_a_stream_session;
exports.play = play;
