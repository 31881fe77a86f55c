'use strict';

// Work that is to be done at a time of capture, for what waits on a connection that is quiet. All
// packets of a tracker move its clock.

/** The key of a tracker's Alarms. */
const ALARMS = Symbol('alarms');

const PER_SECOND = 10; // times at which they ring: so that there are few, however many alarms wait

class Alarms {
  #times = new Map(); // in tenths of a second: Set of alarms, { time, work }
  /** When the next one is due, in seconds. */
  next = Infinity;

  /** How many wait. */
  get size() {
    let size = 0;
    for (const alarms of this.#times.values()) size += alarms.size;
    return size;
  }

  /** Does `work(now)` once it is `due`, in seconds, or 0.1 s later. Returns it for clear(). */
  set(due, work) {
    const alarm = { time: Math.ceil(due * PER_SECOND), work };
    this.#add(alarm);
    return alarm;
  }

  #add(alarm) {
    const { time } = alarm;
    const alarms = this.#times.get(time);
    if (alarms === undefined) this.#times.set(time, new Set([alarm]));
    else alarms.add(alarm);
    this.next = Math.min(this.next, time / PER_SECOND);
  }

  /** It is not to be done any more. */
  clear(alarm) {
    const alarms = this.#times.get(alarm.time);
    if (alarms === undefined || !alarms.delete(alarm) || alarms.size > 0) return;
    this.#times.delete(alarm.time);
    this.#find_next();
  }

  #find_next() {
    let next = Infinity;
    for (const time of this.#times.keys()) next = Math.min(next, time);
    this.next = next / PER_SECOND;
  }

  /** Does what is due. `keep_error` gets what it throws. */
  ring(now, keep_error) {
    const due = [...this.#times.keys()].filter((time) => time / PER_SECOND <= now);
    const alarms = due.sort((a, b) => a - b).flatMap((time) => [...this.#times.get(time)]);
    for (const time of due) this.#times.delete(time);
    this.#find_next();
    for (const { work } of alarms) {
      try {
        work(now);
      } catch (error) {
        keep_error(error);
      }
    }
  }

  /** The clock was set back by `step` seconds. */
  shift(step) {
    const alarms = [...this.#times.values()].flatMap((set) => [...set]);
    this.#times.clear();
    this.next = Infinity;
    for (const alarm of alarms) {
      alarm.time = Math.ceil(alarm.time - step * PER_SECOND);
      this.#add(alarm);
    }
  }
}

exports.ALARMS = ALARMS;
exports.Alarms = Alarms;
