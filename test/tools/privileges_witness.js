'use strict';

// Loaded before a command: starts the threads of libuv's pool, and reports which user the command
// is at the moments that matter.

const fs = require('node:fs');
const Module = require('node:module');

for (let i = 0; i < 4; i++) fs.stat('/', () => {});

if (process.env.WITNESS) {
  const say = (what) => fs.writeSync(2, `witness: ${what}\n`);
  const wrap = (object, name, label = name, times = Infinity) => {
    const original = object[name];
    let left = times;
    object[name] = function wrapped(...args) {
      if (left-- > 0) say(`${label} as ${process.geteuid()}`);
      return original.apply(this, args);
    };
  };
  const pcap = require('../..');
  for (const name of ['createSession', 'createOfflineSession', 'create_dump_file'])
    wrap(pcap, name);
  wrap(pcap.TCPTracker.prototype, 'track_packet', 'track_packet', 1);
  wrap(process, 'setuid', 'setuid', 1);
  const { readdirSync } = fs;
  fs.readdirSync = function listed(folder, ...rest) {
    if (process.geteuid() !== 0) say(`lists ${folder}`);
    return readdirSync(folder, ...rest);
  };
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = function loaded(module, file) {
    if (process.geteuid() !== 0) say(`loads ${file}`);
    return load.call(this, module, file);
  };
}
