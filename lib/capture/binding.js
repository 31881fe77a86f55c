'use strict';

// The compiled addon: one that came with the package, or one that was built here. Where none can be
// loaded, what stands in for it reads capture files without, and `addon_error` makes the error that
// says why.

const fs = require('node:fs');
const path = require('node:path');
const { pcap_error } = require('../errors');

const ROOT = path.join(__dirname, '..', '..');

/** Files in prebuilds/<platform>-<arch>. */
function prebuilt() {
  const folder = path.join(ROOT, 'prebuilds', `${process.platform}-${process.arch}`);
  try {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith('.node'));
    return names.map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Where node-gyp puts what it builds. */
function built() {
  return ['Release', 'Debug'].map((kind) => path.join(ROOT, 'build', kind, 'pcap_binding.node'));
}

/** The first addon that loads. */
function load() {
  const failures = [];
  for (const file of [...prebuilt(), ...built()]) {
    try {
      return { addon: require(file), failures };
    } catch (error) {
      failures.push({ file, error });
    }
  }
  return { failures };
}

const { addon, failures } = load();

if (addon !== undefined) {
  module.exports = addon;
  addon.addon_error = undefined;
} else {
  const { explain } = require('./addon_advice');
  const addon_error = () => pcap_error('ERR_PCAP_ADDON', explain(ROOT, failures));
  module.exports = { ...require('./without_addon').without_addon(addon_error), addon_error };
}
