'use strict';

const assert = require('node:assert/strict');
const { connect } = require('./connect');
const {
  ACK,
  END_HEADERS,
  END_STREAM,
  PADDED,
  PREFACE,
  Peer,
  data,
  frame,
  settings,
} = require('./encode');

describe('HTTPSession: HTTP/2', () => {
  it('tells requests and responses with the events of HTTP/1', () => {
    const { tcp, http, log, client, server } = connect();
    const told = [];
    http.on('http request', (session, request) => told.push(session.request === request));
    http.on('http response', (session, response) => told.push(session.response === response));
    tcp.send(client.get(1, '/a', 'accept', '*/*'));
    tcp.recv(server.answer(1, 200, 'hello', 'content-type', 'text/plain'));
    tcp.end();
    assert.deepEqual(log, [
      'request GET /a',
      'request complete /a',
      'response 200 to /a',
      'response body hello',
      'response complete to /a',
      'end',
    ]);
    assert.deepEqual(told, [true, true]);
    assert.equal(http.protocol, 'http2');
    assert.equal(http.request_count, 1);
  });

  it('gives messages the fields of HTTP/1, and their stream', () => {
    const { tcp, http, client, server } = connect();
    tcp.send(client.get(1, '/a?b', 'accept', '*/*', 'cookie', 'a=b', 'cookie', 'c=d'));
    tcp.recv(server.answer(1, 404, 'no', 'content-length', '2'), 0.025);
    const { request, response } = http;
    assert.equal(request.http_version, '2');
    assert.equal(request.stream_id, 1);
    assert.equal(request.number, 1);
    assert.equal(request.method, 'GET');
    assert.equal(request.url, '/a?b');
    assert.equal(request.header(':authority'), 'x.test');
    assert.deepEqual(request.headers.cookie, ['a=b', 'c=d']);
    assert.equal(request.response, response);
    assert.equal(response.request, request);
    assert.equal(response.stream_id, 1);
    assert.equal(response.status_code, 404);
    assert.equal(response.latency, 25);
    assert.equal(response.body_len, 2);
    assert.equal(response.complete, true);
    assert.deepEqual(response.raw_headers, [':status', '404', 'content-length', '2']);
    assert.deepEqual(response.unknown_headers, []);
  });

  it('pairs by stream, in whatever order answers come', () => {
    const { tcp, log, client, server } = connect();
    tcp.send(Buffer.concat([client.get(1, '/1'), client.get(3, '/3'), client.get(5, '/5')]));
    log.length = 0;
    tcp.recv(Buffer.concat([server.answer(5, 200), server.answer(1, 201), server.answer(3, 202)]));
    assert.deepEqual(
      log.filter((line) => / \d+ /.test(line)),
      ['response 200 to /5', 'response 201 to /1', 'response 202 to /3'],
    );
  });

  it('tells the same whatever the pieces in which bytes come', () => {
    const whole = connect({ hello: false });
    const client = new Peer();
    const server = new Peer();
    const sent = Buffer.concat([
      Buffer.from(PREFACE),
      settings({ 3: 100, 4: 65535 }),
      frame('WINDOW_UPDATE', 0, 0, '\x00\x00\x01\x00'),
      client.post(1, '/upload', 'content-length', '10'),
      data(1, '01234'),
      frame('PING', 0, 0, '12345678'),
      data(1, '\x0356789\x00\x00\x00', END_STREAM | PADDED),
      client.get(3, '/next'),
    ]);
    const received = Buffer.concat([
      settings(),
      frame('SETTINGS', ACK, 0),
      server.answer(1, 200, 'one', 'x-a', 'y'),
      server.answer(3, 200, 'two', 'x-a', 'y'),
    ]);
    whole.tcp.send(sent);
    whole.tcp.recv(received);
    for (const size of [1, 2, 3, 7, 8, 9, 10, 31]) {
      const { tcp, log } = connect({ hello: false });
      for (let at = 0; at < sent.length; at += size) tcp.send(sent.subarray(at, at + size));
      for (let at = 0; at < received.length; at += size) tcp.recv(received.subarray(at, at + size));
      assert.deepEqual(joined(log), joined(whole.log), `pieces of ${size}`);
    }
  });

  // Bodies that come in pieces, as one.
  function joined(log) {
    const lines = [];
    for (const line of log) {
      const [, kind, body] = /^(request|response) body (.*)$/s.exec(line) ?? [];
      if (kind && lines.at(-1)?.startsWith(`${kind} body`)) lines.push(lines.pop() + body);
      else lines.push(line);
    }
    return lines;
  }

  it('tells 1xx responses, and trailers', () => {
    const { tcp, http, log, client, server } = connect();
    tcp.send(client.get(1, '/'));
    log.length = 0;
    tcp.recv(server.headers(1, 0, ':status', '103', 'link', '</a>'));
    tcp.recv(server.headers(1, 0, ':status', '200'));
    tcp.recv(data(1, 'x'));
    tcp.recv(server.headers(1, END_STREAM, 'grpc-status', '0'));
    assert.deepEqual(log, [
      'information 103',
      'response 200 to /',
      'response body x',
      'response complete to /',
    ]);
    assert.deepEqual(http.response.trailers, ['grpc-status', '0']);
  });

  it('puts CONTINUATION frames together', () => {
    const { tcp, http, log, client } = connect();
    const block = client.hpack.block(':method', 'GET', ':scheme', 'http', ':path', '/long');
    tcp.send(frame('HEADERS', END_STREAM, 1, block.subarray(0, 2)));
    tcp.send(frame('CONTINUATION', 0, 1, block.subarray(2, 3)));
    assert.deepEqual(log, []);
    tcp.send(frame('CONTINUATION', END_HEADERS, 1, block.subarray(3)));
    assert.deepEqual(log, ['request GET /long', 'request complete /long']);
    assert.equal(http.request.start < http.request.end, true);
  });

  it('leaves out padding and priority of HEADERS', () => {
    const { tcp, log, client } = connect();
    const block = client.hpack.block(':method', 'GET', ':scheme', 'http', ':path', '/');
    const payload = Buffer.concat([
      Buffer.from('\x04\x00\x00\x00\x00\x10'),
      block,
      Buffer.alloc(4),
    ]);
    tcp.send(frame('HEADERS', END_STREAM | END_HEADERS | PADDED | 0x20, 1, payload));
    assert.deepEqual(log, ['request GET /', 'request complete /']);
  });

  it('tells a promised request, and pairs what is pushed with it', () => {
    const { tcp, http, log, client, server } = connect();
    tcp.send(client.get(1, '/'));
    log.length = 0;
    const fields = [':method', 'GET', ':scheme', 'http', ':authority', 'x', ':path', '/style'];
    const promise = Buffer.concat([Buffer.from('\x00\x00\x00\x02'), server.hpack.block(...fields)]);
    tcp.recv(frame('PUSH_PROMISE', END_HEADERS, 1, promise));
    assert.equal(http.request.pushed, true);
    tcp.recv(server.answer(2, 200, 'css'));
    tcp.recv(server.answer(1, 200));
    assert.deepEqual(log, [
      'request GET /style',
      'request complete /style',
      'response 200 to /style',
      'response body css',
      'response complete to /style',
      'response 200 to /',
      'response complete to /',
    ]);
  });

  it('tells CONNECT as a tunnel whose bytes are bodies', () => {
    const { tcp, log, client, server } = connect();
    tcp.send(client.headers(1, 0, ':method', 'CONNECT', ':authority', 'db:5432'));
    tcp.recv(server.headers(1, 0, ':status', '200'));
    tcp.send(data(1, 'query'));
    tcp.recv(data(1, 'rows'));
    assert.deepEqual(log, [
      'request CONNECT db:5432',
      'response 200 to db:5432',
      'tunnel db:5432',
      'request body query',
      'response body rows',
    ]);
  });

  it('tells the messages of a WebSocket (RFC 8441)', () => {
    const { tcp, http, log, client, server } = connect();
    const pseudo = [':method', 'CONNECT', ':protocol', 'websocket', ':scheme', 'http'];
    tcp.send(client.headers(1, 0, ...pseudo, ':path', '/chat', ':authority', 'x'));
    tcp.recv(server.headers(1, 0, ':status', '200'));
    tcp.send(data(1, '\x81\x82\x00\x00\x00\x00hi'));
    tcp.recv(data(1, '\x81\x02'));
    tcp.recv(data(1, 'yo\x88\x02\x03\xe8'));
    assert.deepEqual(log, [
      'request CONNECT /chat',
      'response 200 to /chat',
      'websocket /chat',
      'message send hi',
      'message recv yo',
      'close recv 1000 ',
    ]);
    assert.equal(http.websocket.request, http.request);
  });

  it('waits for the body of a request that was captured after its response', () => {
    const { tcp, log, client, server } = connect();
    tcp.recv(server.answer(1, 413, 'x'));
    tcp.send(client.post(1, '/late'));
    tcp.send(client.get(3, '/next'));
    tcp.send(data(1, 'body', END_STREAM));
    assert.deepEqual(log.slice(-2), ['request body body', 'request complete /late']);
  });

  it('tells the response of a request that was captured after it', () => {
    const { tcp, log, http, client, server } = connect();
    tcp.recv(server.answer(1, 200, 'x'));
    tcp.send(client.get(1, '/late'));
    assert.deepEqual(log.at(-1), 'request complete /late');
    assert.equal(http.request.response.status_code, 200);
    tcp.recv(server.answer(5, 200));
    tcp.send(client.get(7, '/other'));
    assert.equal(http.request.response, undefined);
  });

  describe('beginnings', () => {
    it('knows the server by its SETTINGS, where it speaks first', () => {
      const { tcp, log, client, server } = connect({ hello: false });
      tcp.recv(settings({ 3: 100 }));
      assert.deepEqual(log, ['http2']);
      tcp.send(Buffer.concat([Buffer.from(PREFACE), settings(), client.get(1, '/')]));
      tcp.recv(server.answer(1, 200));
      assert.deepEqual(log.slice(1), [
        'request GET /',
        'request complete /',
        'response 200 to /',
        'response complete to /',
      ]);
    });

    it('goes on with HTTP/2 after an upgrade to h2c', () => {
      const { tcp, http, log, client, server } = connect({ hello: false });
      tcp.send(
        'GET /up HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n' +
          'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
      );
      const switching = 'HTTP/1.1 101 OK\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
      tcp.recv(Buffer.concat([Buffer.from(switching), settings()]));
      tcp.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
      tcp.recv(server.answer(1, 200, 'first'));
      assert.equal(http.request.url, '/up');
      assert.equal(http.request.response.http_version, '2');
      tcp.send(client.get(3, '/second'));
      tcp.recv(server.answer(3, 404));
      assert.deepEqual(log.slice(0, 2), ['request GET /up', 'request complete /up']);
      assert.deepEqual(log.slice(log.indexOf('upgrade h2c')), [
        'upgrade h2c',
        'http2',
        'response 200 to /up',
        'response body first',
        'response complete to /up',
        'request GET /second',
        'request complete /second',
        'response 404 to /second',
        'response complete to /second',
      ]);
    });

    it('says so where a client has no preface, and goes on', () => {
      const { tcp, log, client } = connect({ hello: false });
      tcp.recv(settings());
      tcp.send(settings());
      tcp.send(client.get(1, '/'));
      assert.deepEqual(log, [
        'http2',
        'error send ERR_PCAP_HTTP_FRAME',
        'request GET /',
        'request complete /',
      ]);
    });

    it('joins a connection that was open before', () => {
      const { tcp, http, log, client, server } = connect({
        tcp: { missed_syn: true },
        hello: false,
      });
      client.hpack.block('x-old', 'old');
      server.hpack.block(':status', '302');
      tcp.send(data(1, 'rest of a body', END_STREAM));
      tcp.send(client.get(3, '/now', 'x-old', 'old', 'x-new', 'new'));
      assert.deepEqual(log, ['http2', 'request GET /now', 'request complete /now']);
      assert.deepEqual(http.request.unknown_headers, [
        { position: 4, name: undefined, value: undefined },
      ]);
      assert.deepEqual(http.request.raw_headers.slice(-2), ['x-new', 'new']);
      tcp.recv(server.answer(3, 302));
      assert.equal(http.response.status_code, null);
      assert.equal(http.response.complete, true);
    });

    it('finds out who is the client where that is not known', () => {
      const { tcp, http, log, client, server } = connect({
        tcp: { missed_syn: true },
        hello: false,
      });
      tcp.send(server.answer(1, 200));
      tcp.recv(client.get(3, '/'));
      tcp.send(server.answer(3, 404));
      assert.equal(http.swapped, true);
      assert.deepEqual(log, [
        'http2',
        'response 200 to undefined',
        'response complete to undefined',
        'request GET /',
        'request complete /',
        'response 404 to /',
        'response complete to /',
      ]);
    });

    it('takes trailers of a response that began before for what they are', () => {
      const { tcp, log, server } = connect({ tcp: { missed_syn: true }, hello: false });
      server.hpack.block('grpc-status', '0');
      tcp.recv(Buffer.concat([data(1, 'x'), server.headers(1, END_STREAM, 'grpc-status', '0')]));
      assert.deepEqual(log, ['http2']);
    });
  });
});
