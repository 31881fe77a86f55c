'use strict';

// Undoes permessage-deflate (RFC 7692) of one direction.
//
// zlib's synchronous calls set up a stream each time, which takes 20 microseconds: a segment of 64
// KiB can hold 20,000 compressed messages. Short messages are inflated here (RFC 1951), longer ones
// by zlib.

const { constants, inflateRawSync } = require('node:zlib');

const FLUSH_TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const EMPTY = Buffer.alloc(0);
const WINDOW = 32 * 1024;
const KEPT_OUTPUT = 16 * 1024; // a longer output buffer is not kept for the next message
const SHORT = 256; // bytes that are not worth a call of zlib

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_CODE_BITS = 15;

/**
 * A canonical Huffman code: how many codes there are of each length, and their symbols in order.
 */
class Code {
  constructor(lengths) {
    const counts = new Uint16Array(MAX_CODE_BITS + 1);
    for (const length of lengths) counts[length]++;
    if (!is_complete(counts)) throw new NotDeflate('code lengths that make no code');
    counts[0] = 0;
    const next = new Uint16Array(MAX_CODE_BITS + 2);
    for (let bits = 1; bits <= MAX_CODE_BITS; bits++) next[bits + 1] = next[bits] + counts[bits];
    this.counts = counts;
    this.symbols = new Uint16Array(next[MAX_CODE_BITS + 1]);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) this.symbols[next[lengths[symbol]]++] = symbol;
    }
  }
}

// Every bit pattern has a symbol; a code of one or no symbol may leave patterns over.
function is_complete(counts) {
  let left = 1;
  let codes = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    left = 2 * left - counts[bits];
    if (left < 0) return false;
    codes += counts[bits];
  }
  return left === 0 || codes <= 1;
}

const FIXED_LENGTHS = [
  ...Array(144).fill(8),
  ...Array(112).fill(9),
  ...Array(24).fill(7),
  ...Array(8).fill(8),
];
const FIXED_LITERALS = new Code(FIXED_LENGTHS);
const FIXED_DISTANCES = new Code(Array(32).fill(5));

class NotDeflate extends Error {}

const CUT = new NotDeflate('the bytes end inside a block');

/** Inflates messages of few bytes. */
class ShortInflater {
  #bytes = EMPTY;
  #before = EMPTY;
  #max = 0;
  #at = 0;
  #bits = 0;
  #bit_count = 0;
  #out = EMPTY;
  #length = 0;

  /**
   * Returns the message, as far as its bytes go.
   * @param {Buffer} bytes  with the tail that permessage-deflate leaves out
   * @param {Buffer} before  what it may refer to
   * @param {number} max  bytes that the result may have
   */
  inflate(bytes, before, max) {
    this.#bytes = bytes;
    this.#before = before;
    this.#max = max;
    this.#at = this.#bits = this.#bit_count = this.#length = 0;
    try {
      for (let last = 0; last === 0 && this.#left > 0;) {
        last = this.#take(1);
        this.#block(this.#take(2));
      }
    } catch (error) {
      if (error !== CUT) throw error;
    }
    return this.#result();
  }

  #result() {
    const out = Buffer.from(this.#out.subarray(0, this.#length));
    if (this.#out.length > KEPT_OUTPUT) this.#out = EMPTY;
    return out;
  }

  get #left() {
    return (this.#bytes.length - this.#at) * 8 + this.#bit_count;
  }

  #block(type) {
    if (type === 0) this.#stored();
    else if (type === 1) this.#compressed(FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) this.#dynamic();
    else throw new NotDeflate('a block of unknown type');
  }

  #take(count) {
    while (this.#bit_count < count) {
      if (this.#at === this.#bytes.length) throw CUT;
      this.#bits |= this.#bytes[this.#at++] << this.#bit_count;
      this.#bit_count += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bit_count -= count;
    return value;
  }

  #symbol({ counts, symbols }) {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
      code |= this.#take(1);
      const count = counts[bits];
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new NotDeflate('a code that is not in the table');
  }

  #stored() {
    this.#bits = 0;
    this.#bit_count = 0;
    const length = this.#take(16);
    if ((this.#take(16) ^ length) !== 0xffff) throw new NotDeflate('a length that is wrong');
    const end = Math.min(this.#at + length, this.#bytes.length);
    this.#room(end - this.#at);
    this.#length += this.#bytes.copy(this.#out, this.#length, this.#at, end);
    this.#at = end;
  }

  #dynamic() {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const code_lengths = new Uint8Array(19);
    const count = this.#take(4) + 4;
    if (literals > 286 || distances > 30) throw new NotDeflate('too many symbols');
    for (let i = 0; i < count; i++) code_lengths[CODE_LENGTH_ORDER[i]] = this.#take(3);
    const lengths = this.#lengths(new Code(code_lengths), literals + distances);
    if (lengths[256] === 0) throw new NotDeflate('a block that can not end');
    this.#compressed(new Code(lengths.subarray(0, literals)), new Code(lengths.subarray(literals)));
  }

  #lengths(code, count) {
    const lengths = new Uint8Array(count);
    for (let i = 0; i < count;) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw new NotDeflate('nothing to repeat');
      const value = symbol === 16 ? lengths[i - 1] : 0;
      const times =
        symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (i + times > count) throw new NotDeflate('too many code lengths');
      lengths.fill(value, i, i + times);
      i += times;
    }
    return lengths;
  }

  #compressed(literals, distances) {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol < 256) {
        this.#room(1);
        this.#out[this.#length++] = symbol;
      } else if (symbol === 256) {
        return;
      } else {
        this.#match(symbol - 257, distances);
      }
    }
  }

  #match(length_code, code) {
    if (length_code > 28) throw new NotDeflate('a length that is not used');
    const length = LENGTH_BASE[length_code] + this.#take(LENGTH_EXTRA[length_code]);
    const symbol = this.#symbol(code);
    if (symbol > 29) throw new NotDeflate('a distance that is not used');
    const distance = DISTANCE_BASE[symbol] + this.#take(DISTANCE_EXTRA[symbol]);
    const before = this.#before;
    if (distance > this.#length + before.length) throw new NotDeflate('a distance too far back');
    this.#room(length);
    const out = this.#out;
    for (let to = this.#length, from = to - distance; to < this.#length + length; to++, from++) {
      out[to] = from >= 0 ? out[from] : before[before.length + from];
    }
    this.#length += length;
  }

  #room(count) {
    const end = this.#length + count;
    if (end > this.#max) throw new NotDeflate('too long');
    if (end <= this.#out.length) return;
    const out = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#out.length, 256));
    this.#out.copy(out, 0, 0, this.#length);
    this.#out = out;
  }
}

/** The last 32 KiB of a stream: a buffer that grows to twice that, so that it is moved seldom. */
class Window {
  #bytes = EMPTY;
  #end = 0;

  get cost() {
    return this.#bytes.length;
  }

  view() {
    return this.#bytes.subarray(Math.max(0, this.#end - WINDOW), this.#end);
  }

  append(bytes) {
    const piece = bytes.subarray(-WINDOW);
    if (this.#end + piece.length > this.#bytes.length) this.#make_room(piece.length);
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  #make_room(count) {
    const from = Math.max(0, this.#end - (WINDOW - count));
    const kept = this.#bytes.subarray(from, this.#end);
    if (this.#bytes.length < 2 * WINDOW) {
      const least = 2 * (kept.length + count);
      this.#bytes = Buffer.allocUnsafeSlow(Math.min(2 * WINDOW, least));
    }
    this.#bytes.set(kept);
    this.#end = kept.length;
  }

  clear() {
    this.#bytes = EMPTY;
    this.#end = 0;
  }
}

class Inflater {
  #window = new Window();
  #short = new ShortInflater();
  #takeover;
  #broken = false;

  /** @param {boolean} takeover  messages may refer to the ones before */
  constructor(takeover) {
    this.#takeover = takeover;
  }

  get cost() {
    return this.#window.cost;
  }

  /** Returns null when the bytes can't be inflated, or come to more than `max_length` bytes. */
  inflate(bytes, max_length) {
    if (this.#broken) return null;
    try {
      const whole = Buffer.concat([bytes, FLUSH_TAIL]);
      const before = this.#window.view();
      const out =
        bytes.length <= SHORT
          ? this.#short.inflate(whole, before, max_length)
          : inflate_long(whole, before, max_length);
      if (this.#takeover) this.#window.append(out);
      return out;
    } catch {
      this.give_up();
      return null;
    }
  }

  /** A message could not be had: what refers to it can't be had either. */
  give_up() {
    this.#broken = this.#takeover;
    this.#window.clear();
  }
}

function inflate_long(bytes, dictionary, maxOutputLength) {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength };
  if (dictionary.length > 0) options.dictionary = dictionary;
  return inflateRawSync(bytes, options);
}

exports.Inflater = Inflater;
