'use strict';

// Which messages came before: those of one sensor's run come in order in each partition, so the
// last number tells.

const MAX_SOURCES = 65536; // runs and partitions that are remembered

class Seen {
  #last = new Map(); // run and partition -> number of the last message's first record

  /** Whether a message was there before; from now on it was. Without numbers, it was not. */
  has({ subject, sensor, run, seq }) {
    if (!Number.isSafeInteger(seq) || run === '') return false;
    const key = `${subject} ${sensor} ${run}`;
    const last = this.#last.get(key);
    if (last !== undefined && seq <= last) return true;
    this.#last.delete(key);
    this.#last.set(key, seq);
    if (this.#last.size > MAX_SOURCES) this.#last.delete(this.#last.keys().next().value);
    return false;
  }
}

exports.Seen = Seen;
