'use strict';

// What the commands share, and those that are short: devices, har.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession, default_device, findalldevs } = require('../../lib/pcap');
const { Clock } = require('../../lib/tools/format');
const { pace, show_progress } = require('../../lib/tools/watchers');
const { Namespace, needs_root } = require('../helpers/netns');
const { Conversation } = require('./conversation');
const { RunningTool, SAMPLE, run_pcap, run_tool, scratch } = require('./tool');

const PCAP = path.join(__dirname, '..', '..', 'lib', 'tools', 'pcap.js');

describe('the commands', function () {
  this.timeout(180_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  describe('what goes wrong', () => {
    it('is told by the name that was called', () => {
      const cut = files.path('cut.pcap');
      fs.writeFileSync(cut, fs.readFileSync(SAMPLE).subarray(0, 5000));
      for (const name of ['http', 'flows', 'dump']) {
        const { status, stderr } = run_pcap(name, '-r', cut);
        assert.equal(status, 1);
        const told = `pcap ${name}: ${cut} is truncated: it ends after 35 packets`;
        assert.ok(stderr.includes(`\n${told}\n`), stderr);
      }
      const { stderr } = run_tool('http_trace', ['-r', '-'], { input: fs.readFileSync(cut) });
      assert.match(stderr, /^http_trace: standard input is truncated: it ends after 35 packets$/m);
    });

    it('with an empty file is that it is empty', () => {
      const file = files.path('empty.pcap');
      fs.writeFileSync(file, '');
      const { status, stderr } = run_pcap('http', '-r', file);
      assert.equal(status, 1);
      assert.equal(stderr, `pcap http: can't read ${file}: it is empty\n`);
    });

    it('without rights names the whole command', function () {
      needs_root(this); // to lose them
      const ids = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
      const command = [process.execPath, PCAP, 'dump', '-i', 'lo'];
      const { status, stderr } = spawnSync('setpriv', [...ids, ...command], { encoding: 'utf8' });
      assert.equal(status, 1);
      const lines = stderr.split('\n');
      assert.match(lines[0], /^pcap dump: capturing on lo needs rights/);
      assert.match(lines[1], /^ {4}sudo \S+ \S+pcap\.js dump …$/);
    });
  });

  describe('pcap devices', () => {
    it('lists all devices with their addresses', () => {
      const { status, stdout, lines } = run_pcap('devices');
      assert.equal(status, 0);
      const devices = findalldevs();
      assert.equal(lines.length, devices.length);
      devices.forEach(({ name, addresses }, i) => {
        assert.ok(lines[i].startsWith(`${name} `), lines[i]);
        for (const { addr } of addresses) if (addr) assert.ok(lines[i].includes(addr));
      });
      const marked = lines.filter((line) => line.endsWith(' (default)'));
      const name = default_name();
      assert.deepEqual(marked.map((line) => line.split(' ')[0]), name === undefined ? [] : [name]); // prettier-ignore
      assert.match(stdout, /up, loopback/);
    });

    it('--json has an object a device', () => {
      const objects = run_pcap('devices', '--json').lines.map((line) => JSON.parse(line));
      const loopback = objects.find((device) => device.loopback);
      assert.ok(loopback.addresses.includes('127.0.0.1'));
      assert.deepEqual(
        objects.filter((device) => device.default).map(({ name }) => name),
        [default_name()].filter(Boolean),
      );
    });

    it('takes no filter, and no option of a capture', () => {
      assert.match(run_pcap('devices', 'x').stderr, /^pcap devices: Unexpected argument 'x'/);
      assert.match(run_pcap('devices', '-i', 'lo').stderr, /^pcap devices: Unknown option '-i'/);
      assert.doesNotMatch(run_pcap('devices', '--help').stdout, /-i </);
    });

    function default_name() {
      try {
        return default_device();
      } catch {
        return undefined;
      }
    }
  });

  describe('pcap har', () => {
    it('writes to standard output what --har writes to a file', () => {
      const { status, stdout, stderr } = run_pcap('har', '-r', SAMPLE);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /^109 packets, 18 exchanges$/m);
      const har = files.path('sample.har');
      run_pcap('har', '-Z', 'root', '-r', SAMPLE, '-o', har);
      assert.deepEqual(JSON.parse(stdout), JSON.parse(fs.readFileSync(har, 'utf8')));
      assert.equal(JSON.parse(stdout).log.entries.length, 18);
      assert.equal(fs.statSync(har).mode & 0o777, 0o600);
    });

    it('lets no byte of a sender drive the terminal', () => {
      const body = '\x1b]0;x\x07 \u202e \u009b';
      const bytes = Buffer.from(body);
      const file = new Conversation()
        .send('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
        .recv(`HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${bytes.length}\r\n\r\n`)
        .recv(bytes)
        .end()
        .write(files.path('escapes.pcap')); // prettier-ignore
      const { stdout } = run_pcap('har', '-r', file);
      assert.match(stdout, /^[\n\x20-\x7e]*$/);
      assert.equal(JSON.parse(stdout).log.entries[0].response.content.text, body);
    });

    it('--no-bodies leaves them out; one thing at a time is for standard output', () => {
      const { entries } = JSON.parse(run_pcap('har', '-r', SAMPLE, '--no-bodies').stdout).log;
      assert.ok(entries.every(({ response }) => response.content.text === undefined));
      const { status, stderr } = run_pcap('har', '-r', SAMPLE, '-w', '-');
      assert.equal(status, 1);
      assert.match(stderr, /^pcap har: both -w and -o are for standard output/);
    });
  });

  describe('--time', () => {
    const first_of = (form) => run_pcap('http', '-r', SAMPLE, '--time', form).lines.map((line) => line.split(' ')[0]); // prettier-ignore

    it('is that of the day, ISO, of the epoch, from line to line or from the first', () => {
      const epoch = first_of('epoch').map(Number);
      const [time] = first_of('absolute');
      assert.match(time, /^08:19:08\.\d{3}$/);
      assert.equal(first_of('iso')[0], `2026-11-22T${time}Z`);
      assert.ok(Math.abs(Date.parse(first_of('iso')[0]) - epoch[0] * 1000) < 1);
      const near = (a, b) => assert.ok(Math.abs(a - b) < 3e-6, `${a} ${b}`);
      first_of('relative').forEach((text, i) => near(Number(text), epoch[i] - epoch[0]));
      first_of('delta').forEach((text, i) => near(Number(text), i ? epoch[i] - epoch[i - 1] : 0));
    });

    it('of all commands', () => {
      for (const command of ['flows', 'tls', 'redis', 'dns', 'dhcp']) {
        const { status, stderr } = run_pcap(command, '-r', SAMPLE, '--time', 'then');
        assert.equal(status, 1);
        assert.match(stderr, /--time takes absolute, iso, epoch, delta, relative, not then/);
      }
      assert.match(run_pcap('flows', '-r', SAMPLE, '--time', 'iso').lines[0], /^2026-11-22T/);
    });

    it('of what is no time', () => {
      for (const form of ['iso', 'epoch', 'delta', 'relative']) {
        assert.equal(new Clock(form).format(NaN), '?');
      }
      assert.equal(new Clock().format(NaN), '??:??:??.???');
    });
  });

  describe('--duration', () => {
    it("ends a file by its packets' time", async () => {
      const times = [];
      for await (const { tv_sec, tv_usec } of createOfflineSession(SAMPLE)) {
        times.push(tv_sec + tv_usec / 1e6);
      }
      const within = times.filter((time) => time - times[0] <= 0.1).length;
      assert.ok(within > 0 && within < times.length);
      const { stderr } = run_pcap('dump', '-r', SAMPLE, '--duration', '0.1');
      assert.match(stderr, new RegExp(`^${within} packets$`, 'm'));
    });

    it('ends a device that is silent', async function () {
      needs_root(this);
      const namespace = new Namespace();
      try {
        const tool = new RunningTool('http_trace', ['-i', 'lo', '--duration', '0.2s'], namespace);
        assert.equal(await tool.exited, 0);
        assert.match(tool.stderr, /0 packets, 0 dropped, 0 connections/);
      } finally {
        namespace.remove();
      }
    });

    it('takes seconds, minutes and hours', () => {
      for (const text of ['0', '-1', 'x', '1d', '99999999h']) {
        const { status, stderr } = run_pcap('dump', '-r', SAMPLE, `--duration=${text}`);
        assert.equal(status, 1);
        assert.ok(
          stderr.includes(`--duration takes seconds, or a number with s, m or h, not ${text}`),
        );
      }
      assert.equal(run_pcap('dump', '-r', SAMPLE, '--duration', '1.5m').status, 0);
    });
  });

  describe('progress', () => {
    it('is percent, rate, time left and what was found, on a terminal', () => {
      const lines = [];
      const output = { shows_progress: true, progress: (line) => lines.push(String(line)) };
      const tool = { output, progress: () => '3 requests' };
      let tick;
      const stop = show_progress({ r: SAMPLE }, tool, { packets: 1, bytes: 600 }, (each) => {
        tick = each;
      });
      tick();
      stop();
      assert.match(
        lines[0],
        /^http\.pcap: \d %, [\d.]+(B|KiB|MiB)\/s, (\d+ s|\d+ min|\d+ h \d+ min) left, 1 packet, 3 requests$/,
      );
      assert.equal(show_progress({ r: SAMPLE }, { output: {} }, {}, assert.fail)(), undefined);
    });

    it('leaves out what it does not know', () => {
      assert.deepEqual(pace(50e6, 200e6, 10), ['25 %', '4.77MiB/s', '30 s left']);
      assert.deepEqual(pace(1e9, 100e9, 10), ['1 %', '95.37MiB/s', '17 min left']);
      assert.deepEqual(pace(1e9, 1000e9, 10), ['0 %', '95.37MiB/s', '2 h 47 min left']);
      assert.deepEqual(pace(300, 200, 10), ['100 %', '30B/s', '0 s left']);
      assert.deepEqual(pace(300, undefined, 10), ['30B/s']);
      assert.deepEqual(pace(0, 200, 10), ['0B/s']);
    });
  });

  it('are found by their names, or are not', () => {
    assert.equal(run_pcap('help', 'dump').stdout, run_pcap('dump', '--help').stdout);
    assert.equal(run_pcap('help').stdout, run_pcap('--help').stdout);
    assert.match(run_pcap('--version').stdout, /^pcap 4\.\d+\.\d+\n$/);
    for (const args of [['nothing'], ['help', 'nothing'], ['toString'], ['-r', 'x'], []]) {
      const { status, stderr, stdout } = run_pcap(...args);
      if (args[0] === 'help') assert.match(stdout, /^Usage: pcap COMMAND/);
      else {
        assert.equal(status, 2);
        const mistake = args.length > 0 ? `pcap: there is no command "${args[0]}"\n\n` : '';
        assert.ok(stderr.startsWith(`${mistake}Usage: pcap COMMAND`), stderr);
      }
    }
  });

  it('have the name by which they were called', () => {
    assert.match(run_pcap('http', '--nothing').stderr, /^pcap http: .*\nTry pcap http --help/);
    assert.match(
      run_pcap('redis', '--help').stdout,
      /^usage: pcap redis [^]*\n {4}pcap redis -i lo/,
    );
    assert.match(run_tool('http_trace', ['--nothing']).stderr, /^http_trace: /);
    assert.match(run_pcap('http', '--version').stdout, /^pcap http 4\./);
  });

  it('--json --match shows no bodies that were not asked for', () => {
    const file = new Conversation()
      .send('GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n')
      .recv('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nneedle')
      .send('GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n')
      .recv('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhay')
      .end()
      .write(files.path('match.pcap'));
    const shown = (...args) => {
      const { status, lines } = run_pcap(
        'http',
        '-r',
        file,
        '--json',
        '--match',
        'needle',
        ...args,
      );
      assert.equal(status, 0);
      return lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'exchange');
    };
    const [exchange, ...more] = shown();
    assert.equal(exchange.url, '/a');
    assert.deepEqual(more, []);
    assert.deepEqual(Object.keys(exchange).filter((name) => name.includes('_body')), []); // prettier-ignore
    assert.equal(shown('--bodies')[0].response_body, 'needle');
  });
});
