'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { READ, STATE } = require('../../lib/capture/binding');
const { Slab } = require('../../lib/capture/slab');

const MOST = 16 << 20; // bytes that are read ahead at most
const PACKET = 100;

/** An addon that has `packets` packets of 100 bytes, and the state that it writes to. */
function fake_addon(packets) {
  const state = new Int32Array(STATE.SIZE);
  const addon = {
    left: packets,
    link_type: () => 'LINKTYPE_ETHERNET',
    read(bytes, from) {
      let at = from;
      for (; this.left > 0 && at + 16 + PACKET <= bytes.length; at += 16 + PACKET) {
        bytes.fill(0, at, at + 16 + PACKET);
        bytes.writeUInt32LE(PACKET, at + 8);
        bytes.writeUInt32LE(PACKET, at + 12);
        bytes.writeUInt32LE(this.left--, at + 16);
      }
      state[STATE.STATUS] = this.left > 0 ? READ.MORE : READ.DRAINED;
      return at;
    },
  };
  return { addon, state };
}

describe('a slab', () => {
  it('reads ahead up to a limit, while there is time, and stops where there is no more', () => {
    const { addon, state } = fake_addon(1e6);
    const slab = new Slab(false);
    const bytes = () => slab.ahead.reduce((sum, { bytes: { length } }) => sum + length, 0);
    assert.equal(slab.read_ahead(addon, state, -Infinity), false);
    assert.equal(bytes(), 0);
    assert.equal(slab.read_ahead(addon, state, Infinity), true);
    assert.equal(bytes(), MOST);
    assert.equal(slab.read_ahead(addon, state, Infinity), false);
    assert.equal(bytes(), MOST);
    assert.equal(state[STATE.STATUS], READ.MORE);
    slab.ahead.length = 0;
    addon.left = 10;
    slab.read_ahead(addon, state, Infinity);
    assert.equal(slab.ahead.length, 1);
    assert.equal(state[STATE.STATUS], READ.DRAINED);
    slab.read_ahead(addon, state, Infinity);
    assert.equal(slab.ahead.length, 1); // there was nothing
  });

  it('delivers what it has, then what was read ahead, each once', () => {
    const { addon, state } = fake_addon(5000);
    const slab = new Slab(false);
    const numbers = [];
    const session = new EventEmitter();
    session.on('packet', (raw) => numbers.push(raw.buf.readUInt32LE(0)));
    slab.fill(addon, state);
    assert.equal(slab.deliver(session, -Infinity), false); // one, and the time is up
    assert.deepEqual(numbers, [5000]);
    slab.read_ahead(addon, state, Infinity);
    assert.equal(slab.is_empty, false);
    do assert.equal(slab.deliver(session, Infinity), true);
    while (slab.advance());
    assert.equal(slab.is_empty, true);
    assert.deepEqual(
      numbers,
      Array.from({ length: 5000 }, (_, i) => 5000 - i),
    );
  });
});
