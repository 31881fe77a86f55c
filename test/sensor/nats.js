'use strict';

// A NATS server of the test's own, and programs around it.

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { TOOLS } = require('./sinks');

/** Skips the suite, aloud, where nats-server is missing. */
function needs_nats(context) {
  if (spawnSync('nats-server', ['--version']).error === undefined) return;
  console.log('      skipped: nats-server is not installed');
  context.skip();
}

/** Keeps what a child says, and calls back for each piece. */
class Child {
  text = '';
  #waiting = [];

  constructor(command, args, namespace) {
    const options = { stdio: ['ignore', 'pipe', 'pipe'] };
    this.process = namespace
      ? namespace.spawn(command, args, options)
      : spawn(command, args, options);
    this.exited = once(this.process, 'close');
    this.has_exited = false;
    for (const name of ['stdout', 'stderr']) {
      this[name] = '';
      this.process[name].setEncoding('utf8').on('data', (text) => {
        this[name] += text;
        this.#look();
      });
    }
    this.exited.then(() => {
      this.has_exited = true;
      this.#look();
    });
  }

  /**
   * Resolves with what `find(child)` gives as soon as that is something; rejects when it ends
   * before.
   */
  until(find) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ find, resolve, reject });
      this.#look();
    });
  }

  said(pattern) {
    return this.until(({ stdout, stderr }) => pattern.exec(stdout) ?? pattern.exec(stderr));
  }

  #look() {
    this.#waiting = this.#waiting.filter(({ find, resolve, reject }) => {
      const found = find(this);
      if (found) resolve(found);
      else if (this.has_exited) reject(new Error(`it ended: ${this.stdout}\n${this.stderr}`));
      return !found && !this.has_exited;
    });
  }

  get lines() {
    return this.stdout.split('\n').slice(0, -1);
  }

  get objects() {
    return this.lines.map((line) => JSON.parse(line));
  }

  async kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    await this.exited;
  }
}

/** nats-server with JetStream, on a port of its own. */
class NATSServer {
  /** In a namespace it has port 4222, else one from the kernel; `config` is of its own language. */
  constructor({ namespace, config = '' } = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-nats-'));
    this.namespace = namespace;
    this.port = namespace ? 4222 : -1;
    this.config = path.join(this.folder, 'nats.conf');
    fs.writeFileSync(this.config, config);
  }

  async start() {
    const where = ['-a', '127.0.0.1', '-p', String(this.port), '-c', this.config];
    const args = ['-js', '-sd', path.join(this.folder, 'js'), ...where];
    this.child = new Child('nats-server', args, this.namespace);
    const [, port] = await this.child.said(
      /Listening for client connections on 127\.0\.0\.1:(\d+)/,
    );
    await this.child.said(/Server is ready/);
    this.port = Number(port);
    return this;
  }

  get address() {
    return `nats://127.0.0.1:${this.port}`;
  }

  kill() {
    return this.child.kill();
  }

  async remove() {
    if (this.child && !this.child.has_exited) await this.child.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `pcap …`, with root's rights, as tests of files need them. */
function run_pcap(args, namespace) {
  const [command, ...rest] = args;
  const words = [path.join(TOOLS, 'pcap.js'), command, '-Z', 'root', ...rest];
  return new Child(process.execPath, words, namespace);
}

/** The same, to its end. */
async function pcap_said(...args) {
  const child = run_pcap(args);
  const [code] = await child.exited;
  return Object.assign(child, { code });
}

exports.Child = Child;
exports.NATSServer = NATSServer;
exports.needs_nats = needs_nats;
exports.pcap_said = pcap_said;
exports.run_pcap = run_pcap;
