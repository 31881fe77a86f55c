'use strict';

const assert = require('node:assert/strict');

const { READ, STATE } = require('../../lib/capture/binding');
const { Pump } = require('../../lib/capture/pump');

/** An addon that gives no packets, and whose reads end as `statuses` says. */
function fake_addon(statuses) {
  const addon = {
    reads: 0,
    on_readable: null,
    start_polling(on_readable) {
      this.on_readable = on_readable;
      return true;
    },
    stop_polling() {
      this.on_readable = null;
    },
    interval: () => 0,
  };
  const slab = {
    is_empty: true,
    halted: false,
    advance: () => false,
    fill(native, state) {
      state[STATE.STATUS] = statuses[native.reads++] ?? READ.DRAINED;
    },
  };
  return { addon, slab, state: new Int32Array(STATE.SIZE) };
}

/** A pump whose first calls of deliver() end early, as when the time is up. */
function pump_of(statuses, early = []) {
  const { addon, slab, state } = fake_addon(statuses);
  const ends = [];
  const owner = {
    deliver: () => early.shift() ?? true,
    has_read: () => true,
    end: (status) => ends.push(status),
    after_turn() {},
    last_event() {},
  };
  const pump = new Pump({ native: addon, state, slab, is_live: false, owner });
  return { pump, addon, slab, ends };
}

const rounds = async (count) => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

describe('a pump', () => {
  it('reads until the addon has no more, and again when it is readable', async () => {
    const { pump, addon } = pump_of([READ.MORE, READ.MORE, READ.DRAINED]);
    pump.start();
    await rounds(3);
    assert.equal(addon.reads, 3);
    addon.on_readable(0);
    assert.equal(addon.reads, 4);
  });

  it('reads again when it was readable while a turn was still to come', async () => {
    // The addon is drained, the time is up, and what comes then is told once.
    const { pump, addon } = pump_of([READ.DRAINED, READ.DRAINED], [true, false]);
    pump.start();
    await rounds(1);
    assert.equal(addon.reads, 1);
    addon.on_readable(0);
    await rounds(3);
    assert.equal(addon.reads, 2);
  });

  it('reads again after a stop, in which nothing is told', async () => {
    const { pump, addon } = pump_of([READ.DRAINED, READ.DRAINED], [true, false]);
    pump.start();
    await rounds(1);
    pump.stop();
    await rounds(3);
    assert.equal(addon.reads, 1);
    pump.start();
    await rounds(3);
    assert.equal(addon.reads, 2);
  });

  it('tells the end once, and an error', async () => {
    for (const status of [READ.END, -4]) {
      const { pump, addon, ends } = pump_of([READ.MORE, status]);
      pump.start();
      await rounds(3);
      assert.deepEqual(ends, [status]);
      assert.equal(addon.reads, 2);
    }
  });
});
