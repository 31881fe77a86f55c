'use strict';

// TLS connections of random content under test secrets. Seeds by fours: as they are, where all must
// be told; with bytes missing, records of valid tags out of place, and secrets that come late,
// where nothing may be told that was not said; with bytes changed, where nothing may break; with
// changed content under valid tags, where nothing may break either, in no session above.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { AppSession } = require('../../lib/app');
const { HTTPSession } = require('../../lib/app/http1');
const { RedisSession } = require('../../lib/app/redis');
const { TLSKeys, TLSSession } = require('../../lib/app/tls');
const { SUITES, plain, sealed } = require('../app/tls/sealer');
const { PREFACE, settings } = require('../app/http2/encode');
const { FakeTCP } = require('../app/http1/fake_tcp');
const { random_source } = require('../helpers/mutate');

const MAX_HELD = 64 * 1024; // option max_held_bytes
const MESSAGES = [0, 1, 2, 4, 5, 8, 11, 15, 20, 25, 77]; // KeyUpdate excepted
const SEALED = 100; // records of changed content in a run
const HANDSHAKE = 22;
const KEY_UPDATE = 24;
const DATA = 23;
const CERTIFICATE = fs.readFileSync(
  path.join(__dirname, '..', 'app', 'tls', 'certificate', 'certificate.pem'),
  'latin1',
);
const SEGMENTS = [1, 7, 100, 1448, 20000];

function u24(number) {
  return Buffer.from([number >> 16, number >> 8, number]);
}

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type]), u24(body.length), body]);
}

const DER = Buffer.from(CERTIFICATE.replace(/-----.*-----|\n/g, ''), 'base64');
const ENTRY = Buffer.concat([u24(DER.length), DER, Buffer.from([0, 0])]);
const text = (latin1) => Buffer.from(latin1, 'latin1');

/** [type of the record, content] */
const SAMPLES = [
  [HANDSHAKE, message(8, Buffer.from('000b0010000500030268320000', 'hex'))],
  [HANDSHAKE, message(11, Buffer.from([0]), u24(ENTRY.length), ENTRY)],
  [HANDSHAKE, message(25, Buffer.from('00010003e800000f', 'hex'), Buffer.alloc(15, 0x78))],
  [HANDSHAKE, message(4, Buffer.from('00001c200102030402000100100000', 'hex'))],
  [HANDSHAKE, message(KEY_UPDATE, Buffer.from([0]))],
  [HANDSHAKE, message(20, Buffer.alloc(32))],
  [21, Buffer.from([2, 40])],
  [20, Buffer.from([1])],
  [DATA, text('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc')],
  [DATA, text('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n')],
  [DATA, Buffer.concat([Buffer.from(PREFACE), settings({ 3: 100 })])],
  [DATA, Buffer.from('00000c0105000000018286418a089d5c0b8170dc640f', 'hex')],
  [DATA, text('*2\r\n$3\r\nGET\r\n$1\r\na\r\n')],
];

/** One connection: pieces in the order of time, and what each side says. */
class Connection {
  pieces = []; // [direction, bytes]
  said = { send: '', recv: '' };

  constructor(random) {
    this.random = random;
    const early = [undefined, undefined, 'accepted', 'rejected'][random(4)];
    this.made = sealed(SUITES[random(SUITES.length)], { early });
    this.put('send', this.made.hello);
    if (early !== undefined) this.early(early === 'accepted');
    for (const record of this.made.flight_records) this.put('recv', record);
    this.put('send', this.made.finish());
    const count = random(30);
    for (let i = 0; i < count; i++) this.step();
  }

  put(direction, bytes) {
    this.pieces.push([direction, bytes]);
  }

  early(is_accepted) {
    const text = this.text();
    this.put('send', this.made.client.data(text));
    if (is_accepted) this.said.send += text;
  }

  text() {
    const { random } = this;
    const size = random(8) === 0 ? random(16000) : random(200);
    if (random(20) === 0) return '';
    return `<${this.pieces.length}>${String.fromCharCode(64 + random(60)).repeat(size)}`;
  }

  step() {
    const { random } = this;
    const direction = random(2) === 0 ? 'send' : 'recv';
    const sealer = direction === 'send' ? this.made.client : this.made.server;
    const kind = random(20);
    if (kind === 0) {
      this.put(direction, sealer.message(24, Buffer.from([0])));
      sealer.update();
    } else if (kind === 1) {
      const type = MESSAGES[random(MESSAGES.length)];
      this.put(direction, sealer.message(type, Buffer.alloc(random(99), random(256))));
    } else if (kind === 2)
      this.put(direction, sealer.seal(21, Buffer.alloc(random(4), random(120))));
    else if (kind === 3) this.put(direction, plain(20, Buffer.from([1])));
    else {
      const text = this.text();
      const padding = random(6) === 0 ? random(300) : 0;
      this.put(direction, sealer.data(text, { padding }));
      this.said[direction] += text;
    }
  }
}

/** Cuts the pieces into segments, which may join neighbors of a direction. */
function segments(pieces, random) {
  const size = SEGMENTS[random(SEGMENTS.length)];
  const found = [];
  for (const [direction, bytes] of pieces) {
    const last = found.at(-1);
    if (last?.[0] === direction && random(3) === 0) last[1] = Buffer.concat([last[1], bytes]);
    else found.push([direction, bytes]);
  }
  return found.flatMap(([direction, bytes]) => {
    const cut = [];
    for (let at = 0; at < bytes.length; at += size)
      cut.push([direction, bytes.subarray(at, at + size)]);
    return cut;
  });
}

/** Plays a connection; returns what was told of each direction: texts, and null for a gap. */
function play(connection, list, { lose = 0 } = {}) {
  const { random, made } = connection;
  const keys = new TLSKeys();
  const late = random(3) === 0 ? random(list.length + 1) : 0;
  const tcp = new FakeTCP();
  const tls = new TLSSession(tcp, { keys, max_wait: 1e9, max_held_bytes: MAX_HELD });
  const told = { send: [], recv: [] };
  let limits = 0;
  for (const direction of ['send', 'recv']) {
    tls.on(`data ${direction}`, (_, data) => told[direction].push(data.latin1Slice()));
  }
  tls.on('gap', (_, direction) => told[direction].push(null));
  tls.on('limit', () => (limits += 1));
  let hello = made.hello.length; // without it nothing is known; what follows may look like text
  list.forEach(([direction, bytes], at) => {
    if (at === late) keys.add(made.keys.join('\n'));
    if (hello <= 0 && lose > 0 && random(lose) === 0) tcp.gap(direction, bytes.length);
    else tcp.data(direction, bytes);
    hello -= bytes.length;
    assert.ok(tls.held_bytes <= MAX_HELD, `${tls.held_bytes} bytes held`);
  });
  keys.add(made.keys.join('\n'));
  tcp.end();
  keys.close();
  return { told, limits };
}

/**
 * Each text must be found after the one before it, and right after it where there is no gap
 * between.
 */
function check_pieces(told, said) {
  let at = 0;
  let is_behind_gap = true;
  for (const text of told) {
    if (text === null) {
      is_behind_gap = true;
      continue;
    }
    const found = is_behind_gap ? said.indexOf(text, at) : at;
    assert.ok(
      found >= 0 && said.startsWith(text, found),
      `told, but not said: ${text.slice(0, 40)}`,
    );
    at = found + text.length;
    is_behind_gap = false;
  }
}

function run_whole(connection) {
  const list = segments(connection.pieces, connection.random);
  const { told, limits } = play(connection, list);
  if (limits > 0) return;
  for (const direction of ['send', 'recv']) {
    assert.equal(told[direction].join(''), connection.said[direction]);
    assert.ok(!told[direction].includes(null));
  }
}

function run_lossy(connection) {
  const { random } = connection;
  const list = segments(connection.pieces, random);
  const { told } = play(connection, list, { lose: 3 + random(20) });
  for (const direction of ['send', 'recv']) {
    check_pieces(told[direction], connection.said[direction]);
  }
}

function run_changed(connection) {
  const { random } = connection;
  const list = segments(connection.pieces, random);
  for (let i = random(5); i >= 0 && list.length > 0; i--) change(list, random);
  play(connection, list, { lose: random(2) * 9 });
}

// Records that come again or in the wrong order have valid tags, those of changed bytes have not.
function change(list, random) {
  const at = random(list.length);
  const [direction, bytes] = list[at];
  const kind = random(5);
  if (kind === 0) list.splice(at, 1);
  else if (kind === 1) list.splice(random(list.length), 0, [direction, bytes]);
  else if (kind === 2) list[at] = [direction === 'send' ? 'recv' : 'send', bytes];
  else if (bytes.length > 0) {
    const changed = Buffer.from(bytes);
    const count = kind === 3 ? 1 : 1 + random(20);
    const from = random(4) === 0 ? 0 : random(changed.length);
    for (let i = 0; i < count; i++) changed[(from + i) % changed.length] = random(256);
    list[at] = [direction, changed];
  }
}

// Messages and content as real ones, and what is left of them when bytes are changed, cut or
// doubled.
function nonsense(random) {
  const samples = SAMPLES[random(SAMPLES.length)];
  const bytes = Buffer.from(samples[1]);
  for (let n = random(6); n > 0; n--) bytes[random(bytes.length)] = random(256);
  const kind = random(4);
  const cut = kind === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
  return [
    random(10) === 0 ? random(256) : samples[0],
    kind === 1 ? Buffer.concat([cut, cut]) : cut,
  ];
}

function run_sealed({ random, made }) {
  const keys = new TLSKeys();
  keys.add(made.keys.join('\n'));
  const tcp = new FakeTCP();
  const tls = new TLSSession(tcp, { keys, max_held_bytes: MAX_HELD });
  const Session = [HTTPSession, RedisSession, AppSession][random(3)];
  const above = new Session(tls, { max_held_bytes: MAX_HELD });
  tcp.send(made.hello);
  for (const record of made.flight_records) tcp.recv(record);
  tcp.send(made.finish());
  for (let n = 0; n < SEALED; n++) {
    const direction = random(2) === 0 ? 'send' : 'recv';
    const sealer = direction === 'send' ? made.client : made.server;
    const [type, content] = nonsense(random);
    const padding = random(8) === 0 ? random(300) : 0;
    tcp.data(direction, sealer.seal(type, content, { padding }));
    if (type === HANDSHAKE && content[0] === KEY_UPDATE && content.length === 5) sealer.update();
    assert.ok(tls.held_bytes <= MAX_HELD, `${tls.held_bytes} bytes held`);
    assert.ok(above.held_bytes <= 2 * MAX_HELD, `${above.held_bytes} bytes held above`);
  }
  tcp.end();
  keys.close();
}

const RUNS = [run_whole, run_lossy, run_changed, run_sealed];

exports.run = function run(seed) {
  const random = random_source(seed);
  const connection = new Connection(random);
  RUNS[seed % RUNS.length](connection);
};
