'use strict';

// psql and redis-cli, whose TLS a preloaded key logger opens, captured on their way to the servers.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { AppSession } = require('../../../lib/app');
const { TLSKeys } = require('../../../lib/app/tls');
const { createOfflineSession } = require('../../../lib/pcap');
const { TCPTracker } = require('../../../lib/tcp');
const { serve_postgresql, tls_settings } = require('../../helpers/postgresql');
const { Wire, conversations, needs, told } = require('../../helpers/wire');

const CERTIFICATE = path.join(__dirname, 'certificate');
const SERVER = ['certificate.pem', 'key.pem'];

const text_of = (value) => value.error ?? `${value}`;

describe('TLS of programs without a key log of their own', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let wire;

  before(function () {
    needs(this, 'gcc', 'initdb', 'postgres', 'psql', 'redis-server', 'redis-cli', 'setpriv');
    wire = new Wire();
    const logger = path.join(__dirname, 'key_logger.c');
    const made = wire.run('gcc', [
      '-shared',
      '-fPIC',
      '-o',
      wire.path('logger.so'),
      logger,
      '-ldl',
    ]);
    assert.equal(made.status, 0, made.stderr);
    for (const name of SERVER) {
      fs.copyFileSync(path.join(CERTIFICATE, name), wire.path(name));
      fs.chmodSync(wire.path(name), 0o600);
      wire.run('chown', ['postgres:', wire.path(name)]);
    }
  });
  after(() => wire?.remove());

  function logged(program, args, input) {
    const env = { LD_PRELOAD: wire.path('logger.so'), SSLKEYLOGFILE: wire.path('keys') };
    return wire.run_async(program, args, { input, env: { ...process.env, ...env } });
  }

  function keys() {
    const found = new TLSKeys();
    found.add(fs.readFileSync(wire.path('keys')));
    found.close();
    return found;
  }

  it('psql: statements and results, after SSLRequest', async function () {
    const [cert, key] = SERVER.map((name) => wire.path(name));
    await serve_postgresql(wire, tls_settings(cert, key));
    const to = 'host=127.0.0.1 user=postgres sslmode=require';
    await wire.capture();
    const script = 'create table t(a int);\ninsert into t values (1), (2);\nselect a from t;\n';
    assert.equal((await logged('psql', ['-X', to], script)).status, 0);
    const file = await wire.stop('psql.pcap');
    const [{ name, events }] = await conversations(file, { postgresql: { tls: { keys: keys() } } });
    assert.equal(name, 'postgresql');
    const [tls] = told(events, 'postgresql tls');
    assert.deepEqual([tls.version, tls.opaque], ['TLS 1.3', undefined]);
    assert.deepEqual(
      told(events, 'postgresql result').map(({ query, tags }) => [query.text, ...tags]),
      [
        ['create table t(a int);', 'CREATE TABLE'],
        ['insert into t values (1), (2);', 'INSERT 0 2'],
        ['select a from t;', 'SELECT 2'],
      ],
    );
    assert.equal(told(events, 'postgresql login')[0].user, 'postgres');
    assert.deepEqual(told(events, 'postgresql error'), []);
  });

  it('redis-cli: commands and replies, found by AppSession above TLSSession', async function () {
    const [cert, key] = SERVER.map((name) => wire.path(name));
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    const ports = ['--port', '0', '--tls-port', '6379', '--bind', '127.0.0.1', '--save', ''];
    await wire.serve(6379, 'redis-server', [...ports, ...files]);
    await wire.capture();
    const script = 'SET a hello\nGET a\nLPUSH l 1 2 3\nNOSUCH\n';
    const args = ['-h', '127.0.0.1', '--tls', '--insecure'];
    assert.equal((await logged('redis-cli', args, script)).status, 0);
    const file = await wire.stop('redis.pcap');
    const seen = [];
    const options = { session_options: { tls: { keys: keys() } } };
    const tracker = new TCPTracker();
    tracker.on('session', (tcp) => {
      new AppSession(tcp, options).on('service', (_, name, tls) => {
        assert.equal(name, 'tls');
        new AppSession(tls).on('service', (__, inner, redis) => {
          assert.equal(inner, 'redis');
          redis.on('redis reply', (___, { command, value }) =>
            seen.push([command.name, text_of(value)]),
          );
        });
      });
    });
    await new Promise((resolve, reject) => {
      const session = createOfflineSession(file, 'tcp');
      session.on('packet', (raw) => tracker.track_packet(raw));
      session.on('error', reject);
      session.on('complete', resolve);
    });
    tracker.close();
    const asked = seen.filter(([name]) => ['SET', 'GET', 'LPUSH', 'NOSUCH'].includes(name));
    assert.deepEqual(asked.slice(0, 3), [
      ['SET', 'OK'],
      ['GET', 'hello'],
      ['LPUSH', '3'],
    ]);
    assert.match(asked[3][1], /unknown command/i);
  });
});
