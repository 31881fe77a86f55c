'use strict';

// A place in a DNS message. Reading past the limit never throws: it gives zeros and nothing, and `failure` says why.

const { view, u16, u32 } = require('../bytes');

/** A name has at most this many octets on the wire (RFC 1035, 2.3.4); text grows where octets are escaped. */
const MAX_NAME = 255;
/** A name of 255 octets has no more labels than this, and so no use for more pointers. */
const MAX_POINTERS = 127;

const scratch = Buffer.alloc(4 * MAX_NAME + 4);
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/**
 * Writes one label's octets into `scratch` at `to`, as zone files write them: dots and backslashes get a backslash, what
 * is not printable ASCII becomes \DDD. Returns where the text ends.
 */
function write_label(bytes, from, end, to) {
  for (let i = from; i < end; i++) {
    const octet = bytes[i];
    if (octet === DOT || octet === BACKSLASH) {
      scratch[to++] = BACKSLASH;
      scratch[to++] = octet;
    } else if (octet >= 0x20 && octet < 0x7f) {
      scratch[to++] = octet;
    } else {
      scratch[to++] = BACKSLASH;
      scratch[to++] = 0x30 + Math.floor(octet / 100);
      scratch[to++] = 0x30 + (Math.floor(octet / 10) % 10);
      scratch[to++] = 0x30 + (octet % 10);
    }
  }
  return to;
}

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
    this.known_at = -1; // where a name begins that was read before: most answers point to the question's
    this.known_name = '';
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
   * A name with its compression pointers followed: `www.example.org`, the root is ''. What stands here must end before
   * the limit, what pointers lead to may be anywhere in the message. A name that is too long or whose pointers lead
   * nowhere is '' and a complaint.
   */
  name() {
    const { bytes, start } = this;
    let end = this.limit;
    let pos = this.offset;
    let to = 0;
    let octets = 1;
    let pointers = 0;
    for (;;) {
      if (pos >= end) return this.#bad_name('name without end', pos, pointers);
      const length = bytes[pos];
      if (length === 0) break;
      if (length >= 0xc0) {
        if (pos + 1 >= end) return this.#bad_name('name without end', pos, pointers);
        if (pointers === 0) this.offset = pos + 2;
        if (++pointers > MAX_POINTERS)
          return this.#bad_name('too many compression pointers', pos, pointers);
        pos = start + (((length & 0x3f) << 8) | bytes[pos + 1]);
        if (pos === this.known_at && to === 0) return this.known_name;
        end = this.end;
      } else {
        octets += 1 + length;
        if (length > 63) return this.#bad_name(`label type ${length >> 6}`, pos, pointers);
        if (octets > MAX_NAME)
          return this.#bad_name(`name of more than ${MAX_NAME} octets`, pos, pointers);
        if (pos + 1 + length > end) return this.#bad_name('name without end', pos, pointers);
        if (to > 0) scratch[to++] = DOT;
        to = write_label(bytes, pos + 1, pos + 1 + length, to);
        pos += 1 + length;
      }
    }
    const name = to === 0 ? '' : scratch.latin1Slice(0, to);
    if (pointers === 0) {
      if (this.known_at < 0) {
        this.known_at = this.offset;
        this.known_name = name;
      }
      this.offset = pos + 1;
    }
    return name;
  }

  // Behind a pointer we know where to read on. Before one, the name's end has to be found; `pos` is where it went wrong.
  #bad_name(what, pos, pointers) {
    if (pointers === 0) this.#skip_name();
    if (this.failure === undefined) this.complaint ??= `${what} at offset ${pos}`;
    return '';
  }

  #skip_name() {
    const { bytes } = this;
    while (this.has(1)) {
      const length = bytes[this.offset];
      if (length >= 0xc0) {
        this.take(2);
        return;
      }
      if (length > 63) {
        this.fail(`label type ${length >> 6} at offset ${this.offset}`);
        return;
      }
      if (!this.has(1 + length)) return;
      this.offset += 1 + length;
      if (length === 0) return;
    }
  }
}

exports.Cursor = Cursor;
