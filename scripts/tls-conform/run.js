#!/usr/bin/env node
'use strict';

// node scripts/tls-conform/run.js [FOLDER]: captures what the scenarios say, in a network namespace
// of its own, as root. Compares with tshark: the captures as they are, with 2 % of the packets
// lost, and begun in the middle.
//
// Whole: requests, statuses and header fields must be equal. With packets missing, nothing may be
// told that is not in the whole capture, and all that tshark still tells must be. Bodies that are
// complete must be the server's.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { missing } = require('../../test/helpers/missing');
const { Wire } = require('../../test/helpers/wire');
const { CONFIGURATION, SCENARIOS, SUITES } = require('./scenarios');
const { by_tshark, by_us, thinned } = require('./readers');

const LIMIT = '30'; // seconds: curl goes on for ever after some answers to a POST
const UNTOLD = /^openssl-/; // tshark tells no response that close_notify ends

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

async function start_nginx(wire, folder) {
  await wire.serve(8443, 'nginx', ['-c', path.join(folder, 'nginx.conf')]);
}

async function start_others(wire, folder) {
  const pem = (name) => path.join(folder, `${name}.pem`);
  const keys = ['-cert', pem('cert'), '-key', pem('key'), '-ciphersuites', SUITES.join(':')];
  const web = ['s_server', '-quiet', '-WWW', '-accept', '9443', ...keys];
  await wire.serve(9443, 'openssl', web, { cwd: path.join(folder, 'www') });
  const script = path.join(__dirname, 'node_client.js');
  await wire.serve(9444, process.execPath, [script, 'grpc-serve', '9444', folder]);
}

/** Runs a client while tcpdump captures. */
async function capture(wire, folder, name, [program, ...args]) {
  const keys = path.join(folder, `${name}.keys`);
  fs.rmSync(keys, { force: true });
  fs.writeFileSync(keys, '', { mode: 0o666 });
  const values = { keys, dir: folder, here: __dirname };
  const filled = args.map((arg) => arg.replace(/\{(keys|dir|here)\}/g, (_, key) => values[key]));
  const env = { ...process.env, SSLKEYLOGFILE: keys };
  if (args.some((arg) => arg.includes('{keys}'))) delete env.SSLKEYLOGFILE;
  await wire.capture();
  await wire.run_async('timeout', [LIMIT, program, ...filled], { env });
  return { file: await wire.stop(`${name}.pcap`), keys };
}

/**
 * @param {boolean} with_parts  hold what is lossy and begun in the middle against tshark, too: it
 *   can be that we refuse what tshark guesses
 */
async function compare(name, { file, keys }, folder, with_parts = true) {
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
    const we = await by_us(part, keys, folder);
    const they = with_parts ? by_tshark(part, keys) : undefined;
    for (const kind of ['requests', 'statuses', 'fields']) {
      check(`${how}, wrong ${kind}`, we[kind], ours[kind]);
      if (with_parts) check(`${how}, ${kind} only tshark has`, they[kind], we[kind]);
    }
    if (we.wrong_bodies.length > 0) failures.push(`${how}, wrong bodies: ${we.wrong_bodies[0]}`);
  }
  return { failures, requests: ours.requests.length, fields: ours.fields.length };
}

async function main() {
  const folder = process.argv[2] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tls-conform-'));
  prepare(folder);
  const wire = new Wire();
  let failed = 0;
  try {
    await start_nginx(wire, folder);
    await start_others(wire, folder);
    for (const [name, command] of Object.entries(SCENARIOS)) {
      const made = await capture(wire, folder, name, command);
      const { failures, requests, fields } = await compare(name, made, folder);
      const is_wrong = failures.length > 0 || requests === 0;
      failed += is_wrong ? 1 : 0;
      console.log(
        `${is_wrong ? 'WRONG' : 'same '} ${name}: ${requests} requests, ${fields} fields`,
      );
      for (const text of failures) console.log(`      ${text}`);
    }
  } finally {
    await wire.remove();
  }
  const all = Object.keys(SCENARIOS).length;
  console.log(`${all - failed} of ${all} scenarios, 3 captures each`);
  process.exitCode = failed > 0 ? 1 : 0;
}

exports.capture = capture;
exports.compare = compare;
exports.prepare = prepare;
exports.start_nginx = start_nginx;

if (require.main === module) main();
