'use strict';

// The modules that programs can require, as `exports` in package.json lists them.

const fs = require('node:fs');
const path = require('node:path');
const { exports: entries } = require('../../package.json');

const ROOT = path.join(__dirname, '..', '..');

function files_of(target) {
  const [folder, rest] = target.split('*');
  if (rest === undefined) return [path.join(ROOT, target)];
  const names = fs.readdirSync(path.join(ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith(rest)).map((name) => path.join(ROOT, folder, name));
}

/** Absolute paths of the public modules. */
function public_files() {
  const targets = Object.values(entries).map((entry) => entry.default ?? entry);
  return [...new Set(targets.filter((target) => target.endsWith('.js')).flatMap(files_of))];
}

/** `[name, Class]` of each function that a public module is or exports, once. */
function exported_functions() {
  const found = new Map();
  for (const file of public_files()) {
    const exported = require(file);
    const names = typeof exported === 'function' ? { [exported.name]: exported } : exported;
    for (const [name, value] of Object.entries(names)) {
      const where = `${path.relative(path.join(ROOT, 'lib'), file)}: ${name}`;
      if (typeof value === 'function' && !found.has(value)) found.set(value, where);
    }
  }
  return [...found].map(([value, where]) => [where, value]);
}

exports.exported_functions = exported_functions;
