'use strict';

// redis_trace on a real redis-server, with redis-cli and a pipelining client.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { Namespace, needs_root } = require('../helpers/netns');
const { RunningTool, has, run_tool, said_in, scratch } = require('./tool');

describe('redis_trace', function () {
  this.timeout(120_000);
  this.slow(5000);

  it('has --help and --version', function () {
    const { status, stdout } = run_tool('redis_trace', ['--help']);
    assert.equal(status, 0);
    for (const option of ['-i', '-f', '-b', '-r', '-n', '--json', '--tcp-verbose', '--no-color']) {
      assert.ok(stdout.includes(`    ${option} `), option);
    }
    assert.match(run_tool('redis_trace', ['--version']).stdout, /^redis_trace 4\.\d+\.\d+\n$/);
  });

  describe('live', function () {
    const files = scratch();
    let namespace;
    let server;
    before(async function () {
      needs_root(this);
      if (!has('redis-server', '--version')) {
        console.log('      skipped: redis-server is not installed');
        this.skip();
      }
      namespace = new Namespace();
      server = namespace.spawn('redis-server', ['--save', '', '--dir', files.path('')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => {
        server.stdout.on('data', (text) => /Ready to accept/.test(text) && resolve());
      });
    });
    after(async () => {
      if (server) {
        const gone = new Promise((resolve) => server.on('exit', resolve));
        server.kill();
        await gone;
      }
      namespace?.remove();
      files.remove();
    });

    const cli = (input, ...args) =>
      execFileSync('ip', ['netns', 'exec', namespace.name, 'redis-cli', ...args], {
        input,
        encoding: 'utf8',
      });

    async function traced(run, last, times, args = []) {
      const tool = new RunningTool('redis_trace', ['-n', '-i', 'lo', ...args], namespace);
      await tool.said('Listening on');
      run();
      await tool.said(last, times);
      assert.equal(await tool.interrupt(), 0);
      return tool;
    }

    it('shows what redis-cli asks and gets', async function () {
      const tool = await traced(
        () => {
          cli('', 'SET', 'greeting', 'hello world');
          cli('', 'GET', 'greeting');
          cli('', 'NOSUCH');
        },
        'unknown command',
        1,
      );
      const said = said_in(tool.lines).map((line) => line.replace(/ [\d.]+ms$/, ''));
      assert.deepEqual(said.slice(0, 5), [
        '#1 SET greeting "hello world"',
        '#1 "OK"',
        '#1 GET greeting',
        '#1 "hello world"',
        '#1 NOSUCH',
      ]);
      assert.match(said[5], /^#1 \(error\) ERR unknown command/);
      assert.match(tool.stderr, /\d+ packets, 0 dropped, 3 connections, 3 commands/);
      assert.match(tool.stderr, /^SET +× 1 +median .*ms/m);
      assert.match(tool.stderr, /NOSUCH .* 1 error/);
    });

    it('pairs every command of a pipelining client', async function () {
      const count = 2000;
      const input = Array.from({ length: count }, (_, i) => `SET key:${i} value:${i}\r\n`).join('');
      const tool = await traced(() => cli(input, '--pipe'), 'ECHO', 1, ['--json']);
      const objects = tool.lines.map((line) => JSON.parse(line));
      assert.deepEqual(
        objects.slice(count).map(({ type }) => type),
        ['exchange', 'connection'],
      );
      objects.slice(0, count).forEach((object, i) => {
        assert.deepEqual(object.command, ['SET', `key:${i}`, `value:${i}`]);
        assert.equal(object.reply, 'OK');
        assert.equal(object.number, i + 1);
        assert.ok(object.latency_ms >= 0);
      });
    });

    it('shows RESP3 and transactions', async function () {
      const tool = await traced(
        () => cli('HELLO 3\nHSET h f 1\nHGETALL h\nMULTI\nINCR n\nEXEC\n'),
        'transaction of 1',
        1,
      );
      const said = said_in(tool.lines).join('\n');
      assert.match(said, /HGETALL h\n#\d+ \{"f": "1"\}/);
      assert.match(said, /EXEC\n#\d+ \[\(integer\) 1\] \(transaction of 1\)/);
    });
  });
});
