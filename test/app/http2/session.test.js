'use strict';

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('../http1/fake_tcp');
const { ACK, END_HEADERS, END_STREAM, PADDED, PREFACE } = require('./encode');
const { Peer, data, frame, settings } = require('./encode');

const RST_CANCEL = '\x00\x00\x00\x08';

/** A connection whose client and server have said hello. */
function connect({ options, tcp: tcp_options, hello = true } = {}) {
  const tcp = new FakeTCP(tcp_options);
  const http = new HTTPSession(tcp, options);
  const log = record(http);
  http.on('http2 goaway', (_, direction, goaway) =>
    log.push(`goaway ${direction} ${goaway.error}`),
  );
  const connection = { tcp, http, log, client: new Peer(), server: new Peer() };
  if (hello) {
    tcp.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
    tcp.recv(settings());
    log.length = 0;
  }
  return connection;
}

/** Feeds it as the only thing that its direction carries; returns the log. */
function faults_of(bytes, direction = 'send') {
  const { tcp, http, log } = connect();
  http.on('http error', (session, _, error) => log.push(error.message));
  tcp.data(direction, bytes);
  return log.filter((line) => !line.startsWith('error'));
}

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

  describe('bytes that were not captured', () => {
    it('within DATA cost nothing else', () => {
      const { tcp, http, log, client, server } = connect();
      tcp.send(client.get(1, '/'));
      const head = server.headers(1, 0, ':status', '200', 'x-a', 'b');
      log.length = 0;
      tcp.recv(Buffer.concat([head, data(1, Buffer.alloc(1000, 0x61)).subarray(0, 509)]));
      tcp.gap('recv', 400);
      tcp.recv(Buffer.concat([Buffer.alloc(100, 0x62), data(1, 'end', END_STREAM)]));
      assert.equal(log.at(-1), 'response complete to /');
      assert.equal(http.response.missing, 400);
      assert.equal(http.response.body_len, 603);
      assert.equal(http.response.complete, false);
      tcp.send(client.get(3, '/next'));
      tcp.recv(server.answer(3, 200, '', 'x-a', 'b'));
      assert.deepEqual(http.response.unknown_headers, []);
    });

    it('a header block makes earlier entries unknown, never wrong', () => {
      const { tcp, http, log, client } = connect();
      tcp.send(client.get(1, '/1', 'x-a', 'a'));
      const missed = client.get(3, '/3', 'x-b', 'b');
      tcp.gap('send', missed.length);
      tcp.send(client.get(5, '/5', 'x-a', 'a', 'x-c', 'c'));
      assert.deepEqual(log.slice(2), [
        'error send ERR_PCAP_HTTP_GAP',
        'request GET /5',
        'request complete /5',
      ]);
      assert.deepEqual(http.request.raw_headers.slice(-2), ['x-c', 'c']);
      assert.equal(http.request.unknown_headers.length, 2);
    });

    it('a part of HEADERS costs that request only', () => {
      const { tcp, log, client, server } = connect();
      const head = client.get(1, '/1');
      tcp.send(head.subarray(0, 12));
      tcp.gap('send', head.length - 15);
      tcp.send(head.subarray(-3));
      tcp.send(client.get(3, '/3'));
      tcp.recv(Buffer.concat([server.answer(1, 200), server.answer(3, 201)]));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_GAP',
        'request GET /3',
        'request complete /3',
        'response 200 to undefined',
        'response complete to undefined',
        'response 201 to /3',
        'response complete to /3',
      ]);
    });

    it('a body is whole where content-length says so', () => {
      const { tcp, http, client, server } = connect();
      tcp.send(Buffer.concat([client.get(1, '/1'), client.get(3, '/3'), client.get(5, '/5')]));
      tcp.recv(server.headers(1, 0, ':status', '200', 'content-length', '4'));
      tcp.recv(server.headers(3, 0, ':status', '200', 'content-length', '4'));
      tcp.recv(server.headers(5, 0, ':status', '200'));
      tcp.recv(data(1, 'all '));
      tcp.gap('recv', 20);
      tcp.recv(data(1, '', END_STREAM));
      assert.equal(http.response.complete, true);
      tcp.recv(data(3, 'all', END_STREAM));
      assert.equal(http.response.complete, false);
      assert.equal(http.response.missing, 1);
      tcp.recv(data(5, 'all', END_STREAM));
      assert.equal(http.response.complete, false);
      assert.equal(http.response.missing, 0);
    });

    it('finds the next frame in the middle of bytes', () => {
      const { tcp, log, client } = connect();
      tcp.send(client.post(1, '/1'));
      log.length = 0;
      tcp.gap('send', 5000);
      const noise = Buffer.from(
        '\x00\x00\x08\x06 nothing of a frame \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00',
      );
      tcp.send(noise);
      const rest = [data(1, 'end', END_STREAM), client.get(3, '/3'), client.get(5, '/5')];
      tcp.send(Buffer.concat([noise, ...rest]));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_GAP',
        'request body end',
        'request complete /1',
        'request GET /3',
        'request complete /3',
        'request GET /5',
        'request complete /5',
      ]);
    });

    it('a part of a header block of several frames costs that request only', () => {
      const { tcp, log, client } = connect();
      const block = client.hpack.block(':method', 'GET', ':scheme', 'http', ':path', '/long');
      tcp.send(frame('HEADERS', END_STREAM, 1, block.subarray(0, 3)).subarray(0, 10));
      tcp.gap('send', 1);
      tcp.send(block.subarray(2, 3));
      tcp.send(frame('CONTINUATION', END_HEADERS, 1, block.subarray(3)));
      tcp.send(client.get(3, '/3'));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_GAP',
        'request GET /3',
        'request complete /3',
      ]);
    });

    it('a header block whose CONTINUATION is missed is given up at the next frame', () => {
      const { tcp, log, client } = connect();
      tcp.send(frame('HEADERS', END_STREAM, 1, '\x82').subarray(0, 9));
      tcp.gap('send', 1);
      tcp.send(client.get(3, '/3'));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_GAP',
        'request GET /3',
        'request complete /3',
      ]);
    });

    it('of frames without headers cost nothing', () => {
      const { tcp, log, client } = connect();
      const ping = frame('PING', 0, 0, '12345678');
      tcp.send(ping.subarray(0, 10));
      tcp.gap('send', 4);
      tcp.send(ping.subarray(14));
      tcp.send(ping.subarray(0, 9));
      tcp.gap('send', 8);
      tcp.send(client.post(1, '/'));
      tcp.send(frame('DATA', PADDED, 1, '\x03ab\x00\x00\x00').subarray(0, 11));
      tcp.gap('send', 4);
      tcp.send(data(1, '', END_STREAM));
      assert.deepEqual(log, ['request POST /', 'request body a', 'request complete /']);
    });

    it('while the next frame is looked for, too', () => {
      const { tcp, http, log, client, server } = connect();
      tcp.send(client.get(1, '/'));
      log.length = 0;
      tcp.gap('recv', 10);
      tcp.recv('no frame');
      tcp.gap('recv', 10);
      tcp.recv(server.answer(1, 200, 'x'));
      assert.deepEqual(log, [
        'error recv ERR_PCAP_HTTP_GAP',
        'response 200 to /',
        'response body x',
        'response complete to /',
      ]);
      assert.equal(http.response.complete, false);
    });

    it('a frame that never ends is not waited for', () => {
      const { tcp, log, client } = connect();
      tcp.gap('send', 10);
      for (let i = 0; i < 80; i++)
        tcp.send(frame('DATA', 0, 3, Buffer.alloc(16384)).subarray(0, 1000));
      tcp.send(Buffer.alloc(70000, 0xff));
      for (let i = 0; i < 600; i++) tcp.send('\xff');
      tcp.send(client.get(5, '/5'));
      assert.deepEqual(log.slice(1), ['request GET /5', 'request complete /5']);
    });

    describe('a response whose status is unknown', () => {
      function unknown_status(...frames) {
        const { tcp, log, client, server } = connect();
        const head = () => server.headers(1, 0, ':status', '103', 'x-a', 'y');
        head(); // the entry of ':status: 103'
        tcp.send(client.get(1, '/'));
        log.length = 0;
        tcp.gap('recv', 50);
        tcp.recv(head());
        for (const make of frames) tcp.recv(make(server));
        return log.slice(1);
      }

      it('is 1xx where another head follows', () => {
        const log = unknown_status((server) => server.answer(1, 200, 'x'));
        assert.deepEqual(log, [
          'information null',
          'response 200 to /',
          'response body x',
          'response complete to /',
        ]);
      });

      it('is a head where a body follows', () => {
        const log = unknown_status(() => data(1, 'x', END_STREAM));
        assert.deepEqual(log, ['response null to /', 'response body x', 'response complete to /']);
      });

      it('is a head where trailers follow', () => {
        const log = unknown_status((server) => server.headers(1, END_STREAM, 'x-t', 'y'));
        assert.deepEqual(log, ['response null to /', 'response complete to /']);
      });

      it('is 1xx where a head of unknown status follows', () => {
        const log = unknown_status(
          (server) => server.headers(1, 0, ':status', '103', 'x-a', 'y'),
          () => data(1, 'x', END_STREAM),
        );
        assert.deepEqual(log, [
          'information null',
          'response null to /',
          'response body x',
          'response complete to /',
        ]);
      });

      it('is not told where it could be either', () => {
        const log = unknown_status((server) => server.headers(1, END_STREAM, ':status', '103'));
        assert.deepEqual(log, []);
      });
    });

    it('gives frames that waited for proof the times at which they came', () => {
      const { tcp, http, client } = connect();
      tcp.gap('send', 100);
      const head = client.get(1, '/');
      tcp.send(Buffer.concat([Buffer.from('xxx'), head]));
      const first = tcp.current_cap_time;
      tcp.send(frame('PING', 0, 0, '12345678'), 5);
      assert.equal(http.request.url, '/');
      assert.equal(http.request.start, first * 1000);
    });
  });

  describe('ends', () => {
    it('of a stream by RST_STREAM', () => {
      const { tcp, http, log, client, server } = connect();
      const errors = [];
      http.on('http error', (_, direction, error) => errors.push(error));
      tcp.send(client.get(1, '/1'));
      tcp.recv(server.headers(1, 0, ':status', '200'));
      tcp.send(frame('RST_STREAM', 0, 1, RST_CANCEL));
      tcp.send(data(1, 'too late'));
      assert.deepEqual(log.slice(3), [
        'error send ERR_PCAP_HTTP_RESET',
        'error send ERR_PCAP_HTTP_FRAME',
      ]);
      assert.equal(errors[0].message, 'the stream was reset: CANCEL');
      assert.equal(errors[0].http2_error, 'CANCEL');
      assert.equal(errors[0].stream_id, 1);
      assert.equal(http.request.url, '/1');
      assert.equal(http.response.complete, false);
    });

    it('of a stream by RST_STREAM, while the rest of the response is on its way', () => {
      const { tcp, http, log, client, server } = connect();
      tcp.send(client.get(1, '/1'));
      tcp.send(client.get(3, '/3'));
      tcp.send(client.get(5, '/5'));
      tcp.recv(server.headers(1, 0, ':status', '200'));
      log.length = 0;
      for (const id of [1, 3, 5]) tcp.send(frame('RST_STREAM', 0, id, RST_CANCEL));
      tcp.recv(data(1, 'x', END_STREAM));
      tcp.recv(server.answer(3, 200));
      tcp.recv(frame('RST_STREAM', 0, 5, RST_CANCEL));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_RESET',
        'error send ERR_PCAP_HTTP_RESET',
        'error send ERR_PCAP_HTTP_RESET',
        'response body x',
        'response complete to /1',
        'response 200 to /3',
        'response complete to /3',
      ]);
      assert.equal(http.response.complete, true);
      tcp.recv(server.answer(3, 200));
      tcp.end();
      assert.deepEqual(log.slice(7), ['end']);
    });

    it('of many streams by RST_STREAM: what is on its way is awaited for the latest', () => {
      const { tcp, http, log, client, server } = connect();
      for (let id = 1; id <= 801; id += 2) {
        tcp.send(client.get(id, '/'));
        tcp.send(frame('RST_STREAM', 0, id, RST_CANCEL));
      }
      log.length = 0;
      tcp.recv(Buffer.concat([server.answer(1, 200), server.answer(801, 200)]));
      assert.equal(log.length, 2);
      assert.equal(http.response.stream_id, 801);
    });

    it('of a request that needs no rest, without an error', () => {
      const { tcp, log, client, server } = connect();
      tcp.send(client.post(1, '/1'));
      tcp.recv(server.answer(1, 413));
      tcp.recv(frame('RST_STREAM', 0, 1, '\x00\x00\x00\x00'));
      assert.deepEqual(log.slice(1), ['response 413 to /1', 'response complete to /1']);
    });

    it('of the connection, by GOAWAY and in the middle of a message', () => {
      const { tcp, log, client, server } = connect();
      tcp.send(client.get(1, '/1'));
      tcp.send(client.get(3, '/3'));
      tcp.recv(server.headers(1, 0, ':status', '200'));
      log.length = 0;
      tcp.recv(frame('GOAWAY', 0, 0, '\x00\x00\x00\x01\x00\x00\x00\x0bcalm'));
      tcp.end();
      assert.deepEqual(log, [
        'goaway recv ENHANCE_YOUR_CALM',
        'error recv ERR_PCAP_HTTP_INCOMPLETE',
        'end',
      ]);
    });
  });

  describe('faults', () => {
    const padded = END_STREAM | END_HEADERS | PADDED;
    const frames = {
      'DATA on stream 0': data(0, 'x'),
      'HEADERS on stream 0': frame('HEADERS', END_HEADERS, 0, '\x82'),
      'SETTINGS on stream 1': frame('SETTINGS', 0, 1),
      'SETTINGS of 5 bytes': frame('SETTINGS', 0, 0, '12345'),
      'acknowledging SETTINGS of 6 bytes': frame('SETTINGS', ACK, 0, '123456'),
      'SETTINGS with enable_push 2': settings({ 2: 2 }),
      'SETTINGS with max_frame_size 1': settings({ 5: 1 }),
      'SETTINGS with initial_window_size 4294967295': settings({ 4: 0xffffffff }),
      'PING of 7 bytes': frame('PING', 0, 0, '1234567'),
      'RST_STREAM of 3 bytes': frame('RST_STREAM', 0, 1, '123'),
      'PRIORITY of 4 bytes': frame('PRIORITY', 0, 1, '1234'),
      'GOAWAY of 4 bytes': frame('GOAWAY', 0, 0, '1234'),
      'WINDOW_UPDATE of 0': frame('WINDOW_UPDATE', 0, 0, '\x00\x00\x00\x00'),
      'CONTINUATION without a header block': frame('CONTINUATION', END_HEADERS, 1, '\x82'),
      'HEADERS with more padding than payload': frame('HEADERS', padded, 1, '\x05\x82'),
      'DATA without its padding': frame('DATA', PADDED, 1),
      'PUSH_PROMISE of stream 2': frame('PUSH_PROMISE', END_HEADERS, 1, '\x00\x00\x00\x02\x82'),
      'a request on stream 2': new Peer().get(2, '/'),
    };
    for (const [text, bytes] of Object.entries(frames)) {
      it(text, () => assert.deepEqual(faults_of(bytes), [text]));
    }

    it('DATA with more padding than payload', () => {
      const bytes = Buffer.concat([new Peer().post(1, '/'), frame('DATA', PADDED, 1, '\x05x')]);
      assert.equal(faults_of(bytes).at(-1), 'DATA with more padding than payload');
    });

    it('DATA before HEADERS, said once', () => {
      assert.deepEqual(faults_of(Buffer.concat([data(1, 'x'), data(1, 'x')])), []);
      const { tcp, log, client } = connect();
      tcp.send(client.get(1, '/'));
      tcp.recv(data(1, 'x'));
      tcp.recv(data(1, 'x'));
      assert.deepEqual(log.slice(2), ['error recv ERR_PCAP_HTTP_FRAME']);
    });

    it('another frame within a header block', () => {
      const bytes = Buffer.concat([
        frame('HEADERS', 0, 1, '\x82'),
        frame('PING', 0, 0, '12345678'),
      ]);
      assert.deepEqual(faults_of(bytes), ['PING within a header block']);
    });

    it('a first frame that is not SETTINGS', () => {
      const { tcp, log } = connect({ hello: false });
      tcp.send(Buffer.concat([Buffer.from(PREFACE), frame('PING', 0, 0, '12345678')]));
      assert.deepEqual(log, ['http2', 'error send ERR_PCAP_HTTP_FRAME']);
    });

    it('a frame longer than the other side takes', () => {
      const { tcp, http, log, client } = connect();
      http.on('http error', (session, _, error) => log.push(error.message));
      tcp.send(client.post(1, '/'));
      tcp.send(data(1, Buffer.alloc(16385)));
      assert.equal(log.at(-2), 'DATA of 16385 bytes, where 16384 are allowed');
      tcp.recv(settings({ 5: 20000 }));
      log.length = 0;
      tcp.send(data(1, Buffer.alloc(20000), END_STREAM));
      assert.equal(log.at(-1), 'request complete /');
      assert.equal(log.length, 2);
    });

    it('frames of unknown types are no fault', () => {
      const { tcp, log, client } = connect();
      tcp.send(Buffer.concat([frame(0xbad & 255, 0xff, 1, 'grease'), client.get(1, '/')]));
      assert.deepEqual(log, ['request GET /', 'request complete /']);
    });

    it('HPACK that makes no sense costs its request, and what is known of the table', () => {
      const { tcp, http, log, client } = connect();
      tcp.send(client.get(1, '/1', 'x-a', 'b'));
      tcp.send(frame('HEADERS', END_HEADERS | END_STREAM, 3, '\xff\xff\xff\xff\xff\xff\xff'));
      tcp.send(client.get(5, '/5', 'x-a', 'b'));
      assert.deepEqual(log.slice(2), [
        'error send ERR_PCAP_HTTP_COMPRESSION',
        'request GET /5',
        'request complete /5',
      ]);
      assert.equal(http.request.header('x-a'), undefined);
      assert.equal(http.request.unknown_headers.length, 2);
    });
  });

  describe('malformed messages are told as they are, with what is wrong', () => {
    const get = [':method', 'GET', ':scheme', 'http', ':path', '/'];
    const requests = {
      'a request without :method': [':scheme', 'http', ':path', '/'],
      'a request without :path': [':method', 'GET', ':scheme', 'http'],
      'a request without :scheme': [':method', 'GET', ':path', '/'],
      'CONNECT without :authority': [':method', 'CONNECT'],
      'CONNECT with :path or :scheme': [':method', 'CONNECT', ':authority', 'x', ':path', '/'],
      ':path twice': [...get, ':path', '/b'],
      '":status" in a request': [...get, ':status', '200'],
      ':authority after other header fields': [...get, 'x', 'y', ':authority', 'x'],
      'no name of a header field: "Upper"': [...get, 'Upper', 'x'],
      'no name of a header field: ""': [...get, '', 'x'],
      'a header field of HTTP/1: connection': [...get, 'connection', 'close'],
      'a header field of HTTP/1: te': [...get, 'te', 'gzip'],
      'the content-length fields give no length': [...get, 'content-length', '-1'],
      'a body of 0 bytes, where content-length says 5': [...get, 'content-length', '5'],
    };
    for (const [text, fields] of Object.entries(requests)) {
      it(text, () => {
        const log = faults_of(new Peer().headers(1, END_STREAM, ...fields));
        assert.ok(log.includes(text), log.join('\n'));
        assert.ok(log.some((line) => line.startsWith('request complete')));
      });
    }

    it('responses', () => {
      for (const [status, text] of [
        [[':status', 'abc'], 'no status: "abc"'],
        [[], 'a response without :status'],
      ]) {
        const { tcp, http, log, client, server } = connect();
        http.on('http error', (session, _, error) => log.push(error.message));
        tcp.send(client.get(1, '/'));
        tcp.recv(server.headers(1, END_STREAM, ...status, 'x', 'y'));
        assert.ok(log.includes(text));
      }
    });

    it('trailers', () => {
      const peer = new Peer();
      const head = peer.post(1, '/');
      const open = peer.headers(1, 0, 'x', 'y');
      const trailers = peer.headers(1, END_STREAM, ':path', '/');
      const log = faults_of(Buffer.concat([head, open, trailers, trailers]));
      assert.deepEqual(
        log.filter((line) => !line.startsWith('request')),
        ['HEADERS within a message', '":path" in trailers', 'HEADERS after the end of the stream'],
      );
    });
  });

  describe('limits', () => {
    it('a header list longer than max_header_size costs its request only', () => {
      const { tcp, log, client } = connect({ options: { max_header_size: 1000 } });
      tcp.send(client.get(1, '/1', 'x-a', 'b'.repeat(900)));
      tcp.send(client.get(3, '/3'));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_OVERFLOW',
        'request GET /3',
        'request complete /3',
      ]);
    });

    it('a header block without end is given up', () => {
      const { tcp, log, client } = connect({ options: { max_header_size: 1000 } });
      tcp.send(frame('HEADERS', END_STREAM, 1, Buffer.alloc(600, 0x82)));
      for (let i = 0; i < 1000; i++) tcp.send(frame('CONTINUATION', 0, 1, Buffer.alloc(600, 0x82)));
      tcp.send(frame('CONTINUATION', END_HEADERS, 1, Buffer.alloc(600, 0x82)));
      tcp.send(client.get(3, '/3'));
      assert.deepEqual(log, [
        'error send ERR_PCAP_HTTP_OVERFLOW',
        'request GET /3',
        'request complete /3',
      ]);
    });

    it('bytes held: the oldest streams are dropped', () => {
      const { tcp, http, log, client, server } = connect({ options: { max_held_bytes: 50000 } });
      const limits = [];
      http.on('limit', (_, limit) => limits.push(limit));
      for (let id = 1; id < 60; id += 2) {
        tcp.send(client.get(id, `/${id}`, 'x-a', `${id}`.padEnd(2000, 'b')));
        assert.ok(http.held_bytes <= 50000);
      }
      assert.ok(
        limits.every(({ limit, what }) => limit === 'max_held_bytes' && what === 'streams'),
      );
      assert.ok(limits.reduce((sum, { count }) => sum + count, 0) < 30);
      tcp.recv(server.answer(59, 200));
      assert.deepEqual(log.at(-1), 'response complete to /59');
    });

    it('bytes held: messages of WebSockets go before streams, header tables last', () => {
      const { tcp, http, client, server } = connect({ options: { max_held_bytes: 8000 } });
      const limits = [];
      http.on('limit', (_, { what }) => limits.push(what));
      const pseudo = [':method', 'CONNECT', ':protocol', 'websocket', ':scheme', 'http'];
      tcp.send(client.headers(1, 0, ...pseudo, ':path', '/chat', ':authority', 'x'));
      tcp.recv(server.headers(1, 0, ':status', '200'));
      tcp.send(data(1, `\x81\xfe\x1f\x40\x00\x00\x00\x00${'x'.repeat(7900)}`));
      assert.deepEqual(limits, ['messages']);
      const { max_held_bytes: limit } = http.options;
      for (let id = 3; id < 7; id += 2) tcp.send(client.get(id, '/', 'x-a', `${id}`.repeat(3500)));
      assert.deepEqual(limits.slice(0, 2), ['messages', 'streams']);
      assert.ok(http.held_bytes <= limit);
    });

    it('bytes held: a header block under way goes with the tables', () => {
      const { tcp, http, log, client } = connect({ options: { max_held_bytes: 6000 } });
      const limits = [];
      http.on('limit', (_, { what }) => limits.push(what));
      tcp.send(
        client.headers(
          1,
          END_STREAM,
          ':method',
          'GET',
          ':scheme',
          'http',
          ':path',
          '/',
          'x',
          'y'.repeat(900),
        ),
      );
      for (let i = 0; i < 8; i++) {
        tcp.send(frame(i === 0 ? 'HEADERS' : 'CONTINUATION', 0, 3, Buffer.alloc(1000, 0x82)));
      }
      assert.ok(limits.includes('header tables'));
      tcp.send(frame('CONTINUATION', END_HEADERS, 3, '\x82'));
      tcp.send(client.get(5, '/5'));
      assert.deepEqual(log.slice(-2), ['request GET /5', 'request complete /5']);
    });

    it('streams without end: the oldest gives way', () => {
      const { tcp, http, log, client, server } = connect({ options: { max_streams: 3 } });
      const limits = [];
      http.on('limit', (_, limit) => limits.push(limit));
      for (const id of [1, 3, 5, 7, 9]) tcp.send(client.get(id, `/${id}`));
      assert.deepEqual(
        limits.map(({ limit, what, count }) => [limit, what, count]),
        [
          ['max_streams', 'streams', 1],
          ['max_streams', 'streams', 1],
        ],
      );
      tcp.recv(Buffer.concat([server.answer(1, 200), server.answer(9, 200)]));
      assert.deepEqual(log.slice(-2), ['response 200 to /9', 'response complete to /9']);
    });
  });
});
