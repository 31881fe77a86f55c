'use strict';

// Golden captures of stores and brokers: what their sessions tell of all of it, of its truncated
// twin, and where any one segment is missing. What is paired is paired as in the whole capture, and
// a segment costs what it has.

const assert = require('node:assert/strict');
const { AppSession } = require('../../lib/app');
const { TCPTracker } = require('../../lib/tcp');
const { path_of, raw_packets } = require('../helpers/golden');
const { record, told } = require('../helpers/wire');

/**
 * Of each service: the event that has pairs, and both of a pair. Its capture, if not of that name.
 */
const PAIRS = {
  sip: ['sip complete', (request) => [request, request.answer], 'sip_tcp'],
  dns: ['dns response', (response) => [response.query, response], 'dns_tcp'],
  memcached: ['memcached reply', (reply) => [reply.command, reply]],
  kafka: ['kafka response', (response) => [response.request, response]],
  mongodb: ['mongodb reply', (reply) => [reply.command, reply]],
  amqp: ['amqp complete', (method) => [method, method.answer]],
};

/**
 * Pairs that one segment costs at most: it has up to so many requests or answers, or what comes
 * next is not sure.
 */
const MOST_LOST = { memcached: 5, amqp: 2, mongodb: 1, kafka: 1, sip: 2, dns: 1 };

function events_of(service, packets) {
  const found = [];
  const tracker = new TCPTracker({ gap_timeout: 0.001 });
  tracker.on('session', (tcp) => {
    const events = [];
    found.push(events);
    new AppSession(tcp).on('service', (_, name, app) => {
      assert.equal(name ?? service, service);
      if (app !== undefined) record(app, events);
    });
  });
  for (const raw of packets) tracker.track_packet(raw);
  tracker.close();
  return found;
}

const TIMES = new Set(['start', 'end', 'time', 'latency', 'number', 'answer']);
const text_of = (value) =>
  JSON.stringify(value, (key, each) => {
    if (typeof each === 'bigint') return String(each);
    return TIMES.has(key) && key !== 'time' && key !== 'start' ? undefined : each;
  });

/** Pairs as texts, with the times of both, which tell them apart. */
function pairs_of(service, packets) {
  const [event, both] = PAIRS[service];
  const told_ = events_of(service, packets).flatMap((events) => told(events, event));
  return told_
    .map(both)
    .filter(([question]) => question !== undefined)
    .map((pair) => pair.map(text_of).join(' → '));
}

describe('captures of stores and brokers', function () {
  this.timeout(60000);

  for (const service of Object.keys(PAIRS)) {
    const capture = PAIRS[service][2] ?? service;
    const packets = raw_packets(path_of(capture, '.pcap'));
    const whole = pairs_of(service, packets);

    it(`${service}: all is read, and told with its latency`, function () {
      const events = events_of(service, packets).flat();
      assert.deepEqual(told(events, `${service} error`), []);
      assert.ok(whole.length > 3);
      const [event, both] = PAIRS[service];
      for (const message of told(events, event)) {
        const latency = both(message).find((each) => each?.latency !== undefined)?.latency;
        assert.ok(latency >= 0, text_of(message));
      }
    });

    it(`${service}: the truncated twin has no other pairs`, function () {
      const cut = pairs_of(service, raw_packets(path_of(capture, '.cut.pcap')));
      const questions = new Set(whole.map((pair) => time_of(pair)));
      for (const pair of cut) assert.ok(questions.has(time_of(pair)), pair);
    });

    it(`${service}: a segment that is missing costs what it has`, function () {
      const expected = new Set(whole);
      for (let lost = 0; lost < packets.length; lost++) {
        const found = pairs_of(
          service,
          packets.filter((_, i) => i !== lost),
        );
        for (const pair of found) assert.ok(expected.has(pair), `without ${lost + 1}: ${pair}`);
        const missing = whole.length - found.length;
        assert.ok(
          missing <= MOST_LOST[service],
          `without ${lost + 1}: ${missing} pairs are missing`,
        );
      }
    });
  }
});

/** The times at which both of a pair begin. */
const time_of = (pair) =>
  [...pair.matchAll(/"(?:start|time)":([\d.]+)/g)].map(([, time]) => time).join();
