'use strict';

// Makes a clone ready to run on a machine that has Node.js and npm: npm packages, the addon, and,
// for `npm start` only, system packages. Does nothing when everything is there. It uses Node's own
// modules only.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const addon = require('./lib/addon');
const toolchain = require('./lib/toolchain');

function say(line) {
  console.log(`pcap: ${line}`);
}

function stop(line) {
  console.error(`pcap: ${line}`);
  process.exit(1);
}

function run(command, options) {
  const [program, ...args] = command;
  return spawnSync(program, args, { cwd: addon.ROOT, stdio: 'inherit', ...options }).status === 0;
}

function read_lock(...parts) {
  try {
    return JSON.parse(fs.readFileSync(path.join(addon.ROOT, ...parts), 'utf8')).packages;
  } catch {
    return {};
  }
}

// npm notes what it installed in node_modules/.package-lock.json.
function npm_packages_complete() {
  const wanted = read_lock('package-lock.json');
  const installed = read_lock('node_modules', '.package-lock.json');
  return Object.keys(wanted).every(
    (name) =>
      name === '' ||
      wanted[name].optional ||
      wanted[name].peer ||
      installed[name]?.version === wanted[name].version,
  );
}

// The words that make a system command run with the rights that it needs, or undefined.
function privileges(manager) {
  if (manager.unprivileged || process.getuid() === 0) return [];
  return toolchain.succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function install_system_packages(missing, may_install) {
  const what = toolchain.describe(missing);
  const manager = toolchain.package_manager();
  if (!manager) stop(`missing: ${what}. Install ${toolchain.packages_everywhere(missing)}.`);
  const command = toolchain.command_for(manager, missing);
  const sudo = may_install ? privileges(manager) : undefined;
  if (!sudo || command.startsWith('xcode-select')) {
    stop(`missing: ${what}. Install with the following command and start again:\n\n  ${command}\n`);
  }
  const packages = toolchain.packages_for(manager, missing);
  say(`missing: ${what}. Installing ${packages.join(' ')} with ${manager.name}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'inherit', 'inherit'] };
  if (manager.refresh) run([...sudo, ...manager.refresh], options);
  run([...sudo, ...manager.install, ...packages], options);
  const still = toolchain.missing_parts();
  if (still.length > 0) stop(`still missing: ${toolchain.describe(still)}. Try: ${command}`);
}

function install_npm_packages() {
  say('installing npm packages');
  const fresh = !fs.existsSync(path.join(addon.ROOT, 'node_modules'));
  const action = fresh ? ['ci'] : ['install', '--no-save'];
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!run([...npm, ...action, ...flags])) stop('npm could not install the packages (see above)');
}

function build_addon() {
  say('building the addon');
  const { ok, output } = addon.build();
  if (!ok) stop(`${output}\npcap: building the addon failed: ${addon.reason(output)}`);
  const error = addon.load_error();
  if (error) stop(`the addon was built but does not load: ${error}`);
}

/**
 * Brings the clone into a state in which programs and tests run, or ends the process with one line
 * that says what to do.
 * @param {object} options
 * @param {boolean} options.install_system  whether to install missing system packages
 */
function setup({ install_system }) {
  if (process.platform === 'win32') stop(toolchain.WINDOWS_SENTENCE);
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(`needs Node.js 20 or newer, this is ${process.version}`);
  }
  if (!npm_packages_complete()) install_npm_packages();
  if (addon.is_built() && !addon.load_error()) return;
  const missing = toolchain.missing_parts();
  if (missing.length > 0) install_system_packages(missing, install_system);
  build_addon();
}

exports.setup = setup;

if (require.main === module) setup({ install_system: false });
