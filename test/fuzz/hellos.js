'use strict';

// Datagrams that open DTLS and QUIC connections: hellos in fragments, in any order, changed under
// keys that open, cut, repeated. Nothing is thrown, each DTLS connection is told once, and what is
// remembered stays within the limits.

const assert = require('node:assert/strict');
const { DTLSTracker } = require('../../lib/app/dtls');
const { QUICTracker } = require('../../lib/app/quic');
const { initial } = require('../app/quic/initial');
const { answer, datagram } = require('../helpers/datagram');
const { random_source } = require('../helpers/random');

const MAX_CONNECTIONS = 8;
const MAX_HELD = 4000;
const SERVER_HELLO = Buffer.from(
  `0303${'11'.repeat(32)}00${'130100'}${'0006'}002b00020304`, // version, random … extensions
  'hex',
);
const TYPES = [1, 2, 3, 11, 14];
const CLIENT_HELLO = Buffer.from(
  `0303${'22'.repeat(32)}00` + // version, random, session id
    '0004130113020100' + // suites, compression
    '003c' + // extensions
    '0000000e000c0000096c6f63616c686f7374' + // server name
    '00100005000302' +
    '6832' + // ALPN
    '000a00060004001d0017000d0006000404030804' + // groups, signatures
    '002b0003020304002d00020101', // versions, modes of keys
  'hex',
);
const COOKIE_AT = 35;
const samples = [
  CLIENT_HELLO,
  Buffer.concat([
    CLIENT_HELLO.subarray(0, COOKIE_AT),
    Buffer.from([0]),
    CLIENT_HELLO.subarray(COOKIE_AT),
  ]),
  SERVER_HELLO,
  Buffer.alloc(300, 0xab),
];

function mutate(random, bytes) {
  const out = Buffer.from(bytes);
  for (let n = random(4); n > 0 && out.length > 0; n--) out[random(out.length)] = random(256);
  return random(8) === 0 ? out.subarray(0, random(out.length + 1)) : out;
}

const u16 = (number) => Buffer.from([number >> 8, number & 255]);
const u24 = (number) => Buffer.from([number >> 16, (number >> 8) & 255, number & 255]);

function dtls_fragment(random, body) {
  const from = random(body.length + 1);
  const to = random(3) ? body.length : from + random(body.length - from + 1);
  const start = random(3) ? 0 : from;
  const head = [Buffer.from([TYPES[random(TYPES.length)]]), u24(body.length), u16(random(4))];
  return Buffer.concat([...head, u24(start), u24(to - start), body.subarray(start, to)]);
}

function dtls(random) {
  const records = [];
  for (let n = 1 + random(3); n > 0; n--) {
    const content = dtls_fragment(random, mutate(random, samples[random(samples.length)]));
    const type = random(6) ? 22 : 20 + random(6);
    const head = [Buffer.from([type]), u16(0xfefd + 2 * random(2)), u16(random(8) ? 0 : 1)];
    records.push(...head, Buffer.alloc(6), u16(content.length), content);
  }
  return mutate(random, Buffer.concat(records));
}

function quic(random) {
  const body = mutate(random, samples[random(samples.length)]);
  const message = Buffer.concat([Buffer.from([random(3) ? 1 : 2]), u24(body.length), body]);
  const at = random(2) ? 0 : random(message.length);
  const to = random(3) ? message.length : at + random(message.length - at + 1);
  const dcid = Buffer.alloc(8, random(3));
  const sender = random(3) ? 'client' : 'server';
  const how = {
    version: 1 + random(2),
    dcid,
    sender,
    keys: random(4) ? dcid : Buffer.alloc(8, random(3)),
  };
  const bytes = initial({ ...how, frames: [[at, message.subarray(at, to)]] });
  return random(4) ? bytes : mutate(random, bytes);
}

exports.run = (seed) => {
  const random = random_source(seed);
  const limits = { max_connections: MAX_CONNECTIONS };
  const trackers = [
    new QUICTracker(limits),
    new DTLSTracker({ ...limits, max_held_bytes: MAX_HELD }),
  ];
  const told = new Set();
  trackers[1].on('connection', (connection) => {
    assert.ok(!told.has(connection), 'a connection was told twice');
    told.add(connection);
    JSON.stringify(connection);
  });
  trackers[0].on('connection', (connection) => JSON.stringify(connection));
  for (let n = 20 + random(40); n > 0; n--) {
    const bytes = random(2) ? dtls(random) : quic(random);
    const ends = { sport: 50000 + random(12) };
    const packet = (random(3) ? datagram : answer)(bytes, ends);
    for (const tracker of trackers) {
      tracker.track_packet(packet);
      assert.ok(tracker.size <= MAX_CONNECTIONS);
    }
  }
  trackers[1].close();
  assert.equal(trackers[1].size, 0);
};
