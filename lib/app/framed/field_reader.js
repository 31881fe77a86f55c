'use strict';

// Reads the fields of a message one after the other. Reading past the end never throws: it gives
// zeros and empty values, and `is_short` says so.

const EMPTY = Buffer.alloc(0);

class FieldReader {
  /** A field was longer than what is there. */
  is_short = false;

  /**
   * @param {Buffer} bytes
   * @param {number} [at]
   * @param {number} [end]
   */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = Math.min(at, bytes.length);
    this.end = Math.min(end, bytes.length);
  }

  get left() {
    return this.end - this.at;
  }

  #has(count) {
    if (count >= 0 && count <= this.end - this.at) return true;
    this.is_short = true;
    this.at = this.end;
    return false;
  }

  #next(count, read) {
    if (!this.#has(count)) return 0;
    const value = this.bytes[read](this.at);
    this.at += count;
    return value;
  }

  u8() {
    return this.#next(1, 'readUInt8');
  }

  u16() {
    return this.#next(2, 'readUInt16BE');
  }

  u16le() {
    return this.#next(2, 'readUInt16LE');
  }

  u32() {
    return this.#next(4, 'readUInt32BE');
  }

  u32le() {
    return this.#next(4, 'readUInt32LE');
  }

  i8() {
    return this.#next(1, 'readInt8');
  }

  i16() {
    return this.#next(2, 'readInt16BE');
  }

  i32le() {
    return this.#next(4, 'readInt32LE');
  }

  f32() {
    return this.#next(4, 'readFloatBE');
  }

  f64() {
    return this.#next(8, 'readDoubleBE');
  }

  f64le() {
    return this.#next(8, 'readDoubleLE');
  }

  i32() {
    return this.#next(4, 'readInt32BE');
  }

  // 64 bits are a number where that is exact, otherwise a BigInt.

  #next_wide(read) {
    return safe_number(this.#has(8) ? this.bytes[read]((this.at += 8) - 8) : 0n);
  }

  u64() {
    return this.#next_wide('readBigUInt64BE');
  }

  i64() {
    return this.#next_wide('readBigInt64BE');
  }

  u64le() {
    return this.#next_wide('readBigUInt64LE');
  }

  i64le() {
    return this.#next_wide('readBigInt64LE');
  }

  /** A view of the next `count` bytes. */
  take(count) {
    if (!this.#has(count)) return EMPTY;
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  skip(count) {
    if (this.#has(count)) this.at += count;
  }

  rest() {
    return this.take(this.left);
  }

  /** The next `count` bytes as UTF-8; what there is of them where they are cut. */
  text(count) {
    const start = this.at;
    const length = Math.max(0, Math.min(count, this.left));
    if (this.#has(count)) this.at += count;
    return this.bytes.toString('utf8', start, start + length);
  }

  /** Text up to a zero byte; what there is of it where that is missing. */
  text_z() {
    const zero = this.bytes.indexOf(0, this.at);
    const found = zero !== -1 && zero < this.end;
    const text = this.bytes.toString('utf8', this.at, found ? zero : this.end);
    this.is_short ||= !found;
    this.at = found ? zero + 1 : this.end;
    return text;
  }
}

function safe_number(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

exports.FieldReader = FieldReader;
