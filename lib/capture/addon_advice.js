'use strict';

// What to do where the addon can't be loaded, in one sentence, with the command of the package
// manager that installed the package.

const fs = require('node:fs');
const path = require('node:path');

const NEEDS =
  'it needs a C compiler, make, Python 3 and the headers of libpcap: libpcap-dev (apt, apk), ' +
  'libpcap-devel (dnf), libpcap (brew)';

/** Files that package managers leave in the folder of a program, and their command. */
const LOCKS = [
  ['pnpm-lock.yaml', 'pnpm exec pcap setup'],
  ['yarn.lock', 'yarn pcap setup'],
  ['bun.lock', 'bunx pcap setup'],
  ['bun.lockb', 'bunx pcap setup'],
  ['package-lock.json', 'npx pcap setup'],
];

/** The folder whose node_modules the package is in; undefined in a clone. */
function program_folder(root) {
  const parts = root.split(path.sep);
  const at = parts.indexOf('node_modules');
  return at < 0 ? undefined : parts.slice(0, at).join(path.sep) || path.sep;
}

/** The command that builds the addon. */
function build_command(root) {
  if (process.versions.pnp !== undefined || root.includes(`${path.sep}.yarn${path.sep}`)) {
    return 'yarn pcap setup';
  }
  let folder = program_folder(root);
  if (folder === undefined) return 'npm run build';
  // A workspace's lock file is in a folder above.
  for (;;) {
    const lock = LOCKS.find(([name]) => fs.existsSync(path.join(folder, name)));
    if (lock !== undefined) return lock[1];
    const above = path.dirname(folder);
    if (above === folder) return 'npx pcap setup';
    folder = above;
  }
}

/** Whether this code is in a bundle: what should be the package's folder is not. */
function is_bundled(root) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).name !== 'pcap';
  } catch {
    return true;
  }
}

function advice(root, failures) {
  if (process.platform === 'win32') {
    return 'Windows is not supported yet; there the package reads capture files, decodes and tracks.';
  }
  if (is_bundled(root)) {
    return (
      "This program is bundled without it: keep the package out of the bundle (esbuild's " +
      "--external:pcap, webpack's externals), or copy its folder prebuilds beside the bundle."
    );
  }
  const lacking = failures.find(({ error }) => error.code === 'ERR_PCAP_NO_LIBPCAP');
  if (lacking !== undefined) return lacking.error.message;
  return `Build it with '${build_command(root)}'; ${NEEDS}.`;
}

/** The text of ERR_PCAP_ADDON; each failure is { file, error }. */
exports.explain = function explain(root, failures) {
  const tried = failures.map(({ file, error }) => `  ${file}: ${error.message.split('\n')[0]}`);
  return `the addon can't be loaded. ${advice(root, failures)}\nTried:\n${tried.join('\n')}`;
};
