'use strict';

// Handshake messages of one direction: they may span records, and a record may hold several.
//
//   type u8, length u24, body

const { HANDSHAKE } = require('./names');

const HEADER = 4;
const MAX_PIECES = 64;
const KNOWN_TYPES = new Set(Object.values(HANDSHAKE));

class HandshakeReader {
  #limit;
  #pieces = [];
  #size = 0;
  #need = HEADER;
  #skip = 0; // bytes of a message over the limit that are still to come
  #lost = false;
  /** Messages that were passed over because they are larger than the limit. */
  oversized = 0;

  /** @param {number} limit  of a message's body, in bytes */
  constructor(limit) {
    this.#limit = limit;
  }

  /** Bytes that wait for the rest of their message. */
  get pending() {
    return this.#size;
  }

  /** Records are missing: what follows may begin in the middle of a message. */
  desync() {
    this.reset();
    this.#lost = true;
  }

  reset() {
    this.#keep([], 0);
    this.#skip = 0;
    this.#lost = false;
  }

  /**
   * Takes the content of a record and calls `take(type, body)` for each message that is whole.
   * @returns {boolean}  false: after a loss, and no message begins here
   */
  push(fragment, take) {
    if (this.#lost && !is_whole_messages(fragment)) return false;
    this.#lost = false;
    const skipped = Math.min(this.#skip, fragment.length);
    this.#skip -= skipped;
    if (fragment.length === skipped) return true;
    this.#pieces.push(fragment.subarray(skipped));
    this.#size += fragment.length - skipped;
    if (this.#pieces.length > MAX_PIECES) this.#joined();
    while (this.#size >= this.#need) {
      if (!this.#step(take)) break;
    }
    return true;
  }

  // Returns false when nothing is left to do.
  #step(take) {
    const bytes = this.#joined();
    const length = bytes.readUIntBE(1, 3);
    if (length > this.#limit) {
      this.oversized += 1;
      const skipped = Math.min(HEADER + length, bytes.length);
      this.#skip = HEADER + length - skipped;
      this.#keep([bytes.subarray(skipped)], bytes.length - skipped);
      return this.#size > 0;
    }
    this.#need = HEADER + length;
    if (bytes.length < this.#need) return false;
    const body = bytes.subarray(HEADER, this.#need);
    const rest = bytes.subarray(this.#need);
    this.#keep(rest.length > 0 ? [rest] : [], rest.length);
    take(bytes[0], body);
    return true;
  }

  #keep(pieces, size) {
    this.#pieces = pieces;
    this.#size = size;
    this.#need = HEADER;
  }

  #joined() {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces, this.#size)];
    return this.#pieces[0];
  }
}

/** Whether these bytes are messages of known types, the last one ending where the bytes end. */
function is_whole_messages(bytes) {
  let at = 0;
  while (at + HEADER <= bytes.length) {
    if (!KNOWN_TYPES.has(bytes[at])) return false;
    at += HEADER + bytes.readUIntBE(at + 1, 3);
  }
  return at === bytes.length && at > 0;
}

exports.HandshakeReader = HandshakeReader;
