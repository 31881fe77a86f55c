'use strict';

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../../lib/app/http1');
const { connection } = require('../tls/connection');
const { PREFACE, settings } = require('../http2/encode');
const { FakeTCP } = require('./fake_tcp');

function watch() {
  const tcp = new FakeTCP();
  const http = new HTTPSession(tcp);
  const hellos = [];
  http.on('tls', (_, hello) => hellos.push(hello));
  return { tcp, http, hellos };
}

/** A real handshake, seen in pieces of `size` bytes; what the session told of it. */
async function seen_of(options, size = Infinity) {
  const { chunks } = await connection(options);
  const { tcp, http, hellos } = watch();
  for (const { direction, bytes } of chunks) {
    for (let at = 0; at < bytes.length; at += size) {
      tcp.data(direction, bytes.subarray(at, at + size));
    }
  }
  tcp.end();
  assert.equal(http.protocol, 'tls');
  assert.equal(http.held_bytes < 3000, true, 'nothing is kept');
  return hellos;
}

describe("HTTPSession, 'tls'", function () {
  const alpn = { ALPNProtocols: ['h2', 'http/1.1'] };
  const old = { ...alpn, maxVersion: 'TLSv1.2' };

  for (const size of [Infinity, 1, 7]) {
    it(`tells what the server chose, in pieces of ${size} bytes`, async () => {
      const hellos = await seen_of({ client: alpn, server: old }, size);
      assert.equal(hellos.length, 1);
      const [{ server_name, version, cipher, alpn: chosen, client_hello, server_hello }] = hellos;
      assert.deepEqual([server_name, version, chosen], ['www.example.org', 'TLS 1.2', 'h2']);
      assert.match(cipher, /^TLS_ECDHE_/);
      assert.equal(client_hello.version, 'TLS 1.3');
      assert.deepEqual(client_hello.alpn, alpn.ALPNProtocols);
      assert.equal(server_hello.version, 'TLS 1.2');
    });
  }

  it('leaves open what TLS 1.3 encrypts', async () => {
    const [{ version, alpn: chosen }] = await seen_of({ client: alpn, server: alpn });
    assert.deepEqual([version, chosen], ['TLS 1.3', undefined]);
  });

  it('says that a server which refuses has chosen nothing', async () => {
    const hellos = await seen_of({
      client: { maxVersion: 'TLSv1.2' },
      server: { minVersion: 'TLSv1.3' },
    });
    assert.deepEqual(
      hellos.map(({ server_name, version }) => [server_name, version]),
      [['www.example.org', undefined]],
    );
  });

  for (const [what, go_on] of [
    ['is missing', (tcp) => tcp.gap('recv', 1400)],
    ['does not come', (tcp) => tcp.end()],
    ['is something else', (tcp) => tcp.recv('220 ready\r\n')],
  ]) {
    it(`guesses nothing where the server's hello ${what}`, async () => {
      const { chunks } = await connection();
      const { tcp, hellos } = watch();
      tcp.send(chunks[0].bytes);
      assert.deepEqual(hellos, []);
      go_on(tcp);
      assert.equal(hellos.length, 1);
      assert.equal(hellos[0].version, undefined);
      tcp.end();
      assert.equal(hellos.length, 1);
    });
  }
});

describe('HTTPSession, an HTTP/2 server that speaks first', function () {
  for (const size of [Infinity, 1, 5]) {
    it(`is told by either side, in pieces of ${size} bytes`, () => {
      const { tcp, http } = watch();
      const begin = [
        ['recv', settings({ 3: 100 })],
        ['send', Buffer.concat([Buffer.from(PREFACE), settings()])],
      ];
      for (const [direction, bytes] of begin) {
        for (let at = 0; at < bytes.length; at += size) {
          tcp.data(direction, bytes.subarray(at, at + size));
        }
      }
      assert.equal(http.protocol, 'http2');
    });
  }

  for (const size of [1, 3, 4, 8, 9, 10]) {
    it(`is told where both sides come in turns, in pieces of ${size} bytes`, () => {
      const { tcp, http } = watch();
      const told = [];
      http.on('http2 settings', (_, direction) => told.push(direction));
      http.on('http error', (_, direction, error) => told.push(error));
      const sides = {
        recv: settings({ 3: 100 }),
        send: Buffer.concat([Buffer.from(PREFACE), settings()]),
      };
      for (let at = 0; at < sides.send.length; at += size) {
        for (const [direction, bytes] of Object.entries(sides)) {
          if (at < bytes.length) tcp.data(direction, bytes.subarray(at, at + size));
        }
      }
      assert.deepEqual(told.sort(), ['recv', 'send']);
    });

    it(`is told where ${size} bytes of the server come before the client's`, () => {
      const { tcp, http } = watch();
      const told = [];
      http.on('http2 settings', (_, direction) => told.push(direction));
      tcp.recv(settings({ 3: 100 }).subarray(0, size));
      tcp.send(Buffer.concat([Buffer.from(PREFACE), settings()]));
      tcp.recv(settings({ 3: 100 }).subarray(size));
      assert.deepEqual(told.sort(), ['recv', 'send']);
    });
  }
});
