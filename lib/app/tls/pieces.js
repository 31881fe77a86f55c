'use strict';

// A message that comes in pieces: in any order, more than once, overlapping.

const MAX_PIECES = 256; // that wait for those before them

class Pieces {
  #pieces = []; // { offset, data }, by offset
  #size = 0;

  /** Bytes that are kept. */
  get size() {
    return this.#size;
  }

  /** Keeps a copy of a piece. */
  add(offset, data) {
    if (data.length === 0) return;
    const at = this.#pieces.findIndex((piece) => piece.offset >= offset);
    const next = this.#pieces[at];
    if (next?.offset === offset && next.data.length >= data.length) return;
    if (this.#pieces.length >= MAX_PIECES) return;
    const piece = { offset, data: Buffer.from(data) };
    this.#pieces.splice(at === -1 ? this.#pieces.length : at, 0, piece);
    this.#size += data.length;
  }

  /** The bytes from the beginning, as far as none is missing. */
  joined() {
    const parts = [];
    let end = 0;
    for (const { offset, data } of this.#pieces) {
      if (offset > end) break;
      if (offset + data.length <= end) continue;
      parts.push(data.subarray(end - offset));
      end = offset + data.length;
    }
    return Buffer.concat(parts);
  }

  clear() {
    this.#pieces = [];
    this.#size = 0;
  }
}

exports.Pieces = Pieces;
