'use strict';

// Holds the shape of the tree: docs/architecture.md names each folder that there is and no other,
// comments end at column 100, no file of lib/ and src/ is longer than MAX_LINES, no function
// longer than MAX_FUNCTION. Part of `npm run lint`.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { parse } = require('acorn');

const ROOT = path.join(__dirname, '..');
const COLUMNS = 100;
// Files stay near 300 lines, functions near 40 (CONTRIBUTING.md). These are the ends of "near".
const MAX_LINES = 550;
const MAX_FUNCTION = 55;

const read = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Files that git knows, or would add. */
function sources() {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const found = files.filter((file) => /\.(js|mjs|ts|c|h|sh)$/.test(file));
  return found.filter((file) => fs.existsSync(path.join(ROOT, file)));
}

function* long_comments(file, lines) {
  const comment = file.endsWith('.sh') ? /^\s*#/ : /^\s*(\/\/|\/?\*)/;
  for (const [i, line] of lines.entries()) {
    if (line.length > COLUMNS && comment.test(line)) {
      yield `${file}:${i + 1}: a comment of ${line.length} columns`;
    }
  }
}

const is_of_program = (file) => /^(lib|src)\//.test(file) && !file.endsWith('.d.ts');

function* long_files(file, { length }) {
  if (is_of_program(file) && length > MAX_LINES) yield `${file}: ${length} lines`;
}

/** Each function of a program as [name, lines]. */
function* functions(node, name = '') {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const each of node) yield* functions(each, name);
    return;
  }
  if (/Function/.test(node.type)) {
    yield [node.id?.name ?? name, node.loc.end.line - node.loc.start.line + 1];
  }
  const of = node.key?.name ?? node.id?.name ?? name;
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'loc') yield* functions(value, of);
  }
}

function* long_functions(file, text) {
  if (!is_of_program(file) || !/\.m?js$/.test(file)) return;
  const sourceType = file.endsWith('.mjs') ? 'module' : 'commonjs';
  const options = { ecmaVersion: 'latest', sourceType, locations: true };
  for (const [name, lines] of functions(parse(text, options))) {
    if (lines > MAX_FUNCTION) yield `${file}: ${name} has ${lines} lines`;
  }
}

/** Folders that the table in docs/architecture.md must name: those of lib/, and the others. */
function folders(files) {
  const found = new Set();
  for (const file of files) {
    const [first, second, ...rest] = file.split('/');
    if (first === 'lib' && rest.length > 0) found.add(`lib/${second}/`);
    else if (first !== 'lib' && second !== undefined) found.add(`${first}/`);
  }
  return found;
}

function* unlike_the_document(files) {
  const text = read('docs/architecture.md');
  const [, table] = /## Where things are\n([^]*?)\n## /.exec(text);
  const named = new Set();
  for (const row of table.match(/^\| .*$/gm)) {
    for (const [, name] of row.split('|')[1].matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/)`/g))
      named.add(name);
  }
  for (const folder of folders(files)) {
    if (!named.has(folder)) yield `docs/architecture.md does not name ${folder}`;
  }
  for (const name of named) {
    if (!fs.existsSync(path.join(ROOT, name))) yield `docs/architecture.md: there is no ${name}`;
  }
  const [, tcp] = /\| File in `lib\/tcp\/` [^]*?\n((?:\|.*\n)+)/.exec(text);
  const described = new Set([...tcp.matchAll(/`([\w.]+\.js)`/g)].map(([, name]) => name));
  for (const name of fs.readdirSync(path.join(ROOT, 'lib', 'tcp'))) {
    if (name !== 'index.js' && name.endsWith('.js') && !described.has(name)) {
      yield `docs/architecture.md does not say what lib/tcp/${name} does`;
    }
    described.delete(name);
  }
  for (const name of described) yield `docs/architecture.md: there is no lib/tcp/${name}`;
}

function* problems() {
  const files = sources();
  for (const file of files) {
    const text = read(file);
    const lines = text.trimEnd().split('\n');
    yield* long_comments(file, lines);
    yield* long_files(file, lines);
    yield* long_functions(file, text);
  }
  yield* unlike_the_document(files);
}

const found = [...problems()];
for (const problem of found) console.error(problem);
process.exitCode = found.length > 0 ? 1 : 0;
