'use strict';

const assert = require('node:assert/strict');
const { OverlapHistory } = require('../../lib/tcp/reorder_queue');
const { random_source } = require('../helpers/mutate');

const BASE = -1000; // sequence numbers wrap on the way

/** Bytes that can be told apart. */
function random_bytes(random, length) {
  return Buffer.from(Array.from({ length }, () => random(256)));
}

describe('OverlapHistory', () => {
  it('compares bytes as far as they are known', () => {
    const random = random_source(8);
    const SIZE = 5000;
    const history = new OverlapHistory(SIZE);
    const sent = []; // { stream, seq, data }
    let seq = 0;
    for (let n = 0; n < 3000; n++) {
      const data = random_bytes(random, 1 + random(n % 2 ? 300 : 40));
      sent.push({ stream: random(4), seq: (BASE + seq) | 0, data });
      history.remember(sent[n].stream, sent[n].seq, data);
      seq += data.length;
      // The last five are known in any case: 5 * 300 bytes, and what the ring's end leaves free.
      const one = sent[Math.max(0, n - random(5))];
      assert.equal(history.conflicting_bytes(one.stream, one.seq, one.data), 0);
      const other = Buffer.from(one.data);
      other[random(other.length)] ^= 1;
      assert.equal(history.conflicting_bytes(one.stream, one.seq, other), other.length);
      assert.equal(history.conflicting_bytes(one.stream + 4, one.seq, other), 0);
    }
    const old = sent[1000];
    assert.equal(history.conflicting_bytes(old.stream, old.seq, Buffer.alloc(old.data.length)), 0);
  });
});
