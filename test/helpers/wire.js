'use strict';

// What real programs say to each other on the loopback device of a network namespace, captured by
// tcpdump, and what the sessions above TCP make of it.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { AppSession } = require('../../lib/app');
const { createOfflineSession } = require('../../lib/pcap');
const { TCPTracker } = require('../../lib/tcp');
const { Namespace, can_make_namespaces } = require('./netns');

const MARKER = 'this is the end of the capture';

/** Skips the suite, aloud, where a program is missing or namespaces can't be made. */
function needs(context, ...programs) {
  const missing = [...programs, 'tcpdump'].filter((program) => find_program(program) === undefined);
  if (can_make_namespaces() && missing.length === 0) return;
  const why = missing.length > 0 ? `${missing.join(', ')} not installed` : 'needs root';
  console.log(`      skipped: ${why}`);
  context.skip();
}

/** The path of a program, of those too that are for root or for servers only. */
function find_program(name) {
  const folders = [
    ...process.env.PATH.split(':'),
    '/usr/sbin',
    '/sbin',
    '/usr/lib/postgresql/*/bin',
  ];
  for (const folder of folders.flatMap((pattern) => expand(pattern))) {
    const found = path.join(folder, name);
    if (fs.existsSync(found)) return found;
  }
  return undefined;
}

function expand(pattern) {
  if (!pattern.includes('*')) return [pattern];
  const [before, after] = pattern.split('*');
  if (!fs.existsSync(before)) return [];
  return fs.readdirSync(before).map((name) => path.join(before, name, after));
}

/** What runs a program as another user: goes before it. */
function as_user(name) {
  return ['setpriv', `--reuid=${name}`, `--regid=${name}`, '--clear-groups'];
}

/** A namespace with servers and a folder for their files. */
class Wire {
  constructor(namespace = new Namespace()) {
    this.namespace = namespace;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-wire-'));
    fs.chmodSync(this.folder, 0o777);
    this.children = [];
  }

  path(name) {
    return path.join(this.folder, name);
  }

  /** Runs a program to its end: { status, stdout, stderr }. */
  run(program, args, options = {}) {
    const command = ['netns', 'exec', this.namespace.name, program, ...args];
    return spawnSync('ip', command, { encoding: 'utf8', timeout: 120_000, ...options });
  }

  /** The same, without blocking. */
  run_async(program, args, { input = '', ...options } = {}) {
    const child = this.namespace.spawn(program, args, options);
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.resume();
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout })));
  }

  /** Starts a server, which remove() ends, and waits until it listens on `port`. */
  async serve(port, program, args, options = {}) {
    const child = this.namespace.spawn(program, args, { stdio: 'ignore', ...options });
    const gone = new Promise((resolve) => child.on('exit', resolve));
    this.children.push({ child, gone });
    let is_gone = false;
    gone.then(() => (is_gone = true));
    while (!this.#listens(port)) {
      if (is_gone) throw new Error(`${program} ended`);
      await new Promise(setImmediate);
    }
    return child;
  }

  #listens(port) {
    const { stdout } = this.run('ss', ['-Htln', `sport = :${port}`]);
    return stdout.trim() !== '';
  }

  /** Captures until stop() is called. `sink` is an address that is reached through the device. */
  async capture(device = 'lo', sink = '127.0.0.1') {
    this.sink = sink;
    // In immediate mode each packet takes a slot of the snap length: 1024 of 128 KiB, so that a
    // busy machine drops none. Loopback's packets have 65550 bytes at most.
    const size = ['-s', '65600', '-B', '131072'];
    const args = ['-i', device, '-U', ...size, '--immediate-mode', '-w', '-'];
    this.tcpdump = this.namespace.spawn(find_program('tcpdump'), args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.captured = [];
    this.tcpdump.stdout.on('data', (bytes) => this.#got(bytes));
    await new Promise((resolve, reject) => {
      this.tcpdump.stderr.on('data', (text) => /listening on/.test(text) && resolve());
      this.tcpdump.on('exit', () => reject(new Error('tcpdump ended')));
    });
  }

  #got(bytes) {
    this.captured.push(bytes);
    if (this.tail === undefined) return;
    this.tail = Buffer.concat([this.tail, bytes]).subarray(-(bytes.length + MARKER.length));
    if (!this.tail.includes(MARKER)) return;
    this.tail = undefined;
    this.on_marker();
  }

  /** Ends the capture; returns the path of its file. */
  async stop(name = 'wire.pcap') {
    this.tail = Buffer.alloc(0);
    const seen = new Promise((resolve) => (this.on_marker = resolve));
    while (this.tail !== undefined) {
      const marker = this.run_async('bash', ['-c', `echo '${MARKER}' >/dev/udp/${this.sink}/9`]);
      await Promise.all([marker, Promise.race([seen, new Promise(setImmediate)])]);
    }
    const gone = new Promise((resolve) => this.tcpdump.on('close', resolve));
    this.tcpdump.kill('SIGINT');
    await gone;
    fs.writeFileSync(this.path(name), Buffer.concat(this.captured));
    return this.path(name);
  }

  async remove() {
    for (const { child, gone } of this.children.reverse()) {
      this.#kill(child);
      await gone;
    }
    this.namespace.remove();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #kill(child) {
    child.kill(child.stop_signal ?? 'SIGTERM');
  }
}

/**
 * What the sessions of a capture tell: for each connection { name, app, tcp, events }, an event as
 * [name, ...arguments after the session].
 */
function conversations(file, session_options = {}) {
  const found = [];
  const tracker = new TCPTracker();
  tracker.on('session', (tcp) => {
    const conversation = { tcp, name: undefined, app: undefined, events: [] };
    found.push(conversation);
    new AppSession(tcp, { session_options }).on('service', (_, name, app) => {
      Object.assign(conversation, { name, app });
      if (app !== undefined) record(app, conversation.events);
    });
  });
  return new Promise((resolve, reject) => {
    const session = createOfflineSession(file);
    session.on('packet', (raw) => tracker.track_packet(raw));
    session.on('error', reject);
    session.on('complete', () => {
      tracker.close();
      resolve(found);
    });
  });
}

/** Notes every event that a session emits. */
function record(session, events = []) {
  const { emit } = session;
  session.emit = (name, self, ...rest) => {
    events.push([name, ...rest]);
    return emit.call(session, name, self, ...rest);
  };
  return events;
}

/** The arguments of the events of this name. */
function told(events, name) {
  return events.filter(([event]) => event === name).map(([, first, second]) => second ?? first);
}

exports.Wire = Wire;
exports.as_user = as_user;
exports.conversations = conversations;
exports.find_program = find_program;
exports.needs = needs;
exports.record = record;
exports.told = told;
