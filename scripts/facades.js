'use strict';

// Writes the public modules of lib/decode/ (`pcap/decode/ipv4` …), or checks them (--check). Each
// one fills the tables and exports what its twin in lib/protocol/ or lib/packet/ exports, so that a
// program can require any of them alone and change nothing but what is public.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const LIB = path.join(ROOT, 'lib');
const FOLDER = path.join(LIB, 'decode');
const TABLES = ['ether_types', 'ip_protocols', 'link_types', 'tcp_ports', 'udp_ports'];
const FUNCTIONS = ['ieee802.11/radio_utils'];
const PARTS = new Set(['RadioFrameFlags', 'RadioManagementFrame']); // of other layers, not public
const WRITTEN_BY_HAND = new Set([
  'index.js',
  'index.d.ts',
  'layers.d.ts',
  'types.d.ts',
  'ieee802.11/radio_utils.d.ts',
]);

const declared = new Set(
  [
    ...fs
      .readFileSync(path.join(FOLDER, 'layers.d.ts'), 'utf8')
      .matchAll(/^export (?:declare (?:abstract )?)?class (\w+)/gm),
  ].map(([, name]) => name),
);

/** Modules of lib/protocol and lib/packet that export a class which layers.d.ts declares. */
function classes() {
  const found = new Map();
  for (const room of ['protocol', 'packet']) {
    const folder = path.join(LIB, room);
    for (const file of fs.readdirSync(folder, { recursive: true }).sort()) {
      if (!file.endsWith('.js')) continue;
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      const name = /^module\.exports = (\w+);/m.exec(text)?.[1];
      if (declared.has(name) && !PARTS.has(name)) found.set(file.slice(0, -3), { name, room });
    }
  }
  return found;
}

const up = (name) => '../'.repeat(name.split('/').length);

function module_of(name, expression) {
  const fill = `require('${up(name)}protocol/protocols');`;
  return `'use strict';\n\n${fill}\nmodule.exports = ${expression};\n`;
}

function types_of(name, exported) {
  const up_here = name.includes('/') ? '../'.repeat(name.split('/').length - 1) : './';
  return `import { ${exported} } from '${up_here}layers';\n\nexport = ${exported};\n`;
}

/** Text of each file by its name below lib/decode. */
function files() {
  const made = new Map();
  for (const [name, { name: exported, room }] of classes()) {
    made.set(`${name}.js`, module_of(name, `require('${up(name)}${room}/${name}')`));
    made.set(`${name}.d.ts`, types_of(name, exported));
  }
  for (const name of FUNCTIONS) {
    made.set(`${name}.js`, module_of(name, `require('${up(name)}protocol/${name}')`));
  }
  for (const name of TABLES) {
    made.set(`${name}.js`, module_of(name, `require('${up(name)}protocol/tables').${name}`));
    made.set(`${name}.d.ts`, `import { ${name} } from './index';\n\nexport = ${name};\n`);
  }
  return made;
}

function main() {
  const check = process.argv.includes('--check');
  const made = files();
  const wrong = [];
  for (const [name, text] of made) {
    const file = path.join(FOLDER, name);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
    wrong.push(name);
    if (check) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  for (const name of fs.readdirSync(FOLDER, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(name) || made.has(name) || WRITTEN_BY_HAND.has(name)) continue;
    wrong.push(name);
    if (!check) fs.unlinkSync(path.join(FOLDER, name));
  }
  if (check && wrong.length > 0) {
    console.error(`run 'node scripts/facades.js': ${wrong.join(', ')}`);
    process.exitCode = 1;
  }
}

main();
