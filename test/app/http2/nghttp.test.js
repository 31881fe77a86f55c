'use strict';

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP } = require('../http1/fake_tcp');
const { close, listen, relay_to } = require('./relay');

const FILES = { 'a.txt': 'hello\n', 'empty.txt': '', 'large.txt': 'lorem ipsum '.repeat(10000) };

const installed = spawnSync('nghttp', ['--version']).status === 0;

/** A port without a listener. */
async function free_port() {
  const server = net.createServer();
  const port = await listen(server);
  await close(server);
  return port;
}

async function until_listening(port) {
  for (;;) {
    const connected = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (connected) return;
  }
}

function exit_of(child) {
  return new Promise((resolve) => child.on('close', resolve));
}

function record(http) {
  const exchanges = [];
  const of = (request) => exchanges.find((one) => one.request === request);
  http.on('http request', (_, request) => exchanges.push({ request, upload: '', body: '' }));
  http.on('http request body', (_, data, request) => (of(request).upload += data.latin1Slice()));
  http.on('http response body', (_, data, { request }) => (of(request).body += data.latin1Slice()));
  http.on('http error', (_, direction, error) => assert.fail(error));
  return exchanges;
}

describe('HTTPSession beside nghttp and nghttpd', function () {
  this.timeout(120_000);
  let folder;
  let server;

  before(function () {
    if (!installed) this.skip(); // apt-get install nghttp2
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-nghttp-'));
    for (const [name, text] of Object.entries(FILES))
      fs.writeFileSync(path.join(folder, name), text);
  });

  after(() => folder && fs.rmSync(folder, { recursive: true }));

  afterEach(async () => {
    if (server === undefined) return;
    const exit = exit_of(server);
    server.kill();
    server = undefined;
    await exit;
  });

  /** Runs nghttp for paths; what it and nghttpd say to each other, as an HTTPSession tells it. */
  async function run(server_options, options, ...paths) {
    const port = await free_port();
    const args = ['--no-tls', '-d', folder, ...server_options, `${port}`];
    server = spawn('nghttpd', args, { stdio: 'ignore' });
    await until_listening(port);
    const tcp = new FakeTCP();
    const exchanges = record(new HTTPSession(tcp));
    const relay = relay_to(port, tcp);
    const base = `http://127.0.0.1:${await listen(relay)}`;
    const urls = paths.map((one) => base + one);
    const client = spawn('nghttp', ['-n', ...options, ...urls], { stdio: 'ignore' });
    assert.equal(await exit_of(client), 0);
    await close(relay);
    tcp.end();
    return exchanges;
  }

  function check(exchanges, paths) {
    assert.deepEqual(exchanges.map(({ request }) => request.url).sort(), [...paths].sort());
    for (const { request, body } of exchanges) {
      assert.equal(request.response.status_code, 200);
      assert.equal(request.response.complete, true);
      assert.equal(body, FILES[request.url.slice(1)], request.url);
    }
  }

  const all = Object.keys(FILES).map((name) => `/${name}`);

  it('several requests at a time', async () => {
    check(await run([], [], ...all), all);
  });

  it('CONTINUATION, padding, trailers', async () => {
    const exchanges = await run(
      ['-b', '100', '--trailer', 'x-end: yes'],
      ['-b', '200', '--continuation', '-H', `x-long: ${'z'.repeat(5000)}`],
      ...all,
    );
    check(exchanges, all);
    for (const { request } of exchanges) {
      assert.equal(request.header('x-long').length, 5000);
      assert.ok(request.header('continuation-test-1').length > 1000);
    }
    const trailers = exchanges.map(({ request }) => request.response.trailers);
    assert.ok(trailers.some((list) => list[0] === 'x-end' && list[1] === 'yes'));
  });

  it('header tables that change their size', async () => {
    const repeated = [...all, ...all, ...all].map((one, i) => `${one}?${i}`);
    const exchanges = await run(['-c', '100'], ['-c', '0', '-c', '8192'], ...repeated);
    assert.equal(exchanges.length, 9);
    for (const { request } of exchanges) {
      assert.deepEqual(request.unknown_headers, []);
      assert.match(request.response.header('server'), /^nghttpd/);
    }
  });

  it('server push', async () => {
    const exchanges = await run(['-p', '/a.txt=/empty.txt,/large.txt'], [], '/a.txt');
    check(exchanges, all);
    assert.deepEqual(exchanges.map(({ request }) => request.pushed).sort(), [false, true, true]);
  });

  it('uploads with trailers', async () => {
    const file = path.join(folder, 'large.txt');
    const exchanges = await run(['--echo-upload'], ['-d', file, '--trailer', 'a: b'], '/up');
    assert.equal(exchanges.length, 1);
    const [{ request, upload, body }] = exchanges;
    assert.equal(upload, FILES['large.txt']);
    assert.equal(body, FILES['large.txt']);
    assert.deepEqual(request.trailers, ['a', 'b']);
  });
});
