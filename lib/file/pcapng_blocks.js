'use strict';

// Blocks and options of pcapng as bytes, little-endian.
//
// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html

const { option_error } = require('../errors');

const BLOCK = {
  SECTION: 0x0a0d0d0a,
  INTERFACE: 1,
  NAMES: 4,
  STATISTICS: 5,
  PACKET: 6,
  SECRETS: 10,
};

const OVERHEAD = 12; // bytes of a block around its body: type, and its length twice
const MAX_OPTION = 65535; // bytes
const COMMENT = 1; // an option of every block

/** A size, rounded up to whole words. */
function padded(size) {
  return (size + 3) & ~3;
}

/** A block around the parts of its body. */
function block(type, ...parts) {
  const size = OVERHEAD + parts.reduce((sum, { length }) => sum + padded(length), 0);
  const out = Buffer.alloc(size);
  out.writeUInt32LE(type, 0);
  out.writeUInt32LE(size, 4);
  let at = 8;
  for (const part of parts) {
    out.set(part, at);
    at += padded(part.length);
  }
  out.writeUInt32LE(size, at);
  return out;
}

/** Options, [code, value] each: text or bytes. Those without a value are left out. */
function options(list) {
  const parts = [];
  for (const [code, value] of list) {
    if (value === undefined || value === '') continue;
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    if (bytes.length > MAX_OPTION) {
      throw option_error(`an option of pcapng holds ${MAX_OPTION} bytes, not ${bytes.length}`);
    }
    const part = Buffer.alloc(4 + padded(bytes.length));
    part.writeUInt16LE(code, 0);
    part.writeUInt16LE(bytes.length, 2);
    part.set(bytes, 4);
    parts.push(part);
  }
  if (parts.length > 0) parts.push(Buffer.alloc(4)); // the end of the options
  return Buffer.concat(parts);
}

/** The option for each comment: one text, several in an array, or none. */
function comments(comment) {
  return (Array.isArray(comment) ? comment : [comment]).map((text) => [COMMENT, text]);
}

/** A number of 64 bits, its low half first. */
function u64(value) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(value));
  return out;
}

exports.BLOCK = BLOCK;
exports.block = block;
exports.comments = comments;
exports.options = options;
exports.padded = padded;
exports.u64 = u64;
