'use strict';

// `npx pcap setup`: builds the addon where no binary that came with the package fits. Whatever
// stands in the way is told in one line.

const fs = require('node:fs');
const path = require('node:path');
const addon = require('./lib/addon');
const toolchain = require('./lib/toolchain');

function fail(line) {
  console.error(`pcap: ${line}`);
  process.exit(1);
}

/** Whether there is nothing to do: the addon loads, or will when libpcap is installed. */
function is_ready() {
  const error = addon.load_error();
  if (error === undefined) return true;
  const lacking = /libpcap is not installed; install .*/.exec(error);
  if (lacking) fail(lacking[0]);
  return false;
}

function install() {
  if (process.platform === 'win32') fail(toolchain.WINDOWS_SENTENCE);
  if (is_ready()) {
    console.log('pcap: the addon is ready');
    return;
  }
  const missing = toolchain.missing_parts();
  if (missing.length > 0) {
    fail(
      `cannot build the addon without ${toolchain.describe(missing)}; ` +
        `install ${toolchain.packages_everywhere(missing)} and try again.`,
    );
  }
  const { ok, output } = addon.build();
  if (!ok) {
    const log = path.join(addon.ROOT, 'build-error.log');
    fs.writeFileSync(log, output);
    fail(`building the addon failed: ${addon.reason(output)} (all of it: ${log})`);
  }
  const error = addon.load_error();
  if (error !== undefined) fail(error);
  console.log('pcap: the addon is built');
}

const USAGE = `usage: pcap setup

Builds the addon where no binary that came with the package fits.
`;

const [argument] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') process.stdout.write(USAGE);
else install();
