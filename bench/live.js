'use strict';

// npm run bench:live [-- --rounds N] [--seconds N] [--tests cpu,max,latency,burst]: as root, with
// two cores and a quiet machine. Sends at set rates over a veth pair in namespaces of its own to
// ours, pcap 3.1.0 and libpcap from C, in turns, and writes what it finds to docs/benchmarks.md,
// where all tests were run.

const { spawn } = require('node:child_process');
const path = require('node:path');
const { DEVICES, in_namespace, make_namespaces } = require('./lib/namespaces');
const { read_options } = require('./lib/options');
const { circumstances, keep, write_page } = require('./lib/results');
const { median } = require('./lib/statistics');
const { OURS, V3, install_v3, needed } = require('./lib/tools');

const options = read_options({ rounds: 5, seconds: 3, tests: ['cpu', 'max', 'latency', 'burst'] });
const log = (line) => console.error(line);
const RECEIVER = path.join(__dirname, 'live', 'receiver.js');

// Rates that the search for the highest lossless one tries.
const RATES = [100000, 150000, 200000, 250000, 300000, 350000, 400000, 450000, 500000, 600000];
const LOSS = 0.001;

function start(side, command) {
  const [program, ...args] = in_namespace(side, command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', error: '' };
  child.stdout.on('data', (data) => (text.out += data));
  const ready = new Promise((resolve) => {
    child.stderr.on('data', (data) => {
      text.error += data;
      if (text.error.includes('ready')) resolve();
    });
    child.on('close', resolve);
  });
  const result = new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text.out));
      else reject(new Error(`${command.join(' ')}: ${text.error || code}`));
    });
  });
  result.catch(() => {}); // looked at later
  return { ready, result };
}

/** One run: `frames` as sender takes them. Returns what the receiver says, and its loss. */
async function run(receiver, rate, frames, seconds = options.seconds) {
  const { ready, result } = start('receiver', receiver);
  await ready;
  const command = [needed('sender'), DEVICES.sender, rate, seconds, ...frames].map(String);
  const { sent, rate: reached } = await start('sender', command).result;
  const got = await result;
  return { ...got, sent, reached, loss: 1 - got.packets / sent, cpu: got.cpu_ns / got.packets };
}

const node = (folder, job, ...rest) => [
  process.execPath,
  RECEIVER,
  folder,
  job,
  DEVICES.receiver,
  ...rest,
];
const in_c = (job) => [needed('receiver'), DEVICES.receiver, job];

/** Each of `receivers` (name -> command) `rounds` times, in turns: name -> runs. */
async function in_turns(receivers, rate, frames, seconds) {
  const runs = Object.fromEntries(Object.keys(receivers).map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const name of Object.keys(receivers)) {
      const one = await run(receivers[name], rate, frames, seconds);
      runs[name].push(one);
      log(
        `${name}: ${one.cpu.toFixed(0)} ns, loss ${(one.loss * 100).toFixed(2)} %, ${one.delay_ms} ms`,
      );
    }
  }
  return runs;
}

const of = (runs, figure) => median(runs.map((one) => one[figure]));
const worst = (runs, figure) => Math.max(...runs.map((one) => one[figure]));
const percent = (part) => `${(Math.max(0, part) * 100).toFixed(2)} %`;

const jobs_of = (jobs, ...rest) =>
  jobs.flatMap((job) => [
    [`ours, ${job}`, node(OURS, job, ...rest)],
    [`3.1.0, ${job}`, node(V3, job, ...rest)],
  ]);

const JOBS = ['event', 'decode', 'track'];
const WITH_DELAY = ['', 'delay']; // receiver.js's last arguments

const tests = {
  async cpu() {
    const frames = [64, 'tcp', 1000];
    const receivers = Object.fromEntries([['C', in_c('event')], ...jobs_of(JOBS)]);
    const runs = await in_turns(receivers, 500000, frames);
    const watched = Object.fromEntries(jobs_of(JOBS, ...WITH_DELAY));
    const delays = await in_turns(watched, 500000, frames);
    const head = [
      'receiver',
      'processor ns a packet',
      'loss',
      'longest delay of the event loop, ms',
    ];
    const rows = Object.keys(runs).map((name) => [
      name,
      of(runs[name], 'cpu').toFixed(0),
      percent(of(runs[name], 'loss')),
      delays[name] === undefined ? '–' : worst(delays[name], 'delay_ms').toFixed(1),
    ]);
    const reached = of(runs.C, 'reached').toFixed(0);
    return {
      title: `500,000 packets of 64 bytes a second (the sender reached ${reached})`,
      head,
      rows,
    };
  },

  async max() {
    const rows = [];
    for (const [name, receiver] of jobs_of(JOBS, ...WITH_DELAY)) {
      let best = 0;
      let delay = 0;
      for (const rate of RATES) {
        // Two tries: something else may have run.
        const tries = [await run(receiver, rate, [64, 'tcp', 1000])];
        if (tries[0].loss > LOSS) tries.push(await run(receiver, rate, [64, 'tcp', 1000]));
        const good = tries.find(({ loss }) => loss <= LOSS);
        delay = Math.max(delay, tries.at(-1).delay_ms);
        log(`${name} at ${rate}: loss ${percent(tries.at(-1).loss)}`);
        if (good === undefined) break;
        best = Math.max(best, Math.round(good.reached));
        if (good.reached < rate * 0.97) break; // the sender has no more
      }
      rows.push([name, best.toLocaleString('en-US'), delay.toFixed(1)]);
    }
    const head = ['receiver', 'packets a second', 'longest delay of the event loop on the way, ms'];
    return { title: 'Highest rate of TCP packets with less than 0.1 % loss', head, rows };
  },

  async latency() {
    const receivers = {
      C: in_c('latency'),
      ours: node(OURS, 'latency', '0'),
      '3.1.0': node(V3, 'latency', '0'),
    };
    const runs = await in_turns(receivers, 20000, [128, 'udp', 100]);
    const rows = Object.keys(runs).map((name) => [
      name,
      of(runs[name], 'median_us').toFixed(0),
      of(runs[name], 'p99_us').toFixed(0),
      of(runs[name], 'p99_later_us').toFixed(0),
    ]);
    const head = ['receiver', 'median, µs', '99th percentile', 'after the first second'];
    return { title: 'Latency at 20,000 a second, `buffer_timeout: 0`', head, rows };
  },

  async burst() {
    const receivers = { ours: node(OURS, 'event', '0'), '3.1.0': node(V3, 'event', '0') };
    const runs = await in_turns(receivers, 600000, [64, 'udp', 1000, 600000], 10);
    const rows = Object.keys(runs).map((name) => [
      name,
      percent(of(runs[name], 'loss')),
      of(runs[name], 'cpu').toFixed(0),
    ]);
    const head = ['receiver', 'loss', 'processor ns a packet'];
    return { title: '600,000 packets at once, `buffer_timeout: 0`', head, rows };
  },
};

async function main() {
  if (process.getuid() !== 0)
    throw new Error('live benchmarks need root: they make network namespaces');
  install_v3();
  make_namespaces();
  const tables = [];
  for (const name of options.tests) tables.push(await tests[name]());
  for (const { title, head, rows } of tables) {
    console.log(`\n${title}`);
    console.table(rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell]))));
  }
  if (Object.keys(tests).some((name) => !options.tests.includes(name))) {
    console.log('nothing written: these are not all tests');
    return;
  }
  const about = circumstances(`${options.rounds} rounds of ${options.seconds} s.`);
  keep('live', { about: `A veth pair; sender and receiver on a core each. ${about}`, tables });
  console.log(`written: ${write_page()}`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
