'use strict';

// A place in bytes that is read on from. Reading past the limit never throws: it gives zeros and
// empty Buffers, and `error` says why.

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

  /** A string of bytes: its length in `size` octets (1 to 4), then its octets. */
  string(size = 1) {
    return this.take(this.uint(size));
  }

  /** The same as text; what is no UTF-8 shows as U+FFFD. */
  text(size = 1) {
    return this.string(size).toString();
  }

  /** An unsigned number of `size` octets, up to 6. */
  uint(size) {
    if (!this.has(size)) return 0;
    let number = 0;
    for (let i = 0; i < size; i++) number = number * 256 + this.bytes[this.offset + i];
    this.offset += size;
    return number;
  }

  u24() {
    return this.uint(3);
  }

  /** A BigInt. */
  u64() {
    const high = this.u32();
    return (BigInt(high) << 32n) | BigInt(this.u32());
  }

  i32() {
    return this.u32() | 0;
  }

  skip(count) {
    if (this.has(count)) this.offset += count;
  }

  /** How many bytes there are up to the limit; 0 after an error. */
  get left() {
    return this.error === undefined ? Math.max(0, this.limit - this.offset) : 0;
  }

  /**
   * A cursor on the next `count` bytes, which this one passes; fewer where the limit comes before:
   * then this one's error says so, and the other reads what is there.
   */
  within(count) {
    const start = this.offset;
    const end = this.has(count) ? start + count : Math.max(start, this.limit);
    this.offset = end;
    return new this.constructor(this.bytes, start, end);
  }
}

/**
 * Type, length and value, again and again up to the limit: `[{ type, length, data }]`, at most
 * `most`. A value that the limit cuts is listed as far as it is there, and the cursor's error says
 * so.
 * @param {Cursor} cursor
 * @param {{ type_size?: number, length_size?: number, includes_header?: boolean, padded_to?: number
 *   }} form sizes in octets; whether lengths count type and length, too; to what values are padded
 */
function read_tlvs(cursor, most, form = {}) {
  const { type_size = 1, length_size = 1, includes_header = false, padded_to = 1 } = form;
  const header = type_size + length_size;
  const found = [];
  while (cursor.left > 0 && found.length < most) {
    if (!cursor.has(header)) break;
    const type = cursor.uint(type_size);
    const length = cursor.uint(length_size);
    const size = includes_header ? length - header : length;
    if (size < 0) {
      cursor.fail(`length ${length} of type ${type} is less than ${header}`);
      break;
    }
    const value = cursor.within(size);
    found.push({ type, length, data: view(value.bytes, value.offset, value.limit) });
    const padding = (padded_to - (size % padded_to)) % padded_to;
    if (padding > 0) cursor.skip(Math.min(padding, cursor.left));
  }
  return found;
}

exports.Cursor = Cursor;
exports.read_tlvs = read_tlvs;
