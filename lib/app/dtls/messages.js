'use strict';

// The handshake messages of one side (RFC 6347, 4.2.2), out of fragments that come in any order and
// more than once.
//
//   type u8, length u24, message_seq u16, fragment_offset u24, fragment_length u24, fragment

const { Pieces } = require('../tls/pieces');
const { Reader } = require('../tls/reader');

const HEADER = 12;
const MAX_MESSAGES = 16; // that are not whole
const MAX_NUMBER = 64; // a handshake has no more messages

class Messages {
  #limit;
  #open = new Map(); // number -> { type, length, pieces }
  #done = new Set();

  /** @param {number} limit  of a message's body, in bytes */
  constructor(limit) {
    this.#limit = limit;
  }

  /** Bytes that are kept of messages that are not whole. */
  get held_bytes() {
    let sum = 0;
    for (const { pieces } of this.#open.values()) sum += pieces.size;
    return sum;
  }

  /**
   * Takes the content of a record: fragments, one after the other.
   * @returns {{ type: number, body: Buffer }[]}  messages that are whole now, for the first time
   */
  take(content) {
    const whole = [];
    for (let at = 0; content.length - at >= HEADER;) {
      const head = new Reader(content, at);
      const [type, length, number] = [head.u8(), head.u24(), head.u16()];
      const [offset, size] = [head.u24(), head.u24()];
      const data = content.subarray(at + HEADER, at + HEADER + size);
      at += HEADER + size;
      if (data.length < size || offset + size > length) break;
      const body = this.#fragment({ type, length, number }, offset, data);
      if (body !== undefined) whole.push({ type, body });
    }
    return whole;
  }

  #fragment({ type, length, number }, offset, data) {
    if (this.#done.has(number) || number >= MAX_NUMBER || length > this.#limit) return undefined;
    let open = this.#open.get(number);
    if (open?.type !== type || open.length !== length) {
      if (open === undefined && this.#open.size >= MAX_MESSAGES) return undefined;
      this.#open.set(number, (open = { type, length, pieces: new Pieces() }));
    }
    open.pieces.add(offset, data);
    const body = open.pieces.joined();
    if (body.length < length) return undefined;
    this.#open.delete(number);
    this.#done.add(number);
    return body;
  }
}

exports.Messages = Messages;
