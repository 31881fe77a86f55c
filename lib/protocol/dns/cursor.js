'use strict';

// A place in a DNS message, and its names.

const { isUtf8 } = require('node:buffer');
const { view } = require('../../packet/bytes');
const { Cursor } = require('../../packet/cursor');

/**
 * A name has at most this many octets on the wire (RFC 1035, 2.3.4); text grows where octets are
 * escaped.
 */
const MAX_NAME = 255;
/** A name of 255 octets has no more labels than this, and so no use for more pointers. */
const MAX_POINTERS = 127;

const scratch = Buffer.alloc(4 * MAX_NAME + 4);
const BACKSLASH = 0x5c;
const DOT = 0x2e;

// Labels are written as zone files have them. What is written as it is: printable ASCII but for the
// two that get a backslash.
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x7f);
PLAIN[DOT] = PLAIN[BACKSLASH] = 0;

function write_label(out, o, bytes, from, end) {
  for (let i = from; i < end; i = (i + 1) | 0) {
    const octet = bytes[i];
    if (PLAIN[octet] === 0) {
      o = write_escaped(out, o, octet);
    } else {
      out[o] = octet;
      o = (o + 1) | 0;
    }
  }
  return o;
}

// The same of multicast DNS, whose names are UTF-8 (RFC 6762, 16). Controls, U+0080 to U+009F among
// them, are escaped.
function write_utf8_label(out, o, bytes, from, end) {
  if (!isUtf8(view(bytes, from, end))) return write_label(out, o, bytes, from, end);
  for (let i = from; i < end; i++) {
    const octet = bytes[i];
    const is_control = octet === 0xc2 && bytes[i + 1] < 0xa0;
    if (is_control) o = write_escaped(out, o, bytes[i++]);
    if (octet >= 0x80 && !is_control) out[o++] = octet;
    else o = write_label(out, o, bytes, i, i + 1);
  }
  return o;
}

// What is not printable becomes \DDD.
function write_escaped(out, o, octet) {
  out[o++] = BACKSLASH;
  if (octet === DOT || octet === BACKSLASH) {
    out[o++] = octet;
  } else {
    out[o++] = 0x30 + Math.floor(octet / 100);
    out[o++] = 0x30 + (Math.floor(octet / 10) % 10);
    out[o++] = 0x30 + (octet % 10);
  }
  return o;
}

class MessageCursor extends Cursor {
  /**
   * `start` is where the message begins, which compression pointers count from; `end` where it
   * ends. `is_utf8`: names are UTF-8.
   */
  constructor(bytes, start, end, is_utf8 = false) {
    super(bytes, start, end); // its limit is an rdata's end while that is read
    this.start = start;
    this.end = end;
    this.is_utf8 = is_utf8;
    this.soft_error = undefined; // text: a name is bad, but where it ends is known
    this.known_at = -1; // where a name begins that was read before: most answers point to it
    this.known_name = '';
  }

  /**
   * The next name: `www.example.org`, the root is '', and so is a bad one, which is a soft_error.
   */
  name() {
    const first = this.offset;
    const length = this.bytes[first];
    if (length >= 0xc0 && first + 2 <= this.limit) {
      const at = this.start + (((length & 0x3f) << 8) | this.bytes[first + 1]);
      if (at === this.known_at) {
        this.offset = first + 2;
        return this.known_name;
      }
    }
    const end = this.write_name(scratch, 0);
    const name = end > 0 ? text_of(this, end) : '';
    if (this.known_at === first) this.known_name = name;
    return name;
  }

  /**
   * Writes the next name into `out` at `o`, at most 1,020 octets of ASCII, with its compression
   * pointers followed; returns where the text ends. What stands here must end before the limit,
   * what pointers lead to may be anywhere in the message. A name that is too long or whose pointers
   * lead nowhere is -1 and a soft_error.
   */
  write_name(out, o) {
    const { bytes, start, is_utf8 } = this;
    const at = this.offset;
    const first = o;
    let end = this.limit;
    let pos = at;
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
        end = this.end;
      } else {
        octets += 1 + length;
        if (length > 63) return bad_name(this, `label type ${length >> 6}`, pos, pointers);
        if (octets > MAX_NAME)
          return bad_name(this, `name of more than ${MAX_NAME} octets`, pos, pointers);
        if (pos + 1 + length > end) return bad_name(this, 'name without end', pos, pointers);
        if (o > first) out[o++] = DOT;
        const next = pos + 1 + length;
        if (is_utf8) o = write_utf8_label(out, o, bytes, pos + 1, next);
        else o = write_label(out, o, bytes, pos + 1, next);
        pos = next;
      }
    }
    if (pointers === 0) {
      if (this.known_at < 0) this.known_at = at;
      this.offset = pos + 1;
    }
    return o;
  }
}

const text_of = ({ is_utf8 }, end) =>
  is_utf8 ? scratch.utf8Slice(0, end) : scratch.latin1Slice(0, end);

// Functions, since private methods would cost each cursor a slot that is filled when it is made.

// After a pointer, reading goes on at a known place. Before one, the name's end has to be found;
// `pos` is where it went wrong.
function bad_name(cursor, what, pos, pointers) {
  if (pointers === 0) skip_labels(cursor);
  if (cursor.error === undefined) cursor.soft_error ??= `${what} at offset ${pos}`;
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

exports.MessageCursor = MessageCursor;
