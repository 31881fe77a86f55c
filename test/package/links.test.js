'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { DOCUMENTS } = require('./lib/blocks');
const { ROOT } = require('./lib/installed');

const read = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');

/** The names that GitHub gives to the headings of a document. */
function anchors_of(document) {
  const anchor = (heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-');
  return new Set([...read(document).matchAll(/^#+ (.*)$/gm)].map(([, text]) => anchor(text)));
}

describe('links of the documents', () => {
  for (const document of DOCUMENTS) {
    it(`lead somewhere: ${document}`, () => {
      for (const [, link] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (link.startsWith('http')) continue;
        const [file, anchor] = link.split('#');
        const target = file === '' ? document : path.join(path.dirname(document), file);
        assert.ok(fs.existsSync(path.join(ROOT, target)), link);
        if (anchor) assert.ok(anchors_of(target).has(anchor), link);
      }
    });
  }

  it('from other sources lead somewhere', () => {
    const sources = ['lib', 'src', 'scripts', 'examples', 'test', 'man'].flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder), { recursive: true })
        .filter((name) => /\.(js|ts|c|h|html|1)$/.test(name))
        .map((name) => path.join(folder, name)),
    );
    for (const source of sources) {
      for (const [name] of read(source).matchAll(/\bdocs\/[\w/]+\.md\b/g)) {
        assert.ok(fs.existsSync(path.join(ROOT, name)), `${source}: ${name}`);
      }
    }
  });
});
