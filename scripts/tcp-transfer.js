'use strict';

// A transfer in both directions at once over a line that loses, repeats and reorders packets
// (tcp-line.c), captured by tcpdump at one end and put together by TCPTracker: are these the bytes
// that were sent?
//
//   sudo node scripts/tcp-transfer.js [MEGABYTES] [4|6] [--tshark] [--keep=FILE]     (default: 16
//   each way, IPv4)
//
// --tshark compares with `tshark -z follow,tcp,raw`, too (small transfers only: it prints
// hexadecimal).

const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const decode = require('../lib/decode');
const { PcapSession } = require('../lib/capture/session');
const { TCPTracker } = require('../lib/tcp');
const { Namespace, run: run_program } = require('../test/helpers/netns');

const PEER = path.join(__dirname, 'tcp-peer.js');
const PORT = 8080;
const MARK_PORT = 9; // discard

/** Chances of loss, repetition and delay, in 1/10000, and the seed. */
const LINE = ['30', '50', '100', '1'];

/** Compiles the line. */
function line_program(directory) {
  const program = path.join(directory, 'tcp-line');
  run_program('cc', '-O2', '-Wall', '-o', program, path.join(__dirname, 'tcp-line.c'));
  return program;
}

/**
 * Three namespaces: a - line - b. Offloads are off, so that frames are what a real line would
 * carry.
 */
function bad_line() {
  const [a, line, b] = [new Namespace(), new Namespace(), new Namespace()];
  const link = (namespace, device, other) => {
    const ends = ['netns', namespace.name, 'type', 'veth', 'peer', other, 'netns', line.name];
    run_program('ip', 'link', 'add', device, ...ends);
    for (const [space, name] of [
      [namespace, device],
      [line, other],
    ]) {
      space.exec(
        'ethtool',
        '-K',
        name,
        'tx',
        'off',
        'sg',
        'off',
        'tso',
        'off',
        'gso',
        'off',
        'gro',
        'off',
      );
      space.ip('link', 'set', name, 'up');
    }
  };
  line.exec('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
  link(a, 'va', 'la');
  link(b, 'vb', 'lb');
  a.address('va', '10.9.0.1/24');
  a.address('va', 'fd09::1/64');
  b.address('vb', '10.9.0.2/24');
  b.address('vb', 'fd09::2/64');
  return { a, b, line, remove: () => [a, line, b].forEach((namespace) => namespace.remove()) };
}

async function stderr_line(child, pattern) {
  for await (const line of readline.createInterface({ input: child.stderr })) {
    if (pattern.test(line)) return;
  }
  throw new Error(`${child.spawnargs.join(' ')}: ended too early`);
}

async function result_of(child) {
  const [line] = await once(readline.createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line);
}

/** Makes the transfer. Returns what each end says of it. */
async function transfer(net, directory, file, bytes, version) {
  const address = version === 6 ? 'fd09::2' : '10.9.0.2';
  const quiet = { stdio: ['ignore', 'pipe', 'pipe'] };
  const dump_args = [
    '-i',
    'vb',
    '-s',
    '0',
    '-B',
    '131072',
    '-U',
    '-Z',
    'root',
    '-w',
    file,
    `tcp or udp port ${MARK_PORT}`,
  ];
  const dump = net.b.spawn('tcpdump', dump_args, quiet);
  const line = net.line.spawn(line_program(directory), ['la', 'lb', ...LINE], quiet);
  const children = [dump, line];
  try {
    await stderr_line(line, /is up/);
    await stderr_line(dump, /listening/);
    const peer = (namespace, role, seed) => {
      const args = [PEER, role, address, String(PORT), String(bytes), String(seed)];
      const child = namespace.spawn(process.execPath, args, quiet);
      children.push(child);
      return child;
    };
    const server = peer(net.b, 'listen', 2);
    const served = result_of(server);
    await stderr_line(server, /listening/);
    const [client_result, server_result] = await Promise.all([
      result_of(peer(net.a, 'connect', 1)),
      served,
    ]);
    await settle(net, file);
    return { client: client_result, server: server_result };
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(condition) {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 600) throw new Error(`never happened: ${condition}`);
    await pause(100);
  }
}

/**
 * Waits until both ends are through with the connection, and until tcpdump has written all that
 * came before.
 */
async function settle(net, file) {
  const is_over = (namespace) => !/^(?!TIME-WAIT|LISTEN)\S/m.test(namespace.exec('ss', '-Htan'));
  await until(() => is_over(net.a) && is_over(net.b));
  const mark = 'this is the end';
  net.b.exec('bash', '-c', `echo -n '${mark}' >/dev/udp/10.9.0.1/${MARK_PORT}`);
  await until(() => ends_with(file, mark));
}

function ends_with(file, mark) {
  const fd = fs.openSync(file);
  const tail = Buffer.alloc(64 * 1024);
  const start = Math.max(0, fs.fstatSync(fd).size - tail.length);
  const length = fs.readSync(fd, tail, 0, tail.length, start);
  fs.closeSync(fd);
  return tail.subarray(0, length).includes(mark);
}

/** Follows the capture. Returns hashes of both directions and what the tracker says. */
async function follow(file) {
  const tracker = new TCPTracker();
  const hashes = { send: createHash('sha256'), recv: createHash('sha256') };
  const events = {};
  let session;
  let packets = 0;
  tracker.on('session', (first) => (session ??= first));
  for (const event of ['session', 'start', 'gap', 'overlap', 'reset', 'expire', 'end']) {
    tracker.on(event, () => (events[event] = (events[event] ?? 0) + 1));
  }
  tracker.on('data send', (from, data) => hashes.send.update(data));
  tracker.on('data recv', (from, data) => hashes.recv.update(data));
  const capture = new PcapSession(false, file, '');
  let peak = 0;
  capture.on('packet', (raw) => {
    packets += 1;
    tracker.track_packet(decode.packet(raw));
    if (packets % 256 === 0) peak = Math.max(peak, tracker.stats().buffered_bytes);
  });
  await once(capture, 'complete');
  tracker.close();
  const { send, recv } = session.session_stats();
  const digests = { send: hashes.send.digest('hex'), recv: hashes.recv.digest('hex') };
  return { ...digests, events, packets, peak, stats: { send, recv }, reason: session.end_reason };
}

/** The same by tshark: hashes of both directions. */
async function follow_with_tshark(file) {
  const args = ['-r', file, '-q', '-z', 'follow,tcp,raw,0'];
  const tshark = spawn('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const hashes = [createHash('sha256'), createHash('sha256')];
  const other = [];
  for await (const line of readline.createInterface({ input: tshark.stdout })) {
    const match = /^(\t?)([0-9a-f]+)$/.exec(line);
    if (match !== null) hashes[match[1] === '' ? 0 : 1].update(Buffer.from(match[2], 'hex'));
    else other.push(line);
  }
  return { send: hashes[0].digest('hex'), recv: hashes[1].digest('hex'), other };
}

/** The whole run. `keep` is where a copy of the capture goes. */
async function run({ bytes, version = 4, tshark = false, keep }) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-transfer-'));
  const file = path.join(directory, 'transfer.pcap');
  const net = bad_line();
  try {
    const sent = await transfer(net, directory, file, bytes, version);
    const size = fs.statSync(file).size;
    const started = process.hrtime.bigint();
    const followed = await follow(file);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    return {
      sent,
      followed,
      size,
      seconds,
      tshark: tshark ? await follow_with_tshark(file) : undefined,
    };
  } finally {
    net.remove();
    if (keep !== undefined) fs.copyFileSync(file, keep);
    fs.rmSync(directory, { recursive: true });
  }
}

async function main(args) {
  const [megabytes = '16', version = '4'] = args.filter((arg) => !arg.startsWith('--'));
  const options = {
    bytes: Number(megabytes) * 1e6,
    version: Number(version),
    tshark: args.includes('--tshark'),
  };
  const { sent, followed, size, seconds, tshark } = await run(options);
  const same = followed.send === sent.client.sent && followed.recv === sent.server.sent;
  console.log(JSON.stringify({ sent, followed, size, seconds, tshark }, null, 1));
  console.log(
    `rss ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, ${Math.round((seconds * 1e9) / followed.packets)} ns a packet`,
  );
  console.log(
    same ? 'both directions are the bytes that were sent' : 'NOT the bytes that were sent',
  );
  process.exitCode = same ? 0 : 1;
}

exports.run = run;
if (require.main === module) main(process.argv.slice(2));
