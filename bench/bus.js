'use strict';

// npm run bench:bus [-- --rounds N] [--seconds N]
//
// What the way over NATS JetStream costs: one process publishes, one reads, nats-server stands
// between, all on this machine. Messages of several sizes as fast as they go, 64 at the same time;
// then records at a set rate, from the moment at which they are made to the one at which
// read_records() gives them.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { read_options } = require('./lib/options');

const options = read_options({ rounds: 5, seconds: 5 });
const JOB = path.join(__dirname, 'bus_job.js');
const SIZES = [
  { size: 512, count: 20000 },
  { size: 64 * 1024, count: 4000 },
  { size: 256 * 1024, count: 1000 },
];
const RATES = [1000, 10000]; // records a second
const BATCH_TIMES = [200, 5]; // milliseconds

function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ended = new Promise((resolve) => child.on('close', () => resolve(text)));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data));
  const said = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text);
        if (found) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`${command} ended: ${text}`)));
    });
  return { child, said, ended };
}

async function start_server(folder) {
  const args = ['-js', '-sd', folder, '-a', '127.0.0.1', '-p', '-1'];
  const { child, said } = start('nats-server', args);
  const [, port] = await said(/client connections on 127\.0\.0\.1:(\d+)[^]*Server is ready/);
  return { address: `nats://127.0.0.1:${port}`, child };
}

/** A reader and a publisher, until the reader has all: what it says. */
async function run(address, what, ...args) {
  const reader = start(process.execPath, [JOB, `read-${what}`, address, ...args.map(String)]);
  await reader.said(/ready/);
  const result = reader.said(/\{.*\}/);
  const publisher = start(process.execPath, [JOB, `publish-${what}`, address, ...args.map(String)]);
  const [text] = await result;
  const [published] = await Promise.all([publisher.ended, reader.ended]);
  const [more = '{}'] = /\{.*\}/.exec(published) ?? [];
  return { ...JSON.parse(text), ...JSON.parse(more) };
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** The median of the rounds, of each figure. */
async function rounds(address, name, what, ...args) {
  const found = [];
  for (let i = 0; i < options.rounds; i++) {
    found.push(await run(`${address}/${name}-${i}`, what, ...args));
  }
  const names = Object.keys(found[0]);
  return Object.fromEntries(names.map((each) => [each, median(found.map((one) => one[each]))]));
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-bus-'));
  const { address, child } = await start_server(folder);
  try {
    console.log('| message | messages a second | MB/s | µs of the publisher, of the reader |');
    console.log('| --- | --- | --- | --- |');
    for (const { size, count } of SIZES) {
      const { seconds, publisher_cpu, reader_cpu } = await rounds(
        address,
        `s${size}`,
        'messages',
        size,
        count,
      );
      const rate = count / seconds;
      const cpu = `${publisher_cpu.toFixed(0)}, ${reader_cpu.toFixed(0)}`;
      const speed = `${Math.round(rate)} | ${((rate * size) / 1e6).toFixed(1)}`;
      console.log(`| ${size} B | ${speed} | ${cpu} |`);
    }
    console.log('\n| records a second | batch_time | median | p99 |\n| --- | --- | --- | --- |');
    for (const rate of RATES) {
      for (const batch_time of BATCH_TIMES) {
        const name = `r${rate}-${batch_time}`;
        const count = rate * options.seconds;
        const { p50, p99 } = await rounds(address, name, 'records', rate, count, batch_time);
        console.log(`| ${rate} | ${batch_time} ms | ${p50.toFixed(1)} ms | ${p99.toFixed(1)} ms |`);
      }
    }
  } finally {
    child.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main();
