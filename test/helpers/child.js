'use strict';

// JavaScript run in a process of its own: in another network namespace, with other flags, or where
// it may crash.

const { spawn } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');

const prelude = `
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const api = require(${JSON.stringify(path.join(root, 'lib', 'capture', 'session.js'))});
const { createSession, createOfflineSession } = api;
const { warnings: warnings_of } = require(${JSON.stringify(path.join(root, 'lib', 'warnings.js'))});
const print = (value) => console.log(JSON.stringify(value));
const descriptors = () => fs.readdirSync('/proc/self/fd').length;
const tick = () => new Promise(setImmediate);
async function collect() {
  for (let i = 0; i < 4; i++) { global.gc(); await tick(); await tick(); }
}
async function send(count, port, address, text = (i) => 'packet ' + i) {
  const socket = require('node:dgram').createSocket('udp4');
  for (let i = 0; i < count; i++) {
    await new Promise((done) => socket.send(text(i), port, address, done));
  }
  socket.close();
}
`;

/** Collects what a child says until it ends: { code, signal, stdout, stderr, json }. */
function result_of(child) {
  return new Promise((resolve, reject) => {
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        out[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const lines = out.stdout
        .split('\n')
        .filter((line) => /^[[{"\d-]|^(true|false|null)/.test(line));
      const json = lines.map((line) => JSON.parse(line));
      resolve({ code, signal, ...out, json });
    });
  });
}

function feed(child, parts) {
  const next = () => {
    if (parts.length > 0) child.stdin.write(parts.shift());
    if (parts.length === 0) child.stdin.end();
  };
  child.stdin.on('error', () => {}); // The child may end without reading all.
  next();
  child.stderr.on('data', () => parts.length > 0 && next());
}

/**
 * Runs the body of an async function, which finds the session module as `api` and a few helpers,
 * and prints results with print(). `namespace` is one of netns.js; `limit` ends it when it hangs;
 * each part of `input` is written to its standard input when it has said something on stderr, the
 * first at once.
 */
function run_node(body, { namespace, flags = [], env = {}, limit = 100000, input = [] } = {}) {
  const code = `${prelude}\n(async () => {\n${body}\n})();`;
  const args = [...flags, '-e', code];
  const options = { env: { ...process.env, ...env }, timeout: limit, killSignal: 'SIGKILL' };
  const child =
    namespace === undefined
      ? spawn(process.execPath, args, options)
      : namespace.spawn(process.execPath, args, options);
  feed(child, [...input]);
  return result_of(child);
}

exports.prelude = prelude;
exports.result_of = result_of;
exports.root = root;
exports.run_node = run_node;
