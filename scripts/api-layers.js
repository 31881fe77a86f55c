'use strict';

// Writes what follows from lib/decode/layers.d.ts, or checks it (--check): docs/api/layers.md and a
// page in docs/api/layers/ for each chapter of that file; and lib/decode/types.d.ts, the names of
// layers as types alone, for modules that do not export the classes.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const PAGES = path.join(ROOT, 'docs', 'api', 'layers');
const LAYERS = path.join(ROOT, 'lib', 'decode', 'layers.d.ts');
const TYPES = path.join(ROOT, 'lib', 'decode', 'types.d.ts');
const CHAPTER = /^\/\/ -{10,} (.*)$/gm;
const MADE = 'Made from `lib/decode/layers.d.ts` by `node scripts/api-layers.js`.';

const one_line = (text) =>
  text
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
const cell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

const COMMENT = /\/\*\*([^]*?)\*\//g;
const INNER = /\/\*\*([^]*?)\*\/\s*(\w+)\??:((?:[^;{]|\{[^}]*\})*);/g;

// Fields of a class or interface, and those of objects in them: name, type and comment.
function fields_of(body) {
  const fields = [];
  const pattern =
    /^ {2}(?:\/\*\*([^]*?)\*\/\n {2})?(?:readonly )?(\w+)\??:((?:[^;{]|\{[^}]*\})*);$/gm;
  const add = (name, type, comment) =>
    fields.push({ name, type: cell(type.replace(COMMENT, '')), text: one_line(comment) });
  for (const [, comment = '', name, type] of body.matchAll(pattern)) {
    if (name === 'decoderName') continue;
    add(name, type, comment);
    for (const [, text, inner, of] of type.matchAll(INNER)) add(`${name}.${inner}`, of, text);
  }
  return fields;
}

function section({ name, comment, body }) {
  const decoder = /decoderName: '([^']+)'/.exec(body);
  const lines = [`## ${name}`, ''];
  const about = [comment, decoder && `\`decoderName\` is \`'${decoder[1]}'\`.`].filter(Boolean);
  if (about.length > 0) lines.push(about.join(' '), '');
  const fields = fields_of(body);
  if (fields.length > 0) lines.push('| Field | Type | |', '| --- | --- | --- |');
  for (const { name: field, type, text } of fields) {
    lines.push(`| \`${field}\` | \`${type.replace(/^\\\| /, '')}\` | ${cell(text)} |`);
  }
  return `${lines.join('\n').trim()}\n`;
}

function layers_in(text) {
  const pattern =
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?^export (?:declare (?:abstract )?class|interface) (\w+)[^{]*\{\n([^]*?)^\}/gm;
  const skipped = new Set(['Layer', 'PcapPacket', 'RawPacketLike', 'DecodeError', 'CustomLayers']);
  return [...text.matchAll(pattern)]
    .map(([, comment = '', name, body]) => ({ name, comment: one_line(comment), body }))
    .filter(({ name, body }) => !skipped.has(name) && fields_of(body).length > 0);
}

/** The chapters of the types that have layers: { title, file, layers }. */
function chapters() {
  const [, ...parts] = fs.readFileSync(LAYERS, 'utf8').split(CHAPTER);
  const found = [];
  for (let i = 0; i < parts.length; i += 2) {
    const title = parts[i][0].toUpperCase() + parts[i].slice(1);
    const file = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '_')}.md`;
    found.push({ title, file, layers: layers_in(parts[i + 1]) });
  }
  return found.filter(({ layers }) => layers.length > 0);
}

function page({ title, layers }) {
  return `# ${title}\n\n${MADE}\n\n${layers.map(section).join('\n')}`;
}

function contents(all) {
  const rows = all.map(({ title, file, layers }) => {
    const names = layers.map(({ name }) => `[${name}](layers/${file}#${name.toLowerCase()})`);
    return `| [${title}](layers/${file}) | ${names.join(', ')} |\n`;
  });
  return `# Layers and their fields\n\n${MADE}\n\n| Page | Layers |\n| --- | --- |\n${rows.join('')}`;
}

// Names that are exported again keep their hover texts; aliases would have none.
function types() {
  const text = fs.readFileSync(LAYERS, 'utf8');
  const names = text.matchAll(/^export (?:declare (?:abstract )?class|interface|type) (\w+)/gm);
  const lines = [...names].map(([, name]) => `  ${name},`).sort();
  return `export type {\n${lines.join('\n')}\n} from './layers';\n`;
}

/** Writes a file, or removes it where its text is undefined; with --check only says so. */
function update(file, text) {
  const old = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  if (text === old) return;
  if (process.argv.includes('--check')) {
    console.error(`${path.relative(ROOT, file)} is not up to date: run node scripts/api-layers.js`);
    process.exitCode = 1;
  } else if (text === undefined) {
    fs.rmSync(file);
  } else {
    fs.writeFileSync(file, text);
  }
}

const all = chapters();
const pages = new Map(all.map((chapter) => [chapter.file, page(chapter)]));
fs.mkdirSync(PAGES, { recursive: true });
for (const file of new Set([...fs.readdirSync(PAGES), ...pages.keys()])) {
  update(path.join(PAGES, file), pages.get(file));
}
update(`${PAGES}.md`, contents(all));
update(TYPES, types());
