'use strict';

// --keylog: from files and live, with the rights that the commands have left.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { Namespace, needs_root } = require('../helpers/netns');
const { start_peer, stop_peer } = require('../helpers/peer');
const { sealed } = require('../app/tls/sealer');
const { Conversation } = require('./conversation');
const { ENVIRONMENT, RunningTool, has, run_tool, said_in, scratch } = require('./tool');

const HTTPS_PEER = path.join(__dirname, 'https_peer.js');
const PCAP = '../lib/tools/pcap';
const JA4 = /JA4 t13[di]\w+_\w{12}_\w{12}/;

describe('--keylog', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());
  const trace = (tool, ...args) => run_tool(tool, ['-n', '-Z', 'root', ...args]);

  /** A connection under test secrets: files with its packets and its key log. */
  function conversation(name, port, said) {
    const made = sealed();
    const server = { ip: [192, 0, 2, 2], port };
    const talk = new Conversation({ server }).send(made.hello).recv(made.flight);
    talk.send(made.finish());
    for (const [direction, text] of said) {
      const sealer = direction === 'send' ? made.client : made.server;
      talk[direction](sealer.data(text));
    }
    const keys = files.path(`${name}.keys`);
    fs.writeFileSync(keys, made.keys.join('\n'));
    return { file: talk.end().write(files.path(`${name}.pcap`)), keys };
  }

  const https = () =>
    conversation('https', 443, [
      ['send', 'GET /secret HTTP/1.1\r\nHost: a.example\r\n\r\n'],
      ['recv', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ]);

  it('http_trace shows what a file has encrypted', () => {
    const { file, keys } = https();
    const { status, stderr, lines } = trace('http_trace', '-v', '-r', file, '--keylog', keys);
    assert.equal(status, 0, stderr);
    assert.deepEqual(said_in(lines).slice(0, 2), [
      '#1 HTTP 1.1 request: GET /secret',
      '#1 HTTP 1.1 response: 200 OK',
    ]);
    assert.equal(lines.length, 3);
  });

  it('without keys: one line, and a count in the summary', () => {
    const { file } = https();
    const { stderr, lines } = trace('http_trace', '-v', '-r', file);
    assert.equal(lines.length, 1);
    assert.match(lines[0], /TLS 1\.3, no server name, JA4 t13i\w+_\w+_\w+: no keys$/);
    assert.match(stderr, /1 connection, 1 not decrypted, 0 requests/);
  });

  it('--json has the facts of both kinds of connections', () => {
    const { file, keys } = https();
    const [line] = trace('http_trace', '-r', file, '--json').lines;
    const { type, version, cipher, ja4, reason } = JSON.parse(line);
    assert.deepEqual([type, version, reason], ['tls', 'TLS 1.3', 'no keys']);
    assert.equal(cipher, 'TLS_AES_128_GCM_SHA256');
    assert.match(ja4, /^t13i/);
    const { lines } = trace('http_trace', '-r', file, '--json', '--keylog', keys);
    const [exchange, connection] = lines.map((text) => JSON.parse(text));
    assert.deepEqual([exchange.type, exchange.status], ['exchange', 200]);
    assert.deepEqual([connection.type, connection.tls.ja4], ['connection', ja4]);
  });

  it('--har has decrypted exchanges, and lists connections that are not', () => {
    const { file, keys } = https();
    const har = files.path('x.har');
    trace('http_trace', '-r', file, '--har', har, '--keylog', keys);
    const decrypted = JSON.parse(fs.readFileSync(har, 'utf8')).log;
    assert.equal(decrypted.entries[0].request.url, 'https://a.example/secret');
    assert.deepEqual(decrypted._connections, []);
    trace('http_trace', '-r', file, '--har', har);
    const { entries, _connections } = JSON.parse(fs.readFileSync(har, 'utf8')).log;
    assert.equal(entries.length, 0);
    assert.match(_connections[0].ja4, /^t13i/);
  });

  it('redis_trace shows Redis in TLS, and says so without keys', () => {
    const { file, keys } = conversation('redis', 6379, [
      ['send', '*2\r\n$3\r\nGET\r\n$1\r\na\r\n'],
      ['recv', '$1\r\nb\r\n'],
    ]);
    const { lines } = trace('redis_trace', '-r', file, '--keylog', keys);
    assert.match(lines[0], /#1 GET a$/);
    assert.match(lines[1], /#1 "b"/);
    assert.match(
      trace('redis_trace', '-r', file).lines[0],
      /TLS 1\.3, no server name, .*: no keys$/,
    );
    const [told] = trace('redis_trace', '-r', file, '--json').lines.map((line) => JSON.parse(line));
    assert.deepEqual([told.type, told.reason], ['tls', 'no keys']);
  });

  it('secrets in a pcapng file need no option', function () {
    if (!has('editcap', '--version')) this.skip();
    const { file, keys } = https();
    const injected = files.path('x.pcapng');
    const { status } = spawnSync('editcap', ['--inject-secrets', `tls,${keys}`, file, injected]);
    assert.equal(status, 0);
    assert.match(trace('http_trace', '-v', '-r', injected).lines[0], /request: GET \/secret$/);
  });

  it('without a file: the one that SSLKEYLOGFILE names, and only then', () => {
    const { file, keys } = https();
    const env = { ...ENVIRONMENT, SSLKEYLOGFILE: keys };
    const run = (...args) =>
      run_tool('http_trace', ['-v', '-Z', 'root', '-r', file, ...args], { env });
    assert.match(run('--keylog').lines[0], /GET \/secret/);
    assert.match(run('--keylog', '-n').lines[0], /GET \/secret/);
    assert.match(run().lines[0], /no keys/);
  });

  it('says what is wrong with it', () => {
    const { file } = https();
    const complaint = (...args) => {
      const { status, stderr } = trace('http_trace', '-r', file, ...args);
      assert.equal(status, 1);
      return stderr.split('\n')[0];
    };
    assert.equal(
      complaint('--keylog', '-'),
      'http_trace: --keylog takes a file, not standard input',
    );
    assert.match(complaint('--keylog'), /SSLKEYLOGFILE names: it is not set$/);
    assert.match(complaint('--keylog', '/no/such'), /can't read \/no\/such: no such file/);
    assert.match(complaint('--keylog', '/tmp'), /can't read \/tmp: it is a directory$/);
  });

  describe('live', () => {
    let namespace;
    let server;
    before(async function () {
      needs_root(this);
      namespace = new Namespace();
      server = await start_peer(namespace, HTTPS_PEER, 'serve');
    });
    after(async () => {
      if (server) await stop_peer(server);
      namespace?.remove();
    });

    const get = (keys, ...paths) =>
      namespace.exec(process.execPath, `--tls-keylog=${keys}`, HTTPS_PEER, 'get', ...paths);

    it('follows a file of root when the rights are gone', async () => {
      const secret = files.path('root-only');
      fs.mkdirSync(secret, { mode: 0o700 });
      const keys = path.join(secret, 'keys');
      fs.writeFileSync(keys, '', { mode: 0o600 });
      const tool = new RunningTool(
        'http_trace',
        ['-v', '-n', '-i', 'lo', '-Z', 'nobody', '--keylog', keys],
        namespace,
      );
      await tool.said('Listening');
      get(keys, '/one', '/two');
      await tool.said('response complete', 2);
      assert.equal(await tool.interrupt(), 0);
      const urls = tool.stdout.match(/request: GET \S+/g);
      assert.deepEqual(urls, ['request: GET /one', 'request: GET /two']);
      assert.match(tool.stdout, /HTTP 2 request/);
    });

    it('waits for a file that is not there yet', async () => {
      const keys = files.path('later');
      const args = ['-v', '-n', '-i', 'lo', '-Z', 'root', '--keylog', keys];
      const tool = new RunningTool('http_trace', args, namespace);
      await tool.said('Listening');
      get(keys, '/late');
      await tool.said('response complete');
      await tool.interrupt();
      assert.match(tool.stderr, /later is not there yet: waiting for it/);
      assert.match(tool.stdout, /GET \/late/);
    });

    it('without keys, pcap tls lists what shows', async () => {
      const tool = new RunningTool(PCAP, ['tls', '-n', '-i', 'lo', '-Z', 'root'], namespace);
      await tool.said('Listening');
      get(files.path('unused'), '/x');
      await tool.said('JA4');
      await tool.interrupt();
      const [line] = said_in(tool.lines);
      assert.match(line, /^TLS 1\.3 to localhost, offers h2, JA4 t13d/);
      assert.match(line, JA4);
    });
  });
});
