'use strict';

const assert = require('node:assert/strict');
const { connect } = require('./connect');
const { END_HEADERS, END_STREAM, data, frame } = require('./encode');

describe('HTTPSession: HTTP/2, limits', () => {
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

  it('unknown header fields count as held', () => {
    const { tcp, http, client } = connect({
      options: { max_held_bytes: 1e6 },
      tcp: { missed_syn: true },
      hello: false,
    });
    tcp.send(client.get(1, '/'));
    for (let id = 3; id < 203; id += 2) {
      tcp.send(
        frame(
          'HEADERS',
          END_HEADERS,
          id,
          Buffer.concat([Buffer.from([0x82]), Buffer.alloc(2000, 0xfe)]),
        ),
      );
    }
    assert.ok(http.held_bytes > 1e5 && http.held_bytes <= 1e6);
  });

  it('responses without request: the oldest give way', () => {
    const { tcp, http, server } = connect({ options: { max_streams: 10 } });
    for (let id = 1; id < 2001; id += 2) tcp.recv(server.answer(id, 200));
    assert.ok(http.held_bytes < 100000);
  });

  it('bytes held: the oldest streams are dropped', () => {
    const { tcp, http, log, client, server } = connect({ options: { max_held_bytes: 50000 } });
    const limits = [];
    http.on('limit', (_, limit) => limits.push(limit));
    for (let id = 1; id < 60; id += 2) {
      tcp.send(client.get(id, `/${id}`, 'x-a', `${id}`.padEnd(2000, 'b')));
      assert.ok(http.held_bytes <= 50000);
    }
    assert.ok(limits.every(({ limit, what }) => limit === 'max_held_bytes' && what === 'streams'));
    assert.ok(limits.reduce((sum, { count }) => sum + count, 0) < 30);
    tcp.recv(server.answer(59, 200));
    assert.deepEqual(log.at(-1), 'response complete to /59');
  });

  it('bytes held: messages of WebSockets go before streams, header tables last', () => {
    const { tcp, http, client, server } = connect({ options: { max_held_bytes: 20000 } });
    const limits = [];
    http.on('limit', (_, { what }) => limits.push(what));
    const pseudo = [':method', 'CONNECT', ':protocol', 'websocket', ':scheme', 'http'];
    tcp.send(client.headers(1, 0, ...pseudo, ':path', '/chat', ':authority', 'x'));
    tcp.recv(server.headers(1, 0, ':status', '200'));
    tcp.send(data(1, `\x81\xfe\x3a\x98\x00\x00\x00\x00${'x'.repeat(14900)}`));
    assert.deepEqual(limits, ['messages']);
    const { max_held_bytes: limit } = http.options;
    for (let id = 3; id < 7; id += 2) tcp.send(client.get(id, '/', 'x-a', `${id}`.repeat(9000)));
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
