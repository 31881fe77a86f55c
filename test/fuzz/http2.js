'use strict';

// HTTP/2 connections of random exchanges. Seeds by threes: seen from the beginning, where all must
// be told; with bytes missing or joined late, where nothing may be told that was not sent; with
// frames that are wrong, where nothing may break.

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../lib/app/http1');
const { GRPCSession } = require('../../lib/app/grpc');
const { FakeTCP } = require('../app/http1/fake_tcp');
const { random_source } = require('../helpers/mutate');
const { PREFACE, Peer, frame, settings } = require('../app/http2/encode');
const { END_HEADERS, END_STREAM, PADDED } = require('../app/http2/encode');

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200];
const STATUSES = ['200', '204', '302', '404', '418', '503'];
const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE'];
const EDGES = [0, 1, 4, 8, 9, 31, 32, 62, 63, 64, 127, 128, 191, 192, 254, 255];
const MAX_HELD = 1024 * 1024; // option max_held_bytes

/** One connection: what each side sends, in the order of time, and the messages that it means. */
class Connection {
  pieces = []; // [direction, bytes]
  truth = new Map(); // 'request 1' -> { fields, body, trailers }; lists of fields for 1xx

  constructor(random) {
    this.random = random;
    this.peers = { send: new Peer(random), recv: new Peer(random) };
    this.put('send', Buffer.concat([Buffer.from(PREFACE), settings({ 3: 100 })]));
    this.put('recv', settings());
    this.open = [];
    const count = 1 + random(12);
    for (let i = 0; i < count; i++) {
      this.exchange(2 * i + 1);
      while (this.open.length > random(5)) this.step();
    }
    while (this.open.length > 0) this.step();
  }

  put(direction, bytes) {
    this.pieces.push([direction, bytes]);
  }

  // Frames of an exchange, as functions that are called in the order of time.
  exchange(id) {
    const { random } = this;
    const method = METHODS[random(METHODS.length)];
    const pseudo = [':method', method, ':scheme', 'http', ':path', `/${random(20)}`];
    const request = this.message('send', id, pseudo, random(3) > 0);
    const informational = random(4) === 0 ? [this.information(id)] : [];
    const status = [':status', STATUSES[random(STATUSES.length)]];
    const has_body = method !== 'HEAD' && status[1] !== '204' && random(4) > 0;
    const response = this.message('recv', id, status, has_body);
    request.shift()(); // ids grow
    this.open.push([...request, ...informational, ...response]);
  }

  information(id) {
    return () => {
      const fields = [':status', '103', 'link', `</${this.random(5)}>`];
      const key = `information ${id}`;
      this.truth.set(key, { fields });
      this.put('recv', this.peers.recv.headers(id, 0, ...fields));
    };
  }

  message(direction, id, pseudo, has_body) {
    const { random } = this;
    const truth = { fields: [...pseudo, ...this.fields()], body: '', trailers: [] };
    const trailers = has_body && random(3) === 0;
    this.truth.set(`${direction === 'send' ? 'request' : 'response'} ${id}`, truth);
    const steps = [() => this.head(direction, id, truth.fields, has_body ? 0 : END_STREAM)];
    if (!has_body) return steps;
    const count = 1 + random(3);
    for (let i = 1; i <= count; i++) {
      steps.push(() => this.data(direction, id, truth, i === count && !trailers));
    }
    if (trailers) {
      truth.trailers = this.fields(1);
      steps.push(() => this.head(direction, id, truth.trailers, END_STREAM));
    }
    return steps;
  }

  fields(least = 0) {
    const { random } = this;
    const list = [];
    for (let n = least + random(4); n > 0; n--) {
      list.push(`x-${random(6)}`, 'v'.repeat(random(40)) + random(4));
    }
    return list;
  }

  head(direction, id, fields, flags) {
    const { random } = this;
    const block = this.peers[direction].hpack.block(...fields);
    if (random(4) > 0 || block.length < 2) {
      this.put(direction, frame('HEADERS', flags | END_HEADERS, id, block));
      return;
    }
    const cut = random(block.length);
    const first = frame('HEADERS', flags, id, block.subarray(0, cut));
    const rest = frame('CONTINUATION', END_HEADERS, id, block.subarray(cut));
    this.put(direction, Buffer.concat([first, rest]));
  }

  data(direction, id, truth, last) {
    const { random } = this;
    const body = String.fromCharCode(97 + random(26)).repeat(
      random(4) === 0 ? random(3000) : random(50),
    );
    truth.body += body;
    const flags = last ? END_STREAM : 0;
    if (random(4) > 0) {
      this.put(direction, frame('DATA', flags, id, body));
    } else {
      const padding = random(20);
      const payload = String.fromCharCode(padding) + body + '\0'.repeat(padding);
      this.put(direction, frame('DATA', flags | PADDED, id, payload));
    }
    if (random(8) === 0) this.put(direction, frame('WINDOW_UPDATE', 0, 0, '\0\0\x10\0'));
  }

  // The next frame of one of the exchanges that are open. Header tables depend on the order.
  step() {
    const steps = this.open[this.random(this.open.length)];
    steps.shift()();
    if (steps.length === 0) this.open.splice(this.open.indexOf(steps), 1);
  }
}

/** Listens to a session; checks what must hold whatever the bytes are. */
class Witness {
  told = new Map(); // message -> { kind, body, complete }
  #ended = false;

  constructor(http) {
    for (const kind of ['request', 'response']) {
      http.on(`http ${kind}`, (session, message) => this.#begin(kind, session[kind], message));
      http.on(`http ${kind} body`, (_, data, message) => {
        const told = this.#known(message);
        told.body += data.latin1Slice();
        assert.equal(message.body_len, told.body.length);
      });
      http.on(`http ${kind} complete`, (_, message) => {
        const told = this.#known(message);
        assert.equal(told.complete, false, 'complete twice');
        told.complete = true;
        assert.ok(message.end >= message.start);
      });
    }
    http.on('http information', (_, message) => this.#begin('information', message, message));
    http.on('http error', (_, direction, error) => {
      assert.match(error.code, /^ERR_PCAP_HTTP_/);
      assert.equal(this.#ended, false);
    });
    http.on('end', () => (this.#ended = true));
  }

  #begin(kind, current, message) {
    assert.equal(this.#ended, false);
    assert.equal(current, message);
    assert.equal(this.told.has(message), false, 'told twice');
    assert.ok(message.raw_headers.every((text) => typeof text === 'string'));
    this.told.set(message, { kind, body: '', complete: false });
  }

  #known(message) {
    const told = this.told.get(message);
    assert.ok(told !== undefined && told.complete === false);
    return told;
  }
}

function start(random, options) {
  const tcp = new FakeTCP(options);
  const http = new HTTPSession(tcp, { max_held_bytes: MAX_HELD, max_streams: 20 + random(100) });
  new GRPCSession(http);
  return { tcp, http, witness: new Witness(http) };
}

/** Feeds bytes in pieces of random sizes. */
function feed(random, tcp, direction, bytes) {
  const most = random(3) === 0 ? 1 + random(20) : bytes.length;
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random(most);
    tcp.data(direction, bytes.subarray(at, at + size));
    at += size;
  }
}

// Fields that are told must have been sent, at their place.
function check_fields(message, fields) {
  const told = [...message.raw_headers];
  const unknown = new Map();
  for (const one of message.unknown_headers) if (!one.trailer) unknown.set(one.position, one);
  for (let i = 0; i < fields.length; i += 2) {
    const one = unknown.get(i / 2);
    const [name, value] = one ? [one.name, one.value] : [told.shift(), told.shift()];
    assert.ok(name === fields[i] || (one && name === undefined), `${name} for ${fields[i]}`);
    assert.ok(value === fields[i + 1] || (one && value === undefined));
  }
  assert.deepEqual(told, []);
}

function check_message(message, { kind, body, complete }, truth) {
  assert.ok(truth !== undefined, `no ${kind} ${message.stream_id}`);
  check_fields(message, truth.fields);
  if (kind === 'information') return;
  if (!complete || !message.complete) return;
  assert.equal(body, truth.body);
  if (message.unknown_headers.every((one) => !one.trailer)) {
    assert.deepEqual(message.trailers, truth.trailers);
  }
}

function check_all(witness, truth, whole) {
  for (const [message, told] of witness.told) {
    check_message(message, told, truth.get(`${told.kind} ${message.stream_id}`));
    const { request } = message;
    if (request) assert.equal(request.stream_id, message.stream_id);
    if (whole) assert.ok(message.complete || told.kind === 'information');
  }
  if (whole) assert.equal(witness.told.size, truth.size);
}

function run_whole(random) {
  const { pieces, truth } = new Connection(random);
  const { tcp, http, witness } = start(random);
  http.on('http error', (_, direction, error) => assert.fail(error));
  for (const [direction, bytes] of pieces) feed(random, tcp, direction, bytes);
  tcp.end();
  check_all(witness, truth, true);
}

function run_lossy(random) {
  const { pieces, truth } = new Connection(random);
  const join = random(2) * random(pieces.length);
  const { tcp, witness } = start(random, { missed_syn: join > 0 });
  for (const [direction, bytes] of pieces.slice(join)) {
    const lost = random(10) === 0 ? 1 + random(bytes.length) : 0;
    const from = random(bytes.length - lost + 1);
    feed(random, tcp, direction, bytes.subarray(0, from));
    if (lost > 0) tcp.gap(direction, lost);
    feed(random, tcp, direction, bytes.subarray(from + lost));
  }
  tcp.end();
  check_all(witness, truth, false);
}

function random_frame(random) {
  const payload = Buffer.from(
    Array.from({ length: random(60) }, () => EDGES[random(EDGES.length)]),
  );
  const flags = random(2) === 0 ? random(256) : [0, 1, 4, 5, 8, 13, 32][random(7)];
  return frame(TYPES[random(TYPES.length)], flags, random(8), payload);
}

function spoil(random, bytes) {
  const spoiled = Buffer.from(bytes);
  for (let n = 1 + random(3); n > 0; n--) {
    const at = random(spoiled.length);
    spoiled[at] = random(2) === 0 ? random(256) : EDGES[random(EDGES.length)];
  }
  return random(4) === 0 ? spoiled.subarray(0, random(spoiled.length)) : spoiled;
}

function run_hostile(random) {
  const { pieces } = new Connection(random);
  const { tcp, http } = start(random, { missed_syn: random(4) === 0 });
  for (const [direction, bytes] of pieces) {
    const kind = random(6);
    if (kind === 0) feed(random, tcp, direction, random_frame(random));
    else feed(random, tcp, direction, kind < 3 ? spoil(random, bytes) : bytes);
    if (random(30) === 0) tcp.gap(direction, 1 + random(1000));
    assert.ok(http.held_bytes <= MAX_HELD + 100000);
  }
  tcp.end();
}

exports.run = function run(seed) {
  const random = random_source(seed);
  for (let i = 0; i < 20; i++) random(2); // neighboring seeds begin alike
  [run_whole, run_lossy, run_hostile][seed % 3](random);
};
