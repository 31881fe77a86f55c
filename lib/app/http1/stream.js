'use strict';

// One direction of an HTTP connection: a parser, and the way back to the next message when bytes are
// missing or make no sense.

const { ByteBuilder, EMPTY } = require('../byte_builder');
const { HTTPParser } = require('./parser');
const { find_request, find_response, tail_of } = require('./detect');

const MAX_HELD = 64 * 1024;

class HTTPStream {
  #tail = EMPTY; // while lost: the last bytes, in which a message may begin
  #held = null; // while it is open what the bytes are
  #held_pieces = []; // where each captured piece of them ends, and when it was captured: [end, time, end, time …]

  /**
   * @param {'request' | 'response'} kind
   * @param {object} owner  gets head(stream, head), body(stream, bytes), complete(stream, trailers)
   */
  constructor(kind, owner, max_head) {
    this.kind = kind;
    this.lost = false;
    this.time = 0; // when the bytes at hand were captured
    this.message_start = 0; // when the first byte of the message at hand was captured
    this.message = null; // the request or response at hand
    this.heads = 0; // messages begun
    this.parser = new HTTPParser(
      kind,
      {
        on_head: (head) => {
          this.heads++;
          return owner.head(this, head);
        },
        on_body: (bytes) => owner.body(this, bytes),
        on_complete: (trailers) => {
          this.message_start = this.time;
          owner.complete(this, trailers);
        },
      },
      max_head,
    );
  }

  /**
   * Takes bytes. Returns what it could not use: undefined, or the rest behind an error
   * (`parser.error`) or behind the last HTTP message (`parser.stopped`).
   */
  take(bytes, time) {
    this.time = time;
    if (this.lost) {
      bytes = this.#find(bytes);
      if (bytes === null) return undefined;
    }
    if (this.parser.between_messages) this.message_start = time;
    const used = this.parser.execute(bytes);
    return this.parser.error || this.parser.stopped ? bytes.subarray(used) : undefined;
  }

  /** Gives up the message at hand and looks for the next. */
  lose() {
    this.lost = true;
    this.message = null;
    this.#tail = EMPTY;
    this.#held = null;
    this.#held_pieces = [];
    this.parser.reset();
  }

  /** Whether a message of this kind begins in `bytes`. */
  static begins(kind, bytes) {
    return (kind === 'request' ? find_request(bytes) : find_response(bytes)) !== -1;
  }

  #find(bytes) {
    const all = this.#tail.length === 0 ? bytes : Buffer.concat([this.#tail, bytes]);
    const at = this.kind === 'request' ? find_request(all, this.#tail.length) : find_response(all);
    if (at === -1) {
      this.#tail = Buffer.from(all.subarray(all.length - tail_of(this.kind, all)));
      return null;
    }
    this.lost = false;
    this.#tail = EMPTY;
    return all.subarray(at);
  }

  /** Bytes of memory held. */
  get held_bytes() {
    const held = this.#held === null ? 0 : this.#held.cost + 16 * this.#held_pieces.length;
    return held + this.#tail.length + this.parser.held_bytes;
  }

  get holding() {
    return this.#held !== null;
  }

  /** Keeps bytes until release(); returns false when they become too many. */
  hold(bytes, time) {
    this.#held ??= new ByteBuilder();
    if (bytes.length > 0) {
      this.#held.append(bytes);
      this.#held_pieces.push(this.#held.length, time);
    }
    return this.#held.length <= MAX_HELD;
  }

  /** The bytes held, as a list of [bytes, time]. */
  release() {
    const held = this.#held?.take() ?? EMPTY;
    const pieces = this.#held_pieces;
    this.#held = null;
    this.#held_pieces = [];
    const list = [];
    for (let i = 0, from = 0; i < pieces.length; from = pieces[i], i += 2) {
      list.push([held.subarray(from, pieces[i]), pieces[i + 1]]);
    }
    return list;
  }
}

exports.HTTPStream = HTTPStream;
