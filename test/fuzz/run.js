#!/usr/bin/env node
'use strict';

// Runs fuzzers:
//
//   npm run fuzz -- [NAME…] [--seconds N] [--seed N] [--runs N]
//
// NAME is a file of this folder (default: all). Each exports `run(seed)`, which throws where
// something is wrong, and may export `begin()`, called once before. Runs go through the seeds one
// by one, from --seed or FUZZ_SEED (default: the clock), in a child process: one that does not
// answer for HANG_SECONDS hangs, is killed, and counts as a failure. A failure is shown with the
// command that repeats it. Exit status 1 if there was any.

const { fork } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const HANG_SECONDS = 30; // no run takes a second, but other processes may have the CPU
const MAX_FAILURES = 5;
const MAX_SEED = 2 ** 31;

/**
 * The file descriptor on which the child says where it is: written at once, however busy the child
 * is.
 */
const PROGRESS_FD = 4;

function names() {
  const files = fs.readdirSync(__dirname).filter((name) => /^[^.]+\.js$/.test(name));
  return files.map((name) => name.slice(0, -3)).filter((name) => name !== 'run');
}

function parse() {
  const number = { type: 'string' };
  const { values, positionals } = parseArgs({
    options: { seconds: number, seed: number, runs: number },
    allowPositionals: true,
  });
  const seed = Number(values.seed ?? process.env.FUZZ_SEED ?? Date.now()) % MAX_SEED;
  const runs = Number(values.runs ?? Infinity);
  const seconds = Number(values.seconds ?? (values.runs === undefined ? 60 : Infinity));
  const unknown = positionals.find((name) => !names().includes(name));
  if (unknown !== undefined || !(seed >= 0) || !(runs > 0) || !(seconds > 0)) {
    console.error(
      `usage: npm run fuzz -- [${names().join('|')}] [--seconds N] [--seed N] [--runs N]`,
    );
    process.exit(2);
  }
  return { targets: positionals.length > 0 ? positionals : names(), seed, runs, seconds };
}

/**
 * Runs seeds from `first` on in a child. Resolves to `{ next, failure }`: where to go on, and what
 * was wrong.
 */
function run_child(target, first, count, until) {
  return new Promise((resolve) => {
    const args = [target, String(first), String(count), String(until)];
    const child = fork(__filename, args, {
      env: { ...process.env, FUZZ_CHILD: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    });
    let at = first - 1; // the seed under way
    let failure = null;
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        failure = `hangs: nothing for ${HANG_SECONDS} s`;
        child.kill('SIGKILL');
      }, HANG_SECONDS * 1000);
    };
    watch();
    let rest = '';
    child.stdio[PROGRESS_FD].on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      if (lines.length > 0) at = Number(lines.at(-1));
      watch();
    });
    child.on('message', (text) => (failure = text));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (failure === null && code !== 0) failure = `ends with ${signal ?? `status ${code}`}`;
      resolve({ next: at + 1, failure });
    });
  });
}

async function fuzz(target, { seed, runs, seconds }) {
  const until = Date.now() + seconds * 1000;
  let next = seed;
  let failures = 0;
  console.log(`${target}: seed ${seed}, ${seconds === Infinity ? `${runs} runs` : `${seconds} s`}`);
  while (next < seed + runs && Date.now() < until && failures < MAX_FAILURES) {
    const result = await run_child(target, next, seed + runs - next, until);
    next = result.next;
    if (result.failure === null) continue;
    failures += 1;
    console.log(`${target}: seed ${next - 1}: ${result.failure}`);
    console.log(`  npm run fuzz -- ${target} --seed ${next - 1} --runs 1`);
  }
  console.log(`${target}: ${next - seed} runs, ${failures} failures`);
  return failures;
}

/** In the child: all seeds in a row, until time is up. */
function work([target, first, count, until]) {
  const fuzzer = require(path.join(__dirname, target));
  fuzzer.begin?.();
  const end = Number(first) + Number(count);
  for (let seed = Number(first); seed < end && Date.now() < Number(until); seed++) {
    fs.writeSync(PROGRESS_FD, `${seed}\n`);
    try {
      fuzzer.run(seed);
    } catch (error) {
      process.send(error.stack, () => process.exit(0));
      return;
    }
  }
  process.disconnect();
}

async function main() {
  const options = parse();
  let failures = 0;
  for (const target of options.targets) failures += await fuzz(target, options);
  process.exitCode = failures > 0 ? 1 : 0;
}

if (process.env.FUZZ_CHILD === '1') work(process.argv.slice(2));
else main();
