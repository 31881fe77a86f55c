'use strict';

// Fields of a message read one after the other. What the bytes end before is undefined, and so is
// all that follows; report() tells the layer.

const { view, u16, u32, u16le, u32le } = require('./bytes');
const { malformed, truncated } = require('./layer');
const { MAX_LISTED } = require('./limits');

class FieldReader {
  #needed = 0; // bytes that were asked for where there were less
  #short_at = 0;
  #fault = undefined;

  constructor(bytes, offset, end) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  /** How many bytes can still be read. */
  get left() {
    return Math.max(0, this.end - this.offset);
  }

  /** Whether nothing was missing so far. */
  get is_whole() {
    return this.#needed === 0 && this.#fault === undefined;
  }

  /** Notes what is wrong, and reads nothing more. */
  fail(text) {
    if (this.is_whole) this.#fault = text;
    this.offset = this.end;
  }

  /** Where the next `count` bytes are; undefined where they are not. */
  #next(count) {
    const start = this.offset;
    if (this.end - start >= count) {
      this.offset = start + count;
      return start;
    }
    if (this.is_whole) {
      this.#needed = count;
      this.#short_at = start;
    }
    this.offset = this.end;
    return undefined;
  }

  u8() {
    const at = this.#next(1);
    return at === undefined ? undefined : this.bytes[at];
  }

  u16() {
    const at = this.#next(2);
    return at === undefined ? undefined : u16(this.bytes, at);
  }

  u24() {
    const at = this.#next(3);
    return at === undefined ? undefined : (this.bytes[at] << 16) | u16(this.bytes, at + 1);
  }

  u32() {
    const at = this.#next(4);
    return at === undefined ? undefined : u32(this.bytes, at);
  }

  /** 48 bits, which a number holds exactly. */
  u48() {
    const at = this.#next(6);
    return at === undefined ? undefined : u16(this.bytes, at) * 2 ** 32 + u32(this.bytes, at + 2);
  }

  u64() {
    const at = this.#next(8);
    if (at === undefined) return undefined;
    return (BigInt(u32(this.bytes, at)) << 32n) | BigInt(u32(this.bytes, at + 4));
  }

  /** A floating-point number of 32 bits. */
  f32() {
    const at = this.#next(4);
    return at === undefined ? undefined : view(this.bytes, at, at + 4).readFloatBE(0);
  }

  /** The same numbers, little-endian. */
  u16le() {
    const at = this.#next(2);
    return at === undefined ? undefined : u16le(this.bytes, at);
  }

  u32le() {
    const at = this.#next(4);
    return at === undefined ? undefined : u32le(this.bytes, at);
  }

  /** `count` octets in reverse, as little-endian protocols write addresses. */
  reversed(count) {
    const at = this.#next(count);
    return at === undefined ? undefined : Buffer.from(this.bytes.slice(at, at + count)).reverse();
  }

  /** A signed octet. */
  i8() {
    const value = this.u8();
    return value === undefined ? undefined : (value << 24) >> 24;
  }

  /** `new Address(bytes, offset)` or, for IP addresses, `new Address().decode(bytes, offset)`. */
  address(Address, size) {
    const at = this.#next(size);
    if (at === undefined) return undefined;
    const { decode } = Address.prototype;
    return decode === undefined
      ? new Address(this.bytes, at)
      : new Address().decode(this.bytes, at);
  }

  /** A Buffer on the next `count` bytes, or on those that are left of them. */
  take(count) {
    const start = this.offset;
    const { left } = this;
    this.#next(count);
    return view(this.bytes, start, start + Math.min(count, left));
  }

  /** The same of all that is left, without passing it. */
  peek() {
    return view(this.bytes, this.offset, this.offset + this.left);
  }

  rest() {
    return this.take(this.left);
  }

  skip(count) {
    this.#next(count);
  }

  /** A reader of the next `count` bytes alone, or of those that are left of them. */
  part(count) {
    const start = this.offset;
    const end = Math.min(this.end, start + count);
    this.#next(count);
    return new FieldReader(this.bytes, start, end);
  }

  /** Up to `count` results of `read(this)`, which reads at least one byte; MAX_LISTED at most. */
  list(count, read) {
    const items = [];
    const most = Math.min(count ?? 0, MAX_LISTED);
    while (items.length < most && this.is_whole) {
      const item = read(this);
      if (this.is_whole || this.left > 0) items.push(item);
    }
    return items;
  }

  /** The same as long as there are bytes. */
  list_rest(read) {
    const items = [];
    while (items.length < MAX_LISTED && this.is_whole && this.left > 0) {
      const item = read(this);
      if (this.is_whole) items.push(item);
    }
    return items;
  }

  /**
   * Items of type, length and data up to the end, the last one cut where the bytes are:
   * `[{ type, name, length, data }]`, and what `read(type, reader of the data)` adds.
   * @param {object} form  `size`: octets of the type, and of the length; `counts_header`: whether
   *   the length counts these too; `end`: the type of an item that is the last
   * @param {Map<number, string>} names
   */
  tlvs(form, names, read) {
    const { size, counts_header = false, end: last } = form;
    const header = 2 * size;
    const items = [];
    while (items.length < MAX_LISTED && this.left > 0) {
      const type = size === 1 ? this.u8() : this.u16();
      const length = size === 1 ? this.u8() : this.u16();
      if (length === undefined) break;
      if (counts_header && length < header && type !== last) {
        this.fail(`length ${length} of type ${type} is less than ${header}`);
        break;
      }
      const count = Math.max(0, counts_header ? length - header : length);
      const data = view(this.bytes, this.offset, Math.min(this.end, this.offset + count));
      const name = names.get(type) ?? `type ${type}`;
      const part = this.part(count);
      items.push({ type, name, length, data, ...read?.(type, part) });
      if (type === last) break;
    }
    return items;
  }

  /** Tells the layer what was missing or wrong. */
  report(layer, name) {
    if (this.#fault !== undefined) malformed(layer, `${name}: ${this.#fault}`);
    if (this.#needed > 0) {
      truncated(layer, name, this.#needed, this.bytes, this.#short_at, this.end);
    }
  }
}

exports.FieldReader = FieldReader;
