'use strict';

// npm run bench:fanout [-- --rounds N] [--scale X] [--jobs a,b] [--rates a,b]
//
// A file worked on by no, one and two workers, in turns; and, as root, a device at set rates with
// one and two. Prints medians, of the clock and of processor time, and ratios of the rounds. It
// needs two cores and a quiet machine. On another, the clock tells nothing; processor time tells
// what two workers cost more than one, and that of the busiest thread (busiest) how much faster two
// can be. Engines compile for half a second, so the file of connections is five times as long as
// that of other benchmarks.

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { read_options } = require('./lib/options');
const { median } = require('./lib/statistics');
const { workload } = require('./lib/tools');
const { flood_program, veth_pair } = require('../test/helpers/netns');

const JOB = path.join(__dirname, 'fanout_job.js');
const LENGTH = 100; // bytes of a packet
const FLOWS = 1000;
const WARM_UP = 1000000; // packets
const JOBS = [
  ['flows', 'track'],
  ['flows', 'decode'],
  ['http', 'http'],
];

const options = read_options({
  rounds: 5,
  scale: 1,
  seconds: 3,
  jobs: JOBS.map(([, job]) => job),
  rates: [50000, 100000, 200000],
});

function offline(workers, job, { file }) {
  const args = [JOB, workers, job, file].map(String);
  const out = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (out.status !== 0) throw new Error(out.stderr);
  return JSON.parse(out.stdout);
}

/** One run on a device: what the receiver says. */
async function live(pair, workers, job, rate) {
  const inside = ['netns', 'exec', pair.b.name, process.execPath, JOB, workers, job, '-i', 'vb'];
  const child = spawn('ip', inside.map(String));
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  await once(child.stderr, 'data');
  // The first packets are worked on by code that is not yet compiled.
  pair.a.exec(flood_program(), ...['va', WARM_UP, LENGTH, rate, FLOWS].map(String));
  child.stdin.write('now');
  const packets = rate * options.seconds;
  pair.a.exec(flood_program(), ...['va', packets, LENGTH, rate, FLOWS].map(String));
  child.stdin.end();
  await once(child, 'close');
  return { ...JSON.parse(text), packets };
}

const per_packet = (runs, name) => Math.round(median(runs.map((run) => run[name] / run.packets)));
const ratio = (over, under, name) =>
  median(over.map((run, i) => run[name] / run.packets / (under[i][name] / under[i].packets)));

function same_work(runs) {
  const works = new Set(
    runs.map(({ packets, sessions, payload }) => [packets, sessions, payload].join()),
  );
  if (works.size !== 1) throw new Error(`workers did not do the same: ${[...works].join(' | ')}`);
}

function bench_file(name, job) {
  const what = workload(name, options.scale * (name === 'flows' ? 5 : 1));
  const runs = { 0: [], 1: [], 2: [] };
  for (let round = 0; round < options.rounds; round++) {
    for (const workers of [0, 1, 2]) runs[workers].push(offline(workers, job, what));
  }
  same_work(Object.values(runs).flat());
  const line = { file: name, job };
  for (const workers of [0, 1, 2]) {
    line[`ns_${workers}`] = per_packet(runs[workers], 'ns');
    line[`cpu_${workers}`] = per_packet(runs[workers], 'cpu_ns');
  }
  line.faster = ratio(runs[1], runs[2], 'ns').toFixed(2);
  line.faster_than_alone = ratio(runs[0], runs[2], 'ns').toFixed(2);
  line.busiest = ratio(runs[1], runs[2], 'thread_ns').toFixed(2);
  line.busiest = ratio(runs[1], runs[2], 'thread_ns').toFixed(2);
  line.cpu = ratio(runs[2], runs[1], 'cpu_ns').toFixed(2);
  console.log(JSON.stringify(line));
}

async function bench_device(pair, job, rate) {
  const runs = { 1: [], 2: [] };
  for (let round = 0; round < options.rounds; round++) {
    for (const workers of [1, 2]) runs[workers].push(await live(pair, workers, job, rate));
  }
  const line = { device: job, rate };
  for (const workers of [1, 2]) {
    line[`cpu_${workers}`] = per_packet(runs[workers], 'cpu_ns');
    line[`drop_${workers}`] = runs[workers].reduce((sum, { ps_drop }) => sum + ps_drop, 0);
  }
  line.cpu = ratio(runs[2], runs[1], 'cpu_ns').toFixed(2);
  console.log(JSON.stringify(line));
}

async function main() {
  for (const [name, job] of JOBS) {
    if (options.jobs.includes(job)) bench_file(name, job);
  }
  const rates = options.rates.map(Number).filter(Boolean);
  if (process.getuid() !== 0 || rates.length === 0) return;
  const pair = veth_pair();
  try {
    for (const rate of rates) {
      for (const job of ['count', 'track']) await bench_device(pair, job, rate);
    }
  } finally {
    pair.remove();
  }
}

main();
