'use strict';

// Writes what follows from lib/decode/layers.d.ts, or checks it (--check): docs/api/layers.md, and
// lib/decode/types.d.ts, the names of layers as types alone, for modules that do not export the
// classes.

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const API = path.join(ROOT, 'docs', 'api', 'layers.md');
const LAYERS = path.join(ROOT, 'lib', 'decode', 'layers.d.ts');
const TYPES = path.join(ROOT, 'lib', 'decode', 'types.d.ts');
const BEGIN = '<!-- layers -->\n';
const END = '<!-- /layers -->';

const one_line = (text) =>
  text
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
const cell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

// Fields of a class or interface: name, type and comment.
function fields_of(body) {
  const fields = [];
  const pattern =
    /^ {2}(?:\/\*\*([^]*?)\*\/\n {2})?(?:readonly )?(\w+)\??:((?:[^;{]|\{[^}]*\})*);$/gm;
  for (const [, comment = '', name, type] of body.matchAll(pattern)) {
    if (name !== 'decoderName') fields.push({ name, type: cell(type), text: one_line(comment) });
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

function layers_of_types() {
  const text = fs.readFileSync(LAYERS, 'utf8');
  const pattern =
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?^export (?:declare (?:abstract )?class|interface) (\w+)[^{]*\{\n([^]*?)^\}/gm;
  const skipped = new Set(['Layer', 'PcapPacket', 'RawPacketLike', 'DecodeError', 'CustomLayers']);
  return [...text.matchAll(pattern)]
    .map(([, comment = '', name, body]) => ({ name, comment: one_line(comment), body }))
    .filter(({ name, body }) => !skipped.has(name) && fields_of(body).length > 0);
}

/** One line with links to all sections, by alphabet. */
function contents(layers) {
  const names = layers.map(({ name }) => name);
  names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return `${names.map((name) => `[${name}](#${name.toLowerCase()})`).join(' · ')}\n`;
}

function with_layers(api) {
  const layers = layers_of_types();
  const start = api.indexOf(BEGIN) + BEGIN.length;
  return `${api.slice(0, start)}\n${contents(layers)}\n${layers.map(section).join('\n')}\n${api.slice(api.indexOf(END))}`;
}

function types() {
  const text = fs.readFileSync(LAYERS, 'utf8');
  const names = text.matchAll(/^export (?:declare (?:abstract )?class|interface|type) (\w+)/gm);
  const lines = [...names].map(([, name]) => `export type ${name} = layers.${name};`).sort();
  return `import type * as layers from './layers';\n\n${lines.join('\n')}\n`;
}

function update(file, make) {
  const old = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const made = make(old);
  if (made === old) return;
  if (!process.argv.includes('--check')) {
    fs.writeFileSync(file, made);
  } else {
    console.error(`${path.relative(ROOT, file)} is not up to date: run node scripts/api-layers.js`);
    process.exitCode = 1;
  }
}

update(API, with_layers);
update(TYPES, types);
