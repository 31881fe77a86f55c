'use strict';

// Servers and clients of the tests' own, run by Node.js in a network namespace.

const { once } = require('node:events');

/** Starts a program inside a namespace and waits until it says something. */
async function start_peer(namespace, ...args) {
  const child = namespace.spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

async function stop_peer(child) {
  child.kill();
  await once(child, 'exit');
}

exports.start_peer = start_peer;
exports.stop_peer = stop_peer;
