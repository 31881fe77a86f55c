'use strict';

// pcap flows, on files.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pcap } = require('../helpers/savefile');
const { tcp_frame } = require('../tcp/packets');
const { ENVIRONMENT, SAMPLE, scratch } = require('./tool');

const PCAP = path.join(__dirname, '..', '..', 'lib', 'tools', 'pcap.js');
const CLIENT = { address: '192.0.2.1', port: 40000 };
const SERVER = { address: '192.0.2.2', port: 6379 };

function flows(...args) {
  const run = spawnSync(process.execPath, [PCAP, 'flows', ...args], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  if (run.error) throw run.error;
  return { ...run, lines: run.stdout.split('\n').slice(0, -1) };
}

describe('pcap flows', function () {
  this.timeout(120_000);
  this.slow(5000);
  const files = scratch();
  after(() => files.remove());

  it('has --help and --version', function () {
    assert.match(flows('--help').stdout, /usage: pcap flows [^]*--json/);
    assert.match(flows('--version').stdout, /^pcap flows 4\.\d+\.\d+\n$/);
  });

  it('shows a line for each connection, and what they were together', function () {
    const { status, lines, stderr } = flows('-r', SAMPLE, '-n');
    assert.equal(status, 0);
    assert.equal(lines.length, 6);
    assert.match(
      lines[0],
      /^[\d:.]+ 192\.0\.2\.10:\d+ -> 192\.0\.2\.80:8080 http, 179B sent, 440B received, 59ms, RTT [\d.]+ms, closed$/,
    );
    assert.match(stderr, /109 packets, 6 connections\nhttp +× 6 5\.78KiB/);
  });

  it('prints JSON', function () {
    const objects = flows('-r', SAMPLE, '-n', '--json').lines.map((line) => JSON.parse(line));
    assert.equal(objects.length, 6);
    const [{ type, service, end, sent, received, complete }] = objects;
    assert.deepEqual(
      [type, service, end, sent.bytes, received.bytes, complete],
      ['connection', 'http', 'fin', 179, 440, true],
    );
  });

  it('tells resets, missing bytes, retransmissions, late beginnings, and what it does not know', function () {
    const file = files.path('odd.pcap');
    const send = (seq, flags, data) => tcp_frame(CLIENT, SERVER, { seq, ack: 500, flags, data });
    const recv = (seq, flags, data) => tcp_frame(SERVER, CLIENT, { seq, ack: 100, flags, data });
    const other = { ...SERVER, port: 9999 };
    const late = tcp_frame(CLIENT, other, {
      seq: 5,
      ack: 7,
      flags: 'ACK',
      data: Buffer.from('odd bytes\n'),
    });
    const ping = Buffer.from('*1\r\n$4\r\nPING\r\n');
    const frames = [
      ...[send(99, 'SYN'), recv(499, 'SYN,ACK'), send(100, 'ACK'), send(100, 'ACK', ping)],
      ...[send(100, 'ACK', ping), send(214, 'ACK', ping), recv(500, 'RST,ACK'), late],
    ];
    const packets = frames.map((bytes, i) => ({ sec: 1000000000, frac: 10000 * i, bytes }));
    fs.writeFileSync(file, pcap(packets));
    const { lines, stderr } = flows('-r', file, '-n', '--tcp-verbose');
    const redis = lines.find((line) => line.includes(' redis,'));
    assert.match(redis, /1 retransmission, 100B not captured, reset$/);
    assert.match(
      lines.find((line) => line.includes(' ?,')),
      /9999 \?, 10B sent, 0B received, 0\.00ms, joined late, open at the end$/,
    );
    assert.ok(lines.some((line) => line.endsWith('6379 TCP start')));
    assert.ok(lines.some((line) => line.endsWith('TCP reset')));
    assert.match(stderr, /2 connections/);
    const quiet = flows('-r', file, '-n', '--tcp-verbose', '--json').lines;
    assert.equal(quiet.length, 2);
  });
});
