'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, installed, clean_environment } = require('./lib/installed');

const linux = process.platform === 'linux';

// The package without its build, with a prebuilt binary in place: as installed with --ignore-scripts.
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

  it('I6, I7: is the first that the loader tries, and the error names all', () => {
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
      `prebuilds/${arch}/pcap.node`,
      'build/Release/pcap_binding.node',
      'build/Debug/pcap_binding.node',
    ]);
  });
});

describe('npm install from source', function () {
  this.timeout(120_000);

  function install_script(env, flags = []) {
    const target = path.join(installed(), 'node_modules', 'pcap');
    const script = path.join(target, 'scripts', 'install.js');
    return spawnSync(process.execPath, [...flags, script], { encoding: 'utf8', env, cwd: target });
  }

  it('W1: says in one sentence that Windows is not supported yet', () => {
    const preload = path.join(fs.mkdtempSync(path.join(installed(), 'windows-')), 'preload.js');
    fs.writeFileSync(preload, "Object.defineProperty(process, 'platform', { value: 'win32' });");
    const { status, stderr } = install_script(clean_environment(), ['--require', preload]);
    assert.equal(status, 1);
    assert.match(stderr, /^pcap: pcap does not support Windows yet: [^\n]*\n$/);
  });

  it('I1: says in one line what is missing, for each package manager', () => {
    const empty = fs.mkdtempSync(path.join(installed(), 'bin-'));
    const { status, stderr } = install_script({ PATH: empty });
    assert.equal(status, 1);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.match(stderr, /a C compiler, make/);
    for (const manager of ['apt', 'dnf', 'apk', 'brew']) assert.ok(stderr.includes(`(${manager})`));
  });

  it('I1: names the package of the headers where only these are missing', () => {
    const bin = fs.mkdtempSync(path.join(installed(), 'bin-'));
    const script = '#!/bin/sh\ncase "$*" in --version|*version_info*) exit 0;; esac\nexit 1\n';
    for (const name of ['cc', 'make', 'python3', 'xcode-select']) {
      fs.writeFileSync(path.join(bin, name), script, { mode: 0o755 });
    }
    const { status, stderr } = install_script({ PATH: bin });
    assert.equal(status, 1);
    const line =
      /without the headers of libpcap; install libpcap-dev \(apt\), libpcap-devel \(dnf\), libpcap-dev \(apk\), libpcap \(brew\)/;
    assert.match(stderr, line);
  });

  it('I1: builds without a warning', () => {
    const target = path.join(installed(), 'node_modules', 'pcap');
    const addon = require(path.join(target, 'scripts', 'lib', 'addon.js'));
    const { ok, output } = addon.build();
    assert.ok(ok, output);
    assert.doesNotMatch(output, /warning/i);
  });
});
