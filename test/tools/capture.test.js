'use strict';

// How the commands end, and what they leave behind.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { Namespace, needs_root } = require('../helpers/netns');
const { Conversation } = require('./conversation');
const { ENVIRONMENT, EXAMPLES, RunningTool, SAMPLE, run_tool, scratch } = require('./tool');

/** Packets of a classic capture file; fails when the last one is cut. */
function whole_packets(file) {
  const bytes = fs.readFileSync(file);
  let count = 0;
  let at = 24;
  for (; at < bytes.length; count++) at += 16 + bytes.readUInt32LE(at + 8);
  assert.equal(at, bytes.length, `${file} is cut`);
  return count;
}

const in_shell = (line) =>
  spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    env: { ...ENVIRONMENT, NODE: process.execPath },
  });
const HTTP_TRACE = `"$NODE" "${path.join(EXAMPLES, 'http_trace.js')}"`;

function spawn_trace(args, stdio) {
  const command = [path.join(EXAMPLES, 'http_trace.js'), ...args];
  return spawnSync(process.execPath, command, { encoding: 'utf8', env: ENVIRONMENT, stdio });
}

async function raw_packets(file) {
  const packets = [];
  for await (const raw of createOfflineSession(file)) {
    packets.push([raw.tv_sec, raw.tv_usec, raw.len, raw.buf.toString('hex')]);
  }
  return packets;
}

describe('tools/capture', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  /** A capture whose trace fills pipes: 4000 exchanges. */
  function long_capture() {
    const file = files.path('long.pcap');
    if (fs.existsSync(file)) return file;
    const talk = new Conversation();
    for (let i = 0; i < 4000; i++) {
      talk.send(`GET /${i} HTTP/1.1\r\n\r\n`).recv('HTTP/1.1 204 No Content\r\n\r\n');
    }
    return talk.end().write(file);
  }

  describe('live', function () {
    let namespace;
    before(function () {
      needs_root(this);
      namespace = new Namespace();
    });
    after(() => namespace?.remove());

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
      it(`${signal} leaves a whole -w file and a summary`, async function () {
        const copy = files.path(`${signal}.pcap`);
        const tool = new RunningTool('http_trace', ['-v', '-n', '-i', 'lo', '-w', copy], namespace);
        await tool.said('Listening on');
        namespace.exec(process.execPath, '-e', SERVER_AND_CLIENT);
        await tool.said('request: GET /last');
        tool.child.kill(signal);
        assert.equal(await tool.exited, 0);
        const [, packets] = /^(\d+) packets, 0 dropped/m.exec(tool.stderr);
        assert.equal(whole_packets(copy), Number(packets));
        assert.ok(tool.stdout.endsWith('\n'));
      });
    }

    it('SIGUSR2 writes the -w file so far', async function () {
      const copy = files.path('flushed.pcap');
      const tool = new RunningTool('http_trace', ['-v', '-n', '-i', 'lo', '-w', copy], namespace);
      await tool.said('Listening on');
      namespace.exec(process.execPath, '-e', SERVER_AND_CLIENT);
      await tool.said('request: GET /last');
      tool.child.kill('SIGUSR2');
      while (fs.statSync(copy).size < 100) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(whole_packets(copy) > 2);
      assert.equal(await tool.interrupt(), 0);
    });
  });

  it('SIGINT gives a reader that was slow all lines, whole', async function () {
    const tool = new RunningTool('http_trace', ['-v', '-n', '-r', long_capture()], undefined);
    tool.child.stdout.pause();
    // What a paused stream has got already shows that there are lines.
    while (tool.child.stdout.readableLength === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    tool.child.kill('SIGINT');
    await tool.said(' packets'); // the summary comes while the lines still wait
    tool.child.stdout.resume();
    assert.equal(await tool.exited, 0);
    for (const line of tool.lines) assert.match(line, /HTTP 1\.1 (request|response)/);
    const [, requests] = /(\d+) requests?/.exec(tool.stderr);
    assert.equal(tool.lines.filter((line) => line.includes('request: ')).length, Number(requests));
  });

  it('SIGINT ends it where nobody reads any more, with status 1', function () {
    if (process.platform !== 'linux') this.skip();
    this.slow(15000);
    // A pipe that is full, and has no reader but the shell, which does not read. /proc shows when
    // the program waits until it can write (EPOLLOUT, with EPOLLERR and EPOLLHUP: 1c).
    const { stdout, stderr } = in_shell(
      `mkfifo "${files.path('fifo')}"
       exec 3<>"${files.path('fifo')}"
       head -c 65536 /dev/zero >&3
       ${HTTP_TRACE} -n -r "${long_capture()}" >&3 2>"${files.path('errors')}" &
       until grep -qs '^tfd: *1 events: *1c' /proc/$!/fdinfo/*; do kill -0 $! || exit; done
       kill -INT $!
       wait $!; echo "status $?"; cat "${files.path('errors')}"`,
    );
    assert.match(stdout, /^status 1$/m, stderr);
    assert.match(stdout, /^http_trace: nobody reads standard output: the rest is lost$/m);
  });

  it('`| head` ends it, status 0, and the -w file is whole', function () {
    const copy = files.path('head.pcap');
    const { stdout, stderr } = in_shell(
      `{ ${HTTP_TRACE} -n -r "${long_capture()}" -w "${copy}"; echo "status $?" >&2; } | head -1`,
    );
    assert.equal(stdout.split('\n').length, 2);
    assert.equal(stderr, `Reading ${long_capture()}\nstatus 0\n`);
    whole_packets(copy);
  });

  it('a full disk is an error, for standard output and for -w', function () {
    if (!fs.existsSync('/dev/full')) return this.skip();
    const { stdout } = in_shell(
      `${HTTP_TRACE} -n -r "${SAMPLE}" 2>&1 >/dev/full; echo "status $?"`,
    );
    assert.match(stdout, /http_trace: can't write to standard output: .*no space left/i);
    assert.match(stdout, /^status 1$/m);
    const { status, stderr } = run_tool('http_trace', [
      '-v',
      '-n',
      '-r',
      SAMPLE,
      '-w',
      '/dev/full',
    ]);
    assert.equal(status, 1);
    assert.match(stderr, /http_trace: can't write \/dev\/full: no space left/);
  });

  describe('-w', function () {
    /** As root a program becomes nobody, who may write where this test can. */
    const traced = (...args) =>
      run_tool('http_trace', ['-v', '-Z', 'root', '-n', '-r', SAMPLE, ...args]);

    it('to a name that ends in .pcapng writes pcapng, with nanoseconds', async () => {
      const file = files.path('w.pcapng');
      const { status, stderr } = traced('-w', file);
      assert.equal(status, 0, stderr);
      const bytes = fs.readFileSync(file);
      assert.equal(bytes.readUInt32LE(0), 0x0a0d0d0a);
      assert.ok(bytes.includes('node pcap'));
      assert.deepEqual(await raw_packets(file), await raw_packets(SAMPLE));
    });

    it('-C begins another file, -G names files by time, -G and -W end the capture', async () => {
      const all = await raw_packets(SAMPLE);
      const first = all[0][0];
      const later = all.filter(([sec]) => sec > first);
      assert.ok(later.length > 0);
      assert.equal(traced('-w', files.path('c'), '-C', '8k').status, 0);
      const { size } = fs.statSync(files.path('c'));
      assert.ok(size > 8192 && size < 8192 + 65536);
      const parts = [];
      for (let i = 0, name = 'c'; fs.existsSync(files.path(name)); name = `c${++i}`) {
        parts.push(...(await raw_packets(files.path(name))));
      }
      assert.deepEqual(parts, all);
      assert.equal(traced('-w', files.path('g-%s'), '-G', '1', '-W', '1').status, 0);
      const once = await raw_packets(files.path(`g-${first}`));
      assert.deepEqual(once, all.slice(0, all.length - later.length));
      assert.ok(!fs.existsSync(files.path(`g-${first + 1}`)));
    });

    it('-C, -G, -W and -U without -w, and nonsense, are mistakes', () => {
      for (const args of [['-C', '1'], ['-U'], ['-w', 'x', '-C', '1x'], ['-w', 'x', '-G', '0']]) {
        const { status, stderr } = traced(...args);
        assert.equal(status, 1);
        assert.match(stderr, /http_trace: (-C, -G|-C takes millions|-G takes a whole)/);
      }
    });

    it('onto the file that -r reads is refused, also by another name and as standard input', function () {
      const [file, link] = ['own.pcap', 'link.pcap'].map((name) => files.path(name));
      fs.copyFileSync(SAMPLE, file);
      fs.chmodSync(file, 0o666);
      fs.linkSync(file, link);
      const input = fs.openSync(file);
      for (const [read, stdin] of [
        [file, 'ignore'],
        [link, 'ignore'],
        ['-', input],
      ]) {
        const stdio = [stdin, 'pipe', 'pipe'];
        const { status, stderr } = spawn_trace(['-r', read, '-w', file], stdio);
        assert.equal(status, 1);
        assert.match(stderr, /-w \S+own\.pcap would overwrite the file that -r reads/);
        assert.deepEqual(fs.readFileSync(file), fs.readFileSync(SAMPLE));
      }
      fs.closeSync(input);
    });

    it('- has standard output for itself: text goes to standard error', function () {
      const copy = files.path('stdout.pcap');
      const out = fs.openSync(copy, 'w');
      const stdio = ['ignore', out, 'pipe'];
      const { status, stderr } = spawn_trace(['-n', '-r', SAMPLE, '-w', '-'], stdio);
      fs.closeSync(out);
      assert.equal(status, 0, stderr);
      assert.deepEqual(fs.readFileSync(copy).subarray(24), fs.readFileSync(SAMPLE).subarray(24));
      for (const line of run_tool('http_trace', ['-n', '-r', SAMPLE]).lines) {
        assert.ok(stderr.includes(`${line}\n`), line);
      }
    });
  });
});

// One request on the loopback device.
const SERVER_AND_CLIENT = `
  const server = require('http').createServer((request, response) => response.end()).listen(0, '127.0.0.1', () => {
    require('http').get({ port: server.address().port, path: '/last' }, (response) => {
      response.resume().on('end', () => server.close());
    });
  });`;
