'use strict';

// The compiled addon: one that came with the package, or one that was built here. Where none can be
// loaded, what stands in for it reads capture files without, and `addon_error` makes the error that
// says why.

const fs = require('node:fs');
const path = require('node:path');
const { pcap_error } = require('../errors');

const ROOT = path.join(__dirname, '..', '..');

// Written out as they are for @vercel/ncc, which takes along what such paths name.
const PREBUILT = path.join(ROOT, 'prebuilds', `${process.platform}-${process.arch}`);
const BESIDE_BUNDLE = path.join(__dirname, 'prebuilds', `${process.platform}-${process.arch}`);

/** Addons in a folder. */
function in_folder(binaries) {
  try {
    const names = fs.readdirSync(binaries).filter((name) => name.endsWith('.node'));
    return names.map((name) => path.join(binaries, name));
  } catch {
    return [];
  }
}

/** Where node-gyp puts what it builds. */
function built() {
  return ['Release', 'Debug'].map((kind) => path.join(ROOT, 'build', kind, 'pcap_binding.node'));
}

/**
 * An addon, loaded as require() does it; by a name that no bundler takes for one of its modules.
 */
function open(file) {
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports;
}

/**
 * The first addon that loads: one that was built here, on purpose, before the one of the release.
 * In a program that was bundled it may be beside the bundle.
 */
function load() {
  const failures = [];
  const no_file = new Error('no such file');
  for (const file of [...built(), ...in_folder(PREBUILT), ...in_folder(BESIDE_BUNDLE)]) {
    if (!fs.existsSync(file)) {
      failures.push({ file, error: no_file });
      continue;
    }
    try {
      return { addon: open(file), failures };
    } catch (error) {
      failures.push({ file, error });
    }
  }
  return { failures };
}

const { addon, failures } = load();

/** Other runtimes lack what waits for a device: they would crash. */
function refuse_live_capture({ Session }, runtime) {
  Session.prototype.open_live = function open_live({ device }) {
    const lack = `live capture needs Node.js, and this is ${runtime}, which lacks uv_poll`;
    throw pcap_error('ERR_PCAP_OPEN', `can't capture on ${device}: ${lack}`);
  };
}

if (addon !== undefined) {
  module.exports = addon;
  addon.addon_error = undefined;
  const runtime = ['bun', 'deno'].find((name) => process.versions[name] !== undefined);
  addon.can_poll = runtime === undefined; // a descriptor
  if (runtime !== undefined) refuse_live_capture(addon, runtime);
} else {
  const { explain } = require('./addon_advice');
  const addon_error = () => pcap_error('ERR_PCAP_ADDON', explain(ROOT, failures));
  module.exports = { ...require('./without_addon').without_addon(addon_error), addon_error };
}
