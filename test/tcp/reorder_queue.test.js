'use strict';

const assert = require('node:assert/strict');
const { ReorderQueue, bytes_of } = require('../../lib/tcp/reorder_queue');
const { random_source } = require('../helpers/mutate');

const SHARED = 1024; // bytes that a small segment may keep in memory beside its own
const BASE = -1000; // sequence numbers wrap on the way

/** Bytes that can be told apart. */
function random_bytes(random, length) {
  return Buffer.from(Array.from({ length }, () => random(256)));
}

describe('ReorderQueue', () => {
  it('keeps the first copy of each byte, in order', () => {
    const random = random_source(5);
    for (let round = 0; round < 200; round++) {
      const queue = new ReorderQueue();
      const model = new Map(); // offset -> byte, undefined where it was not captured
      for (let n = 0; n < 60; n++) {
        const at = random(3000);
        const length = 1 + random([20, 200, 900][n % 3]);
        const data = random_bytes(random, random(8) === 0 ? random(length) : length);
        const conflicts = [];
        const offsets = Array.from({ length }, (_, i) => at + i);
        const known = offsets.filter((offset) => model.has(offset));
        const old = queue.insert((BASE + at) | 0, length, data, n, 0, conflicts);
        assert.equal(old, known.length);
        const differs = known.some((offset) => {
          const [first, now] = [model.get(offset), data[offset - at]];
          return first !== undefined && now !== undefined && first !== now;
        });
        assert.equal(conflicts.length > 0, differs);
        for (const offset of offsets) {
          if (!model.has(offset)) model.set(offset, data[offset - at]);
        }
      }
      assert.equal(queue.end, (BASE + Math.max(...model.keys()) + 1) | 0);
      const got = new Map();
      let last = -1;
      while (queue.size > 0) {
        const { seq } = queue;
        const entry = queue.shift();
        assert.equal(entry.seq, seq);
        const offset = (seq - BASE) | 0;
        assert.ok(offset > last);
        const bytes = bytes_of(entry);
        for (let i = 0; i < entry.length; i++) got.set(offset + i, bytes[i]);
        last = offset + entry.length - 1;
      }
      assert.deepEqual(got, new Map([...model].sort(([a], [b]) => a - b)));
    }
  });

  it('gives entries from either end', () => {
    const queue = new ReorderQueue();
    for (let i = 0; i < 50; i++) queue.append(i * 10, 10, Buffer.alloc(10, i), i, 0);
    assert.equal(queue.end, 500);
    assert.equal(queue.pop().seq, 490);
    assert.equal(queue.end, 490);
    assert.deepEqual([...bytes_of(queue.shift())], new Array(10).fill(0));
    assert.equal(queue.seq, 10);
    assert.equal(queue.size, 48);
  });

  it('takes no more memory than the limits count, however small or mixed the segments are', () => {
    const random = random_source(6);
    for (const most of [1, 30, 400, 1500, 5000]) {
      const queue = new ReorderQueue();
      for (let i = 0; i < 500; i++) {
        const length = 1 + random(most);
        queue.append(queue.end, length, random_bytes(random, length), 0, 0);
      }
      const entries = Array.from({ length: queue.size }, () => queue.shift());
      for (const { store, kept } of entries) {
        const memory = store.buffer.byteLength;
        assert.ok(memory <= Math.max(SHARED, kept), `${memory} bytes for ${kept}`);
      }
      const stores = new Set(entries.map(({ store }) => store.buffer));
      const total = [...stores].reduce((sum, { byteLength }) => sum + byteLength, 0);
      assert.ok(total <= 2 * queue.end + 2 * SHARED, `${total} bytes for ${queue.end}`);
    }
  });

  it('never overwrites bytes that it gave out', () => {
    const queue = new ReorderQueue();
    const got = [];
    for (let i = 0; i < 200; i++) {
      queue.append(i * 7, 7, Buffer.alloc(7, i), 0, 0);
      if (i % 3 === 2) got.push(bytes_of(queue.shift()));
    }
    got.forEach((bytes, i) => assert.deepEqual([...bytes], new Array(7).fill(i)));
  });

  it('finds places among entries after many were taken out', () => {
    const queue = new ReorderQueue();
    const conflicts = [];
    for (let i = 0; i < 1000; i++) queue.append(i * 10, 5, Buffer.alloc(5, 1), 0, 0);
    for (let taken = 0; taken < 900; taken++) {
      assert.equal(queue.shift().seq, taken * 10);
      const at = (taken + 50) * 10;
      assert.equal(queue.insert(at, 5, Buffer.alloc(5, 1), 0, 0, conflicts), 5);
    }
    assert.deepEqual(conflicts, []);
    assert.equal(queue.seq, 9000);
  });

  it('makes one conflict of entries that meet', () => {
    const queue = new ReorderQueue();
    for (const seq of [0, 5, 10, 30, 35]) queue.append(seq, 5, Buffer.alloc(5, 1), 0, 0);
    const conflicts = [];
    assert.equal(queue.insert(2, 38, Buffer.alloc(38, 2), 0, 0, conflicts), 23);
    assert.deepEqual(conflicts, [
      { seq: 2, length: 13 },
      { seq: 30, length: 10 },
    ]);
  });

  it('joins small entries within a segment that fills what is between them', () => {
    const queue = new ReorderQueue();
    for (let i = 0; i < 100; i++) queue.append(2 * i, 1, Buffer.from('a'), 1, 7);
    assert.equal(queue.insert(10, 80, Buffer.alloc(80, 'b'), 2, 8, []), 40);
    assert.equal(queue.size, 5 + 1 + 55);
    for (let i = 0; i < 5; i++) queue.shift();
    const joined = queue.shift();
    assert.deepEqual([joined.seq, joined.length, joined.time, joined.ack], [10, 80, 2, 8]);
    assert.equal(String(bytes_of(joined)), 'ab'.repeat(40), 'what came first stays');
    assert.equal(queue.seq, 90);
  });

  it('does not join entries of which the capture has not all bytes', () => {
    const queue = new ReorderQueue();
    for (let i = 0; i < 100; i++) queue.append(2 * i, 1, Buffer.alloc(i === 50 ? 0 : 1), 1, 7);
    queue.insert(0, 200, Buffer.alloc(200), 2, 8, []);
    assert.equal(queue.size, 200);
  });
});
