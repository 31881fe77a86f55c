'use strict';

// A datagram under reassembly: its fragments, and which bytes have arrived.

/** The maximum length of an IP packet. */
const MAX_LENGTH = 65535;

/** More than a valid datagram can have: each fragment but the last has eight bytes or more. */
const MAX_FRAGMENTS = 8192;

/** What a fragment costs besides its bytes. */
const FRAGMENT_COST = 128;

class Datagram {
  constructor(time, forbids_overlap) {
    this.time = time; // of the first fragment to arrive
    this.forbids_overlap = forbids_overlap;
    this.discarded = false; // its other fragments are ignored
    this.first_header = null; // frame and headers of the fragment at offset 0: see defragmenter.js
    this.cost = 0;
    this.length = -1; // of the payload, known from the last fragment
    this.fragments = [];
    this.ranges = []; // { start, end } of what has arrived, sorted, not adjacent
  }

  get is_whole() {
    const { ranges } = this;
    return (
      this.first_header !== null &&
      ranges.length === 1 &&
      ranges[0].start === 0 &&
      ranges[0].end === this.length
    );
  }

  /** Frees everything, but remembers the datagram so that later fragments do not begin it anew. */
  discard() {
    this.discarded = true;
    this.first_header = null;
    this.fragments = [];
    this.ranges = [];
    this.cost = 0;
  }

  /** Adds a fragment. Returns false if the datagram can't be valid any more. */
  add(offset, bytes, is_last) {
    const end = offset + bytes.length;
    if (is_last) {
      const highest = this.ranges.length > 0 ? this.ranges[this.ranges.length - 1].end : 0;
      if ((this.length >= 0 && this.length !== end) || highest > end) return false;
      this.length = end;
    }
    if (end > MAX_LENGTH || (this.length >= 0 && end > this.length)) return false;
    if (bytes.length === 0) return true;
    if (this.forbids_overlap && this.#overlaps(offset, end)) return this.#has(offset, bytes);
    if (this.fragments.length >= MAX_FRAGMENTS) return false;
    this.fragments.push({ offset, bytes: Buffer.from(bytes) });
    this.cost += bytes.length + FRAGMENT_COST;
    this.#cover(offset, end);
    return true;
  }

  #overlaps(start, end) {
    return this.ranges.some((range) => range.start < end && start < range.end);
  }

  // A fragment that came twice is no overlap (RFC 8200, section 4.5).
  #has(offset, bytes) {
    return this.fragments.some(
      (fragment) => fragment.offset === offset && fragment.bytes.equals(bytes),
    );
  }

  #cover(start, end) {
    const { ranges } = this;
    let from = 0;
    while (from < ranges.length && ranges[from].end < start) from += 1;
    let to = from;
    while (to < ranges.length && ranges[to].start <= end) {
      start = Math.min(start, ranges[to].start);
      end = Math.max(end, ranges[to].end);
      to += 1;
    }
    ranges.splice(from, to - from, { start, end });
  }

  /**
   * Writes the payload: where fragments overlap, the one that arrived later counts (RFC 791,
   * section 3.2).
   */
  write_to(target, at) {
    for (const { offset, bytes } of this.fragments) target.set(bytes, at + offset);
  }
}

exports.Datagram = Datagram;
exports.MAX_LENGTH = MAX_LENGTH;
