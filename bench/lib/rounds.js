'use strict';

// Runs contestants in turns, A B A B …, each in a process of its own.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

const TIME_LIMIT = 600000; // milliseconds a run

function run_once(command) {
  const [program, ...args] = command;
  const options = { encoding: 'utf8', timeout: TIME_LIMIT, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawnSync(program, args, options);
  if (child.status !== 0) {
    const reason = child.error?.message ?? child.stderr.trim().split('\n').slice(-5).join('\n');
    throw new Error(`${command.join(' ')}: ${reason}`);
  }
  const { packets, ns, cpu_ns, rss, ...rest } = JSON.parse(child.stdout);
  return { ns: ns / packets, cpu: cpu_ns / packets, rss, packets, ...rest };
}

/** Stops if a contestant did less, or other work, than the others that did this job. */
function compare_work(contestant, run, workload, expected) {
  const { name, job } = contestant;
  if (is_tracking(job) && run.payload !== workload.payload) {
    throw new Error(`${name} ${job} ${workload.name}: ${run.payload} of ${workload.payload} bytes`);
  }
  // DNS has more text now.
  if (!['ours', 'v3'].includes(name) || (workload.name === 'dns' && job === 'string')) return;
  const key = `${workload.name} ${job}`;
  expected[key] ??= run.check;
  if (run.check !== expected[key]) {
    throw new Error(`${name} ${key}: check is ${run.check}, not ${expected[key]}`);
  }
}

/** Reads a file once, so that the first contestant does not wait for the disk. */
function warm(file) {
  const chunk = Buffer.allocUnsafe(1 << 20);
  const fd = fs.openSync(file);
  while (fs.readSync(fd, chunk) > 0);
  fs.closeSync(fd);
}

const is_tracking = (job) => job.startsWith('track');
const has_tcp = ({ connections }) => connections > 0;

/**
 * Returns { workload: { job: { name: { ns, cpu, rss: [one a round] } } } }: nanoseconds a packet of
 * the clock and of the processor, peak memory in bytes.
 */
function run_rounds(contestants, workloads, rounds, log) {
  const results = {};
  const expected = {};
  for (const workload of workloads) {
    const list = contestants.filter(({ job }) => !is_tracking(job) || has_tcp(workload));
    warm(workload.file);
    for (let round = 0; round < rounds; round++) {
      log(`${workload.name}, round ${round + 1} of ${rounds}`);
      for (const contestant of round % 2 === 0 ? list : [...list].reverse()) {
        const { name, job } = contestant;
        const run = run_once(contestant.command(workload));
        compare_work(contestant, run, workload, expected);
        const of_job = ((results[workload.name] ??= {})[job] ??= {});
        const kept = (of_job[name] ??= { ns: [], cpu: [], rss: [] });
        for (const figure of ['ns', 'cpu', 'rss']) kept[figure].push(run[figure]);
      }
    }
  }
  return results;
}

exports.run_once = run_once;
exports.run_rounds = run_rounds;
