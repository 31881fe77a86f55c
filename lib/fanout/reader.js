'use strict';

// One session that reads for all workers, and deals what it reads. A worker that is behind holds it
// back.

const { FINISH, HOLD, PARTS } = require('../capture/internals');
const { PcapSession } = require('../capture/session');
const { DealtSlab } = require('./dealt_slab');

class Reader {
  #own;
  #is_live;
  #device;
  #options;
  #session = null;
  #slab;
  #owner;
  #is_held = false; // by workers that are behind
  #is_paused = false; // by the fan-out's program
  is_read = false; // to its end
  #has_begun = false;
  #is_at_end = false; // of the file
  #last_stats; // of a device, once it is closed

  constructor({ is_live, device, own, session: options, is_deferred }, owner) {
    this.#is_live = is_live;
    this.#device = device;
    this.#own = own;
    this.#options = options;
    this.#owner = owner;
    this.#slab = new DealtSlab(options.tstamp_precision === 'nano', own.workers, {
      take: (worker, hand) => this.#take(worker, hand),
      is_idle: (worker) => owner.handle(worker)?.hands.length === 0,
    });
    if (!is_deferred) this.#open();
  }

  #open() {
    const owner = this.#owner;
    this.#session = new PcapSession(this.#is_live, this.#device, {
      ...this.#options,
      // A group of one, where there are groups: such a session can end without a loss.
      fanout: this.#is_live && process.platform === 'linux' ? { defragment: false } : undefined,
      [PARTS]: { slab: this.#slab },
    });
    this.#session.on('secrets', (lines) => this.#tell_all({ secrets: lines }));
    this.#session.on('error', (error) => owner.fail(error));
    this.#session.on('close', () => this.#end());
  }

  get device_name() {
    return this.#session?.device_name ?? this.#device;
  }

  get link_type() {
    return this.#session?.link_type ?? null;
  }

  worker_data() {
    return { handed: true, options: this.#options };
  }

  /** Workers are ready: reads on. */
  async let_go() {
    if (this.#has_begun) return;
    this.#has_begun = true;
    if (this.#session === null) this.#open();
    this.#session.on('complete', () => (this.#is_at_end = !this.#is_live)); // begins to read a file
    if (!this.#is_paused) this.#session.resume();
  }

  #take(worker, hand) {
    const handle = this.#owner.handle(worker);
    if (handle === null) return; // it died while the rest is worked off
    handle.give(hand);
    if (handle.queued >= this.#own.max_queued) this.#hold(true);
  }

  #hold(held) {
    if (this.#is_held === held) return;
    this.#is_held = held;
    if (!this.#is_paused) this.#session[HOLD](held);
  }

  /** The workers go on with what they have. */
  hold(held, worker) {
    if (worker !== undefined || this.#is_paused === held) return;
    this.#is_paused = held;
    if (!this.#is_held) this.#session?.[HOLD](held);
  }

  on_settled() {}

  on_error(handle, error) {
    this.#owner.fail(error);
  }

  on_taken(handle) {
    this.#slab.offer(handle.worker);
    this.#release();
  }

  on_exit() {
    process.nextTick(() => this.#release());
  }

  #release() {
    const { max_queued } = this.#own;
    if (this.#owner.handles().every(({ queued }) => queued < max_queued)) this.#hold(false);
  }

  lost_by(handle) {
    return handle.pending_packets;
  }

  /** Gives something to all workers, in its place between packets. */
  #tell_all(more) {
    this.#slab.flush();
    for (let worker = 0; worker < this.#own.workers; worker++) {
      const bytes = Buffer.allocUnsafeSlow(0);
      const none = { bytes, end: 0, packets: 0, place: this.#slab.place, link_type: null };
      this.#take(worker, { ...none, ...more });
    }
  }

  /** Nothing more is read: the workers get what there is, and hear that it is all. */
  #end() {
    this.#slab.flush();
    for (let worker = 0; worker < this.#own.workers; worker++) {
      const handle = this.#owner.handle(worker);
      if (handle !== null) this.end_worker(handle);
    }
    this.is_read = this.#is_at_end;
    this.#owner.has_read();
  }

  end_worker(handle) {
    handle.post({ op: 'end' });
  }

  stop() {
    if (this.#session === null) this.#end();
    else this.#stop_session();
  }

  #stop_session() {
    if (this.#session.is_live && this.#session.opened) this.#last_stats = this.#session.stats();
    if (this.#session.fanout_id === undefined) this.#session.close();
    else this.#session[FINISH]();
  }

  async set_filter(expression) {
    this.#session.set_filter(expression);
  }

  async stats() {
    return this.#last_stats ?? this.#session.stats();
  }

  /** `{ place, time }` before which all workers are done; Infinity: they are done with all. */
  settled() {
    let least = { place: Infinity, time: Infinity };
    for (let worker = 0; worker < this.#own.workers; worker++) {
      const oldest = this.#owner.handle(worker)?.hands.find(({ packets }) => packets > 0);
      const { place, time } = oldest ?? this.#slab.first_of(worker) ?? least;
      least = { place: Math.min(least.place, place), time: Math.min(least.time, time) };
    }
    return least;
  }
}

exports.Reader = Reader;
