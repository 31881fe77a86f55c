'use strict';

// Finds frames of HTTP/2 where it is not known that one begins: in a connection that was already
// open when the capture began, and after bytes that the capture missed.
//
// Frames have no mark, but each says where the next one begins. What counts as found is a row of
// headers that all make sense, the stricter the less else speaks for it.

const { ByteBuilder } = require('../byte_builder');
const {
  DEFAULT_FRAME_SIZE,
  FLAGS,
  FRAME_HEADER,
  SETTINGS,
  TYPES,
  header_fault,
} = require('./constants');

const MAX_SEARCH = 64 * 1024; // bytes that wait for the proof that a frame begins
const MAX_PIECES = 512; // of which start and time are known
const PIECE_COST = 48; // bytes of memory
const MOST_NEW_STREAMS = 200000; // stream ids beyond the highest one seen that are believed

/**
 * @typedef {object} Bounds  what is known of the connection
 * @property {number} max_frame  bytes of payload
 * @property {number} max_stream  the highest stream id that is believed
 */

/** Bounds of a connection of which nothing is known. */
const ANY = Object.freeze({ max_frame: DEFAULT_FRAME_SIZE, max_stream: 0x7fffffff });

function bounds(max_frame, highest_stream) {
  const max_stream = highest_stream === 0 ? ANY.max_stream : highest_stream + MOST_NEW_STREAMS;
  return { max_frame, max_stream };
}

/**
 * Where the frame ends whose header is at `at`; -1: no frame header.
 * There must be FRAME_HEADER bytes at `at`.
 */
function frame_end(bytes, at, { max_frame, max_stream }) {
  const type = bytes[at + 3];
  if (type >= TYPES.length) return -1;
  const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  const flags = bytes[at + 4];
  if (length > max_frame || (flags & ~FLAGS[type]) !== 0 || bytes[at + 5] > 127) return -1;
  const stream_id = bytes.readUInt32BE(at + 5);
  if (stream_id > max_stream) return -1;
  return header_fault(type, flags, stream_id, length) === undefined
    ? at + FRAME_HEADER + length
    : -1;
}

/**
 * Follows the row of frames that begins at `at`.
 * @returns {'yes' | 'no' | 'maybe'}  maybe: more bytes will tell
 */
function row_of_frames(bytes, at, at_start, limits) {
  const enough = at_start ? 2 : 3;
  for (let count = 1, next = at; ; count++) {
    if (next === bytes.length && count > 1) return at_start || count > 2 ? 'yes' : 'maybe';
    if (next + FRAME_HEADER > bytes.length) {
      return next < bytes.length && bytes[next] << 16 > limits.max_frame ? 'no' : 'maybe';
    }
    next = frame_end(bytes, next, limits);
    if (next === -1) return 'no';
    if (count === enough) return 'yes';
  }
}

/** Whether bytes that came as one piece begin with a frame. */
function begins_with_frame(bytes, limits = ANY) {
  return bytes.length >= FRAME_HEADER && row_of_frames(bytes, 0, true, limits) === 'yes';
}

/** Whether the server's first bytes are HTTP/2's: a SETTINGS frame. */
function begins_with_settings(bytes) {
  return bytes.length >= FRAME_HEADER && bytes[3] === SETTINGS && frame_end(bytes, 0, ANY) !== -1;
}

/** The search for the next frame in one direction. */
class FrameSearch {
  #bytes = new ByteBuilder();
  #pieces = []; // { start, time } of the pieces that came: frames often begin where one does
  #at = 0; // no frame begins before this place

  /** Whether bytes have been left out since the search began. */
  skipped = false;

  get cost() {
    return this.#bytes.cost + this.#pieces.length * PIECE_COST;
  }

  /**
   * Takes the next piece.
   * @param {Bounds} limits
   * @returns {[Buffer, number][] | null}  the pieces from the frame on, each with its time
   */
  take(piece, time, limits) {
    if (this.#bytes.length + piece.length > MAX_SEARCH) this.#drop(piece.length);
    if (this.#pieces.length >= MAX_PIECES) this.#pieces.splice(0, MAX_PIECES / 2);
    this.#pieces.push({ start: this.#bytes.length, time });
    this.#bytes.append(piece);
    if (this.#find(this.#bytes.view(), limits)) return this.#release();
    if (this.#at === this.#bytes.length) this.skip();
    return null;
  }

  /** What came before has no continuation. */
  skip() {
    this.skipped = true;
    this.#clear();
  }

  #clear() {
    this.#bytes.clear();
    this.#pieces = [];
    this.#at = 0;
  }

  #find(bytes, limits) {
    let next = 0; // the piece that begins at or after #at
    for (; this.#at < bytes.length; this.#at++) {
      const at = this.#at;
      if (at + 3 < bytes.length && bytes[at + 3] >= TYPES.length) continue;
      while (next < this.#pieces.length && this.#pieces[next].start < at) next++;
      const row = row_of_frames(bytes, at, this.#pieces[next]?.start === at, limits);
      if (row === 'yes') return true;
      if (row === 'maybe') return false;
    }
    return false;
  }

  // Makes room for `count` bytes: a frame that has not proved to be one by now is given up.
  #drop(count) {
    const bytes = Buffer.from(this.#bytes.view());
    const pieces = this.#pieces;
    const from = Math.max(this.#at + 1, bytes.length + count - MAX_SEARCH / 2);
    this.skip();
    if (from >= bytes.length) return;
    this.#bytes.append(bytes.subarray(from));
    for (const { start, time } of pieces) {
      if (start >= from) this.#pieces.push({ start: start - from, time });
    }
  }

  #release() {
    const bytes = this.#bytes.view();
    if (this.#at > 0) this.skipped = true;
    const released = [];
    let end = bytes.length;
    for (let i = this.#pieces.length - 1; end > this.#at; i--) {
      const start = Math.max(this.#pieces[i]?.start ?? 0, this.#at);
      released.push([bytes.subarray(start, end), this.#pieces[Math.max(i, 0)].time]);
      end = start;
    }
    this.#clear();
    return released.reverse();
  }
}

exports.FrameSearch = FrameSearch;
exports.begins_with_frame = begins_with_frame;
exports.begins_with_settings = begins_with_settings;
exports.bounds = bounds;
