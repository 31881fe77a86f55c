'use strict';

// One direction of a protocol whose messages say how long they are, or where they end. A message
// that is whole within a segment is handed on without a copy. One that is longer than the limit is
// cut, and bytes that the capture missed inside of a message of known length cost that message
// only.

const { ByteBuilder } = require('../byte_builder');

/** Bytes in which a message must say how long it is. */
const MAX_UNMEASURED = 64 * 1024;

class FramedStream {
  /** Whether it is known where messages begin. */
  synced = true;
  /**
   * Of the segment at hand: when it was captured, its place and what the session below says of it.
   */
  time = 0;
  place = null;
  info = undefined;
  #builder = new ByteBuilder();
  #need = 0; // bytes of the message at hand; 0: not known
  #seen = 0; // of it, kept or not
  #is_torn = false; // what comes of it does not follow on what is kept
  #begin = { start: 0, time: 0, place: null };
  #measure;
  #take;
  #limit;

  /**
   * @param {object} how
   * @param {(bytes: Buffer, at: number) => number | undefined} how.measure  how long the message at
   *   `at` is; undefined: more bytes are needed; 0 or less: this is none
   * @param {(message: object) => void} how.take  gets a message: { bytes, size, is_whole, start,
   *   end,
   *   time, end_time, place }; the bytes are valid during the call only
   * @param {number} how.limit  bytes kept of a message
   */
  constructor({ measure, take, limit }) {
    this.#measure = measure;
    this.#take = take;
    this.#limit = limit;
  }

  /** Bytes of memory that it holds. */
  get held_bytes() {
    return this.#builder.cost;
  }

  /** Whether no message has begun that is not over. */
  get is_between() {
    return this.#seen === 0;
  }

  /** Where the message at hand begins, or the next one will. */
  get start() {
    return this.is_between ? (this.place?.start ?? 0) : this.#begin.start;
  }

  /** The next bytes are of this time and place. */
  enter(time, place, info) {
    this.time = time;
    this.place = place;
    this.info = info;
  }

  /** Takes bytes. Returns how many; less than all where what follows makes no sense. */
  execute(bytes) {
    let at = 0;
    while (at < bytes.length && this.synced) {
      if (this.#seen === 0) this.#begin_message(at);
      const next = this.#need === 0 ? this.#find_length(bytes, at) : this.#fill(bytes, at);
      if (next === -1) break;
      at = next;
    }
    return at;
  }

  #begin_message(at) {
    this.#begin = { start: this.place.start + at, time: this.time, place: this.place };
  }

  #find_length(bytes, at) {
    if (this.#builder.length > 0) return this.#find_length_held(bytes, at);
    const length = this.#measure(bytes, at);
    if (length === undefined) return this.#find_length_held(bytes, at);
    if (!(length > 0)) return -1;
    if (at + length > bytes.length) {
      this.#need = length;
      return this.#fill(bytes, at);
    }
    this.#report(bytes.subarray(at, at + Math.min(length, this.#limit)), length, at + length);
    return at + length;
  }

  #find_length_held(bytes, at) {
    const end = Math.min(bytes.length, at + MAX_UNMEASURED - this.#builder.length);
    if (end <= at) return -1;
    this.#builder.append(bytes.subarray(at, end));
    this.#seen = this.#builder.length;
    const length = this.#measure(this.#builder.view(), 0);
    if (length === undefined) return end;
    const extra = this.#seen - length;
    if (!(length > 0) || extra > end - at) return -1;
    this.#need = length;
    if (extra < 0) return end;
    const whole = this.#builder.take().subarray(0, Math.min(length, this.#limit));
    this.#report(whole, length, end - extra);
    return end - extra;
  }

  #fill(bytes, at) {
    const count = Math.min(this.#need - this.#seen, bytes.length - at);
    const room = this.#is_torn ? 0 : Math.max(0, this.#limit - this.#builder.length);
    if (room > 0 && count > 0) this.#builder.append(bytes.subarray(at, at + Math.min(count, room)));
    this.#seen += count;
    this.#finish(at + count);
    return at + count;
  }

  // Tells the message if it is over.
  #finish(at) {
    if (this.#seen < this.#need) return;
    const size = this.#need;
    this.#report(this.#builder.take().subarray(0, this.#limit), size, at);
  }

  #report(bytes, size, at) {
    const { start, time, place } = this.#begin;
    const end = this.place.start + at;
    this.reset();
    const is_whole = bytes.length === size;
    this.#take({ bytes, size, is_whole, start, end, time, end_time: this.time, place });
  }

  /** `count` bytes are missing. Returns whether it goes on after them as if they were there. */
  skip(count) {
    if (this.#need === 0 || !(count <= this.#need - this.#seen)) return false;
    this.#is_torn = true;
    this.#seen += count;
    this.#finish(count);
    return true;
  }

  /** Gives up the message at hand. */
  reset() {
    this.#builder.clear();
    this.#need = this.#seen = 0;
    this.#is_torn = false;
  }
}

exports.FramedStream = FramedStream;
