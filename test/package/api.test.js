'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/installed');
const { NAMES } = require('./lib/names');

const read = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
const api = read('docs/api.md');

function sources(folder) {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive: true })
    .filter((name) => /(?<!\.d)\.(js|c|h)$/.test(name))
    .map((name) => read(path.join(folder, name)));
}

describe('docs/api.md', () => {
  it('has every exported name', () => {
    for (const name of NAMES) assert.ok(api.includes(name), name);
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
    const headings = api.match(/^### E.*$/gm).join('\n');
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
      const row = api.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row?.includes(shown), `${name}: ${shown}`);
    }
    const { session_options } = require('../../lib/capture/options');
    for (const [name, value] of Object.entries(session_options({}))) {
      const row = api.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row, name);
      if (typeof value === 'number') assert.ok(row.includes(` ${value} `), `${name}: ${value}`);
    }
  });

  it('shows the fields of layers as the types have them', () => {
    execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'api-layers.js'), '--check']);
  });

  it('is reached by links that lead somewhere, as all documents', () => {
    const documents = [
      'README.md',
      'UPGRADING.md',
      'CONTRIBUTING.md',
      'docs/api.md',
      'docs/architecture.md',
    ];
    for (const document of documents) {
      const text = read(document);
      const anchors = new Set(
        [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
          heading
            .toLowerCase()
            .replace(/[^\w\s-]/g, '')
            .replaceAll(' ', '-'),
        ),
      );
      for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (link.startsWith('#')) assert.ok(anchors.has(link.slice(1)), `${document}: ${link}`);
        else if (!link.startsWith('http')) {
          const file = path.join(ROOT, path.dirname(document), link.split('#')[0]);
          assert.ok(fs.existsSync(file), `${document}: ${link}`);
        }
      }
    }
  });
});
