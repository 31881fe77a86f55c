'use strict';

// Looks into a packed tarball: what must be there is there, and nothing else is.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

const package_json = require('../package.json');
const { PLATFORMS } = require('./lib/platforms');

const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'UPGRADING.md',
  'src/binding.gyp',
  'src/binding/addon.c',
  'pcap.js',
  'man/pcap.1',
  'lib/pcap.js',
  'lib/pcap.d.ts',
  'lib/capture/binding.js',
  'lib/decode/index.js',
  'lib/decode/index.d.ts',
  'lib/tcp/index.js',
  'scripts/install.js',
  ...Object.values(package_json.bin).map((file) => file.replace('./', '')),
];

const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|UPGRADING\.md)$/,
  /^pcap\.js$/,
  /^man\/pcap\.1$/,
  /^lib\/.*\.(js|d\.ts)$/,
  /^lib\/tools\/page\/public\/[a-z_]+\.(mjs|html|css|svg)$/,
  /^src\/(binding\.gyp|(binding\/)?[^/]+\.[ch])$/,
  /^examples\/[^/]+\.(js|html)$/,
  /^scripts\/(install|lib\/(addon|toolchain))\.js$/,
  /^prebuilds\/[a-z0-9-]+\/[a-z0-9._-]+\.node$/,
];

// Bytes packed, with the binaries of all platforms; a decoder is 1 to 2 KiB of it.
const LARGEST = 900 * 1024;
const BINARY = 24 * 1024; // bytes of one, packed

function check(tarball) {
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  const problems = [
    ...REQUIRED.filter((name) => !names.includes(name)).map((name) => `missing: ${name}`),
    ...names
      .filter((name) => !ALLOWED.some((rule) => rule.test(name)))
      .map((name) => `extra: ${name}`),
  ];
  const { size } = fs.statSync(tarball);
  const binaries = names.filter((name) => name.startsWith('prebuilds/')).length;
  const whole = size + (PLATFORMS.length - binaries) * BINARY;
  if (whole > LARGEST) problems.push(`${whole} bytes with all binaries are too many`);
  for (const problem of problems) console.error(problem);
  console.log(`${names.length} files, ${size} bytes packed, ${whole} with all binaries`);
  return problems.length === 0;
}

process.exit(check(process.argv[2]) ? 0 : 1);
