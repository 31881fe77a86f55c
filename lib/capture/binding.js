'use strict';

// Finds the compiled addon: one that came with the package, or one that was built here.

const fs = require('node:fs');
const path = require('node:path');
const { pcap_error } = require('../errors');

const ROOT = path.join(__dirname, '..', '..');
const BUILD_HINT =
  "Build it with 'npm rebuild pcap' (in a clone: 'npm run build'); that needs a C compiler, make, " +
  'Python 3 and the headers of libpcap: libpcap-dev (apt, apk), libpcap-devel (dnf), libpcap (brew).';

/** Whether this Node.js runs on musl instead of glibc. */
function is_musl() {
  if (process.platform !== 'linux') return false;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

/** Files in prebuilds/<platform>-<arch> for this machine's C library: `pcap.glibc.node` … */
function prebuilt() {
  const folder = path.join(ROOT, 'prebuilds', `${process.platform}-${process.arch}`);
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.node'));
  if (names.length === 0) return [];
  const other = is_musl() ? 'glibc' : 'musl';
  return names
    .filter((name) => !name.split('.').includes(other))
    .map((name) => path.join(folder, name));
}

/** Where node-gyp puts what it builds. */
function built() {
  return ['Release', 'Debug'].map((kind) => path.join(ROOT, 'build', kind, 'pcap_binding.node'));
}

/** What to do about it. */
function explain(failures) {
  if (process.platform === 'win32') {
    return 'Windows is not supported yet; pcap/decode works there without the addon.';
  }
  const lacking = failures.find(({ error }) => error.code === 'ERR_PCAP_NO_LIBPCAP');
  return lacking ? lacking.error.message : BUILD_HINT;
}

/** The first addon that loads; an error that names all that were tried when none does. */
function load() {
  const failures = [];
  for (const file of [...prebuilt(), ...built()]) {
    try {
      return require(file);
    } catch (error) {
      failures.push({ file, error });
    }
  }
  const tried = failures.map(({ file, error }) => `  ${file}: ${error.message.split('\n')[0]}`);
  const text = `pcap: the addon can't be loaded. ${explain(failures)}\nTried:\n${tried.join('\n')}`;
  throw pcap_error('ERR_PCAP_ADDON', text);
}

module.exports = load();
