'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, installed, folder_with, run_text, clean_environment } = require('./lib/installed');
const { all_blocks, output_pattern } = require('./lib/blocks');
const { Network } = require('./lib/network');
const { can_make_namespaces } = require('../helpers/netns');

const EXTENSIONS = { js: 'cjs', mjs: 'mjs', ts: 'mjs' };
const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const PATIENCE = 60_000; // milliseconds until a live block must have printed something

const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const title = (block) => `${block.document}:${block.line}`;

function check_output(block, stdout) {
  if (block.output) assert.match(stdout, output_pattern(block.output));
}

function folder_of({ words }) {
  const name = words.find((word) => word.startsWith('with='))?.slice('with='.length);
  return name === undefined ? installed() : folder_with(name);
}

/** What TypeScript makes of a program. Whether its types are right is types.test.js's question. */
function compiled(text) {
  const folder = path.join(installed(), 'compiled');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'program.mts'), text);
  const options = ['--module', 'node20', '--target', 'es2022', '--noCheck', '--ignoreConfig'];
  const args = [TSC, ...options, 'program.mts'];
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout);
  return fs.readFileSync(path.join(folder, 'program.mjs'), 'utf8');
}

function run_offline(block) {
  const text = block.language === 'ts' ? compiled(block.text) : block.text;
  const module = EXTENSIONS[block.language] === 'mjs';
  const run = run_text(text, { module, cwd: folder_of(block) });
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0, `exit status ${run.status}, signal ${run.signal}`);
  check_output(block, run.stdout);
}

// Where root has no sudo, the word means nothing.
const SUDO = 'if ! command -v sudo >/dev/null; then sudo() { "$@"; }; fi\n';

function run_shell(block) {
  const args = block.words.includes('system') ? ['-n'] : ['-e'];
  const bin = path.join(installed(), 'node_modules', '.bin');
  const env = { ...clean_environment(), PATH: `${bin}:${process.env.PATH}` };
  const input = SUDO + block.text;
  const options = { cwd: folder_of(block), env, input, encoding: 'utf8', timeout: 60_000 };
  const run = spawnSync('bash', args, options);
  assert.equal(run.status, 0, run.stderr);
  check_output(block, run.stdout);
}

// Runs until the block has printed what the document shows, or anything where it shows nothing.
function run_live(block, network) {
  const file = path.join(installed(), `live-${block.line}.${EXTENSIONS[block.language]}`);
  fs.writeFileSync(file, block.text);
  const child = network.spawn(network.here, process.execPath, [file], { cwd: installed() });
  const wanted = block.output ? output_pattern(block.output) : /\S/;
  let stdout = '';
  let stderr = '';
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${why}\nstdout: ${stdout}\nstderr: ${stderr}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not print what the document shows');
    }, PATIENCE);
    child.stderr.on('data', (data) => (stderr += data));
    child.stdout.on('data', (data) => {
      stdout += data;
      if (wanted.test(stdout)) child.kill('SIGKILL');
    });
    child.on('close', () => {
      clearTimeout(timer);
      if (stderr !== '') fail('printed to stderr');
      else if (!wanted.test(stdout)) fail('ended without printing what the document shows');
      else resolve();
    });
  });
}

describe('code blocks of the documents', function () {
  this.timeout(120_000);
  const blocks = all_blocks();
  const programs = blocks.filter((block) => block.language in EXTENSIONS);

  before(function () {
    installed();
  });

  describe('offline', () => {
    for (const block of programs.filter(({ words }) => !words.includes('live'))) {
      it(title(block), () => run_offline(block));
    }
  });

  describe('shell', () => {
    for (const block of blocks.filter(({ language }) => language === 'sh')) {
      it(title(block), function () {
        const gives_rights = !block.words.includes('system') && block.text.includes('setcap');
        if (gives_rights && (process.getuid() !== 0 || !has('setcap'))) {
          console.log('      skipped: needs root, and setcap');
          this.skip();
        }
        run_shell(block);
      });
    }
  });

  describe('live', function () {
    const network = new Network(process.pid);

    before(async function () {
      if (!can_make_namespaces()) {
        console.log('      skipped: live blocks need root on Linux, and iproute2');
        this.skip();
      }
      await network.open();
    });
    after(() => network.close());

    for (const block of programs.filter(({ words }) => words.includes('live'))) {
      it(title(block), () => run_live(block, network));
    }
  });

  it('are of the kinds that are known', () => {
    const kinds = new Set(blocks.map(({ language }) => language));
    for (const kind of kinds) assert.ok(['js', 'mjs', 'ts', 'sh', 'text'].includes(kind), kind);
  });
});
