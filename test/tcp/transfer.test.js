'use strict';

// Real transfers over a bad line, against the bytes that were sent. scripts/tcp-transfer.js makes
// longer ones.

const assert = require('node:assert/strict');
const { needs_root } = require('../helpers/netns');
const { run } = require('../../scripts/tcp-transfer');

describe('TCPTracker, a line that loses, repeats and reorders packets', () => {
  before(function () {
    needs_root(this);
  });

  for (const version of [4, 6]) {
    it(`gives the bytes that were sent, both ways, over IPv${version}`, async () => {
      const bytes = 4_000_000;
      const { sent, followed } = await run({ bytes, version });
      assert.deepEqual([sent.client.bytes, sent.server.bytes], [bytes, bytes]);
      assert.equal(followed.send, sent.client.sent);
      assert.equal(followed.recv, sent.server.sent);
      assert.deepEqual(followed.events, { session: 1, start: 1, end: 1 });
      assert.equal(followed.reason, 'fin');
      const { send, recv } = followed.stats;
      assert.deepEqual([send.payload_bytes, recv.payload_bytes], [bytes, bytes]);
      assert.ok(send.out_of_order + recv.out_of_order > 0, 'the line was too good');
    });
  }
});
