'use strict';

// Events that wait, since it is not known yet what an answer before them answers. They are told in
// order when that is known, or when too much or too long has been waited for.

const ENTRY_COST = 500;
const MAX_WAITING_BYTES = 256 * 1024;
const MAX_WAIT_MS = 3000; // of capture time; a TCPTracker takes a second for each gap

class HeldEvents {
  #entries = []; // { answer, time }: it waits for that; { work, cost }
  #open = new Set(); // answers
  #head = 0; // of #entries
  #bytes = 0;

  get is_empty() {
    return this.#head === this.#entries.length;
  }

  get held_bytes() {
    return this.#bytes;
  }

  /** What comes now waits for this answer. */
  wait_for(answer, time) {
    this.#open.add(answer);
    this.#entries.push({ answer, time, cost: ENTRY_COST });
    this.#bytes += ENTRY_COST;
  }

  /** It is known what an answer answers, or that it won't be known. */
  decided(answer) {
    this.#open.delete(answer);
  }

  /** Keeps an event for later. */
  push(work, bytes) {
    const cost = ENTRY_COST + bytes;
    this.#entries.push({ work, cost });
    this.#bytes += cost;
  }

  /** When it is too long for the first that waits, in milliseconds of capture time. */
  get due() {
    return this.is_empty ? Infinity : this.#entries[this.#head].time + MAX_WAIT_MS;
  }

  /** Whether too much or too long has been waited for, at `time` (milliseconds). */
  is_overdue(time) {
    if (this.is_empty) return false;
    const since = this.#entries[this.#head].time;
    return this.#bytes > MAX_WAITING_BYTES || Math.abs(time - since) >= MAX_WAIT_MS;
  }

  /** The next event that has its turn; undefined when none has. */
  next() {
    while (!this.is_empty) {
      const { answer, work, cost } = this.#entries[this.#head];
      if (this.#open.has(answer)) return undefined;
      this.#entries[this.#head++] = undefined;
      this.#bytes -= cost;
      if (work !== undefined) return work;
    }
    this.#entries = [];
    this.#head = 0;
    return undefined;
  }
}

exports.HeldEvents = HeldEvents;
