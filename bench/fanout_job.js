'use strict';

// node fanout_job.js WORKERS JOB FILE: does a job of fanout_worker.js in so many workers (0: in
// this thread, without a fan-out), and prints what that cost as JSON.
// node fanout_job.js WORKERS JOB -i DEVICE: the same of a device. What counts begins when something
// comes by standard input, and ends with it.

const pcap = require('..');
const program = require('./fanout_worker');

const [, , count, job, file, device] = process.argv;
const workers = Number(count);

const total = { packets: 0, sessions: 0, payload: 0 };
let thread_ns = 0; // of the thread that worked most
let begin;
let cpu;

function add(sums) {
  for (const name of Object.keys(total)) total[name] += sums[name];
  if (sums.thread_ns > thread_ns) thread_ns = sums.thread_ns;
}

function start() {
  begin = process.hrtime.bigint();
  cpu = process.cpuUsage();
}

function finish(stats) {
  const ns = Number(process.hrtime.bigint() - begin);
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({ ...total, ns, thread_ns, cpu_ns: (user + system) * 1000, ...stats }),
  );
}

function alone() {
  start();
  const session = pcap.createOfflineSession(file);
  program(session, { data: { job }, post: add });
  session.on('close', () => finish());
}

function together() {
  const options = { workers, module: require.resolve('./fanout_worker'), data: { job } };
  const fanout =
    device === undefined ? pcap.fanout_offline(file, options) : pcap.fanout(device, options);
  fanout.on('message', add);
  fanout.on('ready', () => {
    start();
    if (device === undefined) return;
    console.error('ready');
    process.stdin.once('data', start);
    process.stdin.on('end', async () => {
      await fanout.close();
      finish(await fanout.stats());
    });
    process.stdin.resume();
  });
  if (device === undefined) fanout.on('complete', () => finish());
}

if (workers === 0) alone();
else together();
