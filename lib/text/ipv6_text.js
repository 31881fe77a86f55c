'use strict';

// RFC 5952: no leading zeros, the longest run of two or more zero groups (the first of equals) as
// `::`, the IPv4 part of an IPv4-mapped address in dots (section 5).

const COLON = 58;
const DOT = 46;
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

// The eight groups of the address at hand.
const groups = new Int32Array(8);

/** The longest text: eight groups of four digits. */
const MAX_TEXT = 39;
const scratch = Buffer.alloc(MAX_TEXT);

/** Writes the address at `at` of `bytes` into `out` at `o`, and returns where its text ends. */
function write_ipv6(out, o, bytes, at) {
  for (let i = 0; i < 8; i++) groups[i] = (bytes[at + 2 * i] << 8) | bytes[at + 2 * i + 1];
  return write_groups(out, o);
}

/** The text of an address of four 32-bit numbers. */
function short_text(w0, w1, w2, w3) {
  groups[0] = w0 >>> 16;
  groups[1] = w0 & 0xffff;
  groups[2] = w1 >>> 16;
  groups[3] = w1 & 0xffff;
  groups[4] = w2 >>> 16;
  groups[5] = w2 & 0xffff;
  groups[6] = w3 >>> 16;
  groups[7] = w3 & 0xffff;
  return scratch.latin1Slice(0, write_groups(scratch, 0));
}

function write_groups(out, o) {
  let best = 8;
  let best_length = 1;
  for (let i = 0; i < 8; i++) {
    if (groups[i] !== 0) continue;
    const first = i;
    while (i < 7 && groups[i + 1] === 0) i++;
    if (i + 1 - first > best_length) {
      best = first;
      best_length = i + 1 - first;
    }
  }
  if (best === 8) return write_hex(out, o, 0, 8);
  o = write_hex(out, o, 0, best);
  out[o++] = COLON;
  out[o++] = COLON;
  if (best !== 0 || best_length !== 5 || groups[5] !== 0xffff) {
    return write_hex(out, o, best + best_length, 8);
  }
  o = write_hex(out, o, 5, 6);
  out[o++] = COLON;
  o = write_octets(out, o, groups[6]);
  out[o++] = DOT;
  return write_octets(out, o, groups[7]);
}

function write_hex(out, o, from, end) {
  for (let i = from; i < end; i++) {
    const group = groups[i];
    if (i > from) out[o++] = COLON;
    if (group > 0xfff) out[o++] = DIGITS[group >> 12];
    if (group > 0xff) out[o++] = DIGITS[(group >> 8) & 15];
    if (group > 0xf) out[o++] = DIGITS[(group >> 4) & 15];
    out[o++] = DIGITS[group & 15];
  }
  return o;
}

// Two of the four numbers of an IPv4 address.
function write_octets(out, o, group) {
  const text = `${group >> 8}.${group & 255}`;
  for (let i = 0; i < text.length; i++) out[o++] = text.charCodeAt(i);
  return o;
}

exports.write_ipv6 = write_ipv6;
exports.short_text = short_text;
