#!/usr/bin/env node
'use strict';

// Long runs of the mutation fuzzer over the golden captures, or over other pcap files of
// microseconds.
//
//   node scripts/fuzz-decode.js [--count N] [--seconds S] [--seed N] [FILE.pcap…]
//
// Ends with status 1 where a packet throws, prints, or takes more than 50 ms twice, or where memory
// grows; shows the packet in hex.

const { exercise, mutate, random_source } = require('../test/helpers/mutate');
const { names, path_of, raw_packets } = require('../test/helpers/golden');

const SLOW_MS = 50;
const GROWTH = 64 * 1024 * 1024;

function parse(args) {
  const options = { count: Infinity, seconds: 60, seed: 1, files: [] };
  for (let i = 0; i < args.length; i++) {
    const name = args[i].slice(2);
    if (!args[i].startsWith('--')) options.files.push(args[i]);
    else if (name in options) options[name] = Number(args[++i]);
    else throw new Error(`unknown option ${args[i]}`);
  }
  if (options.files.length === 0) options.files = names().map((name) => path_of(name, '.pcap'));
  return options;
}

/** Milliseconds of the processor: what else the machine does is not the packet's doing. */
function time_of(raw) {
  const start = process.cpuUsage();
  exercise(raw);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const findings = new Map();

function report(kind, raw) {
  const known = findings.get(kind);
  findings.set(kind, (known ?? 0) + 1);
  if (known !== undefined || findings.size > 50) return;
  process.stdout.write(`${kind}\n  ${raw.link_type} ${raw.buf.toString('hex')}\n`);
}

function try_one(raw) {
  try {
    // What is slow once may be the collector's or the machine's doing.
    if (time_of(raw) > SLOW_MS && time_of(raw) > SLOW_MS) report('slow', raw);
  } catch (error) {
    const [first, where = ''] = String(error?.stack ?? error).split('\n');
    report(`throws ${first.replace(/\d+/g, 'N')} ${where.trim()}`, raw);
  }
}

function main() {
  const { count, seconds, seed, files } = parse(process.argv.slice(2));
  const bases = files.flatMap(raw_packets);
  const random = random_source(seed);
  let printed = 0;
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => printed++;
  const until = Date.now() + seconds * 1000;
  let n = 0;
  let heap = 0;
  for (; n < count; n++) {
    if (n % 1000 === 0 && Date.now() > until) break;
    if (n === 20000) heap = used_heap();
    try_one(mutate(bases[random(bases.length)], random));
  }
  const growth = heap > 0 ? used_heap() - heap : 0;
  const found = [...findings.values()].reduce((sum, times) => sum + times, 0);
  const memory = `memory ${growth >= 0 ? '+' : ''}${(growth / 1048576).toFixed(1)} MB`;
  process.stdout.write(`${n} packets, ${found} findings, ${printed} lines printed, ${memory}\n`);
  if (found > 0 || printed > 0 || growth > GROWTH) process.exitCode = 1;
}

function used_heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

main();
