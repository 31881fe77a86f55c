'use strict';

// The rest of what a bundler for browsers takes in the place of Node.js' modules.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { inspect } = require('node:util');
const zlib = require('node:zlib');

const LIB = path.join(__dirname, '..', '..', 'lib');
const util = require('../../lib/browser/util');
const { browser, exports: entries } = require('../../package.json');

async function text_of(source) {
  const parts = [];
  for (let part; (part = await source.next()) !== undefined;) parts.push(part);
  return Buffer.concat(parts).toString();
}

function source_of(...chunks) {
  return { next: async () => chunks.shift(), cancel: () => (chunks.length = 0) };
}

describe('for browsers', () => {
  it('package.json names files that exist', () => {
    const files = Object.values(entries).flatMap((entry) => entry.browser ?? []);
    for (const file of [...files, ...Object.values(browser)]) {
      require.resolve(path.join(LIB, '..', file));
    }
  });

  it('util has the symbol of inspect, and shows values', () => {
    assert.equal(util.inspect.custom, inspect.custom);
    assert.equal(util.inspect({ a: [1] }), '{"a":[1]}');
    assert.equal(util.inspect(5n), '5');
  });

  it('util compares values', () => {
    const alike = [
      [1, 1],
      [NaN, NaN],
      [{ a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
      [Buffer.from('ab'), Buffer.from('ab')],
    ];
    const different = [
      [1, '1'],
      [null, {}],
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { a: 1, b: 2 }],
      [[1], { 0: 1 }],
      [Buffer.from('ab'), Buffer.from('ac')],
    ];
    for (const [a, b] of alike) assert.equal(util.isDeepStrictEqual(a, b), true);
    for (const [a, b] of different) assert.equal(util.isDeepStrictEqual(a, b), false);
  });

  it('crypto gives random bytes', () => {
    const { randomBytes } = require('../../lib/browser/crypto');
    assert.equal(randomBytes(16).length, 16);
    assert.notDeepEqual(randomBytes(16), randomBytes(16));
  });

  it('a path is an error that says what to pass instead', () => {
    const { open_path } = require('../../lib/file/path_source.browser');
    assert.throws(() => open_path('x'), { code: 'ERR_PCAP_OPTION', message: /pass a File/ });
  });

  it('gzip is inflated, and damage is ERR_PCAP_FILE', async () => {
    const { gunzip } = require('../../lib/file/gunzip.browser');
    const packed = zlib.gzipSync('some text');
    const halves = [packed.subarray(0, 9), packed.subarray(9)];
    assert.equal(await text_of(gunzip(source_of(...halves))), 'some text');
    await assert.rejects(text_of(gunzip(source_of(packed.subarray(0, -9)))), {
      code: 'ERR_PCAP_FILE',
    });
    const cancelled = gunzip(source_of(packed));
    cancelled.cancel();
    assert.equal(await cancelled.next(), undefined);
  });

  it('the entries give what the others give, with a Buffer where there is none', () => {
    for (const [name, target] of [
      ['decode', 'decode'],
      ['file', 'file'],
      ['tcp_tracker', 'tcp'],
    ]) {
      assert.equal(require(path.join(LIB, 'browser', name)), require(path.join(LIB, target)));
    }
    const globals = path.join(LIB, 'browser', 'globals.js');
    const script = `
      delete globalThis.Buffer;
      require(${JSON.stringify(globals)});
      console.log(Buffer === require(${JSON.stringify(path.join(LIB, 'browser', 'buffer.js'))}).Buffer);`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.equal(stdout, 'true\n');
  });

  it('turns of the event loop come without setImmediate', () => {
    const turn = path.join(LIB, 'file', 'turn.js');
    const script = `
      delete globalThis.setImmediate;
      const { next_turn, now } = require(${JSON.stringify(turn)});
      const start = now();
      next_turn().then(() => console.log(now() >= start));`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.equal(stdout, 'true\n');
  });
});
