'use strict';

// A place in bytes that is read on from. Reading past the limit never throws: it gives zeros and empty
// Buffers, and `error` says why.

const { view, u16, u32 } = require('./bytes');

class Cursor {
  constructor(bytes, offset, limit) {
    this.bytes = bytes;
    this.offset = offset;
    this.limit = limit;
    this.error = undefined; // text, or 'short' where the limit came too early; the first one stays
    this.needed = 0; // bytes that were asked for when it did
  }

  fail(text) {
    if (this.error === undefined) this.error = text;
  }

  /** True where `count` more bytes are there. */
  has(count) {
    if (this.error === undefined && this.limit - this.offset >= count) return true;
    if (this.error === undefined) this.needed = count;
    this.fail('short');
    return false;
  }

  u8() {
    return this.has(1) ? this.bytes[this.offset++] : 0;
  }

  u16() {
    if (!this.has(2)) return 0;
    this.offset += 2;
    return u16(this.bytes, this.offset - 2);
  }

  u32() {
    if (!this.has(4)) return 0;
    this.offset += 4;
    return u32(this.bytes, this.offset - 4);
  }

  /** A Buffer on the next `count` bytes. */
  take(count) {
    if (!this.has(count)) count = 0;
    this.offset += count;
    return view(this.bytes, this.offset - count, this.offset);
  }

  /** A Buffer on all bytes up to the limit. */
  rest() {
    return this.take(Math.max(0, this.limit - this.offset));
  }

  /** A string of bytes: its length in one octet, then its octets. */
  string() {
    return this.take(this.u8());
  }
}

exports.Cursor = Cursor;
