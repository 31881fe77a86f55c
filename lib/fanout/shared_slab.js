'use strict';

// The slab of a session that reads its share of a file: the packets of some flows. Other workers
// read the same file, and keep the others.

const { performance } = require('node:perf_hooks');

const { READ, STATE, Session } = require('../capture/binding');
const { Slab } = require('../capture/slab');
const { PlaceFinder, place_near } = require('./places');

const MAX_PACKETS = 4096; // in a slab: 64 KiB of records without a byte
const REPORT_MS = 20; // between two reports
const PENDING = 2 ** 20; // what a place is multiplied with, where packets of a slab are added

/**
 * `{ native, state, numbers }` for a PcapSession: the addon's session on a share of a file.
 * `numbers` are the places of the packets in its slab.
 */
function open_share({ path, nano, share: { index, count, seed, skip, fd } }) {
  const state = new Int32Array(STATE.SIZE);
  const numbers = new Uint32Array(MAX_PACKETS);
  const native = new Session(state);
  if (fd === undefined) native.open_offline({ path, nano });
  else native.open_fd({ path, nano, fd });
  native.share(numbers, index, count, seed, skip);
  return { native, state, numbers };
}

class SharedSlab extends Slab {
  #finder;
  #seen = 0; // packets of the file that were looked at
  #time = -Infinity; // seconds, of the last of them
  #fixed = null; // the place of all packets that are left: the filter has changed
  #progress; // what is left if this thread ends: see progress_of
  #settle; // (place, time): all packets before these are done
  #next_report = 0;
  is_at_end = false; // all was read

  constructor(nano, { numbers, progress, settle }) {
    super(nano);
    this.#finder = new PlaceFinder(nano, (index) => numbers[index]);
    this.#progress = new Float64Array(progress);
    this.#settle = settle;
  }

  fill(native, state) {
    this.#tell();
    const { bytes, end } = this;
    const before = state[STATE.KEPT];
    super.fill(native, state);
    const is_new = this.bytes !== bytes || end === 0;
    if (is_new) this.#finder.begin();
    else this.#finder.begin(end, before); // all that were there are delivered
    this.#fixed = null;
    this.#seen = place_near(this.#seen, state[STATE.SEEN] >>> 0);
    this.#time = (state[STATE.SEC] >>> 0) + (state[STATE.USEC] >>> 0) / 1e6;
    const pending = state[STATE.KEPT] - (is_new ? 0 : before);
    this.#progress[0] = this.#seen * PENDING + pending;
    this.is_at_end = state[STATE.STATUS] === READ.END;
  }

  /** What was read is delivered. */
  #tell() {
    const now = performance.now();
    if (now < this.#next_report) return;
    this.#next_report = now + REPORT_MS;
    this.#settle(this.#seen, this.#time);
  }

  refilter(native) {
    this.#fixed = this.place;
    super.refilter(native);
  }

  /** Of the packet that was delivered last, in the file. */
  get place() {
    return this.#fixed ?? this.#finder.find(this.bytes, this.next, this.#seen);
  }
}

/**
 * Of a thread that has ended: the place of the first packet that it has not read, and how many
 * packets before that it may not have worked on.
 */
function progress_of(progress) {
  const [word] = new Float64Array(progress);
  return { place: Math.floor(word / PENDING), pending: word % PENDING };
}

exports.SharedSlab = SharedSlab;
exports.open_share = open_share;
exports.progress_of = progress_of;
