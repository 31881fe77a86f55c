'use strict';

// Bytes as decoders see them: any Uint8Array, read by index, never past `end`.

/** What a decoder gets when it is called without bytes. */
const NO_BYTES = Buffer.alloc(0);

// The class whose instances Buffer's own functions return: twice as quick as subarray, and as much a Buffer.
const FastBuffer = Buffer[Symbol.species];

// The packet that is decoded where it lies, in a slab full of packets: its bytes are slab[slab_start, slab_end).
let slab = NO_BYTES;
let slab_start = 0;
let slab_end = 0;

/**
 * From now on, a decoder that gets `bytes` gets the packet at [start, end) of them, and must keep to limit(). That is for
 * the decoders of the layers that most packets have; the others get a Buffer of the packet's bytes: see packet_bytes().
 */
function enter_slab(bytes, start, end) {
  slab = bytes;
  slab_start = start;
  slab_end = end;
}

/** Where the packet begins in `bytes`. */
function origin_of(bytes) {
  return bytes === slab ? slab_start : 0;
}

/** Where the packet ends in `bytes`. */
function size_of(bytes) {
  return bytes === slab ? slab_end : bytes.length;
}

/** The packet's bytes and nothing else, from origin_of(bytes) on: for decoders that may look at all they get. */
function packet_bytes(bytes) {
  return bytes === slab ? view(bytes, slab_start, slab_end) : bytes;
}

/**
 * Where a layer ends: `length` bytes behind `offset`, or where the packet ends, whichever comes first.
 * No length means all there is. Never less than `offset`, so that `end - offset` is a count.
 */
function limit(bytes, offset, length) {
  const size = size_of(bytes);
  const end = length === undefined ? size : offset + length;
  if (end < size) return end < offset ? offset : end;
  return size < offset ? offset : size;
}

// The memory under the bytes that were cut last. A typed array's `buffer` is a call into C++, dearer than the view itself.
let latest = NO_BYTES;
let latest_memory = NO_BYTES.buffer;

function memory_of(bytes) {
  if (bytes !== latest) {
    latest = bytes;
    latest_memory = bytes.buffer;
  }
  return latest_memory;
}

/** A Buffer on `length` bytes of an ArrayBuffer. What is cut from it soon after is cheap. */
function buffer_on(memory, offset, length) {
  latest_memory = memory;
  latest = new FastBuffer(memory, offset, length);
  return latest;
}

/** A Buffer over bytes[start, end), clamped to the bytes that are there; shares their memory. */
function view(bytes, start, end) {
  const size = bytes.length;
  if (!(end < size)) end = size;
  const memory = memory_of(bytes);
  if (!(start < end)) return new FastBuffer(memory, bytes.byteOffset, 0);
  return new FastBuffer(memory, bytes.byteOffset + start, end - start);
}

/** So few bytes are copied one by one sooner than a function of V8's is called for them. */
const FEW = 64;

/** Copies bytes[start, end), which are there, into `out` from `at` on. */
function copy(out, at, bytes, start, end) {
  const is_whole = start === 0 && end === bytes.length;
  if (end - start > FEW) out.set(is_whole ? bytes : view(bytes, start, end), at);
  else for (let i = start; i < end; i++) out[at + i - start] = bytes[i];
}

/** The octet at `o`; undefined at `end` and behind, where a header was cut. */
function octet_at(bytes, o, end) {
  return o < end ? bytes[o] : undefined;
}

/** Unsigned 16-bit number in network order; undefined where a part of it is behind `end`. */
function u16_at(bytes, o, end) {
  return o + 1 < end ? (bytes[o] << 8) | bytes[o + 1] : undefined;
}

/** Unsigned 32-bit number in network order; undefined where a part of it is behind `end`. */
function u32_at(bytes, o, end) {
  return o + 3 < end ? u32(bytes, o) : undefined;
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

exports.NO_BYTES = NO_BYTES;
exports.enter_slab = enter_slab;
exports.origin_of = origin_of;
exports.size_of = size_of;
exports.packet_bytes = packet_bytes;
exports.limit = limit;
exports.copy = copy;
exports.FastBuffer = FastBuffer;
exports.buffer_on = buffer_on;
exports.view = view;
exports.octet_at = octet_at;
exports.u16_at = u16_at;
exports.u32_at = u32_at;
exports.u16 = u16;
exports.u32 = u32;
exports.u16le = u16le;
exports.u32le = u32le;
