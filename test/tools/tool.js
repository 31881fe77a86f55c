'use strict';

// Runs the programs of examples/ as a person would.

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const PCAP = path.join(__dirname, '..', '..', 'lib', 'tools', 'pcap.js');
const SAMPLE = path.join(EXAMPLES, 'captures', 'http.pcap');

// As root, the tools become nobody: so may coverage reports of them be written.
if (process.env.NODE_V8_COVERAGE) fs.chmodSync(process.env.NODE_V8_COVERAGE, 0o777);

// What sudo says of its user is for the tests that are about it.
const ENVIRONMENT = { ...process.env, TZ: 'UTC' };
for (const name of ['SUDO_UID', 'SUDO_GID', 'SUDO_USER']) delete ENVIRONMENT[name];

/** Runs a tool to its end: { status, stdout, stderr, lines }. */
function run_tool(name, args, options) {
  return run_to_end(path.join(EXAMPLES, `${name}.js`), args, options);
}

/** The same of `pcap COMMAND …`. */
function run_pcap(...args) {
  return run_to_end(PCAP, args);
}

function run_to_end(program, args, options = {}) {
  const run = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
    env: ENVIRONMENT,
    ...options,
  });
  if (run.error) throw run.error;
  return { ...run, lines: run.stdout.split('\n').slice(0, -1) };
}

/** A tool that goes on until it is told to stop; inside a namespace when one is given. */
class RunningTool {
  constructor(name, args, namespace, env = ENVIRONMENT) {
    const command = [path.join(EXAMPLES, `${name}.js`), ...args];
    const options = { stdio: ['ignore', 'pipe', 'pipe'], env };
    this.child = namespace
      ? namespace.spawn(process.execPath, command, options)
      : spawn(process.execPath, command, options);
    this.stdout = '';
    this.stderr = '';
    this.waiting = [];
    this.exited = new Promise((resolve) => this.child.on('close', resolve));
    for (const name of ['stdout', 'stderr']) {
      this.child[name].setEncoding('utf8').on('data', (text) => {
        this[name] += text;
        this.#check();
      });
    }
    this.child.on('close', () => this.#check(true));
  }

  /** Resolves when its output has the words, fails when it ends without. */
  said(words, times = 1) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ words, times, resolve, reject });
      this.#check();
    });
  }

  #check(ended = false) {
    const text = this.stdout + this.stderr;
    this.waiting = this.waiting.filter(({ words, times, resolve, reject }) => {
      if (text.split(words).length > times) resolve();
      else if (ended) reject(new Error(`"${words}" was not said ${times} times, but:\n${text}`));
      else return true;
      return false;
    });
  }

  /** Ends it as Ctrl-C does; returns its exit status. */
  async interrupt() {
    this.child.kill('SIGINT');
    return this.exited;
  }

  get lines() {
    return this.stdout.split('\n').slice(0, -1);
  }
}

/** A directory for a test's files, in which every user may write, and how to remove it. */
function scratch() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-tools-'));
  fs.chmodSync(directory, 0o777);
  return {
    path: (name) => path.join(directory, name),
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

/** Trace lines without time and ends: what was said. */
function said_in(lines) {
  return lines.map((line) => line.replace(/^\S+ \S+ -> \S+ /, ''));
}

function has(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
}

exports.ENVIRONMENT = ENVIRONMENT;
exports.EXAMPLES = EXAMPLES;
exports.PCAP = PCAP;
exports.SAMPLE = SAMPLE;
exports.RunningTool = RunningTool;
exports.run_pcap = run_pcap;
exports.run_tool = run_tool;
exports.said_in = said_in;
exports.scratch = scratch;
exports.has = has;
