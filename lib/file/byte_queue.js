'use strict';

// Chunks of a file, in order, read as if they were one. Nothing is copied but what crosses from one
// chunk into the next, and a length that a file only claims costs no memory.

const EMPTY = new Uint8Array(0);

/** The bytes that have arrived and are not consumed: `bytes[at]` is the first of `size`. */
class ByteQueue {
  #later = []; // chunks after `bytes`

  constructor() {
    this.bytes = EMPTY;
    this.at = 0;
    this.size = 0;
    this.finished = false; // no more will arrive
  }

  /** Appends a chunk, which must not change afterwards. */
  push(chunk) {
    if (chunk.length === 0) return;
    if (this.size === 0) {
      this.bytes = chunk;
      this.at = 0;
    } else {
      this.#later.push(chunk);
    }
    this.size += chunk.length;
  }

  /** Whether the next `count` bytes are here; then they lie together, from `bytes[at]` on. */
  has(count) {
    if (this.size < count) return false;
    if (this.bytes.length - this.at < count) this.#join(count);
    return true;
  }

  /** Consumes bytes, which must be here. */
  skip(count) {
    this.at += count;
    this.size -= count;
    while (this.at > 0 && this.at >= this.bytes.length && this.#later.length > 0) {
      this.at -= this.bytes.length;
      this.bytes = this.#later.shift();
    }
  }

  #join(count) {
    const parts = [this.bytes.subarray(this.at)];
    let size = parts[0].length;
    while (size < count) {
      const part = this.#later.shift();
      parts.push(part);
      size += part.length;
    }
    const joined = new Uint8Array(size);
    let end = 0;
    for (const part of parts) {
      joined.set(part, end);
      end += part.length;
    }
    this.bytes = joined;
    this.at = 0;
  }
}

exports.ByteQueue = ByteQueue;
