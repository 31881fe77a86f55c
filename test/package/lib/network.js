'use strict';

// Two network namespaces joined by a veth pair: `here` has eth0 with 10.99.0.1, `there` 10.99.0.2
// with an HTTP server on port 80, a line server on 7000 and a DNS answerer on 53. A client in
// `here` talks to all of them, twenty times a second.

const { execFileSync, spawn } = require('node:child_process');
const path = require('node:path');

const TRAFFIC = path.join(__dirname, 'traffic.js');

class Network {
  constructor(id) {
    this.here = `pk${id}a`;
    this.there = `pk${id}b`;
    this.children = [];
  }

  async open() {
    const { here, there } = this;
    const steps = [
      `ip netns add ${here}`,
      `ip netns add ${there}`,
      `ip -n ${here} link add eth0 type veth peer name eth0 netns ${there}`,
      `ip -n ${here} addr add 10.99.0.1/24 dev eth0`,
      `ip -n ${there} addr add 10.99.0.2/24 dev eth0`,
      ...[here, there].flatMap((ns) => [
        `ip -n ${ns} link set lo up`,
        `ip -n ${ns} link set eth0 up`,
      ]),
    ];
    for (const step of steps) execFileSync('/bin/sh', ['-c', step]);
    await this.#start(there, 'server');
    await this.#start(here, 'client');
  }

  // Resolves when the child says that it is ready.
  #start(namespace, role) {
    const child = this.spawn(namespace, process.execPath, [TRAFFIC, role]);
    return new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', () => reject(new Error(`the ${role} ended`)));
    });
  }

  spawn(namespace, program, args, options) {
    const child = spawn('ip', ['netns', 'exec', namespace, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    this.children.push(child);
    return child;
  }

  close() {
    for (const child of this.children) child.kill('SIGKILL');
    for (const ns of [this.here, this.there]) {
      try {
        execFileSync('ip', ['netns', 'delete', ns], { stdio: 'ignore' });
      } catch {
        // It was not made.
      }
    }
  }
}

exports.Network = Network;
