'use strict';

// After bytes that are missing, events wait until it is known what an answer answers: in order, and
// not for long.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { HTTPSession } = require('../../lib/app/http1');
const { TCPTracker } = require('../../lib/tcp');
const { raw_packet, tcp_frame } = require('../tcp/packets');

const CLIENT = { address: '192.0.2.1', port: 40000 };
const SERVER = { address: '192.0.2.2', port: 80 };
const OTHER = { address: '192.0.2.3', port: 50000 };
const get = (n) => Buffer.from(`GET /${n} HTTP/1.1\r\nHost: a.example\r\n\r\n`);
const ok = (body = 'ok') =>
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

/** A connection of a client that has sent two requests, twice, and waited for both responses. */
class Connection {
  tracker = new TCPTracker();
  log = [];
  #time = 1000;
  #next = [1, 1];

  constructor() {
    this.tracker.on('session', (tcp) => {
      if (tcp.src !== `${CLIENT.address}:${CLIENT.port}`) return;
      const http = new HTTPSession(tcp);
      const url = ({ request }) => request?.url ?? '?';
      http.on('http request', (_, request) => this.log.push(`request ${request.url}`));
      http.on('http response', (_, response) => this.log.push(`response ${url(response)}`));
      http.on('http response body', (_, data, response) =>
        this.log.push(
          `body ${String(data).slice(0, 10)} ${url(response)} ${http.request.url ?? '?'}`,
        ),
      );
      http.on('http response complete', (_, response) => this.log.push(`end ${url(response)}`));
      http.on('end', () => this.log.push('end'));
    });
    this.#packet(CLIENT, SERVER, { seq: 0, flags: 'SYN' });
    this.#packet(SERVER, CLIENT, { seq: 0, ack: 1, flags: 'SYN,ACK' });
    for (const n of [0, 2]) {
      this.send(get(n), get(n + 1));
      this.recv(ok(), ok());
    }
    this.log.length = 0;
  }

  #packet(from, to, segment, after = 0.01) {
    this.#time += after;
    this.tracker.track_packet(decode.packet(raw_packet(tcp_frame(from, to, segment), this.#time)));
  }

  #data(side, messages, lost) {
    for (const [n, data] of messages.entries()) {
      const [seq, ack] = [this.#next[side], this.#next[1 - side]];
      this.#next[side] += data.length;
      if (n === lost) continue;
      const ends = side === 0 ? [CLIENT, SERVER] : [SERVER, CLIENT];
      this.#packet(...ends, { seq, ack, flags: 'PSH,ACK', data });
    }
  }

  send(...messages) {
    this.#data(0, messages);
  }

  recv(...messages) {
    this.#data(1, messages);
  }

  /** The first of these messages of the server was not captured; its client acknowledges them. */
  recv_all_but_first(...messages) {
    this.#data(1, messages, 0);
    const [seq, ack] = this.#next;
    this.#packet(CLIENT, SERVER, { seq, ack, flags: 'ACK' });
    this.pass(1.5);
  }

  /** Time goes by: another connection has a packet. */
  pass(seconds) {
    this.#packet(OTHER, SERVER, { seq: 1, ack: 1, flags: 'ACK' }, seconds);
  }
}

describe('Events of answers of which it is not known what they answer', () => {
  it('wait for the next batch, and are told in order', () => {
    const connection = new Connection();
    connection.send(get(4), get(5), get(6));
    connection.recv_all_but_first(ok('four'), ok('five'), ok('six'));
    assert.deepEqual(connection.log, ['request /4', 'request /5', 'request /6']);
    connection.send(get(7));
    assert.deepEqual(connection.log.slice(3), [
      'response /5',
      'body five /5 /5',
      'end /5',
      'response /6',
      'body six /6 /6',
      'end /6',
      'request /7',
    ]);
  });

  const ends = {
    'until other connections show that it has been long enough': (connection) =>
      connection.pass(3.1),
    'until flush()': ({ tracker }) => tracker.flush(),
    'until the end of the connection': ({ tracker }) => tracker.close(),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`wait ${name}`, () => {
      const connection = new Connection();
      connection.send(get(4), get(5), get(6));
      connection.recv_all_but_first(ok('four'), ok('five'));
      assert.equal(connection.log.length, 3);
      end(connection);
      // It answers /5 or /6.
      assert.deepEqual(connection.log.slice(3, 6), ['response ?', 'body five ? ?', 'end ?']);
    });
  }

  it('keep their bytes, and no more of them than 256 KiB', () => {
    const connection = new Connection();
    const body = 'x'.repeat(1200);
    connection.send(...Array.from({ length: 300 }, (_, n) => get(4 + n)));
    connection.recv_all_but_first(ok(body), ok(body));
    assert.equal(connection.log.length, 300);
    for (let n = 0; n < 250; n++) connection.recv(ok(body));
    const bodies = connection.log.filter((line) => line.startsWith('body xxxxxxxxxx'));
    assert.ok(bodies.length > 100, `${bodies.length} bodies`);
  });

  it('count the heads of their messages', () => {
    const connection = new Connection();
    const head = `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ${'x'.repeat(1000)}\r\n\r\n`;
    connection.send(...Array.from({ length: 300 }, (_, n) => get(4 + n)));
    connection.recv_all_but_first(Buffer.from(head), Buffer.from(head));
    for (let n = 0; n < 150; n++) connection.recv(Buffer.from(head));
    const told = connection.log.filter((line) => line.startsWith('response'));
    assert.ok(told.length > 50, `${told.length} responses`);
  });

  it('do not wait where nothing is missing', () => {
    const connection = new Connection();
    connection.send(get(4), get(5));
    connection.recv(ok('four'));
    assert.deepEqual(connection.log.slice(-3), ['response /4', 'body four /4 /4', 'end /4']);
  });
});
