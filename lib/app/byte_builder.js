'use strict';

// Bytes that come in pieces. One buffer that doubles: a list of pieces of one byte each would take
// a hundred times what it holds.

const EMPTY = Buffer.alloc(0);
const LEAST = 64;

/** What a Buffer takes beside its bytes. */
const BUFFER_COST = 240;

/**
 * A copy with memory of its own. Buffer.from() shares pools of 8 KiB, where one byte that is kept
 * keeps the whole pool.
 */
function own_copy(bytes) {
  const { length } = bytes;
  const copy = length <= LEAST ? Buffer.alloc(length) : Buffer.allocUnsafeSlow(length);
  copy.set(bytes);
  return copy;
}

class ByteBuilder {
  #bytes = EMPTY;
  length = 0;

  /** Bytes of memory that it takes. */
  get cost() {
    return this.#bytes.length;
  }

  append(piece) {
    const end = this.length + piece.length;
    if (this.length === 0) {
      this.#bytes = own_copy(piece); // most are whole with their first piece
      this.length = end;
      return;
    }
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(piece, this.length);
    this.length = end;
  }

  /** The bytes so far; valid until the next change. */
  view() {
    return this.#bytes.subarray(0, this.length);
  }

  /** The bytes so far, as a Buffer of their own; the builder is empty then. */
  take() {
    const { length } = this;
    const is_exact = length > 0 && length === this.#bytes.length;
    const bytes = is_exact ? this.#bytes : own_copy(this.view());
    this.clear();
    return bytes;
  }

  clear() {
    this.#bytes = EMPTY;
    this.length = 0;
  }

  #grow(least) {
    const bytes = Buffer.allocUnsafeSlow(Math.max(least, 2 * this.#bytes.length, LEAST));
    bytes.set(this.view());
    this.#bytes = bytes;
  }
}

exports.BUFFER_COST = BUFFER_COST;
exports.ByteBuilder = ByteBuilder;
exports.EMPTY = EMPTY;
exports.own_copy = own_copy;
