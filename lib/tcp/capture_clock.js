'use strict';

// The capture's time, as its packets tell it. It may jitter; it does not run backwards for a single
// packet.

/**
 * Packets in a row that are this much older than the newest one (seconds) mean that the clock was
 * set back.
 */
const STEP = 60;
const STEP_PACKETS = 16;

class CaptureClock {
  now = 0;
  /** A number that changes whenever an epoch has passed. */
  epoch = 0;
  #next_epoch = 0;
  #epoch_length;
  #packets_behind = 0; // packets in a row that are older than STEP
  #on_set_back;

  /**
   * `epoch_length` is in seconds; `on_set_back(step)` is called when the clock was set back by so
   * many.
   */
  constructor(epoch_length, on_set_back) {
    this.#epoch_length = epoch_length;
    this.#on_set_back = on_set_back;
  }

  /** A packet was captured at `time`, NaN if it does not say. Returns when to say that it was. */
  tick(time) {
    if (time >= this.now) {
      this.now = time;
      this.#packets_behind = 0;
    } else if (time < this.now - STEP) {
      this.#packets_behind += 1;
      if (this.#packets_behind >= STEP_PACKETS) this.#set_back(time);
    } else if (!(time >= 0)) {
      return this.now;
    }
    if (this.now >= this.#next_epoch) {
      this.epoch = (this.epoch + 1) | 0;
      this.#next_epoch = this.now + this.#epoch_length;
    }
    return time;
  }

  #set_back(time) {
    const step = this.now - time;
    this.now = time;
    this.#packets_behind = 0;
    this.#next_epoch = time;
    this.#on_set_back(step);
  }
}

exports.CaptureClock = CaptureClock;
