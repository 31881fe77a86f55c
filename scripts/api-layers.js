'use strict';

// Writes the last chapter of docs/api.md from lib/decode/layers.d.ts, or checks it (--check).

const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const API = path.join(ROOT, 'docs', 'api.md');
const LAYERS = path.join(ROOT, 'lib', 'decode', 'layers.d.ts');
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
  const lines = [`### ${name}`, ''];
  const about = [comment, decoder && `\`decoderName\` is \`'${decoder[1]}'\`.`].filter(Boolean);
  if (about.length > 0) lines.push(about.join(' '), '');
  const fields = fields_of(body);
  if (fields.length > 0) lines.push('| Field | Type | |', '| --- | --- | --- |');
  for (const { name: field, type, text } of fields) {
    lines.push(`| \`${field}\` | \`${type.replace(/^\\\| /, '')}\` | ${cell(text)} |`);
  }
  return `${lines.join('\n').trim()}\n`;
}

function chapter() {
  const text = fs.readFileSync(LAYERS, 'utf8');
  const pattern =
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?^export (?:declare (?:abstract )?class|interface) (\w+)[^{]*\{\n([^]*?)^\}/gm;
  const skipped = new Set(['Layer', 'PcapPacket', 'RawPacketLike', 'DecodeError', 'CustomLayers']);
  return [...text.matchAll(pattern)]
    .map(([, comment = '', name, body]) => ({ name, comment: one_line(comment), body }))
    .filter(({ name, body }) => !skipped.has(name) && fields_of(body).length > 0)
    .map(section)
    .join('\n');
}

const old = fs.readFileSync(API, 'utf8');
const start = old.indexOf(BEGIN) + BEGIN.length;
const made = `${old.slice(0, start)}\n${chapter()}\n${old.slice(old.indexOf(END))}`;
if (!process.argv.includes('--check')) {
  fs.writeFileSync(API, made);
} else if (made !== old) {
  console.error('docs/api.md is not up to date: run node scripts/api-layers.js');
  process.exitCode = 1;
}
