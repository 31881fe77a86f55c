'use strict';

// Domain names on the wire: labels, and pointers to where the rest stands (RFC 1035, 3.1 and 4.1.4). Their text is as zone
// files have it, without the last dot: the root is ''. Names are checked when a message is decoded (cursor.js); here they
// are read again when somebody wants the text.

/** A name has at most this many octets on the wire (RFC 1035, 2.3.4); text grows where octets are escaped. */
const MAX_NAME = 255;
/** A name of 255 octets has no more labels than this, and so no use for more pointers. */
const MAX_POINTERS = 127;

const scratch = Buffer.alloc(4 * MAX_NAME + 4);
const BACKSLASH = 0x5c;
const DOT = 0x2e;

/**
 * Writes the name at `at` of `message` (its `bytes` from `start` to `end`) into `out` at `o`: at most 1,020 octets of ASCII.
 * Returns where the text ends. A name that has gone bad meanwhile ends early.
 */
function write_name(out, o, message, at) {
  const { bytes, start, end } = message;
  const first = o;
  let octets = 1;
  let pointers = 0;
  while (at < end) {
    const length = bytes[at];
    if (length === 0) break;
    if (length >= 0xc0) {
      if (++pointers > MAX_POINTERS || at + 1 >= end) break;
      at = start + (((length & 0x3f) << 8) | bytes[at + 1]);
    } else {
      octets += 1 + length;
      if (length > 63 || octets > MAX_NAME || at + 1 + length > end) break;
      if (o > first) out[o++] = DOT;
      o = write_label(out, o, bytes, at + 1, at + 1 + length);
      at += 1 + length;
    }
  }
  return o;
}

// What is written as it is: printable ASCII but for the two that get a backslash.
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

function name_text(message, at) {
  const length = write_name(scratch, 0, message, at);
  return length === 0 ? '' : scratch.latin1Slice(0, length);
}

exports.MAX_NAME = MAX_NAME;
exports.MAX_POINTERS = MAX_POINTERS;
exports.write_name = write_name;
exports.name_text = name_text;
