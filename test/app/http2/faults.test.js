'use strict';

const assert = require('node:assert/strict');
const { connect, faults_of } = require('./connect');
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

const RST_CANCEL = '\0\0\0\x08';

describe('HTTPSession: HTTP/2, ends and faults', () => {
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
});
