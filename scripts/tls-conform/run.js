#!/usr/bin/env node
'use strict';

// node scripts/tls-conform/run.js [FOLDER]: captures what the scenarios say, in a network namespace
// of its own, as root. Compares with tshark: the captures as they are, with 2 % of the packets
// lost, and begun in the middle.
//
// Whole: requests, statuses and header fields must be equal. With packets missing, nothing may be
// told that is not in the whole capture, and all that tshark still tells must be. Bodies that are
// complete must be the server's.

const { execFileSync, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Namespace } = require('../../test/helpers/netns');
const { CONFIGURATION, SCENARIOS, SUITES } = require('./scenarios');
const { by_tshark, by_us, thinned } = require('./readers');

const UNTOLD = /^openssl-/; // tshark tells no response that close_notify ends
const SETTLE = 400; // milliseconds until tcpdump has all packets
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function prepare(folder) {
  fs.mkdirSync(path.join(folder, 'www'), { recursive: true });
  const write = (name, text) => fs.writeFileSync(path.join(folder, 'www', name), text);
  write('small', 'small\n');
  write('page', Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join(''));
  write('large', Buffer.from(Array.from({ length: 300000 }, (_, i) => (i * 7919) >> 3)));
  write('index.html', '<html><img src=/small><img src=/page><img src=/missing>hello</html>');
  fs.writeFileSync(path.join(folder, 'nginx.conf'), CONFIGURATION(folder));
  const subject = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'cert.pem')];
  execFileSync('openssl', [...subject, '-days', '30', ...files], { stdio: 'ignore' });
  execFileSync('chmod', ['-R', 'a+rX', folder]);
}

async function start_servers(namespace, folder) {
  const pem = (name) => path.join(folder, `${name}.pem`);
  const quiet = { stdio: 'ignore' };
  const nginx = namespace.spawn('nginx', ['-c', path.join(folder, 'nginx.conf')], quiet);
  const keys = ['-cert', pem('cert'), '-key', pem('key'), '-ciphersuites', SUITES.join(':')];
  const web = ['s_server', '-quiet', '-WWW', '-accept', '9443', ...keys];
  const openssl = namespace.spawn('openssl', web, { ...quiet, cwd: path.join(folder, 'www') });
  const script = path.join(__dirname, 'node_client.js');
  const args = [script, 'grpc-serve', '9444', folder];
  const grpc = namespace.spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(grpc.stdout, 'data');
  await sleep(SETTLE);
  return [nginx, openssl, grpc];
}

/** Runs a client while tcpdump captures. */
async function capture(namespace, folder, name, [program, ...args]) {
  const [file, keys] = ['pcap', 'keys'].map((end) => path.join(folder, `${name}.${end}`));
  fs.rmSync(keys, { force: true });
  fs.writeFileSync(keys, '', { mode: 0o666 });
  const options = ['-i', 'lo', '-s', '0', '-B', '65536', '--immediate-mode', '-U', '-w', file];
  const tcpdump = namespace.spawn('tcpdump', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(tcpdump.stderr, 'data');
  const values = { keys, dir: folder, here: __dirname };
  const filled = args.map((arg) => arg.replace(/\{(keys|dir|here)\}/g, (_, key) => values[key]));
  const env = { ...process.env, SSLKEYLOGFILE: keys };
  if (args.some((arg) => arg.includes('{keys}'))) delete env.SSLKEYLOGFILE;
  const command = ['netns', 'exec', namespace.name, program, ...filled];
  spawnSync('ip', command, { env, stdio: 'ignore', timeout: 30000 });
  await sleep(SETTLE);
  tcpdump.kill('SIGINT'); // ip has become tcpdump
  await once(tcpdump, 'exit');
  return { file, keys };
}

/** What is in `some` but not in `all`, lists with repetitions. */
function missing(some, all) {
  const counts = new Map();
  for (const item of all) counts.set(item, (counts.get(item) ?? 0) + 1);
  return some.filter((item) => {
    const count = counts.get(item) ?? 0;
    counts.set(item, count - 1);
    return count <= 0;
  });
}

async function compare(name, { file, keys }, folder) {
  const [ours, theirs] = [await by_us(file, keys, folder), by_tshark(file, keys)];
  const failures = [];
  const check = (what, some, all) => {
    const found = missing(some, all);
    if (found.length > 0) failures.push(`${what}: ${found.length} of ${some.length}: ${found[0]}`);
  };
  for (const kind of ['requests', 'statuses', 'fields']) {
    check(`whole, ${kind} only tshark has`, theirs[kind], ours[kind]);
    if (!UNTOLD.test(name)) check(`whole, ${kind} only we have`, ours[kind], theirs[kind]);
  }
  const bodies = ours.wrong_bodies.length;
  if (bodies > 0) failures.push(`wrong bodies: ${ours.wrong_bodies[0]}`);
  for (const how of ['lossy', 'middle']) {
    const part = path.join(folder, `${name}-${how}.pcap`);
    fs.writeFileSync(part, thinned(fs.readFileSync(file), how));
    const [we, they] = [await by_us(part, keys, folder), by_tshark(part, keys)];
    for (const kind of ['requests', 'statuses', 'fields']) {
      check(`${how}, wrong ${kind}`, we[kind], ours[kind]);
      check(`${how}, ${kind} only tshark has`, missing(they[kind], []), we[kind]);
    }
    if (we.wrong_bodies.length > 0) failures.push(`${how}, wrong bodies: ${we.wrong_bodies[0]}`);
  }
  return { failures, requests: ours.requests.length, fields: ours.fields.length };
}

async function main() {
  const folder = process.argv[2] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tls-conform-'));
  prepare(folder);
  const namespace = new Namespace();
  let servers = [];
  let failed = 0;
  try {
    servers = await start_servers(namespace, folder);
    for (const [name, command] of Object.entries(SCENARIOS)) {
      const made = await capture(namespace, folder, name, command);
      const { failures, requests, fields } = await compare(name, made, folder);
      const is_wrong = failures.length > 0 || requests === 0;
      failed += is_wrong ? 1 : 0;
      console.log(
        `${is_wrong ? 'WRONG' : 'same '} ${name}: ${requests} requests, ${fields} fields`,
      );
      for (const text of failures) console.log(`      ${text}`);
    }
  } finally {
    for (const child of servers) child.kill();
    namespace.remove();
  }
  const all = Object.keys(SCENARIOS).length;
  console.log(`${all - failed} of ${all} scenarios, 3 captures each`);
  process.exitCode = failed > 0 ? 1 : 0;
}

if (require.main === module) main();
