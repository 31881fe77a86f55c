'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { TLSKeys } = require('../../../lib/app/tls');
const { FakeTCP } = require('../http1/fake_tcp');
const { connection, say, EC, RSA } = require('./connection');
const { SUITES, sealed } = require('./sealer');
const { cut, play } = require('./watch');

const TALK = ['send hello, server', 'recv hello, client', 'send bye'];
const SUITES_TLS12 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-CCM',
  'ECDHE-ECDSA-AES256-CCM8',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
  'AES128-SHA',
  'AES256-GCM-SHA384',
];

function keys_of(lines) {
  const keys = new TLSKeys();
  keys.add(lines.join('\n'));
  return keys;
}

/** What was said, and what went wrong. */
function said(log) {
  return log.filter((line) => /^(send|recv|gap|tls|opaque|error|fin|end)/.test(line));
}

const send = (bytes) => ({ direction: 'send', bytes });
const recv = (bytes) => ({ direction: 'recv', bytes });

describe('TLSSession: decryption', function () {
  for (const suite of SUITES) {
    it(`of TLS 1.3 with ${suite}`, async function () {
      const { chunks, keys } = await connection({
        client: { ciphers: suite },
        server: { ciphers: suite, ALPNProtocols: ['http/1.1'] },
      });
      const { tls, log } = play(chunks, { keys: keys_of(keys) });
      assert.deepEqual(said(log), TALK);
      assert.equal(tls.cipher, suite);
      assert.match(log[2], /^certificate recv O=pcap tests/);
      assert.equal(tls.opaque, undefined);
    });
  }

  for (const suite of SUITES_TLS12) {
    it(`of TLS 1.2 with ${suite}`, async function () {
      const ciphers = `${suite}:@SECLEVEL=0`;
      const { chunks, keys } = await connection({
        client: { ciphers, maxVersion: 'TLSv1.2' },
        server: { ciphers, ...(suite.startsWith('ECDHE') ? EC : RSA) },
      });
      assert.deepEqual(said(play(chunks, { keys: keys_of(keys) }).log), TALK);
      assert.deepEqual(said(play(cut(chunks, 3), { keys: keys_of(keys) }).log), TALK);
    });
  }

  for (const version of ['TLSv1', 'TLSv1.1']) {
    it(`of ${version}, with AES-CBC`, async function () {
      const options = { minVersion: version, maxVersion: version };
      for (const suite of ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA']) {
        options.ciphers = `${suite}:@SECLEVEL=0`;
        const { chunks, keys, error } = await connection({ client: options, server: options });
        if (error) this.skip(); // OpenSSL may be without
        const { log, tls } = play(chunks, { keys: keys_of(keys) });
        assert.deepEqual(said(log), TALK);
        assert.equal(tls.version, version === 'TLSv1' ? 'TLS 1.0' : 'TLS 1.1');
      }
    });
  }

  it('of TLS 1.0 after a gap: from the record after next', async function () {
    const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1' };
    options.ciphers = 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0';
    const { chunks, keys, error } = await connection({
      client: options,
      server: options,
      async talk(client, server) {
        for (const text of ['one', 'two', 'three', 'four']) await say(client, server, text);
      },
    });
    if (error) this.skip();
    const at = chunks.length - 3; // two
    const lost = { direction: 'send', gap: chunks[at].bytes.length };
    const texts = said(play(chunks.with(at, lost), { keys: keys_of(keys) }).log);
    assert.equal(texts[0].slice(0, 6), 'send o');
    assert.equal(texts.at(-1), 'send four');
    assert.ok(texts.includes('gap send Infinity'));
    assert.ok(!texts.includes('send two'));
  });

  it('with ALPN that TLS 1.3 has encrypted, and resumption', async function () {
    const server = { ALPNProtocols: ['http/1.1'], ticketKeys: Buffer.alloc(48, 1) };
    const client = { ALPNProtocols: ['http/1.1'] };
    const first = await connection({ client, server });
    const { session } = first;
    const second = await connection({ client: { ...client, session }, server });
    for (const [made, resumed] of [
      [first, false],
      [second, true],
    ]) {
      const { tls, log } = play(made.chunks, { keys: keys_of(made.keys) });
      assert.deepEqual(said(log), TALK);
      assert.equal(tls.alpn, 'http/1.1');
      assert.equal(tls.resumed, resumed);
      assert.equal(tls.certificates.length, resumed ? 0 : 1);
    }
  });

  it('of TLS 1.2 that resumes and then renegotiates', async function () {
    const options = {
      client: { maxVersion: 'TLSv1.2' },
      server: { ticketKeys: Buffer.alloc(48, 1) },
    };
    const { session } = await connection(options);
    const { chunks, keys } = await connection({
      ...options,
      client: { ...options.client, session },
      async talk(client, server) {
        await say(client, server, 'before');
        await new Promise((resolve) => client.renegotiate({}, resolve));
        await say(client, server, 'after');
        await say(server, client, 'after, too');
      },
    });
    const { log, tls } = play(chunks, { keys: keys_of(keys) });
    assert.deepEqual(said(log), ['send before', 'send after', 'recv after, too']);
    assert.equal(log.filter((line) => line.startsWith('client hello')).length, 2);
    assert.equal(tls.opaque, undefined);
  });

  it('a HelloRetryRequest', async function () {
    const { chunks, keys } = await connection({
      client: { ecdhCurve: 'X25519:P-384' },
      server: { ecdhCurve: 'P-384' },
    });
    assert.deepEqual(said(play(chunks, { keys: keys_of(keys) }).log), TALK);
  });

  it('after STARTTLS', async function () {
    const { chunks, keys } = await connection();
    const clear = [recv(Buffer.from('220 hello')), send(Buffer.from('STARTTLS'))];
    const { log } = play([...clear, ...chunks], { keys: keys_of(keys) });
    assert.deepEqual(said(log), ['recv 220 hello', 'send STARTTLS', ...TALK]);
  });

  it('long content, in segments of any size, is whole', async function () {
    const text = Array.from({ length: 20000 }, (_, index) => index).join(' ');
    const { chunks, keys } = await connection({
      talk: (client, server) => say(server, client, text),
    });
    for (const size of [1448, 16384]) {
      const { log } = play(cut(chunks, size), { keys: keys_of(keys) });
      const heard = said(log).map((line) => line.replace(/^recv /, ''));
      assert.equal(heard.join(''), text);
    }
  });

  it('KeyUpdate: the keys that follow', function () {
    const { hello, flight, client, server, finish, keys } = sealed();
    const update = Buffer.from([0]);
    const chunks = [send(hello), recv(flight), send(finish()), send(client.data('one'))];
    for (const text of ['two', 'three']) {
      chunks.push(send(client.message(24, update)));
      client.update();
      chunks.push(send(client.data(text)));
    }
    chunks.push(recv(server.message(24, update)));
    server.update();
    chunks.push(recv(server.data('four')));
    const { log } = play(chunks, { keys: keys_of(keys) });
    assert.deepEqual(said(log), ['send one', 'send two', 'send three', 'recv four']);
  });

  it('0-RTT data that the server takes is told once it has', function () {
    const { hello, flight, client, server, finish, keys } = sealed(undefined, {
      early: 'accepted',
    });
    const tcp = new FakeTCP();
    const { log } = play([send(hello), send(client.data('early'))], { keys: keys_of(keys) }, tcp);
    assert.deepEqual(said(log), []);
    tcp.recv(Buffer.concat([flight, server.data('answer')]));
    tcp.send(finish());
    tcp.send(client.data('late'));
    assert.deepEqual(said(log), ['send early', 'recv answer', 'send late']);
  });

  it('0-RTT data that the server rejects is told once: when it comes again', function () {
    const { hello, flight, client, finish, keys } = sealed(undefined, { early: 'rejected' });
    const early = client.data('early');
    const chunks = [send(hello), send(early), send(early), recv(flight), send(finish())];
    chunks.push(send(client.data('early')), send(client.data('late')));
    assert.deepEqual(said(play(chunks, { keys: keys_of(keys) }).log), ['send early', 'send late']);
  });

  it('padding is no content, nor is a record of padding alone', function () {
    const { hello, flight, client, finish, keys } = sealed();
    const finished = finish();
    const records = [
      client.data('a', { padding: 300 }),
      client.data('', { padding: 9 }),
      client.data('b'),
    ];
    const chunks = [send(hello), recv(flight), send(finished), ...records.map(send)];
    assert.deepEqual(said(play(chunks, { keys: keys_of(keys) }).log), ['send a', 'send b']);
  });

  it('a log that has only the secrets of the application', function () {
    const { hello, flight, client, server, finish, keys } = sealed();
    const chunks = [send(hello), recv(flight), send(finish()), send(client.data('a'))];
    chunks.push(recv(server.data('b')));
    const { log } = play(chunks, { keys: keys_of(keys.slice(3)) });
    assert.deepEqual(said(log), ['send a', 'recv b']);
  });

  it('a log that has only the secrets of one direction', function () {
    const { hello, flight, client, server, finish, keys } = sealed();
    const only = keys_of(keys.filter((line) => line.startsWith('SERVER')));
    only.close();
    const chunks = [send(hello), recv(flight), send(finish()), send(client.data('a'))];
    chunks.push(recv(server.data('b')));
    assert.deepEqual(said(play(chunks, { keys: only }).log), ['opaque no keys', 'recv b']);
  });

  it('info: the time of the last byte; content ends where its record does', function () {
    const { hello, flight, client, finish, keys } = sealed();
    const tcp = new FakeTCP();
    const { tls } = play([send(hello), recv(flight)], { keys: keys_of(keys) }, tcp);
    const infos = [];
    tls.on('data send', (_, data, info) => infos.push([data.length, info]));
    const finished = finish();
    const records = Buffer.concat([finished, client.data('one'), client.data('three')]);
    const at = hello.length + finished.length;
    tcp.send(records.subarray(0, finished.length + 9));
    tcp.send(records.subarray(finished.length + 9));
    const { current_cap_time: time } = tcp;
    assert.deepEqual(infos, [
      [3, { seqno: at + 22, offset: 0, time, ackno: undefined }],
      [5, { seqno: at + 25 + 22, offset: 3, time, ackno: undefined }],
    ]);
  });

  it('secrets and content are in no error and in nothing that inspect shows', function () {
    const { hello, flight, client, finish, keys: lines } = sealed();
    const keys = keys_of(lines);
    const chunks = [send(hello), recv(flight), send(finish()), send(client.data('a secret'))];
    const { tls, tcp } = play(chunks, { keys });
    const errors = [];
    tls.on('tls error', (_, direction, error) => errors.push(error));
    const broken = client.data('a secret');
    broken[20] ^= 1;
    tcp.send(broken);
    assert.equal(errors.length, 1);
    const shown = [tls, keys, ...errors].map((value) => {
      return inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value, skip_tcp);
    });
    for (const text of ['a secret', '0d0d0d0d', '0d 0d 0d']) {
      assert.ok(!shown.join().includes(text), text);
    }
  });
});

function skip_tcp(name, value) {
  return name === 'tcp_session' ? undefined : value;
}
