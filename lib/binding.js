'use strict';

// Finds the compiled addon: one that came with the package, or one that was built here.

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Addons in prebuilds/<platform>-<arch>, in the order of their names. */
function prebuilt() {
  const folder = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.node'));
  return names.sort().map((name) => path.join(folder, name));
}

function load() {
  const built = ['Release', 'Debug'].map((kind) =>
    path.join(root, 'build', kind, 'pcap_binding.node'),
  );
  const failures = [];
  for (const file of [...prebuilt(), ...built]) {
    try {
      return require(file);
    } catch (error) {
      failures.push(`  ${file}: ${error.message.split('\n')[0]}`);
    }
  }
  const error = new Error(
    `pcap: the addon can't be loaded. Tried:\n${failures.join('\n')}\n` +
      "Build it with 'npm rebuild pcap' (in a clone: 'npm run build'); that needs a C compiler, " +
      'make, python3 and the headers of libpcap (libpcap-dev, libpcap-devel).',
  );
  error.code = 'ERR_PCAP_ADDON';
  throw error;
}

module.exports = load();
