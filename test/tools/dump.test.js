'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { createOfflineSession, decode } = require('../../lib/pcap');
const { PacketTimes } = require('../../lib/tools/packet_times');
const { needs_root, veth_pair } = require('../helpers/netns');
const { ENVIRONMENT, scratch } = require('./tool');

const PCAP = path.join(__dirname, '..', '..', 'lib', 'tools', 'pcap.js');
const GOLDEN = path.join(__dirname, '..', 'golden');
const DNS = path.join(GOLDEN, 'dns.pcap');

/** Runs `pcap dump` to its end: { status, lines, stderr }. */
function dump(...args) {
  const command = [PCAP, 'dump', '-Z', 'root', ...args];
  const options = { encoding: 'utf8', env: ENVIRONMENT, timeout: 120_000 };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
  return { status, stderr, lines: stdout.split('\n').slice(0, -1) };
}

/** What tcpdump prints; skips the test, aloud, when it is not installed. */
function tcpdump(context, ...args) {
  const options = { encoding: 'utf8', env: ENVIRONMENT };
  const { error, stdout } = spawnSync('tcpdump', ['-nn', ...args], options);
  if (error === undefined) return stdout.split('\n').slice(0, -1);
  console.log('      skipped: tcpdump is not installed');
  return context.skip();
}

describe('pcap dump', function () {
  this.timeout(120_000);
  this.slow(2000);
  const files = scratch();
  after(() => files.remove());

  it('shows a line a packet: its time, and its summary', async () => {
    const { status, lines, stderr } = dump('-r', DNS);
    assert.equal(status, 0, stderr);
    const summaries = [];
    for await (const raw of createOfflineSession(DNS)) summaries.push(decode.packet(raw).summary());
    assert.deepEqual(
      lines.map((line) => line.slice(16)),
      summaries,
    );
    assert.equal(lines[0], '08:26:25.022739 10.9.0.1:36917 → 10.9.0.2:53 DNS A? www.example.org');
    assert.match(stderr, /^36 packets$/m);
  });

  for (const [form, t] of [
    ['absolute', []],
    ['none', ['-t']],
    ['epoch', ['-tt']],
    ['delta', ['-ttt']],
    ['relative', ['-ttttt']],
  ]) {
    it(`has tcpdump's times: ${form}`, function () {
      const first = (lines) => lines.map((line) => line.trim().split(' ')[0]);
      const without_hours = (time) => (t.length > 0 ? time.replace(/^00:00:0(?=\d\.)/, '') : time);
      const theirs = first(tcpdump(this, ...t, '-r', DNS)).map(without_hours);
      const ours = first(dump('-r', DNS, '--time', form).lines);
      if (form === 'none') assert.match(ours[0], /^10\.9\.0\.1:/);
      else assert.deepEqual(ours, theirs);
      assert.deepEqual(first(dump('-r', DNS, ...t).lines), ours);
    });
  }

  it('--time iso is UTC', () => {
    assert.match(
      dump('-c', '1', '-r', DNS, '--time', 'iso').lines[0],
      /^2026-11-22T08:26:25\.022739Z 10/,
    );
    const times = new PacketTimes({ time: 'iso', nano: true });
    assert.equal(times.format(1n), '1970-01-01T00:00:00.000000001Z ');
    const delta = new PacketTimes({ time: 'delta' });
    assert.deepEqual(
      [5000n, 3000n].map((ns) => delta.format(ns)),
      ['0.000000 ', '-0.000002 '],
    );
  });

  for (const flag of ['-x', '-X', '-xx', '-XX']) {
    it(`${flag} shows tcpdump's bytes`, function () {
      const bytes = (lines) =>
        lines.filter((line) => line.startsWith('\t')).map((line) => line.trimEnd());
      const ours = bytes(dump(flag, '-r', path.join(GOLDEN, 'http.pcap')).lines);
      assert.ok(ours.length > 10);
      const theirs = bytes(tcpdump(this, flag, '-r', path.join(GOLDEN, 'http.pcap')));
      assert.deepEqual(ours, theirs);
    });
  }

  it('--json is an object a packet, for jq', () => {
    const objects = dump('-r', DNS, '--json').lines.map((line) => JSON.parse(line));
    assert.equal(objects.length, 36);
    assert.equal(objects[1].dns.answer.rrs[0].rdata, '198.51.100.7');
    assert.equal(objects[1].ipv4.saddr, '10.9.0.2');
  });

  it('-c, -#, -e, -v and a filter as the last words', () => {
    const { lines } = dump('-r', DNS, '-#e', '-c2', '-v', 'udp', 'src', 'port', '53');
    assert.match(
      lines[0],
      /^1 \d\d:\d\d:\d\d\.\d{6} 1e:25:7b:fa:76:dc > ea:80:34:12:66:67 10\.9\.0\.2:53 → /,
    );
    assert.match(lines[1], /^ {4}LINKTYPE_ETHERNET 1e:25/);
    assert.equal(lines.filter((line) => /^\d /.test(line)).length, 2);
  });

  it('-w writes and does not print, with --print both', () => {
    const file = files.path('copy.pcap');
    assert.deepEqual(dump('-r', DNS, '-w', file).lines, []);
    assert.deepEqual(fs.readFileSync(file).subarray(24), fs.readFileSync(DNS).subarray(24));
    assert.equal(dump('-r', DNS, '-w', file, '--print').lines.length, 36);
  });

  it('tells what is wrong with the command line', () => {
    for (const [args, text] of [
      [['--time', 'x'], /--time takes absolute, iso, epoch, delta, relative, none, not x/],
      [['--resolve', '-r', DNS], /--resolve is for pcap http/],
      [['-r', DNS, 'nonsense filter'], /filter "nonsense filter" does not compile/],
    ]) {
      const { status, stderr } = dump(...args);
      assert.equal(status, 1);
      assert.match(stderr, text);
    }
    assert.doesNotMatch(dump('--help').lines.join('\n'), /--resolve/);
  });

  it('shows all that a device gives, not TCP alone, and ends after -c', async function () {
    needs_root(this);
    const pair = veth_pair();
    const here = pair.a;
    try {
      const child = here.spawn(
        process.execPath,
        [PCAP, 'dump', '-Z', 'root', '-i', 'va', '-c', '2', 'icmp'],
        { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (data) => (stdout += data));
      await new Promise((resolve) => {
        child.stderr.on('data', (data) => {
          stderr += data;
          if (/^Listening on va, filter: icmp$/m.test(stderr)) resolve();
        });
      });
      here.exec('ping', '-c', '1', '-W', '5', '10.9.0.2');
      const status = await new Promise((resolve) => child.on('close', resolve));
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^\S+ 10\.9\.0\.1 → 10\.9\.0\.2 ICMP Echo Request, id \d+, seq 1\n/);
      assert.match(stdout, /\n\S+ 10\.9\.0\.2 → 10\.9\.0\.1 ICMP Echo Reply, id \d+, seq 1\n$/);
      assert.match(stderr, /^2 packets\n2 received by the filter, 0 dropped by the kernel$/m);
    } finally {
      pair.remove();
    }
  });
});
