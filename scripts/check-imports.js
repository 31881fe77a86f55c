'use strict';

// Holds the layering of lib/: no module requires itself by way of others, and no room requires one
// above it. Part of `npm run lint`.

const fs = require('node:fs');
const path = require('node:path');

const LIB = path.join(__dirname, '..', 'lib');

// From the bottom up. A room requires itself and the rooms before it; files in lib/ itself that are
// not named here are leaves that all rooms require.
const ROOMS = [
  'packet',
  'text',
  'wire',
  'protocol',
  'decode',
  'ip',
  'tcp',
  'app',
  'file',
  'sensor',
  'build',
  'browser',
  'capture',
  'fanout',
  'dns_cache.js',
  'pcap.js',
  'tools',
];

// What the rebuilding has not reached yet: [from, to].
const ALLOWED_UP = new Set([]);

/** Modules that a file requires, as paths below lib. */
function required_by(file) {
  const text = fs.readFileSync(path.join(LIB, file), 'utf8');
  const found = [];
  for (const [, spec] of text.matchAll(/\brequire\('(\.[^']*)'\)/g)) {
    const target = require.resolve(path.resolve(LIB, path.dirname(file), spec));
    if (target.startsWith(LIB)) found.push(path.relative(LIB, target));
  }
  return found;
}

function modules() {
  const files = fs.readdirSync(LIB, { recursive: true }).filter((name) => name.endsWith('.js'));
  return new Map(files.sort().map((file) => [file, required_by(file)]));
}

/** Circles, each as the list of files that a walk passes. */
function circles(graph) {
  const found = [];
  const done = new Set();
  function visit(file, trail) {
    const at = trail.indexOf(file);
    if (at >= 0) found.push([...trail.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  }
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/** Requires of a room above. */
function upward(graph) {
  const level = (file) => ROOMS.indexOf(file.split(path.sep)[0]);
  const found = [];
  for (const [file, targets] of graph) {
    for (const target of targets) {
      const rooms = [file, target].map((name) => name.split(path.sep)[0]).join(' ');
      if (level(target) > level(file) && !ALLOWED_UP.has(rooms)) {
        found.push(`${file} requires ${target}`);
      }
    }
  }
  return found;
}

const graph = modules();
const problems = [
  ...circles(graph).map((trail) => `circle: ${trail.join(' -> ')}`),
  ...upward(graph).map((text) => `upward: ${text}`),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
