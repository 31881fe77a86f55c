'use strict';

// All classes that decode: those of the public paths, and what the tables lead to.

const fs = require('node:fs');
const path = require('node:path');
const tables = require('../../lib/protocol/tables');
require('../../lib/protocol/protocols');

const FOLDER = path.join(__dirname, '..', '..', 'lib', 'decode');

/** `[path, class]` of every class below lib/decode that decodes. */
function of_paths() {
  const found = [];
  for (const file of fs.readdirSync(FOLDER, { recursive: true }).sort()) {
    if (!file.endsWith('.js')) continue;
    const Decoder = require(path.join(FOLDER, file));
    if (typeof Decoder === 'function' && typeof Decoder.prototype?.decode === 'function') {
      found.push([file.slice(0, -3), Decoder]);
    }
  }
  return found;
}

/** Classes that an entry of a table can make. */
function classes_of(entry) {
  if (entry.choices !== undefined) return entry.choices;
  return entry.load === undefined ? [entry] : [entry.load().constructor];
}

/** Each class that a table leads to, once. */
function of_tables() {
  const entries = Object.values(tables).flatMap((table) =>
    Array.isArray(table) ? Object.values(table) : [...table.values()],
  );
  return [...new Set(entries.filter(Boolean).flatMap(classes_of))];
}

/** `[name, class]` of all. */
function all_decoders() {
  const found = of_paths();
  const known = new Set(found.map(([, Decoder]) => Decoder));
  const others = of_tables().filter((Decoder) => !known.has(Decoder));
  return [...found, ...others.map((Decoder) => [`${Decoder.name} of a table`, Decoder])];
}

exports.all_decoders = all_decoders;
exports.of_tables = of_tables;
