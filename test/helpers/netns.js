'use strict';

// Network namespaces with veth pairs between them, for live tests. Needs root and iproute2.

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

let count = 0;

/** Runs a program and returns what it prints; throws with its stderr when it fails. */
function run(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Whether this process may make namespaces. */
function can_make_namespaces() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  try {
    const name = `pcap-try-${process.pid}`;
    run('ip', 'netns', 'add', name);
    run('ip', 'netns', 'del', name);
    return true;
  } catch {
    return false;
  }
}

/** To be called in before(): skips the suite, aloud, when there are no rights. */
function needs_root(context) {
  if (can_make_namespaces()) return;
  console.log('      skipped: needs root, to make network namespaces');
  context.skip();
}

/** One namespace; its loopback is up. */
class Namespace {
  constructor(name = `pcap-${process.pid}-${++count}`) {
    this.name = name;
    run('ip', 'netns', 'add', name);
    this.ip('link', 'set', 'lo', 'up');
  }

  /** ip(8) inside of it. */
  ip(...args) {
    return run('ip', '-n', this.name, ...args);
  }

  /** Runs a program inside of it to its end and returns what it prints. */
  exec(program, ...args) {
    return run('ip', 'netns', 'exec', this.name, program, ...args);
  }

  /** Starts a program inside of it. The caller ends it. */
  spawn(program, args, options) {
    return spawn('ip', ['netns', 'exec', this.name, program, ...args], options);
  }

  /**
   * Returns when a device that is up has its carrier: the kernel finds out later, on a busy machine
   * much later, and drops what is sent before.
   */
  await_carrier(device) {
    while (!/ state UP /.test(this.ip('link', 'show', device)));
  }

  /** Adds an address ('10.9.0.1/24', 'fd00::1/64') to a device; IPv6 can be used at once. */
  address(device, address) {
    const extra = address.includes(':') ? ['nodad'] : [];
    this.ip('addr', 'add', address, 'dev', device, ...extra);
  }

  remove() {
    run('ip', 'netns', 'del', this.name);
  }
}

/**
 * Two namespaces joined by a veth pair: { a, b, dev_a: 'va', dev_b: 'vb', remove() }. The devices
 * are up and silent (no IPv6, so no neighbour discovery) unless ipv6 is asked for. Addresses are
 * 10.9.0.1/24 and 10.9.0.2/24, and fd09::1/64 and fd09::2/64.
 */
function veth_pair({ ipv6 = false } = {}) {
  const a = new Namespace();
  const b = new Namespace();
  run('ip', 'link', 'add', 'va', 'netns', a.name, 'type', 'veth', 'peer', 'vb', 'netns', b.name);
  for (const [namespace, device, n] of [
    [a, 'va', 1],
    [b, 'vb', 2],
  ]) {
    if (!ipv6) namespace.exec('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
    namespace.ip('link', 'set', device, 'up');
    namespace.address(device, `10.9.0.${n}/24`);
    if (ipv6) namespace.address(device, `fd09::${n}/64`);
  }
  a.await_carrier('va');
  b.await_carrier('vb');
  const remove = () => [a, b].forEach((namespace) => namespace.remove());
  return { a, b, dev_a: 'va', dev_b: 'vb', remove };
}

exports.Namespace = Namespace;
exports.can_make_namespaces = can_make_namespaces;
exports.needs_root = needs_root;
exports.run = run;
exports.veth_pair = veth_pair;

/** Compiles test/native/flood.c, once for this process, and returns the program's path. */
exports.flood_program = function flood_program() {
  const program = path.join(os.tmpdir(), `pcap-flood-${process.pid}`);
  if (!fs.existsSync(program)) {
    const source = path.join(__dirname, '..', 'native', 'flood.c');
    run('cc', '-O2', '-o', program, source);
    process.on('exit', () => fs.rmSync(program, { force: true }));
  }
  return program;
};
