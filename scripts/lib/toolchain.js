'use strict';

// What building the addon takes (a C compiler, make, Python 3 and the headers of libpcap), whether
// it is there, and how each package manager calls it. Node's own modules only: this runs before
// node_modules exists.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const WINDOWS_SENTENCE =
  'pcap does not support Windows yet: it captures through libpcap on Linux, macOS and the BSDs.';

// In the order in which they are looked for. `install` and `refresh` are argument lists; `packages`
// names what provides each of the four parts.
const PACKAGE_MANAGERS = [
  {
    name: 'apt',
    program: 'apt-get',
    refresh: ['apt-get', 'update', '-q'],
    install: ['apt-get', 'install', '-y', '-q', '--no-install-recommends'],
    packages: {
      compiler: ['gcc', 'libc6-dev'],
      make: ['make'],
      python: ['python3'],
      headers: ['libpcap-dev'],
    },
    libpcap: 'libpcap0.8',
  },
  {
    name: 'dnf',
    program: 'dnf',
    install: ['dnf', 'install', '-y'],
    packages: {
      compiler: ['gcc'],
      make: ['make'],
      python: ['python3'],
      headers: ['libpcap-devel'],
    },
    libpcap: 'libpcap',
  },
  {
    name: 'apk',
    program: 'apk',
    install: ['apk', 'add'],
    packages: {
      compiler: ['gcc', 'musl-dev', 'linux-headers'],
      make: ['make'],
      python: ['python3'],
      headers: ['libpcap-dev'],
    },
    libpcap: 'libpcap',
  },
  {
    name: 'brew',
    program: 'brew',
    unprivileged: true,
    install: ['brew', 'install'],
    packages: { compiler: ['gcc'], make: ['make'], python: ['python3'], headers: ['libpcap'] },
    libpcap: 'libpcap',
  },
];

const PART_NAMES = {
  compiler: 'a C compiler',
  make: 'make',
  python: 'Python 3',
  headers: 'the headers of libpcap',
};

// The path of `program` on PATH, or undefined.
function which(program) {
  for (const folder of (process.env.PATH || '').split(path.delimiter)) {
    const candidate = path.join(folder || '.', program);
    try {
      fs.accessSync(candidate, fs.constants.X_OK);
      if (fs.statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return undefined;
}

function succeeds(program, args, input) {
  const run = spawnSync(program, args, { input, stdio: ['pipe', 'ignore', 'ignore'] });
  return run.status === 0;
}

// The C compiler as node-gyp will call it. On macOS /usr/bin/cc exists without a compiler behind
// it.
function find_compiler() {
  const asked = (process.env.CC || '').split(' ')[0];
  const compiler = [asked, 'cc', 'gcc', 'clang'].find((name) => name && which(name));
  if (!compiler) return undefined;
  if (process.platform === 'darwin' && !succeeds('xcode-select', ['-p'])) return undefined;
  return succeeds(compiler, ['--version']) ? compiler : undefined;
}

function has_python() {
  const asked = process.env.npm_config_python || process.env.PYTHON;
  return [asked, 'python3', 'python'].some(
    (name) => name && succeeds(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 6))']),
  );
}

// With a compiler it is asked, since only it knows where it looks; without one the usual places
// are.
function has_headers(compiler) {
  if (compiler) {
    const flags = (process.env.CPPFLAGS || '').split(' ').filter(Boolean);
    return succeeds(compiler, [...flags, '-E', '-x', 'c', '-'], '#include <pcap/pcap.h>\n');
  }
  return ['/usr/include', '/usr/local/include', '/opt/homebrew/opt/libpcap/include'].some(
    (folder) => fs.existsSync(path.join(folder, 'pcap/pcap.h')),
  );
}

// The parts that are missing: a list of keys of PART_NAMES, empty when the addon can be built.
function missing_parts() {
  const compiler = find_compiler();
  const has_make = ['gmake', 'make'].some(which);
  const found = {
    compiler: Boolean(compiler),
    make: has_make,
    python: has_python(),
    headers: has_headers(compiler),
  };
  return Object.keys(found).filter((part) => !found[part]);
}

function package_manager() {
  return PACKAGE_MANAGERS.find((manager) => which(manager.program));
}

function packages_for(manager, parts) {
  return parts.flatMap((part) => manager.packages[part]);
}

// The one command that a person types for `parts`, for this machine's package manager.
function command_for(manager, parts) {
  if (process.platform === 'darwin' && parts.some((part) => part !== 'headers')) {
    return 'xcode-select --install';
  }
  const [program, action] = manager.install;
  const sudo = manager.unprivileged ? '' : 'sudo ';
  return `${sudo}${program} ${action} ${packages_for(manager, parts).join(' ')}`;
}

function list(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

// "a C compiler, make and the headers of libpcap"
function describe(parts) {
  return list(parts.map((part) => PART_NAMES[part]));
}

// What provides `parts` on each system, as one line: "libpcap-dev (apt), libpcap-devel (dnf), …".
function packages_everywhere(parts) {
  return PACKAGE_MANAGERS.map(
    (manager) => `${packages_for(manager, parts).join(' ')} (${manager.name})`,
  ).join(', ');
}

exports.WINDOWS_SENTENCE = WINDOWS_SENTENCE;
exports.PACKAGE_MANAGERS = PACKAGE_MANAGERS;
exports.which = which;
exports.succeeds = succeeds;
exports.missing_parts = missing_parts;
exports.package_manager = package_manager;
exports.packages_for = packages_for;
exports.command_for = command_for;
exports.describe = describe;
exports.packages_everywhere = packages_everywhere;
