'use strict';

// Two network namespaces of this process, joined by a veth pair: frames go from `sender` to
// `receiver`.

const { execFileSync } = require('node:child_process');

const NAMES = { sender: `pcapbench${process.pid}s`, receiver: `pcapbench${process.pid}r` };
const DEVICES = { sender: 'bench0', receiver: 'bench1' };

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });

function make_namespaces() {
  process.on('exit', remove_namespaces);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  for (const side of ['sender', 'receiver']) ip('netns', 'add', NAMES[side]);
  const pair = [DEVICES.sender, 'netns', NAMES.sender, 'type', 'veth'];
  ip('link', 'add', ...pair, 'peer', 'name', DEVICES.receiver, 'netns', NAMES.receiver);
  for (const side of ['sender', 'receiver']) {
    const quiet = ['sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1']; // no packets but ours
    ip('netns', 'exec', NAMES[side], ...quiet);
    ip('-n', NAMES[side], 'link', 'set', DEVICES[side], 'up');
  }
}

function remove_namespaces() {
  for (const side of ['sender', 'receiver']) {
    try {
      ip('netns', 'del', NAMES[side]);
    } catch {
      // It was never made.
    }
  }
}

/** A command that runs in the namespace of `side`, on a core of its own. */
function in_namespace(side, command) {
  const core = side === 'sender' ? '0' : '1';
  return ['ip', 'netns', 'exec', NAMES[side], 'taskset', '-c', core, ...command];
}

exports.DEVICES = DEVICES;
exports.in_namespace = in_namespace;
exports.make_namespaces = make_namespaces;
