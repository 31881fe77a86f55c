'use strict';

// Makes the tarball that is published: `node scripts/pack.js [FOLDER]`. Comments are a quarter of
// it, and editors show those of the .d.ts files, so modules and C files are packed without. Every
// line keeps its number: stack traces fit the repository.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const acorn = require('acorn');

const ROOT = path.join(__dirname, '..');
const package_json = require('../package.json');
const ALWAYS = ['package.json', 'README.md', 'LICENSE']; // npm packs them, named or not

/** The source of a module without its comments. */
function without_comments(source) {
  const comments = [];
  const options = { ecmaVersion: 'latest', allowHashBang: true, onComment: comments };
  acorn.parse(source, options);
  let out = '';
  let at = 0;
  for (const { start, end } of comments) {
    if (source.startsWith('#!', start)) continue;
    out += source.slice(at, start) + blank(source.slice(start, end));
    at = end;
  }
  return trimmed(out + source.slice(at));
}

/** The same of C. */
function c_without_comments(source) {
  const pieces = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return trimmed(source.replace(pieces, (piece) => (piece.startsWith('/') ? blank(piece) : piece)));
}

/** What a comment leaves: its line ends. */
const blank = (comment) => comment.replace(/[^\n]/g, '');

const trimmed = (source) => source.replace(/[ \t]+$/gm, '').trimEnd() + '\n';

/** Copies what the package has into a folder, modules without comments. */
function stage(folder) {
  for (const name of [...ALWAYS, ...package_json.files]) {
    const from = path.join(ROOT, name);
    if (name.includes('*') || !fs.existsSync(from)) continue; // npm chooses among the examples
    const filter = (file) => !file.startsWith(path.join(ROOT, 'src', 'build'));
    fs.cpSync(from, path.join(folder, name), { recursive: true, filter });
  }
  fs.cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  rewrite(path.join(folder, 'lib'), /\.js$/, without_comments);
  rewrite(path.join(folder, 'src'), /\.[ch]$/, c_without_comments);
}

function rewrite(folder, names, change) {
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    if (!names.test(name)) continue;
    const file = path.join(folder, name);
    fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
  }
}

/** The path of the tarball, in `destination`. */
function pack(destination) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-pack-'));
  try {
    stage(folder);
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', destination];
    return path.join(
      destination,
      execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim(),
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

exports.c_without_comments = c_without_comments;
exports.pack = pack;
exports.without_comments = without_comments;

if (require.main === module) console.log(pack(path.resolve(process.argv[2] ?? '.')));
