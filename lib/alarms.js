'use strict';

// Work that is to be done at a time of capture, for what waits on a connection that is quiet. All
// packets of a tracker move its clock.

/** The key of a tracker's Alarms. */
const ALARMS = Symbol('alarms');

class Alarms {
  #waiting = []; // { due, work }
  /** When the next one is due, in seconds. */
  next = Infinity;

  /** Does `work(now)` once it is `due`, in seconds. */
  set(due, work) {
    this.#waiting.push({ due, work });
    this.next = Math.min(this.next, due);
  }

  /** Does what is due. `keep_error` gets what it throws. */
  ring(now, keep_error) {
    const due = this.#waiting.filter((alarm) => alarm.due <= now);
    this.#waiting = this.#waiting.filter((alarm) => alarm.due > now);
    this.next = this.#waiting.reduce((least, alarm) => Math.min(least, alarm.due), Infinity);
    for (const { work } of due) {
      try {
        work(now);
      } catch (error) {
        keep_error(error);
      }
    }
  }

  /** The clock was set back by `step` seconds. */
  shift(step) {
    for (const alarm of this.#waiting) alarm.due -= step;
    this.next -= step;
  }
}

exports.ALARMS = ALARMS;
exports.Alarms = Alarms;
