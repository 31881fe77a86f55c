'use strict';

const assert = require('node:assert/strict');
const { Waiting, bytes_of } = require('../../lib/tcp/waiting');
const { History } = require('../../lib/tcp/history');
const { random_source } = require('../helpers/mutate');

const SHARED = 1024; // bytes that a small segment may keep in memory beside its own
const BASE = -1000; // sequence numbers wrap on the way

/** Bytes that can be told apart. */
function random_bytes(random, length) {
  return Buffer.from(Array.from({ length }, () => random(256)));
}

describe('segments before their turn', () => {
  it('keep what came first, in order, whatever comes in between', () => {
    const random = random_source(5);
    for (let round = 0; round < 200; round++) {
      const queue = new Waiting();
      const model = new Map(); // offset -> byte, undefined where it was not captured
      for (let n = 0; n < 60; n++) {
        const at = random(3000);
        const length = 1 + random([20, 200, 900][n % 3]);
        const data = random_bytes(random, random(8) === 0 ? random(length) : length);
        const conflicts = [];
        const offsets = Array.from({ length }, (_, i) => at + i);
        const known = offsets.filter((offset) => model.has(offset));
        const old = queue.insert((BASE + at) | 0, length, data, n, conflicts);
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

  it('are found behind each other as they were put there, first and last', () => {
    const queue = new Waiting();
    for (let i = 0; i < 50; i++) queue.append(i * 10, 10, Buffer.alloc(10, i), i);
    assert.equal(queue.end, 500);
    assert.equal(queue.pop().seq, 490);
    assert.equal(queue.end, 490);
    assert.deepEqual([...bytes_of(queue.shift())], new Array(10).fill(0));
    assert.equal(queue.seq, 10);
    assert.equal(queue.size, 48);
  });

  it('take no more memory than the limits count, however small or mixed they are', () => {
    const random = random_source(6);
    for (const most of [1, 30, 400, 1500, 5000]) {
      const queue = new Waiting();
      for (let i = 0; i < 500; i++) {
        const length = 1 + random(most);
        queue.append(queue.end, length, random_bytes(random, length), 0);
      }
      for (const { store, kept } of queue.entries) {
        const memory = store.buffer.byteLength;
        assert.ok(memory <= Math.max(SHARED, kept), `${memory} bytes for ${kept}`);
      }
      const stores = new Set(queue.entries.map(({ store }) => store.buffer));
      const total = [...stores].reduce((sum, { byteLength }) => sum + byteLength, 0);
      assert.ok(total <= 2 * queue.end + 2 * SHARED, `${total} bytes for ${queue.end}`);
    }
  });

  it('stay as they are in the hands of those that got them', () => {
    const queue = new Waiting();
    const got = [];
    for (let i = 0; i < 200; i++) {
      queue.append(i * 7, 7, Buffer.alloc(7, i), 0);
      if (i % 3 === 2) got.push(bytes_of(queue.shift()));
    }
    got.forEach((bytes, i) => assert.deepEqual([...bytes], new Array(7).fill(i)));
  });
});

describe('bytes that were delivered lately', () => {
  it('are compared as far as they are known', () => {
    const random = random_source(8);
    const SIZE = 5000;
    const history = new History(SIZE);
    const sent = []; // { stream, seq, data }
    let seq = 0;
    for (let n = 0; n < 3000; n++) {
      const data = random_bytes(random, 1 + random(n % 2 ? 300 : 40));
      sent.push({ stream: random(4), seq: (BASE + seq) | 0, data });
      history.remember(sent[n].stream, sent[n].seq, data);
      seq += data.length;
      // The last five are in any case at hand: 5 * 300 bytes, and what the ring's end leaves free.
      const one = sent[Math.max(0, n - random(5))];
      assert.equal(history.contradicted(one.stream, one.seq, one.data), 0);
      const other = Buffer.from(one.data);
      other[random(other.length)] ^= 1;
      assert.equal(history.contradicted(one.stream, one.seq, other), other.length);
      assert.equal(history.contradicted(one.stream + 4, one.seq, other), 0);
    }
    const old = sent[1000];
    assert.equal(history.contradicted(old.stream, old.seq, Buffer.alloc(old.data.length)), 0);
  });
});
