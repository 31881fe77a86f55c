'use strict';

// One datagram on its way to being whole: pieces, and which bytes are there.

/** What an IP packet holds at most, and so what fragments may make. */
const MAX_LENGTH = 65535;

/**
 * Pieces a datagram: more than a real one ever has, as each but the last brings eight bytes or
 * more.
 */
const MAX_PIECES = 8192;

/** Upkeep of a piece, so that many small ones count for what they take. */
const PIECE_COST = 128;

class Datagram {
  constructor(time, forbids_overlap) {
    this.time = time; // of the first fragment to arrive
    this.forbids_overlap = forbids_overlap;
    this.dead = false; // given up: what else comes of it is thrown away
    this.head = null; // frame and headers of the fragment at offset 0: see defragmenter.js
    this.cost = 0;
    this.length = -1; // of the payload, once the last fragment told it
    this.pieces = [];
    this.ranges = []; // [start, end) of what is there, sorted, apart from each other
  }

  get is_whole() {
    const { ranges } = this;
    return (
      this.head !== null &&
      ranges.length === 1 &&
      ranges[0].start === 0 &&
      ranges[0].end === this.length
    );
  }

  /** Gives up; remembers only that it did. */
  kill() {
    this.dead = true;
    this.head = null;
    this.pieces = [];
    this.ranges = [];
    this.cost = 0;
  }

  /** Adds a fragment. Returns false if the datagram can't be put together any more. */
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
    if (this.pieces.length >= MAX_PIECES) return false;
    this.pieces.push({ offset, bytes: Buffer.from(bytes) });
    this.cost += bytes.length + PIECE_COST;
    this.#cover(offset, end);
    return true;
  }

  #overlaps(start, end) {
    return this.ranges.some((range) => range.start < end && start < range.end);
  }

  // A fragment that came twice is no overlap (RFC 8200, section 4.5).
  #has(offset, bytes) {
    return this.pieces.some((piece) => piece.offset === offset && piece.bytes.equals(bytes));
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
   * Writes the payload: where pieces overlap, the one that arrived later counts (RFC 791, section
   * 3.2).
   */
  write_to(target, at) {
    for (const { offset, bytes } of this.pieces) target.set(bytes, at + offset);
  }
}

exports.Datagram = Datagram;
exports.MAX_LENGTH = MAX_LENGTH;
