'use strict';

// Looks into a packed tarball: what must be there is there, and nothing else is.

const { execFileSync } = require('node:child_process');
const package_json = require('../package.json');

const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'UPGRADING.md',
  'docs/api.md',
  'src/binding.gyp',
  'src/binding/addon.c',
  'pcap.js',
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
  /^docs\/api\.md$/,
  /^pcap\.js$/,
  /^lib\/.*\.(js|d\.ts)$/,
  /^src\/(binding\.gyp|(binding\/)?[^/]+\.[ch])$/,
  /^examples\/.*(\.(js|html|css|md|pcap|pcapng|yaml)|\/Dockerfile)$/,
  /^scripts\/(install|lib\/(addon|toolchain))\.js$/,
  /^prebuilds\/[a-z0-9-]+\/[a-z0-9._-]+\.node$/,
];

const LARGEST = 700 * 1024; // bytes packed, with four prebuilt binaries of 30 KiB

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
  const size = require('node:fs').statSync(tarball).size;
  if (size > LARGEST) problems.push(`${size} bytes are too many`);
  for (const problem of problems) console.error(problem);
  console.log(`${names.length} files, ${size} bytes packed`);
  return problems.length === 0;
}

process.exit(check(process.argv[2]) ? 0 : 1);
