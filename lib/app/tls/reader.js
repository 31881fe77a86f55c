'use strict';

/**
 * Reads big-endian fields from the front of bytes. Past the end it gives zeros and empty views and
 * sets `failed`, so a parser looks once, after its last read.
 */
class Reader {
  #bytes;
  #at;
  #end;

  constructor(bytes, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
    this.failed = false;
  }

  get left() {
    return this.#end - this.#at;
  }

  // Returns where `count` bytes begin, or -1.
  #take(count) {
    if (count > this.#end - this.#at) {
      this.failed = true;
      this.#at = this.#end;
      return -1;
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }

  /** An unsigned number of `size` bytes, at most 6. */
  #number(size) {
    const at = this.#take(size);
    return at < 0 ? 0 : this.#bytes.readUIntBE(at, size);
  }

  u8() {
    return this.#number(1);
  }

  u16() {
    return this.#number(2);
  }

  u24() {
    return this.#number(3);
  }

  u32() {
    return this.#number(4);
  }

  /** A view of the next `count` bytes. */
  bytes(count) {
    const at = this.#take(count);
    return at < 0 ? this.#bytes.subarray(0, 0) : this.#bytes.subarray(at, at + count);
  }

  /** A Reader of the next `count` bytes; one that has failed when they are not all there. */
  #sub(count) {
    const at = this.#take(count);
    const sub = new Reader(this.#bytes, Math.max(at, 0), at < 0 ? 0 : at + count);
    sub.failed = this.failed;
    return sub;
  }

  /** Vectors of RFC 8446, section 3.4: their length is in front, in 1, 2 or 3 bytes. */
  vector8() {
    return this.#sub(this.u8());
  }

  vector16() {
    return this.#sub(this.u16());
  }

  vector24() {
    return this.#sub(this.u24());
  }

  /** All that is left. */
  rest() {
    return this.bytes(this.left);
  }

  /** All that is left, as 16-bit numbers. */
  numbers16() {
    const numbers = [];
    while (this.left > 1) numbers.push(this.u16());
    if (this.left > 0) this.failed = true;
    return numbers;
  }
}

exports.Reader = Reader;
