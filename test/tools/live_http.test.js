'use strict';

// Real servers and clients, captured live in network namespaces of the test's own.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Namespace, needs_root, veth_pair } = require('../helpers/netns');
const { start_peer, stop_peer } = require('../helpers/peer');
const { RunningTool, has, run_tool, said_in, scratch } = require('./tool');

const PEER = path.join(__dirname, 'http_peer.js');

function run_peer(namespace, ...args) {
  return JSON.parse(namespace.exec(process.execPath, PEER, ...args));
}

const requests = (lines) =>
  lines.filter((line) => / request: /.test(line)).map((line) => line.replace(/.* request: /, ''));
const responses = (lines) =>
  said_in(lines)
    .filter((line) => / response: /.test(line))
    .map((line) => line.replace(/ HTTP 1.1 response: (\d+).*/, ' $1'));

describe('http_trace, live', function () {
  this.timeout(120_000);
  this.slow(10000);
  const files = scratch();
  after(() => files.remove());

  describe('on loopback', function () {
    let namespace;
    let server;
    before(async function () {
      needs_root(this);
      namespace = new Namespace();
      server = await start_peer(namespace, PEER, 'serve');
    });
    after(async () => {
      if (server) await stop_peer(server);
      namespace?.remove();
    });

    /** What http_trace says while `run` is under way, until it has said `words` `times` times. */
    async function traced(run, words, times, args = []) {
      const tool = new RunningTool('http_trace', ['-v', '-n', '-i', 'lo', ...args], namespace);
      await tool.said('Listening on');
      await run();
      await tool.said(words, times);
      assert.equal(await tool.interrupt(), 0);
      assert.match(tool.stderr, /\d+ packets, 0 dropped/);
      return tool;
    }

    it('curl and node:http: GET, POST, HEAD, 100-continue, over IPv4 and IPv6', async function () {
      if (!has('curl', '--version')) {
        console.log('      skipped: curl is not installed');
        this.skip();
      }
      const curl = (...args) => namespace.exec('curl', '-s', '-o', '/dev/null', ...args);
      const { lines } = await traced(
        async () => {
          curl('http://127.0.0.1:8080/one', 'http://127.0.0.1:8080/two');
          curl('-I', 'http://[::1]:8080/head');
          curl('-d', 'x'.repeat(2000), '-H', 'Expect: 100-continue', 'http://127.0.0.1:8080/post');
        },
        'response complete',
        4,
      );
      assert.deepEqual(requests(lines), ['GET /one', 'GET /two', 'HEAD /head', 'POST /post']);
      assert.deepEqual(responses(lines), ['#1 200', '#2 200', '#1 200', '#1 200']);
      assert.ok(lines.some((line) => line.endsWith('information: 100 Continue')));
      assert.ok(lines.some((line) => line.endsWith('request complete 2000B')));
      assert.ok(lines.some((line) => / \[::1\]:\d+ -> \[::1\]:8080 #1 .*HEAD/.test(line)));
    });

    it('undici with pipelining', async function () {
      const paths = Array.from({ length: 20 }, (_, i) => `GET /pipelined/${i}`);
      const { lines } = await traced(
        () => run_peer(namespace, 'pipeline', '20'),
        'response complete',
        21,
      );
      assert.deepEqual(requests(lines), ['GET /first', ...paths]);
      assert.deepEqual(
        responses(lines),
        Array.from({ length: 21 }, (_, i) => `#${i + 1} 200`),
      );
    });

    it('ws: messages of all kinds and sizes', async function () {
      const { lines } = await traced(() => run_peer(namespace, 'websocket'), 'WebSocket close', 2);
      const messages = said_in(lines).filter((line) => line.includes('WebSocket'));
      assert.equal(messages.filter((line) => line.includes('small')).length, 2);
      assert.equal(messages.filter((line) => / WebSocket text \S+ l{200} …$/.test(line)).length, 2);
      assert.equal(messages.filter((line) => line.includes('fragmented in three')).length, 2);
      assert.equal(messages.filter((line) => /WebSocket (ping|pong)/.test(line)).length, 2);
    });

    it('nginx', async function () {
      if (!has('nginx', '-v')) {
        console.log('      skipped: nginx is not installed');
        this.skip();
      }
      const nginx = await start_nginx();
      try {
        const { lines } = await traced(
          async () => {
            namespace.exec(
              'curl',
              '-s',
              '--retry',
              '5',
              '--retry-connrefused',
              '--compressed',
              'http://127.0.0.1:8088/big',
              'http://127.0.0.1:8088/none',
            );
          },
          'response complete',
          2,
          ['-f', 'tcp port 8088', '--bodies'],
        );
        assert.deepEqual(requests(lines), ['GET /big', 'GET /none']);
        assert.deepEqual(responses(lines), ['#1 200', '#2 404']);
        assert.equal(lines.filter((line) => line === '    a line of the big file').length, 5000);
      } finally {
        await stop_peer(nginx);
      }
    });

    async function start_nginx() {
      const here = files.path('');
      fs.writeFileSync(files.path('big'), 'a line of the big file\n'.repeat(5000));
      fs.chmodSync(here, 0o777);
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${here}/${name};`,
      );
      fs.writeFileSync(
        files.path('nginx.conf'),
        `daemon off; master_process off; pid ${here}/pid; error_log ${here}/error.log;
        events {} http { access_log off; gzip on; gzip_types *; ${temp.join(' ')}
        server { listen 8088; default_type text/plain; root ${here}; } }`,
      );
      const child = namespace.spawn('nginx', ['-p', here, '-c', files.path('nginx.conf')], {
        stdio: 'inherit',
      });
      return child;
    }

    it('shows a request within a second', async function () {
      const tool = new RunningTool('http_trace', ['-n', '-i', 'lo', '--json'], namespace);
      await tool.said('Listening on');
      run_peer(namespace, 'get', '127.0.0.1', '/quick');
      await tool.said('/quick');
      await tool.interrupt();
      const exchange = JSON.parse(tool.lines[0]);
      assert.equal(exchange.url, '/quick');
      assert.equal(exchange.status, 200);
    });

    it('a load of thousands of requests a second: every request that was captured is shown', async function () {
      const copy = files.path('load.pcap');
      const count = 20000;
      const tool = await traced(
        () => run_peer(namespace, 'load', String(count)),
        `#${count / 4} HTTP 1.1 response complete`,
        4,
        ['-b', '64', '-w', copy],
      );
      const captured = fs
        .readFileSync(copy)
        .toString('latin1')
        .match(/GET \/load\/\d+ HTTP/g);
      const shown = requests(tool.lines);
      assert.equal(shown.length, captured.length);
      assert.equal(new Set(shown).size, count);
      assert.equal(responses(tool.lines).length, count);
    });

    it('-Z gives root away when the device is open', async function () {
      const tool = new RunningTool(
        'http_trace',
        ['-v', '-n', '-i', 'lo', '-Z', 'nobody'],
        namespace,
      );
      await tool.said('Listening on');
      run_peer(namespace, 'get', '127.0.0.1', '/as-nobody');
      await tool.said('/as-nobody');
      const [uid] = /^Uid:\s+(.*)$/m
        .exec(fs.readFileSync(`/proc/${tool.child.pid}/status`, 'utf8'))
        .slice(1);
      assert.deepEqual(uid.split('\t'), ['65534', '65534', '65534', '65534']);
      assert.equal(await tool.interrupt(), 0);
    });
  });

  describe('over a veth pair', function () {
    let pair;
    before(function () {
      needs_root(this);
      pair = veth_pair({ ipv6: true });
    });
    after(() => pair?.remove());

    for (const [device, host] of [
      ['va', '10.9.0.2'],
      ['va', 'fd09::2'],
      ['any', '10.9.0.2'],
    ]) {
      it(`on ${device}, to ${host}`, async function () {
        const server = await start_peer(pair.b, PEER, 'serve');
        const tool = new RunningTool('http_trace', ['-v', '-n', '-i', device], pair.a);
        try {
          await tool.said('Listening on');
          run_peer(pair.a, 'get', host, '/over-veth');
          await tool.said('response complete');
          await tool.interrupt();
          assert.deepEqual(requests(tool.lines), ['GET /over-veth']);
          assert.deepEqual(responses(tool.lines), ['#1 200']);
        } finally {
          tool.child.kill();
          await stop_peer(server);
        }
      });
    }
  });

  it('drops are told again and again, with fresh figures', function () {
    const { watch_device } = require('../../lib/tools/watchers');
    const figures = [0, 5, 5, 12];
    const warnings = [];
    const session = { stats: () => ({ ps_recv: 100, ps_drop: figures.shift(), ps_ifdrop: 0 }) };
    const ticks = [];
    const tool = { name: 'tool', output: { warn: (line) => warnings.push(String(line)) } };
    watch_device(session, tool, { packets: 1 }, {}, (tick) => ticks.push(tick));
    for (let i = 0; i < 4; i++) ticks[0]();
    assert.deepEqual(
      warnings.map((line) => line.replace(/:[^:]*$/, '')),
      ['tool: dropped 5 packets (5 of 100 so far)', 'tool: dropped 7 packets (12 of 100 so far)'],
    );
  });

  it('five seconds without a packet bring a hint, once', function () {
    const { watch_device } = require('../../lib/tools/watchers');
    const warnings = [];
    const ticks = [];
    const session = { device_name: 'eth0', stats: () => ({ ps_recv: 0, ps_drop: 0 }) };
    const tool = { name: 'tool', output: { warn: (line) => warnings.push(String(line)) } };
    watch_device(session, tool, { packets: 0 }, { f: 'tcp port 1' }, (tick) => ticks.push(tick));
    for (let i = 0; i < 20; i++) ticks[0]();
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0],
      /no packets on eth0 yet: local traffic is on -i lo0?(, that of all devices on -i any)?; the filter is tcp port 1$/,
    );
  });

  it('a live capture of nothing ends with Ctrl-C at once', async function () {
    needs_root(this);
    const namespace = new Namespace();
    try {
      const tool = new RunningTool('http_trace', ['-v', '-n', '-i', 'lo'], namespace);
      await tool.said('Listening on');
      assert.equal(await tool.interrupt(), 0);
      assert.match(tool.stderr, /0 packets, 0 dropped, 0 connections, 0 requests/);
    } finally {
      namespace.remove();
    }
    assert.equal(run_tool('http_trace', ['--version']).status, 0);
  });
});
