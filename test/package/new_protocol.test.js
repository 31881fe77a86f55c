'use strict';

// `npm run new:protocol` writes skeletons that are right at once: in a copy of the project.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { ROOT } = require('./lib/installed');

const PARTS = [
  ...[
    'lib',
    'scripts',
    'test/protocol',
    'test/helpers',
    'test/golden',
    'test/package/members.test.js',
    'test/package/protocols.test.js',
    'test/tools/tool.js',
  ],
  ...[
    'test/package/lib',
    'docs/api',
    'docs/protocols.md',
    'package.json',
    '.prettierrc',
    '.prettierrc.json',
  ],
  ...['.editorconfig', '.prettierignore', 'eslint.config.js'],
];

describe('npm run new:protocol', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-new-protocol-'));
  const node = (...words) =>
    execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  before(() => {
    for (const part of PARTS) {
      const from = path.join(ROOT, part);
      if (fs.existsSync(from)) fs.cpSync(from, path.join(folder, part), { recursive: true });
    }
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const [name, table, key] of [
    ['dccp', 'ip_protocols', '33'],
    ['example', 'udp_ports', '4999'],
    ['dbus', 'link_types', 'LINKTYPE_DBUS'],
  ]) {
    it(`writes ${name}, which passes its tests`, () => {
      const said = node('scripts/new-protocol.js', name, table, key);
      assert.match(said, new RegExp(`lib/protocol/${name}\\.js`));
      node('node_modules/mocha/bin/mocha.js', `test/protocol/${name}.test.js`);
      const Class = name.replaceAll('_', '').toUpperCase();
      const types = fs.readFileSync(path.join(folder, 'lib/decode/layers.d.ts'), 'utf8');
      assert.match(types, new RegExp(`export type \\w+ =[^;]*\\b${Class}\\b[^;]*;`));
      assert.ok(fs.existsSync(path.join(folder, `lib/decode/${name}.js`)));
    });
  }

  it('leaves nothing to format, to generate, or to list in docs/protocols.md', () => {
    node('scripts/facades.js', '--check');
    node('scripts/api-layers.js', '--check');
    node('scripts/check-imports.js');
    const made = [
      'lib/protocol/*.js',
      'lib/decode/layers.d.ts',
      'test/protocol/dccp.test.js',
      'docs/protocols.md',
    ];
    node('node_modules/prettier/bin/prettier.cjs', '--check', ...made);
    node('node_modules/mocha/bin/mocha.js', 'test/package/members.test.js');
    node('node_modules/mocha/bin/mocha.js', 'test/package/protocols.test.js');
  });

  it('says how it is used', () => {
    for (const words of [[], ['dccp'], ['Vrrp', 'ip_protocols', '112'], ['dccp', 'tables', '33']]) {
      const made = spawnSync(process.execPath, ['scripts/new-protocol.js', ...words], {
        cwd: folder,
      });
      assert.equal(made.status, 2);
      assert.match(String(made.stderr), /usage: npm run new:protocol/);
    }
  });
});
