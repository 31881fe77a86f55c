'use strict';

// Redis over TLS, and PostgreSQL, whose clients ask for TLS first: real servers.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const tls = require('node:tls');
const { AppSession } = require('../../../lib/app');
const { RedisSession } = require('../../../lib/app/redis');
const { TLSKeys, TLSSession } = require('../../../lib/app/tls');
const { FakeTCP } = require('../http1/fake_tcp');
const servers = require('./real_servers');
const { find_program } = require('../../helpers/wire');

const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** TLS on a stream; its secrets go to `keys`. */
async function secured(stream, keys) {
  const client = tls.connect({ socket: stream, rejectUnauthorized: false });
  client.on('keylog', (line) => keys.push(line.toString()));
  await once(client, 'secureConnect');
  return client;
}

/** Waits until the server has said these bytes. */
async function until(client, words) {
  let heard = '';
  for await (const bytes of client.iterator({ destroyOnReturn: false })) {
    heard += bytes.toString('latin1');
    if (heard.includes(words)) return;
  }
  assert.fail(`the server ended with ${JSON.stringify(heard)}`);
}

/** Plays what was written down to sessions; `make(tls)` makes what is above. */
function play(chunks, lines, make) {
  const keys = new TLSKeys();
  keys.add(lines.join(''));
  keys.close();
  const tcp = new FakeTCP();
  const session = new TLSSession(tcp, { keys });
  const problems = [];
  for (const event of ['tls error', 'tls opaque'])
    session.on(event, (...what) => problems.push(what));
  make(session);
  for (const { direction, bytes } of chunks) tcp.data(direction, bytes);
  tcp.end();
  assert.deepEqual(problems, []);
  return session;
}

describe('TLSSession: servers', function () {
  this.timeout(120_000);
  this.slow(10000);
  let server;
  afterEach(async () => {
    await server?.stop('SIGINT');
    server = undefined;
  });

  it('redis-server, found by AppSession', async function () {
    if (!servers.has('redis-server')) {
      console.log('      skipped: needs redis-server');
      this.skip();
    }
    const port = await servers.free_port();
    server = servers.start_redis(port);
    const { stream, chunks } = servers.tapped(await servers.connect(port));
    const keys = [];
    const client = await secured(stream, keys);
    client.write('*3\r\n$3\r\nSET\r\n$1\r\na\r\n$5\r\nhello\r\n');
    await until(client, '+OK');
    client.write('*2\r\n$3\r\nGET\r\n$1\r\na\r\n');
    await until(client, 'hello\r\n');
    client.destroy();
    const seen = [];
    const session = play(chunks, keys, (below) => {
      new AppSession(below).on('service', (_, name, redis) => {
        assert.ok(redis instanceof RedisSession);
        redis.on('redis reply', (_, { command, value }) =>
          seen.push([command.args.map(String), String(value)]),
        );
      });
    });
    assert.deepEqual(seen, [
      [['SET', 'a', 'hello'], 'OK'],
      [['GET', 'a'], 'hello'],
    ]);
    assert.equal(session.version, 'TLS 1.3');
  });

  it('PostgreSQL: what comes before TLS is in clear', async function () {
    if (find_program('initdb') === undefined) {
      console.log('      skipped: needs postgresql');
      this.skip();
    }
    const port = await servers.free_port();
    server = servers.start_postgres(port);
    await servers.postgres_is_up(port);
    const tap = servers.tapped(await servers.connect(port));
    tap.stream.write(SSL_REQUEST);
    await once(tap.stream, 'readable');
    assert.equal(String(tap.stream.read()), 'S'); // go on with TLS
    const keys = [];
    const client = await secured(tap.stream, keys);
    const parameters = Buffer.from('user\0postgres\0\0');
    const start = Buffer.alloc(8);
    start.writeInt32BE(8 + parameters.length, 0);
    start.writeInt32BE(196608, 4);
    client.write(Buffer.concat([start, parameters]));
    await until(client, 'server_version');
    client.destroy();
    const said = { send: '', recv: '' };
    const session = play(tap.chunks, keys, (below) => {
      below.on('data send', (_, data) => (said.send += data.toString('latin1')));
      below.on('data recv', (_, data) => (said.recv += data.toString('latin1')));
    });
    assert.ok(said.send.startsWith(SSL_REQUEST.toString('latin1')));
    assert.match(said.send, /user\0postgres\0/);
    assert.equal(said.recv.slice(0, 2), 'SR'); // R: authentication
    assert.match(said.recv, /server_version/);
    assert.equal(session.protocol, 'tls');
  });
});
