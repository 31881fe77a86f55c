'use strict';

// The fenced code blocks of our documents. The words after the language say how the tests run a
// block:
//
//   js                a program of its own, in a folder with capture.pcap; ends by itself
//   js live           the same, as root, on a machine whose eth0 has traffic; ended after its first
//   lines js part           continues the block before it
//   mjs               as js, but an ECMAScript module
//   ts                as mjs, compiled by TypeScript
//   … with=dns        capture.pcap is test/golden/dns.pcap
//   sh                bash, in that folder
//   sh system         changes the system: its syntax is checked, it is not run
//   text output       what the block before it prints, line by line; … stands for anything
//   text              shown, not run

const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./installed');

/** All documents, but those that other programs write. */
const DOCUMENTS = ['.', 'docs', 'docs/api', 'docs/api/layers', 'examples']
  .flatMap((folder) =>
    fs.readdirSync(path.join(ROOT, folder)).map((name) => path.join(folder, name)),
  )
  .filter((name) => name.endsWith('.md') && name !== path.join('docs', 'benchmarks.md'));

/** All blocks of a document: `{ document, line, language, words, text, output }`. */
function blocks_of(document) {
  const lines = fs.readFileSync(path.join(ROOT, document), 'utf8').split('\n');
  const blocks = [];
  let block;
  lines.forEach((line, index) => {
    const fence = /^```(.*)$/.exec(line);
    if (!fence) {
      if (block) block.text += `${line}\n`;
    } else if (block) {
      blocks.push(block);
      block = undefined;
    } else {
      const [language, ...words] = fence[1].trim().split(/\s+/);
      block = { document, line: index + 1, language, words, text: '' };
    }
  });
  return attach_outputs(join_parts(blocks));
}

function join_parts(blocks) {
  const whole = [];
  for (const block of blocks) {
    const before = whole[whole.length - 1];
    if (block.words.includes('part')) {
      whole.push({ ...block, text: before.text + block.text, line: block.line });
    } else {
      whole.push(block);
    }
  }
  return whole;
}

function attach_outputs(blocks) {
  blocks.forEach((block, index) => {
    if (block.words.includes('output')) blocks[index - 1].output = block.text;
  });
  return blocks.filter((block) => !block.words.includes('output'));
}

function all_blocks() {
  return DOCUMENTS.flatMap(blocks_of);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * A pattern for the output that a document shows; `…` stands for any text in a line, alone for any
 * lines.
 */
function output_pattern(text) {
  const lines = text.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line.trim() === '…' ? '(.*\\n)*?' : `${line.split('…').map(escaped).join('.*')}\\n`,
  );
  return new RegExp(`^${patterns.join('')}`, 'm');
}

exports.DOCUMENTS = DOCUMENTS;
exports.all_blocks = all_blocks;
exports.output_pattern = output_pattern;
