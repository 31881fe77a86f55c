'use strict';

// What stands in for Buffer in browsers, beside Buffer.

const assert = require('node:assert/strict');

const { Buffer: Ours } = require('../../lib/browser/buffer');

const BYTES = Array.from({ length: 256 }, (_, i) => i);
const list = (bytes) => Array.from(bytes);

describe("a browser's Buffer", () => {
  const ours = Ours.from(BYTES);
  const theirs = Buffer.from(BYTES);

  it('turns bytes into the same texts', () => {
    for (const encoding of ['hex', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'HEX']) {
      assert.equal(ours.toString(encoding), theirs.toString(encoding), encoding);
      assert.equal(ours.toString(encoding, 3, 9), theirs.toString(encoding, 3, 9), encoding);
    }
    const text = Buffer.from('\ufeffGrüße, 世界 \ud83d\ude00');
    for (const encoding of [undefined, 'utf8', 'utf-8']) {
      assert.equal(Ours.from(text).toString(encoding), text.toString(encoding));
    }
    assert.equal(ours.utf8Slice(120, 140), theirs.utf8Slice(120, 140));
    assert.equal(ours.latin1Slice(3), theirs.latin1Slice(3));
    assert.equal(ours.hexSlice(1, 5), theirs.hexSlice(1, 5));
    assert.equal(Ours.alloc(100_000, 65).latin1Slice().length, 100_000);
    assert.throws(() => ours.toString('ebcdic'), TypeError);
  });

  it('turns texts into the same bytes', () => {
    for (const [text, encoding] of [
      ['Grüße 世界'],
      ['Grüße', 'latin1'],
      ['0aFf12', 'hex'],
      ['', 'hex'],
      ['SGVsbG8_', 'base64url'],
      ['SGVsbG8/', 'base64'],
    ]) {
      assert.deepEqual(list(Ours.from(text, encoding)), list(Buffer.from(text, encoding)), text);
      assert.equal(Ours.byteLength(text, encoding), Buffer.byteLength(text, encoding));
    }
    assert.equal(Ours.byteLength(new Uint8Array(5)), 5);
  });

  it('reads and writes the same numbers', () => {
    const names = Object.getOwnPropertyNames(Ours.prototype).filter((name) =>
      /^(read|write)(U?int|U?Int|Big|Float|Double)/.test(name),
    );
    assert.equal(names.length, 50);
    for (const name of names.filter((each) => each.startsWith('read'))) {
      assert.equal(ours[name](201), theirs[name](201), name);
      const write = name.replace('read', 'write');
      const [a, b] = [Ours.alloc(9), Buffer.alloc(9)];
      const value = theirs[name](201);
      assert.equal(a[write](value, 1), b[write](value, 1), write);
      assert.deepEqual(list(a), list(b), write);
    }
    assert.throws(() => ours.readUInt32LE(254), RangeError);
  });

  it('writes the same texts', () => {
    for (const args of [
      ['äbc'],
      ['äbc', 2],
      ['äbc', 2, 2],
      ['abc', 'latin1'],
      ['ä', 1, 'latin1'],
    ]) {
      const [a, b] = [Ours.alloc(4), Buffer.alloc(4)];
      assert.equal(a.write(...args), b.write(...args), args.join());
      assert.deepEqual(list(a), list(b), args.join());
    }
    const out = Ours.alloc(3);
    assert.deepEqual([out.latin1Write('ab', 0), out.utf8Write('c', 2)], [2, 1]);
    assert.equal(out.toString(), 'abc');
  });

  it('shares memory where Buffer does', () => {
    const memory = new ArrayBuffer(8);
    const view = Ours.from(memory, 2, 4);
    for (const part of [view.subarray(1), view.slice(1)]) {
      assert.ok(Ours.isBuffer(part));
      part[0] = 7;
      assert.equal(view[1], 7);
      part[0] = 0;
    }
    assert.ok(Ours.isBuffer(new Ours[Symbol.species](memory, 0, 2)));
    assert.equal(Ours.isBuffer(new Uint8Array(1)), false);
    const copy = Ours.from(view);
    copy[0] = 9;
    assert.equal(view[0], 0);
  });

  it('concatenates, copies, compares and searches alike', () => {
    for (const size of [undefined, 3, 9]) {
      const parts = ['ab', 'cde'];
      assert.deepEqual(
        list(
          Ours.concat(
            parts.map((text) => Ours.from(text)),
            size,
          ),
        ),
        list(
          Buffer.concat(
            parts.map((text) => Buffer.from(text)),
            size,
          ),
        ),
      );
    }
    const [a, b] = [Ours.alloc(4), Buffer.alloc(4)];
    assert.equal(ours.copy(a, 1, 5), theirs.copy(b, 1, 5));
    assert.equal(ours.copy(a, 0, 5, 7), theirs.copy(b, 0, 5, 7));
    assert.deepEqual(list(a), list(b));
    for (const [one, other] of [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'a'],
      ['a', 'ab'],
    ]) {
      const expected = Buffer.from(one).compare(Buffer.from(other));
      assert.equal(Ours.from(one).compare(Ours.from(other)), expected);
      assert.equal(Ours.from(one).equals(Ours.from(other)), expected === 0);
    }
    for (const wanted of [100, 'def', Buffer.from([250, 251]), 'nope']) {
      assert.equal(ours.indexOf(wanted), theirs.indexOf(wanted));
      assert.equal(ours.includes(wanted), theirs.includes(wanted));
    }
    assert.deepEqual(ours.toJSON(), theirs.toJSON());
    assert.equal(Ours.allocUnsafe(3).length + Ours.allocUnsafeSlow(4).length, 7);
  });
});
