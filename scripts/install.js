'use strict';

// `npm install pcap` runs this. A binary that came with the package and loads ends the matter;
// otherwise the addon is built. Whatever stands in the way is told in one line.

const fs = require('node:fs');
const path = require('node:path');
const addon = require('./lib/addon');
const toolchain = require('./lib/toolchain');

// In a clone of the project `npm install` must not fail: `npm start` sees to what is missing. As a
// dependency it must, since npm shows what an install script says only when it fails.
const is_dependency = __dirname.split(path.sep).includes('node_modules');

function fail(line) {
  console.error(`pcap: ${line}`);
  process.exit(is_dependency ? 1 : 0);
}

// Whether a binary that came with the package serves here. One that only lacks libpcap itself does,
// as soon as that is installed: building would need it as well.
function prebuilt_serves() {
  if (!fs.existsSync(path.join(addon.ROOT, 'prebuilds'))) return false;
  const error = addon.load_error();
  const lacking = /libpcap is not installed; install .*/.exec(error ?? '');
  if (lacking) fail(lacking[0]);
  return error === undefined || lacking !== null;
}

function install() {
  if (process.platform === 'win32') return fail(toolchain.WINDOWS_SENTENCE);
  if (prebuilt_serves() || (!is_dependency && addon.is_built())) return;
  const missing = toolchain.missing_parts();
  if (missing.length > 0) {
    return fail(
      `cannot build the addon without ${toolchain.describe(missing)}; ` +
        `install ${toolchain.packages_everywhere(missing)} and try again.`,
    );
  }
  const { ok, output } = addon.build();
  if (ok) return;
  const log = path.join(addon.ROOT, 'build-error.log');
  fs.writeFileSync(log, output);
  fail(`building the addon failed: ${addon.reason(output)} (all of it: ${log})`);
}

install();
