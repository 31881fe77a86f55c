'use strict';

// Bytes that are kept: those that arrived before their turn, and the last that had it.

const { EMPTY, FastBuffer, copy, view } = require('../packet/bytes');
const { seq_diff } = require('./seq');

/**
 * The largest piece of shared memory: the size that the limits count for a segment, however small
 * it is.
 */
const SHARED = 1024;
/**
 * The smallest: V8 keeps typed arrays of up to 64 bytes in its own heap, until a view on them is
 * made.
 */
const LEAST_SHARED = 128;
const IN_HEAP = 64;

/** From this many removed entries on, and half of the array, the array is made smaller. */
const COMPACT = 64;

/**
 * More entries than this in one segment become one: thousands of small ones would take long to
 * deliver.
 */
const MANY = 32;

/** Bytes up to this many are compared one by one: calling into C++ takes as long. */
const SHORT = 32;

/**
 * The out-of-order queue of one stream: segments that arrived before their turn, sorted by sequence
 * number. The first copy of a byte wins, so no two entries share a byte. A capture that loses
 * packets queues many segments for long: each is one small object, and the bytes of small ones
 * share memory. With a Buffer each, garbage collection took most of the time.
 */
class ReorderQueue {
  // { seq, length, store, start, kept, time, ack }: `kept` of the `length` bytes were captured.
  // Those before #head are removed: Array#shift() moves all others, which takes long where there
  // are thousands.
  #entries = [];
  #head = 0;
  #store = EMPTY; // where the next copy may go, from #used on
  #used = 0;
  end = 0; // the sequence number after the last byte

  get size() {
    return this.#entries.length - this.#head;
  }

  /** The sequence number of the first byte. */
  get seq() {
    return this.#entries[this.#head].seq;
  }

  /** Adds a segment after all others: `data` has what was captured of its `length` bytes. */
  append(seq, length, data, time, ack) {
    this.#entries.push(this.#copy(seq, length, data, 0, time, ack));
    this.end = (seq + length) | 0;
  }

  /**
   * Adds what is new in a segment. Returns how many of its bytes were there before. Where those
   * differ, adds `{ seq, length }` to `conflicts`: each is a run of entries that say something
   * else.
   */
  insert(seq, length, data, time, ack, conflicts) {
    const entries = this.#entries;
    const start = this.#find(seq);
    const merged = [];
    let stop = start;
    let old = 0;
    // Each pass takes one byte or more of the segment.
    for (let at = 0; at < length;) {
      const entry = entries[stop];
      const here = (seq + at) | 0;
      const room =
        entry === undefined ? length - at : Math.min(length - at, seq_diff(entry.seq, here));
      if (room > 0) {
        merged.push(this.#copy(here, room, data, at, time, ack));
        at += room;
      } else {
        const common = Math.min(length - at, seq_diff(entry.seq + entry.length, here));
        if (!is_same(entry, here, data, at, common)) add_conflict(conflicts, here, common);
        merged.push(entry);
        stop += 1;
        old += common;
        at += common;
      }
    }
    if (merged.length > MANY) join(merged, seq, length, time, ack);
    if (merged.length === 1) entries.splice(start, stop - start, merged[0]);
    else if (old < length) {
      this.#entries = entries.slice(this.#head, start).concat(merged, entries.slice(stop));
      this.#head = 0;
    }
    this.#set_end();
    return old;
  }

  /** Removes the first entry and returns it. */
  shift() {
    const entries = this.#entries;
    const entry = entries[this.#head];
    entries[this.#head] = undefined;
    this.#head += 1;
    if (this.#head >= COMPACT && 2 * this.#head >= entries.length) {
      this.#entries = entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Removes the last entry and returns it. */
  pop() {
    const entry = this.#entries.pop();
    this.#set_end();
    return entry;
  }

  #set_end() {
    if (this.size === 0) return;
    const last = this.#entries[this.#entries.length - 1];
    this.end = (last.seq + last.length) | 0;
  }

  /** The index of the first entry that ends after `seq`. */
  #find(seq) {
    const entries = this.#entries;
    let low = this.#head;
    let high = entries.length;
    if (high === low || seq_diff(this.end, seq) <= 0) return high; // most belong at the end
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (seq_diff(entries[middle].seq + entries[middle].length, seq) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // An entry with a copy of data[from, from + length): a view would keep the packet's whole slab in
  // memory.
  #copy(seq, length, data, from, time, ack) {
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
    return { seq, length, store, start, kept, time, ack };
  }

  // The first copy gets what it needs, later ones the more room the more there are.
  #make_room(bytes) {
    const size =
      this.#store === EMPTY ? bytes : Math.max(LEAST_SHARED, bytes, 2 * this.#store.length);
    this.#store =
      size > IN_HEAP ? Buffer.allocUnsafeSlow(Math.min(SHARED, size)) : new FastBuffer(size);
    this.#used = 0;
  }
}

/**
 * Joins those of adjacent `entries` that lie within a segment, if all their bytes were captured.
 */
function join(entries, seq, length, time, ack) {
  const end = (seq + length) | 0;
  const is_inside = (entry) =>
    seq_diff(entry.seq, seq) >= 0 && seq_diff(end, entry.seq + entry.length) >= 0;
  const start = is_inside(entries[0]) ? 0 : 1;
  const stop = is_inside(entries.at(-1)) ? entries.length : entries.length - 1;
  const inside = entries.slice(start, stop);
  if (inside.some((entry) => entry.kept < entry.length)) return;
  const bytes = inside.reduce((sum, entry) => sum + entry.length, 0);
  const store = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const entry of inside) {
    copy(store, at, entry.store, entry.start, entry.start + entry.kept);
    at += entry.kept;
  }
  const joined = { seq: inside[0].seq, length: bytes, store, start: 0, kept: bytes, time, ack };
  entries.splice(start, stop - start, joined);
}

/** What was captured of an entry. */
function bytes_of({ store, start, kept }) {
  return kept === store.length ? store : view(store, start, start + kept);
}

/**
 * Whether data[at, at + length), which is at sequence number `seq`, equals what `entry` has there.
 */
function is_same(entry, seq, data, at, length) {
  const skipped = seq_diff(seq, entry.seq);
  const bytes = Math.min(length, entry.kept - skipped, data.length - at);
  return bytes <= 0 || equals(entry.store, entry.start + skipped, data, at, bytes);
}

/** Whether `length` bytes of two Buffers are the same. */
function equals(a, a_start, b, b_start, length) {
  if (length > SHORT) {
    return a.compare(b, b_start, b_start + length, a_start, a_start + length) === 0;
  }
  for (let i = 0; i < length; i++) if (a[a_start + i] !== b[b_start + i]) return false;
  return true;
}

/** Notes that `length` bytes at `seq` differ; runs that meet become one. */
function add_conflict(conflicts, seq, length) {
  const last = conflicts.at(-1);
  if (last !== undefined && ((last.seq + last.length) | 0) === seq) last.length += length;
  else conflicts.push({ seq, length });
}

/** The number of delivered segments that are known at most: a power of two. */
const ENTRIES = 1024;

/**
 * The bytes that were delivered last, of all connections together. Retransmissions are compared
 * with them.
 */
class OverlapHistory {
  #bytes;
  #size;
  #written = 0; // bytes since the beginning, skipped ones included
  #at = 0; // the same modulo #size, which takes longer to compute than all else here
  #count = 0; // entries since the beginning
  #streams = new Int32Array(ENTRIES);
  #seqs = new Int32Array(ENTRIES);
  #lengths = new Int32Array(ENTRIES);
  #places = new Float64Array(ENTRIES); // #written when the entry was made

  constructor(size) {
    this.#size = size;
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** Keeps a copy of `data`. `stream` is a number that no other stream has. */
  remember(stream, seq, data) {
    const { length } = data;
    if (length > this.#size) return;
    let at = this.#at;
    if (at + length > this.#size) {
      this.#written += this.#size - at;
      at = 0;
    }
    copy(this.#bytes, at, data, 0, length);
    const entry = this.#count & (ENTRIES - 1);
    this.#streams[entry] = stream;
    this.#seqs[entry] = seq;
    this.#lengths[entry] = length;
    this.#places[entry] = this.#written;
    this.#count += 1;
    this.#written += length;
    this.#at = at + length;
  }

  /**
   * The number of bytes of `data` in segments that differ from it, as far as those are still known.
   */
  conflicting_bytes(stream, seq, data) {
    let bytes = 0;
    const oldest = Math.max(0, this.#count - ENTRIES);
    for (let i = this.#count - 1; i >= oldest; i--) {
      const entry = i & (ENTRIES - 1);
      if (this.#written - this.#places[entry] > this.#size) break;
      if (this.#streams[entry] === stream) bytes += this.#difference(entry, seq, data);
    }
    return bytes;
  }

  #difference(entry, seq, data) {
    const ahead = seq_diff(seq, this.#seqs[entry]); // where `data` begins, seen from the entry
    const start = Math.max(0, ahead);
    const end = Math.min(this.#lengths[entry], ahead + data.length);
    if (start >= end) return 0;
    const place = (this.#places[entry] % this.#size) + start;
    return equals(this.#bytes, place, data, start - ahead, end - start) ? 0 : end - start;
  }
}

exports.ReorderQueue = ReorderQueue;
exports.OverlapHistory = OverlapHistory;
exports.bytes_of = bytes_of;
exports.add_conflict = add_conflict;
