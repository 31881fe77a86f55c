'use strict';

// Sessions above a TLSSession work as they do above a TCPSession.

const assert = require('node:assert/strict');
const { AppSession } = require('../../../lib/app');
const { HTTPSession } = require('../../../lib/app/http1');
const { RedisSession } = require('../../../lib/app/redis');
const { TLSKeys, TLSSession } = require('../../../lib/app/tls');
const { FakeTCP } = require('../http1/fake_tcp');
const { sealed } = require('./sealer');

/** A connection up to its first data. */
function begun(Session) {
  const made = sealed();
  const keys = new TLSKeys();
  const tcp = new FakeTCP();
  const tls = new TLSSession(tcp, { keys });
  const session = new Session(tls);
  tcp.send(made.hello);
  tcp.recv(made.flight);
  tcp.send(made.finish());
  return { ...made, keys, lines: made.keys.join('\n'), tcp, tls, session };
}

const response = (text) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

describe('sessions above TLSSession', function () {
  it('HTTP: requests and responses, in pairs', function () {
    const { session, keys, lines, tcp, client, server } = begun(HTTPSession);
    const seen = [];
    session.on('http request', (_, request) => seen.push(request.url));
    session.on('http response complete', (_, { request, complete }) =>
      seen.push([request.url, complete]),
    );
    keys.add(lines);
    for (const url of ['/a', '/b']) {
      tcp.send(client.data(`GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`));
      tcp.recv(server.data(response('hello')));
    }
    assert.deepEqual(seen, ['/a', ['/a', true], '/b', ['/b', true]]);
    assert.equal(session.tcp_session, tcp);
  });

  it('HTTP: secrets that come late change nothing, times included', function () {
    const told = [true, false].map((is_late) => {
      const { session, keys, lines, tcp, client, server } = begun(HTTPSession);
      const seen = [];
      session.on('http response complete', (_, message) => {
        const { request, start, end, latency } = message;
        seen.push([request.url, request.start, start, end, latency]);
      });
      if (!is_late) keys.add(lines);
      for (const url of ['/a', '/b']) {
        tcp.send(client.data(`GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`));
        tcp.recv(server.data(response('hello')));
      }
      if (is_late) keys.add(lines);
      return seen;
    });
    assert.equal(told[0].length, 2);
    assert.deepEqual(told[0], told[1]);
  });

  it('HTTP: a gap in a body costs what is missing, and no other message', function () {
    const { session, keys, lines, tcp, client, server } = begun(HTTPSession);
    keys.add(lines);
    const seen = [];
    session.on('http response complete', (_, { request, missing, body_len }) => {
      seen.push([request?.url, body_len, missing]);
    });
    const exchange = (url, parts, lost) => {
      tcp.send(client.data(`GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`));
      parts.forEach((part, at) => {
        const record = server.data(part);
        if (at === lost) tcp.gap('recv', record.length);
        else tcp.recv(record);
      });
    };
    const parts = response('x'.repeat(3000)).match(/[^]{1,1000}/g);
    exchange('/a', parts);
    exchange('/b', parts, 1);
    exchange('/c', parts);
    assert.deepEqual(seen, [
      ['/a', 3000, 0],
      ['/b', 2000, 1000],
      ['/c', 3000, 0],
    ]);
  });

  it('HTTP: a response does not wait for records without content that it acknowledges', function () {
    const { session, keys, lines, tcp, client, server } = begun(HTTPSession);
    keys.add(lines);
    const seen = [];
    session.on('http response complete', (_, { request }) => seen.push(request?.url));
    const at = { ...tcp.offsets };
    const segment = (direction, bytes, ackno) => {
      const info = { seqno: at[direction], offset: at[direction], time: 1600000001, ackno };
      at[direction] += bytes.length;
      tcp.emit(`data ${direction}`, tcp, bytes, info);
    };
    for (const url of ['/a', '/b']) {
      segment('send', client.data(`GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`), at.recv);
      segment('send', client.message(4), at.recv);
      segment('recv', server.data(response('hello')), at.send);
    }
    assert.deepEqual(seen, ['/a', '/b']);
    tcp.emit('fin', tcp, 'send');
    segment('recv', server.data('HTTP/1.1 200 OK\r\n\r\nmore'), at.send + 1);
    assert.equal(session.response.status_code, 200);
  });

  it('HTTP: pairs go on after a gap that can not be counted', function () {
    const { session, keys, lines, tcp, client, server } = begun(HTTPSession);
    keys.add(lines);
    const seen = [];
    session.on('http response complete', (_, { request }) => seen.push(request?.url));
    const exchange = (url) => {
      tcp.send(client.data(`GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`));
      tcp.recv(server.data(response('hello')));
    };
    exchange('/a');
    for (const direction of ['send', 'recv']) {
      const sealer = direction === 'send' ? client : server;
      sealer.update(); // in what is missing
      tcp.gap(direction, 500);
    }
    for (const url of ['/b', '/c']) exchange(url);
    assert.equal(seen.at(0), '/a');
    assert.equal(seen.at(-1), '/c');
  });

  it('Redis', function () {
    const { session, keys, lines, tcp, client, server } = begun(RedisSession);
    keys.add(lines);
    const seen = [];
    session.on('redis reply', (_, { value, command }) => seen.push([command.name, String(value)]));
    tcp.send(client.data('*1\r\n$4\r\nPING\r\n'));
    tcp.recv(server.data('+PONG\r\n'));
    assert.deepEqual(seen, [['PING', 'PONG']]);
  });

  it('AppSession finds TLS, and within it what it carries', function () {
    const { hello, flight, finish, client, server, keys: lines } = sealed();
    const keys = new TLSKeys();
    keys.add(lines.join('\n'));
    const tcp = new FakeTCP();
    const seen = [];
    const outer = new AppSession(tcp, { session_options: { tls: { keys } } });
    outer.on('service', (_, name, tls) => {
      seen.push(name);
      new AppSession(tls).on('service', (session, inner, http) => {
        seen.push(inner);
        http.on('http response complete', (_, { request }) => seen.push(request.url));
      });
    });
    tcp.send(hello);
    tcp.recv(flight);
    tcp.send(finish());
    tcp.send(client.data('GET /a HTTP/1.1\r\nHost: a\r\n\r\n'));
    tcp.recv(server.data(response('hello')));
    tcp.end();
    assert.deepEqual(seen, ['tls', 'http', '/a']);
  });

  it('what they throw costs no other event', function () {
    const { session, keys, lines, tcp, client } = begun(HTTPSession);
    keys.add(lines);
    const seen = [];
    session.on('http request', (_, request) => {
      seen.push(request.url);
      throw new Error('mine');
    });
    const record = client.data('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n');
    assert.throws(() => tcp.send(record), /mine/);
    assert.deepEqual(seen, ['/a', '/b']);
  });
});
