'use strict';

const assert = require('node:assert/strict');
const { gzipSync } = require('node:zlib');
const { HTTPSession } = require('../../../lib/app/http1');
const { HARWriter } = require('../../../lib/app/har');
const { FakeTCP } = require('../http1/fake_tcp');
const { END_STREAM, PREFACE, Peer, data, settings } = require('../http2/encode');
const { connection } = require('../tls/connection');
const { client_hello } = require('../tls/hello');

/** A writer, and connections that feed it; `log()` closes it and reads what it wrote. */
function start(options) {
  let text = '';
  const writer = new HARWriter((piece) => (text += piece), options);
  const connect = (fields = {}) => {
    const tcp = Object.assign(new FakeTCP(), { src: '10.0.0.1:40000', dst: '10.0.0.2:80' }, fields);
    writer.add(new HTTPSession(tcp));
    return tcp;
  };
  const log = () => {
    writer.close();
    return JSON.parse(text).log;
  };
  return { writer, connect, log, text: () => text };
}

const GET = 'GET /a?x=1&y=%20z&y HTTP/1.1\r\nHost: h.test\r\nX-A: caf\xc3\xa9\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi';

describe('HARWriter', () => {
  it('writes an exchange with all that HAR 1.2 asks for', () => {
    const { connect, log } = start();
    const tcp = connect();
    tcp.send(GET);
    tcp.recv(OK.slice(0, -1), 0.02);
    tcp.recv('i', 0.005);
    const { version, creator, entries } = log();
    assert.equal(version, '1.2');
    assert.equal(creator.name, 'pcap');
    assert.deepEqual(entries, [
      {
        startedDateTime: '2020-09-13T12:26:40.501Z',
        time: 25,
        request: {
          method: 'GET',
          url: 'http://h.test/a?x=1&y=%20z&y',
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [
            { name: 'Host', value: 'h.test' },
            { name: 'X-A', value: 'café' },
          ],
          queryString: [
            { name: 'x', value: '1' },
            { name: 'y', value: ' z' },
            { name: 'y', value: '' },
          ],
          headersSize: GET.length,
          bodySize: 0,
        },
        response: {
          status: 200,
          statusText: 'OK',
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [
            { name: 'Content-Type', value: 'text/plain' },
            { name: 'Content-Length', value: '2' },
          ],
          content: { size: 2, mimeType: 'text/plain', compression: 0, text: 'hi' },
          redirectURL: '',
          headersSize: OK.length - 2,
          bodySize: 2,
        },
        cache: {},
        timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 20, receive: 5 },
        serverIPAddress: '10.0.0.2',
        connection: '10.0.0.1:40000-10.0.0.2:80',
      },
    ]);
  });

  it('writes when an exchange ends, and not before', () => {
    const { writer, connect, text } = start();
    const tcp = connect();
    tcp.send(GET);
    tcp.recv(OK.slice(0, -1));
    assert.equal(writer.entries, 0);
    assert.ok(!text().includes('h.test'));
    tcp.recv('i');
    assert.equal(writer.entries, 1);
    assert.ok(text().includes('h.test'));
  });

  it('counts connecting into the first exchange of a connection', () => {
    const { connect, log } = start();
    const tcp = connect({ syn_time: 1600000000.4, connect_time: 1600000000.45 });
    tcp.send(GET);
    tcp.recv(OK);
    tcp.send(GET);
    tcp.recv(OK);
    const [first, second] = log().entries;
    assert.equal(first.startedDateTime, '2020-09-13T12:26:40.400Z');
    assert.equal(first.timings.connect, 50);
    assert.equal(first.timings.blocked, 51);
    assert.equal(first.time, 50 + 51 + 1);
    assert.equal(second.timings.connect, -1);
    assert.equal(second.startedDateTime, '2020-09-13T12:26:40.503Z');
  });

  it('gives sizes before and after content coding', () => {
    const { connect, log } = start();
    const tcp = connect();
    const zipped = gzipSync('x'.repeat(1000));
    tcp.send(GET);
    tcp.recv(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n`,
    );
    tcp.recv(zipped);
    const { content, bodySize } = log().entries[0].response;
    assert.equal(bodySize, zipped.length);
    assert.equal(content.size, 1000);
    assert.equal(content.compression, 1000 - zipped.length);
    assert.equal(content.text, 'x'.repeat(1000));
  });

  it('gives bytes that are no text in base64', () => {
    const { connect, log } = start();
    const tcp = connect();
    tcp.send(
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n\xff\xfe',
    );
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xfe\xff');
    const { request, response } = log().entries[0];
    const text = Buffer.from([255, 254]).toString('base64');
    assert.deepEqual(request.postData, { mimeType: 'image/png', text, _encoding: 'base64' });
    assert.equal(response.content.encoding, 'base64');
  });

  it('writes HTTP/2, its streams and trailers', () => {
    const { connect, log } = start();
    const tcp = connect();
    const [client, server] = [new Peer(), new Peer()];
    tcp.send(Buffer.concat([Buffer.from(PREFACE), settings(), client.get(1, '/a')]));
    tcp.recv(Buffer.concat([settings(), server.headers(1, 0, ':status', '404'), data(1, 'no')]));
    tcp.recv(server.headers(1, END_STREAM, 'x-t', 'y'));
    const [entry] = log().entries;
    assert.equal(entry.request.url, 'http://x.test/a');
    assert.equal(entry.request.httpVersion, 'HTTP/2');
    assert.equal(entry.request.headersSize, -1);
    assert.equal(entry.response.statusText, 'Not Found');
    assert.deepEqual(entry.response._trailers, [{ name: 'x-t', value: 'y' }]);
    assert.equal(entry._streamId, 1);
  });

  it('writes what the capture missed', () => {
    const { connect, log } = start();
    const tcp = connect({ missed_syn: true, src: '10.0.0.2:80', dst: '10.0.0.1:40000' });
    const [client, server] = [new Peer(), new Peer()];
    client.hpack.block(':path', '/unknown');
    tcp.recv(client.get(1, '/unknown'));
    tcp.send(server.headers(1, 0, ':status', '200', 'content-length', '5'));
    tcp.send(data(1, 'abcde', END_STREAM).subarray(0, 10));
    tcp.gap('send', 4);
    const [entry] = log().entries;
    assert.equal(entry.request.url, 'http://x.test/');
    assert.equal(entry.request._unknownHeaders, 1);
    assert.equal(entry.response._missing, 4);
    assert.equal(entry.serverIPAddress, '10.0.0.2');
  });

  it('writes figures of the connection', () => {
    const { connect, log } = start();
    const side = { packets: 3, retransmits: 1, rtt: { count: 1, mean: 0.0123456 } };
    const tcp = connect({ session_stats: () => ({ send: side, recv: side }) });
    tcp.send('CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n');
    tcp.recv('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    const [entry] = log().entries;
    assert.equal(entry.request.url, 'http://db:5432');
    assert.equal(entry._packets, 6);
    assert.equal(entry._retransmits, 2);
    assert.equal(entry._rtt, 12.346);
  });

  it('shows a body that its coding does not fit as it was sent', () => {
    const { connect, log } = start();
    const tcp = connect();
    tcp.send('POST /?a=%zz HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi');
    tcp.recv('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi');
    const [{ request, response }] = log().entries;
    assert.deepEqual(request.queryString, [{ name: 'a', value: '%zz' }]);
    assert.equal(request.postData.text, 'hi');
    assert.equal(response.content.text, 'hi');
    assert.match(response.content.comment, /^gzip: /);
  });

  it('writes the messages of a WebSocket, when it is over', () => {
    const { writer, connect, log } = start();
    const tcp = connect();
    tcp.send('GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
    tcp.recv('HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
    tcp.send('\x81\x82\0\0\0\0hi');
    tcp.recv('\x82\x01\xff');
    tcp.recv('\x88\x02\x03\xe8');
    assert.equal(writer.entries, 0);
    tcp.end();
    const [entry] = log().entries;
    assert.equal(entry.request.url, 'ws://h/ws');
    assert.equal(entry._resourceType, 'websocket');
    assert.deepEqual(
      entry._webSocketMessages.map(({ type, opcode, data }) => [type, opcode, data]),
      [
        ['send', 1, 'hi'],
        ['receive', 2, '/w=='],
        ['receive', 8, Buffer.from([3, 0xe8]).toString('base64')],
      ],
    );
  });

  it('lists connections that are encrypted', async () => {
    const { connect, log } = start();
    const tcp = connect({ syn_time: 1600000000, send_bytes_payload: 7, recv_bytes_payload: 9 });
    tcp.send(await client_hello('secret.test'));
    tcp.end();
    const { entries, _connections } = log();
    assert.deepEqual(entries, []);
    const [one] = _connections;
    assert.equal(one.server_name, 'secret.test');
    assert.equal(one.serverIPAddress, '10.0.0.2');
    assert.equal(one.bytes_sent, 7);
  });

  it('says of them what the server chose, not what the client offers', async () => {
    const { chunks } = await connection({
      server: { maxVersion: 'TLSv1.2', ALPNProtocols: ['h2'] },
      client: { ALPNProtocols: ['h2', 'x'] },
    });
    const { connect, log } = start();
    const tcp = connect({});
    for (const { direction, bytes } of chunks) tcp.data(direction, bytes);
    tcp.end();
    const [{ version, alpn }] = log()._connections;
    assert.deepEqual([version, alpn], ['TLS 1.2', 'h2']);
  });

  it('calls by https what came out of TLS', () => {
    const { writer, log } = start();
    const tcp = Object.assign(new FakeTCP(), { src: '10.0.0.1:40000', dst: '10.0.0.2:443' });
    const tls = Object.assign(new FakeTCP(), { tcp_session: tcp, client_hello: { ja4: 't13d' } });
    writer.add(new HTTPSession(tls));
    tls.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    tls.recv(OK);
    const [entry] = log().entries;
    assert.equal(entry.request.url, 'https://h/');
    assert.equal(entry._ja4, 't13d');
    assert.equal(entry.serverIPAddress, '10.0.0.2');
  });

  describe('secrets', () => {
    const request =
      'GET http://user:pass@h/ HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=2\r\nAuthorization: Basic eA==\r\n\r\n';
    const response =
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n' +
      'Set-Cookie: s=t; Path=/p; HttpOnly; Secure; Domain=h; Expires=Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n';

    function entry_with(options) {
      const { connect, log } = start(options);
      const tcp = connect();
      tcp.send(request);
      tcp.recv(response);
      return log().entries[0];
    }

    it('are hidden', () => {
      const entry = entry_with({});
      assert.equal(entry.request.url, 'http://[hidden]@h/');
      assert.deepEqual(entry.request.cookies, [
        { name: 'a', value: '[hidden]' },
        { name: 'b', value: '[hidden]' },
      ]);
      assert.deepEqual(entry.response.cookies, [
        {
          ...{ name: 's', value: '[hidden]', path: '/p', httpOnly: true, secure: true },
          ...{ domain: 'h', expires: '2026-01-01T00:00:00.000Z' },
        },
      ]);
      assert.doesNotMatch(JSON.stringify(entry), /eA==|pass|a=1|s=t/);
    });

    it('are written where they are asked for', () => {
      const entry = entry_with({ secrets: true });
      assert.equal(entry.request.url, 'http://user:pass@h/');
      assert.equal(entry.request.cookies[1].value, '2');
      assert.equal(entry.request.headers.at(-1).value, 'Basic eA==');
      assert.equal(entry.response.cookies[0].value, 't');
    });
  });

  describe('what has no end', () => {
    it('a request without response is written with the connection’s end', () => {
      const { connect, log } = start();
      const tcp = connect();
      tcp.send(GET);
      tcp.end();
      const [entry] = log().entries;
      assert.equal(entry.response.status, 0);
      assert.equal(entry.timings.wait, 0);
    });

    it('an exchange under way is written at close()', () => {
      const { connect, log } = start();
      const tcp = connect();
      tcp.send(GET);
      tcp.recv(OK.slice(0, -1));
      const [entry] = log().entries;
      assert.equal(entry.response.status, 200);
      assert.equal(entry.response.content.text, 'h');
      tcp.recv('i');
    });

    it('a stream that is reset says why', () => {
      const { connect, log } = start();
      const tcp = connect();
      const client = new Peer();
      tcp.send(Buffer.concat([Buffer.from(PREFACE), settings(), client.get(1, '/a')]));
      tcp.send(Buffer.from('00000403000000000100000008', 'hex'));
      assert.equal(log().entries[0]._error, 'the stream was reset: CANCEL');
    });

    it('a stream that is reset while its response is on its way has all of it', () => {
      const { connect, log } = start();
      const tcp = connect();
      const [client, server] = [new Peer(), new Peer()];
      tcp.send(Buffer.concat([Buffer.from(PREFACE), settings(), client.get(1, '/a')]));
      tcp.recv(Buffer.concat([settings(), server.headers(1, 0, ':status', '200')]));
      tcp.send(Buffer.from('00000403000000000100000008', 'hex'));
      tcp.recv(data(1, 'all', END_STREAM));
      const [entry] = log().entries;
      assert.equal(entry._error, undefined);
      assert.equal(entry.response.content.text, 'all');
      assert.deepEqual(entry.response.headers, []);
    });

    it('a response whose request was missed is counted', () => {
      const { connect, log } = start();
      connect().recv(OK);
      assert.equal(log()._responsesWithoutRequest, 1);
    });
  });

  describe('limits', () => {
    it('a long body is cut', () => {
      const { connect, log } = start({ max_body_size: 1 });
      const tcp = connect();
      tcp.send(GET);
      tcp.recv(OK);
      const { content } = log().entries[0].response;
      assert.deepEqual(content, {
        ...{ size: 2, mimeType: 'text/plain', text: 'h', comment: 'cut after 1 bytes' },
      });
    });

    it('bodies are left out where that is asked for', () => {
      const { connect, log } = start({ bodies: false });
      const tcp = connect();
      tcp.send(GET);
      tcp.recv(OK);
      const { content } = log().entries[0].response;
      assert.deepEqual(content, {
        ...{ size: 2, mimeType: 'text/plain', comment: 'bodies are left out' },
      });
    });

    it('messages of a WebSocket beyond max_held_bytes are counted', () => {
      const { connect, log } = start({ max_held_bytes: 3000, bodies: false });
      const tcp = connect();
      tcp.send('GET /ws HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
      tcp.recv('HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
      for (let i = 0; i < 10; i++) tcp.recv('\x81\x02hi');
      tcp.end();
      const [entry] = log().entries;
      assert.equal(entry._webSocketMessages.length + entry._webSocketMessagesDropped, 10);
      assert.ok(entry._webSocketMessagesDropped > 0);
      assert.equal(entry._webSocketMessages[0].data, '');
    });

    it('no more is held than max_held_bytes', () => {
      const { connect, log } = start({ max_held_bytes: 3000 });
      const tcp = connect();
      tcp.send(GET);
      tcp.recv(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(900)}`);
      tcp.recv('x'.repeat(4100));
      const { content } = log().entries[0].response;
      assert.equal(content.text.length, 900);
      assert.equal(content.comment, 'cut: too many bytes were held');
    });

    it('exchanges without end: the oldest is written', () => {
      const { writer, connect, log } = start({ max_exchanges: 2 });
      for (let i = 0; i < 3; i++) connect().send(GET);
      assert.equal(writer.entries, 1);
      assert.match(log().entries[0]._error, /too many exchanges/);
    });

    it('encrypted connections beyond max_connections are counted', async () => {
      const { connect, log } = start({ max_connections: 1 });
      for (let i = 0; i < 3; i++) {
        const tcp = connect({ syn_time: 1600000000 });
        tcp.send(await client_hello('a.test'));
        tcp.end();
      }
      const { _connections, _connectionsLeftOut } = log();
      assert.equal(_connections.length, 1);
      assert.equal(_connectionsLeftOut, 2);
    });
  });
});
