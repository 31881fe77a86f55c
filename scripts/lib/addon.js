'use strict';

// Builds the addon with node-gyp and tells whether that is needed. Node's own modules only.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { which } = require('./toolchain');

const ROOT = path.join(__dirname, '..', '..');
// binding.gyp is not in the root: package managers would take it for a build that they must run.
const SOURCES = path.join(ROOT, 'src');
const BUILD = path.join(ROOT, 'build');
const OUTPUT = path.join(BUILD, 'Release');

// Newest modification time below `folder`, in milliseconds; 0 when there is none.
function newest(folder) {
  let time = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(name) : fs.statSync(name).mtimeMs);
  }
  return time;
}

function built_file() {
  try {
    const name = fs.readdirSync(OUTPUT).find((file) => file.endsWith('.node'));
    return name && path.join(OUTPUT, name);
  } catch {
    return undefined;
  }
}

// True when `build/Release` holds an addon that is newer than every source.
function is_built() {
  const file = built_file();
  if (!file) return false;
  return fs.statSync(file).mtimeMs >= newest(SOURCES);
}

// Undefined when the addon loads, as a program would load it; otherwise the reason.
function load_error() {
  const file = JSON.stringify(path.join(ROOT, 'lib', 'capture', 'binding.js'));
  const script = `
    const { addon_error } = require(${file});
    if (addon_error !== undefined) {
      console.error(addon_error().message);
      process.exit(1);
    }`;
  const run = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (run.status === 0) return undefined;
  return run.stderr.trim() || `node exited with ${run.status ?? run.signal}`;
}

// How node-gyp is run here: our own copy, the one that npm brings along, or one on PATH.
function node_gyp() {
  try {
    return [process.execPath, require.resolve('node-gyp/bin/node-gyp.js', { paths: [ROOT] })];
  } catch {
    const bundled = process.env.npm_config_node_gyp ?? beside_npm();
    if (bundled && fs.existsSync(bundled)) return [process.execPath, bundled];
    return which('node-gyp') ? ['node-gyp'] : undefined;
  }
}

// npm on PATH is a link to npm/bin/npm-cli.js.
function beside_npm() {
  const npm = which('npm');
  return npm && path.join(fs.realpathSync(npm), '../../node_modules/node-gyp/bin/node-gyp.js');
}

// Node's headers lie beside node in most installations; taking them saves a download.
function header_flags() {
  if (process.env.npm_config_nodedir) return [];
  const prefix = path.resolve(path.dirname(fs.realpathSync(process.execPath)), '..');
  const header = path.join(prefix, 'include', 'node', 'uv.h');
  return fs.existsSync(header) ? [`--nodedir=${prefix}`] : [];
}

// gyp links with the C++ compiler unless told otherwise; the addon is C and does without one.
function build_environment() {
  if (process.env.LINK || which('g++') || which('c++')) return process.env;
  return { ...process.env, LINK: process.env.CC || (which('cc') ? 'cc' : 'gcc') };
}

// Builds build/Release/*.node from scratch. Returns { ok, output }; with `show` the output goes
// straight to the terminal.
function build({ show = false } = {}) {
  const tool = node_gyp();
  if (!tool) return { ok: false, output: 'node-gyp was not found; it comes with npm' };
  const [program, ...args] = [...tool, 'rebuild', ...header_flags()];
  const run = spawnSync(program, args, {
    cwd: SOURCES,
    env: build_environment(),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  const made = path.join(SOURCES, 'build');
  fs.rmSync(BUILD, { recursive: true, force: true });
  if (fs.existsSync(made)) fs.renameSync(made, BUILD);
  const output = `${run.stdout || ''}${run.stderr || ''}${run.error ? run.error.message : ''}`;
  return { ok: run.status === 0, output };
}

// The line of a failed build that says most: the compiler's first error, or node-gyp's.
function reason(output) {
  const lines = output.split('\n');
  const telling = lines.find(
    (line) => /\berror\b[: ]/i.test(line) && !/gyp ERR! (stack|not ok)/.test(line),
  );
  return (telling || lines.filter(Boolean).pop() || 'no output').trim();
}

exports.ROOT = ROOT;
exports.is_built = is_built;
exports.load_error = load_error;
exports.build = build;
exports.reason = reason;
