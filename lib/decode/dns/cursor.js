'use strict';

// A place in a DNS message. Reading past the limit never throws: it gives zeros and nothing, and `failure` says why.

const { view, u16, u32 } = require('../bytes');
const { MAX_NAME, MAX_POINTERS, name_text } = require('./name');

class Cursor {
  /** `start` is where the message begins, which compression pointers count from; `end` where it ends. */
  constructor(bytes, start, end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.offset = start;
    this.limit = end; // an rdata's end while that is read
    this.failure = undefined; // text, or 'short' where the limit came too early
    this.needed = 0; // bytes that were asked for when it did
    this.complaint = undefined; // text: a name is bad, but where it ends is known
    this.known_at = -1; // where a good name begins that was read before: most answers point to the question's
    this.known_text = undefined;
  }

  fail(text) {
    if (this.failure === undefined) this.failure = text;
  }

  /** True where `count` more bytes are there. */
  has(count) {
    if (this.failure === undefined && this.limit - this.offset >= count) return true;
    if (this.failure === undefined) this.needed = count;
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

  /** A <character-string>: its length in one octet, then its octets. */
  string() {
    return this.take(this.u8());
  }

  /**
   * Goes past a name, and returns where it begins, for text_at(); -1 for one that is too long or whose pointers lead
   * nowhere, which is a complaint. What stands here must end before the limit, what pointers lead to may be anywhere in the
   * message.
   */
  skip_name() {
    const { bytes, start } = this;
    const first = this.offset;
    let end = this.limit;
    let pos = first;
    let octets = 1;
    let pointers = 0;
    for (;;) {
      if (pos >= end) return bad_name(this, 'name without end', pos, pointers);
      const length = bytes[pos];
      if (length === 0) break;
      if (length >= 0xc0) {
        if (pos + 1 >= end) return bad_name(this, 'name without end', pos, pointers);
        if (pointers === 0) this.offset = pos + 2;
        if (++pointers > MAX_POINTERS)
          return bad_name(this, 'too many compression pointers', pos, pointers);
        pos = start + (((length & 0x3f) << 8) | bytes[pos + 1]);
        if (pos === this.known_at && octets === 1) return pos;
        end = this.end;
      } else {
        octets += 1 + length;
        if (length > 63) return bad_name(this, `label type ${length >> 6}`, pos, pointers);
        if (octets > MAX_NAME)
          return bad_name(this, `name of more than ${MAX_NAME} octets`, pos, pointers);
        if (pos + 1 + length > end) return bad_name(this, 'name without end', pos, pointers);
        pos += 1 + length;
      }
    }
    if (pointers === 0) {
      if (this.known_at < 0) this.known_at = first;
      this.offset = pos + 1;
    }
    return first;
  }

  /** The name that skip_name() has found. */
  text_at(at) {
    if (at < 0) return '';
    if (at !== this.known_at) return name_text(this, at);
    this.known_text ??= name_text(this, at);
    return this.known_text;
  }

  /** The next name: `www.example.org`, the root is '', and so is a bad one. */
  name() {
    return this.text_at(this.skip_name());
  }
}

// Functions, since private methods would cost each cursor a slot that is filled when it is made.

// Behind a pointer we know where to read on. Before one, the name's end has to be found; `pos` is where it went wrong.
function bad_name(cursor, what, pos, pointers) {
  if (pointers === 0) skip_labels(cursor);
  if (cursor.failure === undefined) cursor.complaint ??= `${what} at offset ${pos}`;
  return -1;
}

function skip_labels(cursor) {
  const { bytes } = cursor;
  while (cursor.has(1)) {
    const length = bytes[cursor.offset];
    if (length >= 0xc0) {
      cursor.take(2);
      return;
    }
    if (length > 63) {
      cursor.fail(`label type ${length >> 6} at offset ${cursor.offset}`);
      return;
    }
    if (!cursor.has(1 + length)) return;
    cursor.offset += 1 + length;
    if (length === 0) return;
  }
}

exports.Cursor = Cursor;
