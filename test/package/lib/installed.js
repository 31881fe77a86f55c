'use strict';

// The package as a user has it for whom no prebuilt binary fits: packed, installed by npm into an
// empty folder, its addon built by `npx pcap setup`. Done once for all test files.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { pack } = require('../../../scripts/pack');

const ROOT = path.join(__dirname, '..', '..', '..');
const SAMPLE = path.join(ROOT, 'examples', 'captures', 'http.pcap');

let folder;

// npm runs its scripts with settings of the project that it was called for; a user has none of
// these.
function clean_environment() {
  const wanted = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(nodedir|cafile))/.test(name) && name !== 'INIT_CWD',
  );
  return Object.fromEntries(wanted);
}

function npm(args, cwd) {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: clean_environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * The folder in which `node_modules/pcap` is; beside it lies `capture.pcap`, a copy of the sample.
 * With PCAP_INSTALLED in the environment it is one that was made before, by `node installed.js
 * FOLDER`.
 */
function installed() {
  folder ??= process.env.PCAP_INSTALLED;
  if (folder) return folder;
  const created = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-package-'));
  process.on('exit', () => fs.rmSync(created, { recursive: true, force: true }));
  install_into(created);
  folder = created;
  return folder;
}

function install_into(created) {
  // Commands that root starts go on as nobody, and read and write here.
  fs.chmodSync(created, 0o777);
  const tarball = pack(created);
  fs.writeFileSync(
    path.join(created, 'package.json'),
    JSON.stringify({ name: 'user', version: '1.0.0', private: true }),
  );
  npm(['install', '--prefer-offline', tarball], created);
  const target = path.join(created, 'node_modules', 'pcap');
  fs.rmSync(path.join(target, 'prebuilds'), { recursive: true, force: true });
  execFileSync('npx', ['--no-install', 'pcap', 'setup'], {
    cwd: created,
    env: clean_environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  fs.copyFileSync(SAMPLE, path.join(created, 'capture.pcap'));
}

/** A folder in the installed one, in which capture.pcap is another: a golden capture's name. */
function folder_with(name) {
  const made = path.join(installed(), `with-${name}`);
  if (!fs.existsSync(made)) fs.mkdirSync(made);
  fs.chmodSync(made, 0o777);
  fs.copyFileSync(
    path.join(ROOT, 'test', 'golden', `${name}.pcap`),
    path.join(made, 'capture.pcap'),
  );
  return made;
}

/** Runs a program that has `text` as its source, in the installed folder or one within it. */
function run_text(text, options = {}) {
  const { module = false, args = [], node = process.execPath, cwd = installed() } = options;
  const name = path.join(cwd, `program-${process.pid}.${module ? 'mjs' : 'cjs'}`);
  fs.writeFileSync(name, text);
  return spawnSync(node, [...args, name], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: clean_environment(),
  });
}

exports.ROOT = ROOT;
exports.installed = installed;
exports.folder_with = folder_with;
exports.run_text = run_text;
exports.clean_environment = clean_environment;

if (require.main === module) install_into(path.resolve(process.argv[2]));
