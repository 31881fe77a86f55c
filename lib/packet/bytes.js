'use strict';

// Bytes as decoders see them: any Uint8Array, read by index, never past `end`.

/** What a decoder gets when it is called without bytes. */
const EMPTY = Buffer.alloc(0);

// The class whose instances Buffer's own functions return: twice as quick as subarray, and as much
// a Buffer.
const FastBuffer = Buffer[Symbol.species];

/**
 * Where a layer ends: `length` bytes after `offset`, or where the bytes end, whichever comes first.
 * No length means all there is. Never less than `offset`, so that `end - offset` is a count.
 */
function clamp_end(bytes, offset, length) {
  const size = bytes.length;
  const end = length === undefined ? size : offset + length;
  if (end < size) return end < offset ? offset : end;
  return size < offset ? offset : size;
}

/** A Buffer over bytes[start, end), clamped to the bytes that are there; shares their memory. */
function view(bytes, start, end) {
  const size = bytes.length;
  if (!(end < size)) end = size;
  if (!(start < end)) return new FastBuffer(bytes.buffer, bytes.byteOffset, 0);
  return new FastBuffer(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** For reading several bytes in one step. */
function data_view({ buffer, byteOffset, length }) {
  return new DataView(buffer, byteOffset, length);
}

/** So few bytes are copied one by one sooner than a function of V8's is called for them. */
const FEW = 64;

/** Copies bytes[start, end), which are there, into `out` from `at` on. */
function copy(out, at, bytes, start, end) {
  const is_whole = start === 0 && end === bytes.length;
  if (end - start > FEW) out.set(is_whole ? bytes : view(bytes, start, end), at);
  else for (let i = start; i < end; i++) out[at + i - start] = bytes[i];
}

/** Unsigned 32-bit number in network order. */
function u32(bytes, o) {
  return ((bytes[o] << 24) | (bytes[o + 1] << 16) | (bytes[o + 2] << 8) | bytes[o + 3]) >>> 0;
}

/** Unsigned 16-bit number in network order. */
function u16(bytes, o) {
  return (bytes[o] << 8) | bytes[o + 1];
}

/** Unsigned 16-bit number, little-endian (802.11, radiotap, PPI). */
function u16le(bytes, o) {
  return bytes[o] | (bytes[o + 1] << 8);
}

/** Unsigned 32-bit number, little-endian. */
function u32le(bytes, o) {
  return (bytes[o] | (bytes[o + 1] << 8) | (bytes[o + 2] << 16) | (bytes[o + 3] << 24)) >>> 0;
}

exports.EMPTY = EMPTY;
exports.clamp_end = clamp_end;
exports.copy = copy;
exports.data_view = data_view;
exports.FastBuffer = FastBuffer;
exports.view = view;
exports.u16 = u16;
exports.u32 = u32;
exports.u16le = u16le;
exports.u32le = u32le;
