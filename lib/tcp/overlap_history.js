'use strict';

// The bytes that were delivered last, of all connections together. Retransmissions are compared
// with them.

const { copy } = require('../packet/bytes');
const { seq_diff } = require('./seq');
const { equals } = require('./reorder_queue');

/** The number of segments that are known at most: a power of two. */
const ENTRIES = 1024;

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

exports.OverlapHistory = OverlapHistory;
