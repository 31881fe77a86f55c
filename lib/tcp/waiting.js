'use strict';

// Segments of one stream that came before their turn, by sequence number. What came first stays: no two of them share a
// byte. Where a capture loses packets there are many, for long, so that each is one small object, and copies of the bytes of
// small ones lie together: with a Buffer each, the garbage collector had most of the work.

const { NO_BYTES, FastBuffer, copy, view } = require('../packet/bytes');

/** The most that copies which lie together take: what the limits count a segment for, however small it is. */
const SHARED = 1024;
/** The least: typed arrays of up to 64 bytes have them in V8's own heap, until one asks for a view on them. */
const LEAST_SHARED = 128;
const IN_HEAP = 64;

class Waiting {
  entries = []; // { seq, length, store, start, kept, time }: `kept` of the `length` bytes were captured
  end = 0; // the sequence number behind the last byte
  #store = NO_BYTES; // where the next copy may go, from #used on
  #used = 0;

  get size() {
    return this.entries.length;
  }

  /** The sequence number of the first byte. */
  get seq() {
    return this.entries[0].seq;
  }

  /** A segment behind all others: `data` is what was captured of its `length` bytes. */
  append(seq, length, data, time) {
    this.entries.push(this.#copy(seq, length, data, 0, time));
    this.end = (seq + length) | 0;
  }

  /**
   * A segment anywhere. Returns how many of its bytes were there before. Where these are others, adds `{ at, bytes }` to
   * `conflicts`.
   */
  insert(seq, length, data, time, conflicts) {
    const { entries } = this;
    const start = find(entries, seq);
    const merged = [];
    let stop = start;
    let old = 0;
    for (let at = 0; at < length;) {
      const entry = entries[stop];
      const here = (seq + at) | 0;
      const room =
        entry === undefined ? length - at : Math.min(length - at, (entry.seq - here) | 0);
      if (room > 0) {
        merged.push(this.#copy(here, room, data, at, time));
        at += room;
      } else {
        const common = Math.min(length - at, (entry.seq + entry.length - here) | 0);
        compare(entry, here, data.subarray(at, at + common), conflicts);
        merged.push(entry);
        stop += 1;
        old += common;
        at += common;
      }
    }
    if (merged.length === 1) entries.splice(start, stop - start, merged[0]);
    else if (old < length)
      this.entries = entries.slice(0, start).concat(merged, entries.slice(stop));
    this.#find_end();
    return old;
  }

  /** Takes the first one out. */
  shift() {
    return this.entries.shift();
  }

  /** Takes the last one out. */
  pop() {
    const entry = this.entries.pop();
    this.#find_end();
    return entry;
  }

  #find_end() {
    const last = this.entries.at(-1);
    if (last !== undefined) this.end = (last.seq + last.length) | 0;
  }

  // An entry with a copy of data[from, from + length): a view would keep the packet's whole slab in memory.
  #copy(seq, length, data, from, time) {
    const kept = Math.max(0, Math.min(data.length - from, length));
    let store;
    let start = 0;
    if (kept > SHARED / 2) {
      store = Buffer.allocUnsafeSlow(kept);
    } else {
      if (this.#used + kept > this.#store.length) this.#make_room(kept);
      store = this.#store;
      start = this.#used;
      this.#used += kept;
    }
    copy(store, start, data, from, from + kept);
    return { seq, length, store, start, kept, time };
  }

  // The first one gets what it needs, the others the more room the more there are.
  #make_room(bytes) {
    const size =
      this.#store === NO_BYTES ? bytes : Math.max(LEAST_SHARED, bytes, 2 * this.#store.length);
    this.#store =
      size > IN_HEAP ? Buffer.allocUnsafeSlow(Math.min(SHARED, size)) : new FastBuffer(size);
    this.#used = 0;
  }
}

/** What was captured of an entry. */
function bytes_of({ store, start, kept }) {
  return kept === store.length ? store : view(store, start, start + kept);
}

/** The index of the first entry that ends after `seq`. */
function find(entries, seq) {
  let low = 0;
  let high = entries.length;
  // Most segments belong at the end.
  if (high > 0 && ((entries[high - 1].seq + entries[high - 1].length - seq) | 0) <= 0) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (((entries[middle].seq + entries[middle].length - seq) | 0) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Notes where `data` at `seq` contradicts the bytes that were there first. */
function compare(entry, seq, data, conflicts) {
  const there = bytes_of(entry).subarray((seq - entry.seq) | 0);
  const bytes = Math.min(there.length, data.length);
  if (!there.subarray(0, bytes).equals(data.subarray(0, bytes))) conflicts.push({ at: seq, bytes });
}

exports.Waiting = Waiting;
exports.bytes_of = bytes_of;
