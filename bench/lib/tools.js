'use strict';

// What the benchmarks run: compiled here when it is older than its source, in a folder of its own.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const BENCH = path.join(__dirname, '..');
const ROOT = path.join(BENCH, '..');
const WORK =
  process.env.BENCH_WORK ?? path.join(os.tmpdir(), `pcap-bench-${os.userInfo().username}`);
const OURS = ROOT;
const V3 = path.join(BENCH, 'node_modules', 'pcap-v3');

const C = ['gcc', '-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-o'];
const LAYOUT = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' }; // where Debian puts gopacket

// Name -> how it is made, from the project's root. `sources` decide whether it is up to date.
const programs = {
  gen: (to) => [...C, to, ...sources('bench/gen', '.c')],
  reader: (to) => [...C, to, 'bench/peers/reader.c', '-lpcap'],
  slab: (to) => [...C, to, '-g', '-Isrc', 'bench/c/slab.c', ...plain_c(), '-lpcap'],
  sender: (to) => [...C, to, 'bench/live/sender.c'],
  receiver: (to) => [...C, to, 'bench/live/receiver.c', '-lpcap'],
  libtins: (to) => ['g++', '-std=c++17', '-O2', '-o', to, 'bench/peers/libtins.cpp', '-ltins'],
  gopacket: (to) => ['go', 'build', '-o', to, 'bench/peers/gopacket/main.go'],
};

function sources(folder, ending) {
  const names = fs.readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => `${folder}/${name}`);
}

// The addon's files that know nothing of Node.js, nor of loading libpcap by hand.
function plain_c() {
  const text_of = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
  return sources('src', '.c').filter((name) => !/napi|dlfcn/.test(text_of(name)));
}

function is_older(file, command) {
  if (!fs.existsSync(file)) return true;
  const made = fs.statSync(file).mtimeMs;
  const inputs = command.filter((word) => /\.(c|cpp|go)$/.test(word));
  return inputs.some((name) => fs.statSync(path.join(ROOT, name)).mtimeMs > made);
}

/** Path of a program, compiled if need be; undefined where it can't be: `why` is told. */
function program(name, why = () => {}) {
  const file = path.join(WORK, 'bin', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const [command, ...args] = programs[name](file);
  if (!is_older(file, args)) return file;
  const env = { ...process.env, ...LAYOUT, GOCACHE: path.join(WORK, 'go') };
  const made = spawnSync(command, args, { cwd: ROOT, env, encoding: 'utf8' });
  if (made.status === 0) return file;
  why(`${name}: ${(made.error?.message ?? made.stderr).trim().split('\n')[0]}`);
  return undefined;
}

/** The same for one that nothing goes without. */
function needed(name) {
  return (
    program(name, (reason) => {
      throw new Error(reason);
    }) ?? ''
  );
}

// How many of what gen.c counts make the full size.
const SIZES = { small: 2000000, flows: 200000, dns: 1000000, http: 115000, bulk: 700000 };

/** A workload's file and what is in it: `{ name, file, packets, bytes, connections, payload }`. */
function workload(name, scale) {
  const count = Math.max(1, Math.round(SIZES[name] * scale));
  const file = path.join(WORK, 'data', `${name}-${count}.pcap`);
  const note = `${file}.json`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const gen = needed('gen');
  if (!fs.existsSync(note) || fs.statSync(note).mtimeMs < fs.statSync(gen).mtimeMs) {
    fs.writeFileSync(note, execFileSync(gen, [name, String(count), file]));
  }
  return { name, file, ...JSON.parse(fs.readFileSync(note, 'utf8')) };
}

/** pcap 3.1.0, installed at the first call. */
function install_v3() {
  if (fs.existsSync(path.join(V3, 'build', 'Release', 'pcap_binding.node'))) return;
  const flags = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', flags, { cwd: BENCH, stdio: ['ignore', 'ignore', 'inherit'] });
}

exports.OURS = OURS;
exports.ROOT = ROOT;
exports.SIZES = SIZES;
exports.V3 = V3;
exports.WORK = WORK;
exports.install_v3 = install_v3;
exports.needed = needed;
exports.program = program;
exports.workload = workload;
