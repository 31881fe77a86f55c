'use strict';

// Streams of HTTP, WebSocket and Redis, mutated, lost, repeated and reordered in part, through a
// tracker and the sessions above it, with listeners that throw and close. Whatever the bytes:
// nothing else is thrown, 'end' comes once and last, the memory held stays within the limits, and
// no packet takes longer than PACKET_CPU_MS.

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const decode = require('../../lib/decode');
const { HTTPSession, WebSocketSession } = require('../../lib/app/http1');
const { RedisSession } = require('../../lib/app/redis');
const { TCPTracker } = require('../../lib/tcp');
const { raw_packet, tcp_frame } = require('../tcp/packets');
const { random_source } = require('../helpers/random');

// Generous: collections of garbage count, and other processes may slow the CPU down.
const PACKET_CPU_MS = 1000;
const CLIENT = { address: '192.0.2.1', port: 40000 };
const SERVER = { address: '192.0.2.2', port: 80 };

const EVENTS = [
  ...['http request', 'http request body', 'http request complete', 'http information'],
  ...['http response', 'http response body', 'http response complete', 'http error'],
  ...['http tunnel', 'http upgrade', 'http2', 'tls', 'websocket upgrade', 'websocket message'],
  ...['websocket ping', 'websocket pong', 'websocket close', 'websocket error'],
  ...['redis command', 'redis reply', 'redis push', 'redis error', 'limit', 'end'],
];

const HTTP_HEADERS = [
  'Host: a.example',
  'Content-Length: 0',
  'Content-Length: 5',
  'Content-Length: 999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: identity',
  'Connection: close',
  'Connection: upgrade',
  'Upgrade: websocket',
  'Upgrade: h2c',
  'Expect: 100-continue',
  'Sec-WebSocket-Extensions: permessage-deflate',
  'bad header',
  ' folded',
  '__proto__: x',
];
const REQUEST_LINES = [
  'GET / HTTP/1.1',
  'POST /a HTTP/1.1',
  'HEAD / HTTP/1.0',
  'CONNECT a:1 HTTP/1.1',
];
const STATUS_LINES = [
  ...['HTTP/1.1 200 OK', 'HTTP/1.1 100 Continue', 'HTTP/1.1 101 Switching', 'HTTP/1.0 204 '],
  ...['HTTP/1.1 304 Not Modified', 'HTTP/1.1 401 Unauthorized', 'HTTP/1.1 999 x'],
];
const BODIES = [
  '',
  'hello',
  '5\r\nhello\r\n0\r\n\r\n',
  '0\r\na: b\r\n\r\n',
  'ffffffffff\r\nx',
  'x'.repeat(3000),
];
const RESP = [
  ...[
    '+OK\r\n',
    '-ERR x\r\n',
    ':1\r\n',
    '$5\r\nhello\r\n',
    '$-1\r\n',
    '*0\r\n',
    '*2\r\n:1\r\n:2\r\n',
  ],
  ...[
    '*1\r\n$4\r\nPING\r\n',
    '*2\r\n$3\r\nGET\r\n$1\r\na\r\n',
    '$?\r\n;2\r\nab\r\n;0\r\n',
    '_\r\n',
    '#t\r\n',
  ],
  ...[
    '%1\r\n+a\r\n:1\r\n',
    '>2\r\n+message\r\n+x\r\n',
    '|1\r\n+a\r\n+b\r\n',
    '*?\r\n:1\r\n.\r\n',
    ',1.5\r\n',
  ],
  ...[
    '*1\r\n$5\r\nMULTI\r\n',
    '+QUEUED\r\n',
    '*1\r\n$7\r\nMONITOR\r\n',
    '*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n',
  ],
  ...[
    'PING\r\n',
    '*99999999\r\n',
    '$99999\r\nxx',
    '*-1\r\n',
    '=8\r\ntxt:abcd\r\n',
    '(12345678901234567890\r\n',
  ],
];

function websocket_frame(random) {
  const opcode = [0, 1, 2, 8, 9, 10, 3][random(7)];
  let data = Buffer.from('hello '.repeat(random(30)));
  const compressed = random(2) === 0 && opcode < 3;
  if (compressed) data = zlib.deflateRawSync(data).subarray(0, -1);
  if (opcode > 7) data = data.subarray(0, 125);
  const head = [(random(4) ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode];
  const mask = random(2) ? 0x80 : 0;
  if (data.length < 126) head.push(mask | data.length);
  else head.push(mask | 126, data.length >> 8, data.length & 255);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(mask ? 4 : 0), data]);
}

function http_message(random, lines) {
  const pick = (list) => list[random(list.length)];
  const headers = Array.from({ length: random(5) }, () => pick(HTTP_HEADERS));
  return Buffer.from([pick(lines), ...headers, '', pick(BODIES)].join('\r\n'), 'latin1');
}

/** A stream of one direction, of `kind`. */
function make_stream(random, kind, is_client) {
  const parts = [];
  for (let n = random(12); n >= 0; n--) {
    if (kind === 'redis') parts.push(Buffer.from(RESP[random(RESP.length)], 'latin1'));
    else if (kind === 'websocket') parts.push(websocket_frame(random));
    else parts.push(http_message(random, is_client ? REQUEST_LINES : STATUS_LINES));
    if (random(20) === 0) parts.push(Buffer.concat(Array(1 + random(3000)).fill(parts.at(-1))));
  }
  if (kind === 'upgrade') {
    const more =
      'Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
    const line = is_client ? 'GET / HTTP/1.1' : 'HTTP/1.1 101 Switching Protocols';
    parts.unshift(Buffer.from(`${line}\r\n${more}`));
    for (let n = random(20); n > 0; n--) parts.push(websocket_frame(random));
  }
  return Buffer.concat(parts).subarray(0, 200000);
}

function mutate(random, bytes) {
  let out = Buffer.from(bytes);
  for (let n = random(6); n > 0 && out.length > 0; n--) {
    const at = random(out.length);
    const length = Math.min(out.length - at, 1 + random(random(3) ? 4 : 300));
    const [before, piece, after] = [
      out.subarray(0, at),
      out.subarray(at, at + length),
      out.subarray(at + length),
    ];
    const changed = [
      () => piece.map((byte) => byte ^ (1 << random(8))),
      () => Buffer.alloc(0),
      () => Buffer.concat([piece, piece]),
      () => Buffer.from(['\r\n', '\n', '0', ':', '*', 'HTTP/1.1', '\0', '$'][random(8)]),
      () => Buffer.from(Array.from({ length }, () => random(256))),
    ][random(5)]();
    out = Buffer.concat([before, changed, after]);
  }
  return out;
}

/** Both streams as packets, some of them lost, repeated, swapped. */
function packets_of(random, streams, missed_syn) {
  const [from, to] = [CLIENT, SERVER];
  const seq = [1000 + random(1000), random(2) ? 2 ** 32 - 100 : 5000];
  const frames = [];
  const put = (side, flags, data) => {
    const ends = side === 0 ? [from, to] : [to, from];
    frames.push(tcp_frame(...ends, { seq: seq[side], ack: seq[1 - side], flags, data }));
    seq[side] = (seq[side] + (data?.length ?? 0) + (/SYN|FIN/.test(flags) ? 1 : 0)) >>> 0;
  };
  if (!missed_syn) {
    put(0, 'SYN');
    put(1, 'SYN,ACK');
    put(0, 'ACK');
  }
  const handshake = frames.length;
  const size = [1, 7, 100, 1400, 60000][random(5)];
  const at = [0, 0];
  for (let n = 0; n < 3000 && (at[0] < streams[0].length || at[1] < streams[1].length); n++) {
    const side = random(2);
    const end = Math.min(streams[side].length, at[side] + 1 + random(size));
    if (end > at[side]) put(side, 'ACK', streams[side].subarray(at[side], end));
    at[side] = end;
  }
  for (const side of random(3) ? [0, 1] : []) put(side, 'FIN,ACK');
  const loss = random(3) ? 0 : 10 + random(100);
  for (let i = frames.length - 1; loss > 0 && i >= handshake; i--) {
    if (random(loss) > 0) continue;
    if (random(2)) frames.splice(i, 1);
    else frames.splice(i + random(5), 0, frames[i]);
  }
  return frames;
}

class Watched {
  constructor(random) {
    this.random = random;
    this.mischief = random(2) ? 0 : 20 + random(300);
    this.limit = [2000, 20000, 300000][random(3)];
    this.tracker = new TCPTracker({ gap_timeout: [0, 0.01, 1][random(3)] });
    this.tracker.budget.limit = [1000, 50000, Infinity][random(3)];
    this.sessions = [];
    this.problem = null;
  }

  /** Puts the session of `kind` above each connection. */
  use(kind) {
    const options = { max_held_bytes: this.limit };
    this.tracker.on('session', (tcp) => {
      const session =
        kind === 'redis'
          ? new RedisSession(tcp, { ...options, max_value: 10000, max_string: 1000 })
          : kind === 'websocket'
            ? new WebSocketSession(tcp, { ...options, max_message_size: 5000 })
            : new HTTPSession(tcp, { ...options, max_message_size: 5000 });
      const state = { session, ends: 0 };
      this.sessions.push(state);
      for (const event of EVENTS) session.on(event, () => this.#heard(state, event));
    });
  }

  #heard(state, event) {
    if (state.ends > 0) this.problem ??= new Error(`'${event}' after 'end'`);
    if (event === 'end') state.ends++;
    if (this.mischief === 0) return;
    const what = this.random(this.mischief);
    if (what === 0) throw new Error('mine');
    if (what === 1 && this.random(20) === 0) this.tracker.close();
  }

  try(action) {
    const before = process.cpuUsage();
    try {
      action();
    } catch (error) {
      if (error.message !== 'mine') throw error;
    }
    if (this.problem !== null) throw this.problem;
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < PACKET_CPU_MS * 1000, `a packet took ${(user + system) / 1000} ms`);
    for (const { session } of this.sessions) {
      assert.ok(
        session.held_bytes <= this.limit,
        `${session.constructor.name} ${session.held_bytes} of ${this.limit} bytes held`,
      );
    }
    const { bytes, limit } = this.tracker.budget;
    assert.ok(bytes >= 0 && bytes <= limit, `${bytes} of ${limit} bytes held together`);
  }

  close() {
    this.try(() => this.tracker.close());
    for (const { ends } of this.sessions) assert.equal(ends, 1, "each session has its 'end'");
    assert.equal(this.tracker.budget.bytes, 0, 'nothing is held at the end');
  }
}

function run(seed) {
  const random = random_source(seed);
  const kind = ['http', 'upgrade', 'websocket', 'redis'][random(4)];
  const streams = [0, 1].map((side) => mutate(random, make_stream(random, kind, side === 0)));
  const watched = new Watched(random);
  watched.use(kind);
  let time = 1e9;
  for (const frame of packets_of(random, streams, random(3) === 0)) {
    time += random(10) / 1000;
    const packet = decode.packet(raw_packet(frame, time));
    watched.try(() => watched.tracker.track_packet(packet));
  }
  watched.close();
}

exports.run = run;
