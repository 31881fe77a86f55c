'use strict';

// The page shows other people's cookies: who must not see them, and what must not run.

const assert = require('node:assert/strict');
const net = require('node:net');
const { EventEmitter, once } = require('node:events');
const { Ticks } = require('../../../lib/tools/page/ticks');
const { SAMPLE } = require('../tool');
const { RunningPage } = require('./running_page');

const ACTIONS = ['start', 'stop', 'clear', 'filter', 'open', 'upload', 'export'];

describe('pcap page, attacked', function () {
  this.timeout(120_000);
  let page;
  let ours;
  before(async () => {
    page = await RunningPage.start(['page', SAMPLE]);
    ours = `http://127.0.0.1:${page.port}`;
  });
  after(() => page.stop());

  it('listens on loopback only', async () => {
    assert.match(page.address, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/);
    const socket = net.connect(page.port, '127.0.0.2');
    const [error] = await Promise.race([once(socket, 'error'), once(socket, 'connect')]);
    assert.equal(error?.code, 'ECONNREFUSED');
  });

  it('trades the token for a cookie that no script reads and no other site sends', async () => {
    const { status, headers } = await page.ask(`/?token=${page.token}`, { cookie: '' });
    assert.equal(status, 303);
    assert.equal(headers.location, '/');
    assert.match(headers['set-cookie'][0], /; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  it('answers nothing without the token', async () => {
    const targets = [
      '/',
      '/main.mjs',
      '/api/state',
      '/api/rows',
      '/api/events',
      '/api/body/0/response',
    ];
    for (const target of targets) {
      for (const cookie of [
        '',
        'pcap_page=1',
        `pcap_page_${page.port}=`,
        `pcap_page_${page.port}=${'0'.repeat(32)}`,
      ]) {
        const { status, text } = await page.ask(target, { cookie });
        assert.equal(status, 403, target);
        assert.doesNotMatch(text, /192\.0\.2/);
      }
    }
    assert.equal((await page.ask(`/?token=${'0'.repeat(32)}`, { cookie: '' })).status, 403);
    const { status } = await page.ask('/api/clear', {
      method: 'POST',
      cookie: '',
      headers: { origin: ours },
    });
    assert.equal(status, 403);
  });

  it('refuses a foreign Host, the token notwithstanding', async () => {
    const hosts = [
      `evil.example:${page.port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `localhost.evil:${page.port}`,
    ];
    for (const host of hosts) {
      assert.equal((await page.ask('/api/state', { headers: { host } })).status, 403, host);
      const asked = await page.ask(`/?token=${page.token}`, { headers: { host }, cookie: '' });
      assert.equal(asked.headers['set-cookie'], undefined);
    }
    for (const host of [`localhost:${page.port}`, `LOCALHOST:${page.port}`, `[::1]:${page.port}`]) {
      assert.equal((await page.ask('/api/state', { headers: { host } })).status, 200, host);
    }
  });

  it('refuses actions that another origin asks for', async () => {
    const foreign = [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${page.port + 1}` },
      { origin: `https://127.0.0.1:${page.port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of foreign) {
      for (const action of ACTIONS) {
        const { status } = await page.ask(`/api/${action}`, {
          method: 'POST',
          headers,
          body: '{}',
        });
        assert.equal(status, 403, `${action} ${JSON.stringify(headers)}`);
      }
    }
    assert.equal(
      (await page.ask('/api/export', { method: 'POST', headers: { origin: ours }, body: '{}' }))
        .status,
      200,
    );
  });

  it('changes nothing by GET, HEAD, PUT, DELETE or OPTIONS', async () => {
    const before = await page.json('/api/state');
    for (const action of ACTIONS) {
      const { status, headers } = await page.ask(`/api/${action}`);
      assert.equal(status, 405);
      assert.equal(headers.allow, 'POST');
      for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await page.ask(`/api/${action}`, {
          method,
          headers: { origin: 'http://evil.example' },
        });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers['access-control-allow-origin'], undefined);
      }
    }
    assert.deepEqual(await page.json('/api/state'), before);
  });

  it('gives out its own files only', async () => {
    const targets = [
      ...[
        '/../server.js',
        '/..%2fserver.js',
        '/%2e%2e/server.js',
        '/..\\server.js',
        '/main.mjs/../../api.js',
      ],
      ...[
        '//etc/passwd',
        '//evil.example/api/state',
        '/etc/passwd',
        '/public/main.mjs',
        '/main.mjs%00.html',
      ],
      ...[
        '/api/exchange/../../x',
        '/api/body/0/../../../etc/passwd',
        '/__proto__',
        '/constructor',
        '/api/__proto__',
      ],
    ];
    for (const target of targets) {
      const { status, text } = await page.ask(target);
      assert.ok([400, 404].includes(status), `${target} ${status}`);
      assert.doesNotMatch(text, /root:|require\(/);
    }
  });

  it('opens files of its folder only', async () => {
    for (const file of [
      '/etc/passwd',
      '../../../../etc/passwd',
      'no-such-file.pcap',
      '',
      '/proc/self/environ',
    ]) {
      const { error } = JSON.parse((await page.post('/api/open', { file })).text);
      assert.match(error, /no file|only files of the folder/, file);
    }
    assert.equal((await page.json('/api/state')).name, SAMPLE);
  });

  it('takes no action that is no JSON, or too large', async () => {
    const headers = { origin: ours };
    const bad = await page.ask('/api/filter', { method: 'POST', headers, body: '{' });
    assert.equal(bad.status, 400);
    const large = await page.ask('/api/filter', {
      method: 'POST',
      headers,
      body: `"${'x'.repeat(5e6)}"`,
    });
    assert.equal(large.status, 400);
    for (const body of [
      'null',
      '[]',
      '"x"',
      '{"format":"__proto__","rows":[]}',
      '{"format":"har","rows":"x"}',
    ]) {
      const { status, text } = await page.ask('/api/export', { method: 'POST', headers, body });
      assert.equal(status, 200);
      assert.ok(JSON.parse(text).error, body);
    }
  });

  it('has a policy that lets nothing but its own files run', async () => {
    for (const target of ['/', '/main.mjs', '/api/state', '/nothing']) {
      const { headers } = await page.ask(target);
      const policy = headers['content-security-policy'];
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self';/);
      assert.match(policy, /require-trusted-types-for 'script'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
  });

  it('gives bodies as files, whatever they say they are', async () => {
    const { status, headers } = await page.ask('/api/body/0/response');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.match(headers['content-disposition'], /^attachment/);
    assert.equal((await page.ask('/api/image/0')).status, 404);
  });

  it('passes a slow reader over', () => {
    let count = 0;
    const reader = () => {
      const written = [];
      return {
        setHeader() {},
        end() {},
        written,
        write: (text) => written.push(text),
        writableLength: 0,
      };
    };
    const ticks = new Ticks(() => ({ count: ++count }));
    const [slow, quick] = [reader(), reader()];
    ticks.add(new EventEmitter(), slow);
    ticks.add(new EventEmitter(), quick);
    slow.writableLength = 1024 * 1024;
    for (let i = 0; i < 1000; i++) ticks.tick();
    assert.equal(slow.written.length, 1);
    assert.equal(quick.written.length, 1001);
    slow.writableLength = 0;
    ticks.tick();
    assert.equal(slow.written.length, 2);
    ticks.close();
  });

  it('goes on for others when a reader does not read', async () => {
    const sockets = Array.from({ length: 30 }, () => {
      const socket = net.connect(page.port, '127.0.0.1').pause();
      socket.write(
        `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nCookie: ${page.cookie}\r\n\r\n`,
      );
      socket.on('error', () => {});
      return socket;
    });
    assert.equal((await page.ask('/api/rows')).status, 200);
    for (const socket of sockets) socket.destroy();
  });
});
