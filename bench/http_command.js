'use strict';

// npm run bench:http [-- --rounds N] [--requests N] [--file CAPTURE]
//
// `pcap http` beside `tshark -Y http -T fields`, on 200 MB of real traffic: nginx and h2load on the
// loopback device of a namespace, captured by tcpdump (root). Interleaved rounds; the clock's time,
// processor time and peak memory of each. Exit status 1 where a target is missed.

const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { read_options } = require('./lib/options');
const { ROOT, WORK } = require('./lib/tools');
const targets = require('./targets').http_command;

const options = read_options({ rounds: 5, requests: 19000, file: '' });
const NAMESPACE = `pcapbench${process.pid}h`;
const BODY = 10240; // bytes
const PORT = 8080;
const RATE = 400; // requests a second of each of ten connections: tcpdump keeps up
const FIELDS =
  `frame.time ip.src tcp.srcport http.request.method http.request.full_uri http.response.code
  http.response.phrase http.content_type http.content_length http.time`.split(/\s+/);

const COMMANDS = {
  'pcap http': (file) => [
    process.execPath,
    ...[path.join(ROOT, 'lib', 'tools', 'pcap.js'), 'http', '-Z', 'root', '-r', file],
  ],
  tshark: (file) => [
    ...['tshark', '-r', file, '-Y', 'http', '-T', 'fields'],
    ...FIELDS.flatMap((field) => ['-e', field]),
  ],
};

const inside = (...command) => ['ip', 'netns', 'exec', NAMESPACE, ...command];
const run = ([program, ...args]) =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });

function configuration(folder) {
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
    events { worker_connections 512; }
    http { access_log off; keepalive_requests 1000000; default_type text/plain;
      server { listen 127.0.0.1:${PORT}; root ${folder}; } }`;
}

/** Resolves when a program has said that it is ready. */
async function says(child, words) {
  for await (const data of child.stderr) if (String(data).includes(words)) return;
  throw new Error(`"${words}" was not said`);
}

async function until_served() {
  const { status } = spawnSync(...first_and_rest(inside('curl', '-sf', '-o', '/dev/null', url())));
  if (status !== 0) await until_served();
}

/**
 * Resolves when the file has not grown for a second: tcpdump drops what it has not read when it
 * ends.
 */
async function until_written(file, before = -1) {
  const { size } = fs.statSync(file);
  if (size === before) return;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await until_written(file, size);
}

const url = () => `http://127.0.0.1:${PORT}/body.txt`;
const first_and_rest = ([first, ...rest]) => [first, rest];

/** Captures so many requests; returns the capture file's path. */
async function capture(requests) {
  const folder = path.join(WORK, 'http');
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(WORK, 0o755);
  fs.writeFileSync(path.join(folder, 'body.txt'), 'x'.repeat(BODY));
  fs.writeFileSync(path.join(folder, 'nginx.conf'), configuration(folder));
  const file = path.join(folder, `nginx-${requests}.pcap`);
  run(['ip', 'netns', 'add', NAMESPACE]);
  try {
    run(['ip', '-n', NAMESPACE, 'link', 'set', 'lo', 'up']);
    const nginx = spawn(...first_and_rest(inside('nginx', '-c', path.join(folder, 'nginx.conf'))));
    await until_served();
    const filter = ['tcp', 'port', String(PORT)];
    const dump = ['tcpdump', '-i', 'lo', '-B', '65536', '-Z', 'root', '-w', file, ...filter];
    const tcpdump = spawn(...first_and_rest(inside(...dump)));
    await says(tcpdump, 'listening on');
    run(inside('h2load', '--h1', '-c', '10', '-n', String(requests), '--rps', String(RATE), url()));
    await until_written(file);
    tcpdump.kill('SIGINT');
    await once(tcpdump, 'exit');
    nginx.kill();
    await once(nginx, 'exit');
  } finally {
    run(['ip', 'netns', 'del', NAMESPACE]);
  }
  return file;
}

/** { clock, cpu } in seconds, { rss } in bytes, and how many lines came. */
function measure(command) {
  const time = ['/usr/bin/time', '-f', '\n%e %U %S %M', ...command];
  const child = spawnSync(...first_and_rest(time), { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (child.status !== 0) throw new Error(child.stderr);
  const [clock, user, system, rss] = child.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  const lines = child.stdout.split('\n').length - 1;
  return { clock, cpu: user + system, rss: rss * 1024, lines };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function report(results) {
  const rows = {};
  for (const [name, runs] of Object.entries(results)) {
    const [clock, cpu] = ['clock', 'cpu'].map((what) => median(runs.map((each) => each[what])));
    const rss = Math.max(...runs.map((each) => each.rss));
    rows[name] = { lines: runs[0].lines, 's, clock': clock.toFixed(2), 's, processor': cpu.toFixed(2), 'peak MB': Math.round(rss / 1e6) }; // prettier-ignore
  }
  console.table(rows);
  const ratio = (what) =>
    median(results.tshark.map((theirs, i) => theirs[what] / results['pcap http'][i][what]));
  const [clock, cpu] = [ratio('clock'), ratio('cpu')];
  console.log(
    `${clock.toFixed(1)} × as fast as tshark by the clock, ${cpu.toFixed(1)} × by processor time`,
  );
  const rss = Math.max(...results['pcap http'].map((each) => each.rss));
  if (clock >= targets.faster_than_tshark && rss <= targets.peak_rss) return;
  console.log(`misses its target: ${targets.faster_than_tshark} ×, ${targets.peak_rss / 1e6} MB`);
  process.exitCode = 1;
}

async function main() {
  const file = options.file === '' ? await capture(options.requests) : options.file;
  console.log(`${file}: ${Math.round(fs.statSync(file).size / 1e6)} MB`);
  const results = {};
  for (let round = 0; round < options.rounds; round++) {
    for (const [name, command] of Object.entries(COMMANDS)) {
      (results[name] ??= []).push(measure(command(file)));
    }
  }
  report(results);
}

main();
