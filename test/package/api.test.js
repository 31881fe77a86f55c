'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/installed');
const { NAMES } = require('./lib/names');

const read = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
const api = fs
  .readdirSync(path.join(ROOT, 'docs/api'), { recursive: true })
  .filter((name) => name.endsWith('.md'))
  .map((name) => read(path.join('docs/api', name)))
  .join('\n');

function sources(folder) {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive: true })
    .filter((name) => /(?<!\.d)\.(js|c|h)$/.test(name))
    .map((name) => read(path.join(folder, name)));
}

/** The rows of tables that are about this option; several pages can have one. */
const rows_of = (name) => api.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`));

describe('docs/api', () => {
  it('has every exported name', () => {
    for (const name of NAMES) assert.ok(api.includes(name), name);
  });

  it('has what every public module exports', () => {
    const { exports } = require('../../package.json');
    for (const [name, target] of Object.entries(exports)) {
      if (/\*|\.js/.test(name)) continue;
      const module = require(path.join(ROOT, target.default ?? target));
      const missing = Object.keys(module).filter((each) => !new RegExp(`\\b${each}\\b`).test(api));
      assert.deepEqual(missing, [], name);
    }
  });

  it('has a heading for every error code', () => {
    const codes = new Set();
    for (const text of [...sources('lib'), ...sources('src')]) {
      for (const [, code] of text.matchAll(/['"](ERR_[A-Z0-9_]+)['"]/g)) codes.add(code);
    }
    codes.delete('ERR_BUFFER_TOO_LARGE'); // zlib's, which does not get out
    const capture = sources('src').join('');
    for (const [, code] of capture.matchAll(/np_error_sys\(err, (E[A-Z]+),/g)) codes.add(code);
    codes.delete('ENOMEM');
    const headings = api.match(/^## E.*$/gm).join('\n');
    for (const code of codes) {
      const family = code.startsWith('ERR_PCAP_HTTP_') ? 'ERR_PCAP_HTTP_…' : code;
      assert.ok(headings.includes(family), code);
      assert.ok(api.includes(`${code}`), code);
    }
  });

  it('has every option, with the default that the source says', () => {
    const { DEFAULTS } = require('../../lib/tcp/limits');
    const Defragmenter = require('../../lib/ip/defragmenter');
    for (const [name, value] of Object.entries({ ...DEFAULTS, ...Defragmenter.DEFAULTS })) {
      const shown = Array.isArray(value) ? '`[]`' : `${value}`;
      const rows = rows_of(name);
      assert.ok(
        rows.some((row) => row.includes(shown)),
        `${name}: ${shown}`,
      );
    }
    const { session_options } = require('../../lib/capture/options');
    for (const [name, value] of Object.entries(session_options({}))) {
      const rows = rows_of(name).filter(
        (row) => typeof value !== 'number' || row.includes(` ${value} `),
      );
      assert.ok(rows.length > 0, `${name}: ${value}`);
    }
  });

  it('shows the fields of layers as the types have them', () => {
    execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'api-layers.js'), '--check']);
  });
});
