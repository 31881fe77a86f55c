'use strict';

const assert = require('node:assert/strict');
const { connect } = require('./connect');
const { END_HEADERS, END_STREAM, PADDED, data, frame } = require('./encode');

describe('HTTPSession: HTTP/2, bytes that were not captured', () => {
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

  it('a head, before its request came, leaves trailers that are no response', () => {
    const { tcp, log, client, server } = connect();
    tcp.gap('recv', server.headers(1, 0, ':status', '200').length);
    tcp.send(client.get(1, '/1'));
    tcp.recv(server.headers(1, END_STREAM, 'x-checksum', '5'));
    assert.deepEqual(
      log.filter((line) => line.startsWith('response')),
      [],
    );
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
