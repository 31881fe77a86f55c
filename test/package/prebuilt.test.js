'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, installed, clean_environment } = require('./lib/installed');

const linux = process.platform === 'linux';

// The package without its build, with a prebuilt binary in place: as installed with
// --ignore-scripts.
function prebuilt_package() {
  const folder = path.join(installed(), 'prebuilt');
  const target = path.join(folder, 'node_modules', 'pcap');
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.cpSync(path.join(installed(), 'node_modules'), path.join(folder, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const addon = require(path.join(target, 'scripts', 'lib', 'addon.js'));
  process.env.GYP_DEFINES = 'prebuilt=1';
  const { ok, output } = addon.build();
  delete process.env.GYP_DEFINES;
  assert.ok(ok, output);
  const binaries = path.join(target, 'prebuilds', `${process.platform}-${process.arch}`);
  fs.mkdirSync(binaries, { recursive: true });
  fs.renameSync(
    path.join(target, 'build/Release/pcap_binding.node'),
    path.join(binaries, 'pcap.node'),
  );
  fs.rmSync(path.join(target, 'build'), { recursive: true });
  return { folder, target, binary: path.join(binaries, 'pcap.node') };
}

function run(folder, text, env = {}) {
  const options = { cwd: folder, encoding: 'utf8', env: { ...clean_environment(), ...env } };
  return spawnSync(process.execPath, ['-e', text], options);
}

const SHOW_ERROR = `
  try {
    require('pcap').findalldevs();
  } catch (error) {
    console.log(error.code + ' ' + error.message);
  }`;

describe('a prebuilt binary', function () {
  this.timeout(120_000);
  let made;

  before(function () {
    if (!linux) this.skip();
    made = prebuilt_package();
  });

  it('is bound to no library, and to no version of a C library', () => {
    const check = path.join(ROOT, 'scripts', 'check-prebuilt.js');
    const text = execFileSync(process.execPath, [check, made.binary], { encoding: 'utf8' });
    assert.match(text, /for glibc 2\.28 and musl$/m);
  });

  it('exports nothing but its entry', () => {
    const text = execFileSync('nm', ['-D', '--defined-only', made.binary], { encoding: 'utf8' });
    const names = text
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[2]);
    assert.deepEqual(
      names.filter((name) => !name.startsWith('node_api_module_get_api_version')),
      ['napi_register_module_v1'],
    );
  });

  it('reads a file, and runs filters', () => {
    const { stdout, stderr } = run(
      made.folder,
      `const pcap = require('pcap');
       let packets = 0;
       pcap.createOfflineSession('../capture.pcap', 'tcp')
         .on('packet', () => packets++)
         .on('complete', () => console.log(packets > 10, pcap.lib_version));`,
    );
    assert.equal(stderr, '');
    assert.match(stdout, /^true libpcap version/);
  });

  it('says what to install where there is no libpcap', () => {
    // A library of that name that is none, found before the real one.
    const decoy = path.join(made.folder, 'decoy');
    fs.mkdirSync(decoy);
    for (const name of ['libpcap.so.1', 'libpcap.so.0.8', 'libpcap.so']) {
      fs.writeFileSync(path.join(decoy, name), 'not a library');
    }
    const { stdout } = run(made.folder, SHOW_ERROR, { LD_LIBRARY_PATH: decoy });
    assert.match(
      stdout,
      /^ERR_PCAP_ADDON can't list devices: .*libpcap is not installed; install libpcap0\.8 \(apt\)/,
    );
  });

  it('is tried after what was built here, and the error names all', () => {
    const broken = path.join(path.dirname(made.binary), 'pcap.node');
    fs.writeFileSync(broken, 'not a library');
    const lines = run(made.folder, SHOW_ERROR).stdout.trim().split('\n');
    assert.match(
      lines[0],
      /^ERR_PCAP_ADDON can't list devices: the addon can't be loaded\. Build it with/,
    );
    const tried = lines.slice(2).map((line) => /[^/]+\/[^/]+\/[^/]+\.node/.exec(line)[0]);
    const arch = `${process.platform}-${process.arch}`;
    assert.deepEqual(tried, [
      'build/Release/pcap_binding.node',
      'build/Debug/pcap_binding.node',
      `prebuilds/${arch}/pcap.node`,
    ]);
  });
});

describe('where no binary fits', function () {
  this.timeout(120_000);
  let target;
  let windows; // flags with which node takes itself to be on Windows

  before(() => {
    const folder = fs.mkdtempSync(path.join(installed(), 'bare-'));
    target = path.join(folder, 'node_modules', 'pcap');
    fs.cpSync(path.join(installed(), 'node_modules', 'pcap'), target, {
      recursive: true,
      filter: (name) => path.basename(name) !== 'build',
    });
    const preload = path.join(folder, 'preload.js');
    fs.writeFileSync(preload, "Object.defineProperty(process, 'platform', { value: 'win32' });");
    windows = ['--require', preload];
  });

  /** Runs `pcap setup`. */
  function pcap_setup(env, flags = []) {
    const args = [...flags, path.join(target, 'lib', 'tools', 'pcap.js'), 'setup'];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env, cwd: target });
  }

  /** What a program prints that requires the package where it is now. */
  function output_of(text, flags = []) {
    const folder = path.join(target, '..', '..');
    const options = { cwd: folder, encoding: 'utf8', env: clean_environment() };
    return spawnSync(process.execPath, [...flags, '-e', text], options).stdout;
  }

  it('has no script that package managers would ask about', () => {
    const { scripts, gypfile } = require(path.join(target, 'package.json'));
    for (const name of ['preinstall', 'install', 'postinstall'])
      assert.equal(scripts[name], undefined);
    assert.equal(gypfile, false);
    assert.ok(!fs.existsSync(path.join(target, 'binding.gyp')));
  });

  for (const [lock, command] of [
    ['package-lock.json', 'npx pcap setup'],
    ['pnpm-lock.yaml', 'pnpm exec pcap setup'],
    ['yarn.lock', 'yarn pcap setup'],
    ['bun.lock', 'bunx pcap setup'],
  ]) {
    it(`names the command where ${lock} is`, () => {
      const file = path.join(target, '..', '..', lock);
      fs.writeFileSync(file, '');
      const text = output_of(SHOW_ERROR);
      fs.rmSync(file);
      assert.ok(text.includes(`Build it with '${command}'; it needs a C compiler`), text);
    });
  }

  it('reads files, on Windows too', () => {
    const text = `
      const pcap = require('pcap');
      let packets = 0;
      pcap.createOfflineSession('../capture.pcap')
        .on('packet', (raw) => packets += pcap.decode.packet(raw).link_type !== undefined)
        .on('complete', () => console.log(packets > 10));`;
    assert.equal(output_of(text), 'true\n');
    assert.equal(output_of(text, windows), 'true\n');
  });

  it('has commands that help, read files, and say in a sentence what they lack', () => {
    const pcap = (args, flags) => {
      const command = [...flags, path.join(target, 'lib/tools/pcap.js'), ...args];
      return spawnSync(process.execPath, command, { encoding: 'utf8', env: clean_environment() });
    };
    for (const flags of [[], windows]) {
      for (const command of ['http', 'redis', 'dump', 'page', 'sensor', 'devices', 'setup']) {
        const { status, stdout } = pcap([command, '--help'], flags);
        assert.equal(status, 0, command);
        assert.match(stdout, /^usage: /, command);
      }
      assert.equal(pcap(['--version'], flags).status, 0);
      const file = path.join(installed(), 'capture.pcap');
      assert.match(pcap(['http', '-n', '-Z', 'root', '-r', file], flags).stdout, /GET /);
      for (const args of [['http'], ['dump', '-i', 'lo'], ['http', '-r', file, '-f', 'tcp']]) {
        const { status, stderr } = pcap([...args, '-Z', 'root'], flags);
        assert.equal(status, 1);
        const line = /^pcap (http|dump): [^\n]*: the addon can't be loaded\. [^\n]*\n$/;
        assert.match(stderr, line);
        assert.doesNotMatch(stderr, /Tried/);
      }
    }
  });

  it('says that Windows is not supported yet', () => {
    assert.match(
      output_of(SHOW_ERROR, windows),
      /^ERR_PCAP_ADDON can't list devices: .* Windows is not supported yet; there the package reads/,
    );
    const { status, stderr } = pcap_setup(clean_environment(), windows);
    assert.equal(status, 1);
    assert.match(stderr, /^pcap: pcap does not support Windows yet: [^\n]*\n$/);
  });

  it('says in one line what is missing, for each package manager', () => {
    const empty = fs.mkdtempSync(path.join(installed(), 'bin-'));
    const { status, stderr } = pcap_setup({ PATH: empty });
    assert.equal(status, 1);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.match(stderr, /a C compiler, make/);
    for (const manager of ['apt', 'dnf', 'apk', 'brew']) assert.ok(stderr.includes(`(${manager})`));
  });

  it('names the package of the headers where only these are missing', () => {
    const bin = fs.mkdtempSync(path.join(installed(), 'bin-'));
    const script = '#!/bin/sh\ncase "$*" in --version|*version_info*) exit 0;; esac\nexit 1\n';
    for (const name of ['cc', 'make', 'python3', 'xcode-select']) {
      fs.writeFileSync(path.join(bin, name), script, { mode: 0o755 });
    }
    const { status, stderr } = pcap_setup({ PATH: bin });
    assert.equal(status, 1);
    const line =
      /without the headers of libpcap; install libpcap-dev \(apt\), libpcap-devel \(dnf\), libpcap-dev \(apk\), libpcap \(brew\)/;
    assert.match(stderr, line);
  });

  it('is built without a warning', () => {
    const addon = require(path.join(target, 'scripts', 'lib', 'addon.js'));
    const { ok, output } = addon.build();
    assert.ok(ok, output);
    assert.doesNotMatch(output, /warning/i);
    const { status, stdout } = pcap_setup(clean_environment());
    assert.deepEqual([status, stdout], [0, 'pcap: the addon is ready\n']);
  });
});

describe('prepack', () => {
  it('refuses a tarball without the binary of a platform', () => {
    const { PLATFORMS } = require('../../scripts/lib/platforms');
    const folder = fs.mkdtempSync(path.join(installed(), 'prepack-'));
    fs.cpSync(path.join(ROOT, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    const prepack = () => {
      const script = path.join(folder, 'scripts', 'prepack.js');
      return spawnSync(process.execPath, [script], { encoding: 'utf8' });
    };
    for (const name of PLATFORMS.slice(1)) {
      fs.mkdirSync(path.join(folder, 'prebuilds', name), { recursive: true });
      fs.writeFileSync(path.join(folder, 'prebuilds', name, 'pcap.node'), '');
    }
    const { status, stderr } = prepack();
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^pcap: no prebuilt binary for ${PLATFORMS[0]}\\. `));
    fs.mkdirSync(path.join(folder, 'prebuilds', PLATFORMS[0]));
    fs.writeFileSync(path.join(folder, 'prebuilds', PLATFORMS[0], 'pcap.node'), '');
    assert.equal(prepack().status, 0);
  });

  it('README lists the platforms', () => {
    const { PLATFORMS } = require('../../scripts/lib/platforms');
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    for (const name of PLATFORMS) assert.ok(readme.includes(`\`${name}\``), name);
  });
});
