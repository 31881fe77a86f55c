'use strict';

// Drives a session: turns of the event loop in which packets are read and delivered.
//
// JavaScript pulls. A turn delivers what the slab has, reads more, and so on, for about 5 ms; when
// the addon has nothing more, the descriptor is polled.

const { AsyncResource } = require('node:async_hooks');
const { performance } = require('node:perf_hooks');

const { READ, STATE } = require('./binding');
const { clearImmediate, clearTimeout, nextTick, setImmediate, setTimeout } = require('../timers');

const TURN_MS = 5; // of packets in one turn of the event loop
const READ_AHEAD_MS = 1; // of it for reading ahead, when packets are left from the turn before
const DOWN_INTERVAL_MS = 50; // between two looks at an interface that is down

/**
 * What the session does for its pump:
 * - `deliver(until)`: delivers what the slab has; false when that ended early
 * - `has_read()`: the addon has read; the pump stops where this returns false
 * - `end(status)`: nothing more will come: READ.END or an error
 * - `after_turn()`: a turn is over
 * - `last_event()`: emits what comes last
 * @typedef {object} Owner
 */
class Pump {
  #native;
  #state; // what the addon says about the last read: STATE.* are its indices
  #slab;
  #owner;
  #is_live;
  #hold_ms; // that may pass between two reads, so that each finds more; 0: none
  #is_finishing = false; // the addon ends after what it holds
  #has_read = false; // packets, since the last hold
  #status = READ.MORE; // of the last read
  #immediate = null; // for the next turn
  #timer = null; // for devices without a descriptor, and for those that are down
  #is_working = false; // a turn is on the stack
  #is_readable = false; // since the last read, which may have found nothing more
  // The functions below, in the async context in which the session was created.
  #turn;
  #turn_next_round;
  #on_readable;
  #last_event;

  constructor({ native, state, slab, is_live, owner }) {
    const resource = new AsyncResource('PCAPSESSION');
    this.#native = native;
    this.#state = state;
    this.#slab = slab;
    this.#is_live = is_live;
    this.#hold_ms = native.hold?.() ?? 0;
    this.#owner = owner;
    this.#turn = () => {
      this.#immediate = null;
      resource.runInAsyncScope(this.#take_turn, this);
    };
    this.#turn_next_round = () => {
      this.#immediate = setImmediate(this.#turn);
    };
    this.#on_readable = (status) => resource.runInAsyncScope(this.#readable, this, status);
    this.#last_event = () => resource.runInAsyncScope(owner.last_event);
  }

  /** Whether a turn is on the stack. */
  get is_working() {
    return this.#is_working;
  }

  /** Begins to read, or goes on: what was read before comes first. */
  start() {
    const is_polled = this.#poll();
    this.#is_readable = true; // as far as we know
    const is_waiting =
      !this.#slab.is_empty ||
      this.#status !== READ.MORE ||
      this.#state[STATE.NEED] > 0 ||
      this.#is_finishing;
    // The addon may have read the bytes of a pipe already, whose descriptor is silent then.
    if (is_waiting || !is_polled || !this.#is_live) this.#schedule_turn();
  }

  /** Stops reading, for a while or for good. */
  stop() {
    this.#native.stop_polling();
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#immediate = this.#timer = null;
  }

  /** Has the addon end after what it holds. */
  finish_reading() {
    this.#native.finish();
    this.#is_finishing = true;
    this.#status = READ.MORE;
    if (!this.#slab.halted) this.#schedule_turn();
  }

  /** Goes on with another session of the addon's. */
  use(native) {
    this.#native = native;
    this.#status = READ.MORE;
    this.start();
  }

  /** Has the owner emit what comes last, when the stack is empty. */
  finish() {
    nextTick(this.#last_event);
  }

  /** Waits until packets can be read; false when there is nothing to wait for. */
  #poll() {
    const is_polled = this.#native.start_polling(this.#on_readable);
    const interval = this.#native.interval();
    if (interval > 0) this.#look_in(is_polled ? Math.max(interval, DOWN_INTERVAL_MS) : interval);
    return is_polled || interval > 0;
  }

  #look_in(ms) {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#on_readable(-1);
    }, ms);
  }

  // The next turn comes in the next round of the event loop. When readiness began this round, an
  // immediate would still come in the same one, and timers would wait for both.
  #schedule_turn(was_readable = false) {
    if (this.#immediate !== null) return;
    this.#immediate = setImmediate(was_readable ? this.#turn_next_round : this.#turn);
  }

  /** The descriptor is readable, or (status < 0) in error: then it is no longer polled. */
  #readable(status) {
    try {
      this.#is_readable = true;
      if (this.#immediate === null) this.#take_turn(true); // otherwise a turn is to come anyway
    } finally {
      if (status < 0 && !this.#slab.halted) this.#poll();
    }
  }

  #take_turn(was_readable) {
    if (this.#slab.halted || this.#is_working) return;
    let is_done = false;
    this.#is_working = true;
    try {
      is_done = this.#work(performance.now() + TURN_MS);
    } finally {
      // Not done: the time is up, or a listener threw, and the rest is for the next turn.
      this.#is_working = false;
      this.#owner.after_turn();
      if (!is_done && !this.#slab.halted) this.#schedule_turn(was_readable);
    }
  }

  /** Delivers and reads until the time is up (false) or there is nothing left to do (true). */
  #work(until) {
    const slab = this.#slab;
    if (this.#is_live && !slab.is_empty) this.#read_ahead();
    while (this.#owner.deliver(until)) {
      if (slab.halted) return true;
      if (slab.advance()) continue;
      if (this.#status !== READ.MORE && !this.#has_more()) return this.#handle_status();
      this.#is_readable = false;
      slab.fill(this.#native, this.#state);
      this.#has_read ||= !slab.is_empty;
      this.#status = this.#state[STATE.STATUS];
      if (!this.#owner.has_read()) return true;
    }
    return false;
  }

  // While packets come, the timer says when to look; then the descriptor again.
  #hold() {
    if (!this.#has_read) {
      this.#poll();
      return;
    }
    this.#has_read = false;
    this.#native.stop_polling();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#on_readable(0);
    }, this.#native.hold());
  }

  // The addon said that it has no more, but has been readable since: while a turn was still to
  // come, or the session paused.
  #has_more() {
    return this.#status === READ.DRAINED && this.#is_readable;
  }

  // Packets come faster than they are worked on: here is more room for them than in the kernel's
  // buffer.
  #read_ahead() {
    if (this.#status === READ.END || this.#status < 0) return;
    const until = performance.now() + READ_AHEAD_MS;
    if (this.#slab.read_ahead(this.#native, this.#state, until)) {
      this.#status = this.#state[STATE.STATUS];
    }
  }

  /** Everything that was read is delivered: acts on the way in which reading ended. */
  #handle_status() {
    const status = this.#status;
    this.#status = READ.MORE;
    if (status !== READ.DRAINED) this.#owner.end(status);
    else if (this.#hold_ms > 0) this.#hold();
    return true;
  }
}

exports.Pump = Pump;
