'use strict';

// The slab of a session whose packets the kernel shares out. It keeps, in memory that outlives its
// thread, what that was not through with.

const { STATE } = require('../capture/binding');
const { STATE_BYTES } = require('../capture/open');
const { Slab } = require('../capture/slab');

/** Memory of a worker's session: of its state, and of how many packets were delivered. */
const member_memory = () => ({
  state: new SharedArrayBuffer(STATE_BYTES),
  delivered: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
});

class MemberSlab extends Slab {
  #delivered;

  constructor(nano, device_name, { delivered }) {
    super(nano, device_name);
    this.#delivered = new Int32Array(delivered);
  }

  fill(native, state) {
    this.#delivered[0] = state[STATE.TAKEN]; // all that was read
    super.fill(native, state);
  }
}

/** Of a thread that has ended: how many packets were its own that it may not have worked on. */
function lost_by({ state: words, delivered }) {
  const state = new Int32Array(words);
  return (state[STATE.TAKEN] - new Int32Array(delivered)[0] + state[STATE.ABANDONED]) >>> 0;
}

exports.MemberSlab = MemberSlab;
exports.lost_by = lost_by;
exports.member_memory = member_memory;
