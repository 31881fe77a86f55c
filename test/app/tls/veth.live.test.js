'use strict';

// curl, Node.js and Chromium against nginx over a veth pair, decrypted live. The same with 10,000
// requests: node scripts/tls-conform/live.js

const assert = require('node:assert/strict');
const { needs_root } = require('../../helpers/netns');
const { find_program } = require('../../helpers/wire');
const { run_live } = require('./live/run');

describe('TLSSession, live over veth', function () {
  this.timeout(180_000);
  this.slow(60_000);
  const has_chromium = find_program('chromium') !== undefined;

  before(function () {
    needs_root(this);
    const missing = ['nginx', 'curl'].filter((name) => find_program(name) === undefined);
    if (missing.length === 0) return;
    console.log(`      skipped: ${missing.join(', ')} not installed`);
    this.skip();
  });

  it('secrets that come a second late: no exchange is missing, none is wrong', async () => {
    const seen = await run_live({ requests: 300, loss: 0, late: 1000, has_chromium });
    assert.equal(seen.drops, 0);
    assert.ok(seen.asked.length >= 270);
    assert.deepEqual([seen.wrong, seen.extra, seen.missing], [[], [], []]);
    assert.deepEqual([seen.unpaired, seen.opaque], [0, 0]);
  });

  it('one packet of a hundred lost: no exchange is wrong', async () => {
    const seen = await run_live({ requests: 300, loss: 0.01, late: 0, has_chromium });
    assert.ok(seen.lost > 0);
    assert.deepEqual([seen.wrong, seen.extra], [[], []]);
    assert.ok(seen.complete.length > 0);
  });
});
