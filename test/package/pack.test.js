'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const acorn = require('acorn');

const { c_without_comments, without_comments } = require('../../scripts/pack');
const { ROOT, run_text } = require('./lib/installed');

/** The tokens of a module with their lines, and how many comments it has. */
function tokens_of(source) {
  let comments = 0;
  const onComment = (is_block, text, start) => (comments += source.startsWith('#!', start) ? 0 : 1);
  const options = { ecmaVersion: 'latest', allowHashBang: true, locations: true, onComment };
  const tokens = [...acorn.tokenizer(source, options)];
  return {
    tokens: tokens.map(({ type, value, loc }) => [type.label, String(value), loc.start.line]),
    comments,
  };
}

function files_of(folder, names) {
  const all = fs.readdirSync(path.join(ROOT, folder), { recursive: true });
  const wanted = all.filter((name) => names.test(name) && !name.startsWith('build'));
  return wanted.map((name) => path.join(ROOT, folder, name));
}

describe('the packed modules', function () {
  this.timeout(120_000);
  this.slow(5000);

  it('have no comments, and every other token, on its line', () => {
    for (const file of files_of('lib', /\.js$/)) {
      const source = fs.readFileSync(file, 'utf8');
      const packed = without_comments(source);
      const { tokens, comments } = tokens_of(packed);
      assert.equal(comments, 0, file);
      assert.deepEqual(tokens, tokens_of(source).tokens, file);
      assert.equal(packed.startsWith('#!'), source.startsWith('#!'), file);
    }
  });

  it('are those that are installed, with lines that fit the repository', () => {
    const { stderr } = run_text(`
      const { create_dump_file } = require('pcap');
      create_dump_file('/nonexistent/x');`);
    const [, line] = /node_modules\/pcap\/lib\/capture\/file_sink\.js:(\d+)/.exec(stderr) ?? [];
    const source = fs.readFileSync(path.join(ROOT, 'lib/capture/file_sink.js'), 'utf8');
    assert.match(source.split('\n')[Number(line) - 1] ?? '', /write_error/);
  });
});

describe('the packed C files', () => {
  it('are what the compiler sees of the others', function () {
    if (spawnSync('cc', ['--version']).status !== 0) return this.skip();
    // -fpreprocessed: only comments go; lines without words do not count.
    const see = (input) =>
      execFileSync('cc', ['-fpreprocessed', '-E', '-P', '-x', 'c', '-'], {
        input,
        encoding: 'utf8',
      });
    for (const file of files_of('src', /\.[ch]$/)) {
      const source = fs.readFileSync(file, 'utf8');
      const packed = c_without_comments(source);
      assert.equal(see(packed), see(source), file);
      assert.ok(!/^ *\/\//m.test(packed), file);
      assert.ok(source.split('\n').length >= packed.split('\n').length, file);
    }
  });
});
