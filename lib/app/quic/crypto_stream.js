'use strict';

// The hello of one side, out of the CRYPTO frames of its Initial packets.

const { Pieces } = require('../tls/pieces');

const HEAD = 4; // type and length of a message
const MAX_TRIES = 64; // packets that are tried to open

class CryptoStream {
  #type;
  #max;
  #pieces = new Pieces();
  #tries = 0;

  /**
   * @param {number} type  of the message that it begins with
   * @param {number} max  bytes of the message
   */
  constructor(type, max) {
    this.#type = type;
    this.#max = max;
  }

  /** Whether one more packet may be tried. */
  try_one() {
    return ++this.#tries <= MAX_TRIES;
  }

  restart() {
    this.#pieces.clear();
    this.#tries = 0;
  }

  add(frames) {
    for (const { offset, data } of frames) {
      if (offset + data.length <= HEAD + this.#max) this.#pieces.add(offset, data);
    }
  }

  /** The body of the message; undefined as long as something is missing, or where it is another. */
  take() {
    const bytes = this.#pieces.joined();
    if (bytes.length < HEAD) return undefined;
    const length = bytes.readUIntBE(1, 3);
    const is_right = bytes[0] === this.#type && length <= this.#max;
    if (is_right && bytes.length < HEAD + length) return undefined;
    this.#pieces.clear();
    return is_right ? bytes.subarray(HEAD, HEAD + length) : undefined;
  }
}

exports.CryptoStream = CryptoStream;
