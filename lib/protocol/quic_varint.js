'use strict';

/**
 * Reads a variable-length integer (RFC 9000, 16) and goes on after it.
 * @param {{ bytes: Buffer, at: number, end: number }} cursor
 * @returns {number | undefined}  undefined: it is not all there. Beyond 2 ** 53 it is not exact,
 *   and longer than any packet.
 */
function read_varint(cursor) {
  const { bytes, at, end } = cursor;
  if (at >= end) return undefined;
  const size = 1 << (bytes[at] >> 6);
  if (at + size > end) return undefined;
  let number = bytes[at] & 0x3f;
  for (let i = 1; i < size; i++) number = number * 256 + bytes[at + i];
  cursor.at += size;
  return number;
}

exports.read_varint = read_varint;
