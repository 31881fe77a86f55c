'use strict';

// One direction of an HTTP/1 connection: a parser, and the way back to the next message when bytes
// are missing or make no sense.
//
// Bytes come as pieces: { bytes, time, place }, see StreamSession.

const { ByteBuilder, EMPTY } = require('../byte_builder');
const { HTTPParser } = require('./parser');
const { find_request, find_response, resync_window } = require('./detect');

const MAX_BUFFERED = 64 * 1024;
const PIECE_COST = 200;

class HTTPStream {
  /** Whether it is known where messages begin. */
  synced = true;
  /** When the bytes at hand were captured, in milliseconds. */
  time = 0;
  /**
   * Of the message at hand: when its first byte was captured, where that is, and in which piece.
   */
  message_time = 0;
  message_start = 0;
  message_place = null;
  /** The request or response at hand. */
  message = null;

  #place = null; // of the bytes at hand
  #origin = 0; // the position of the first of the bytes at hand
  #window = EMPTY; // while not in sync: the last bytes, in which a message may begin
  #in_line = false; // while not in sync: the next byte is not the first of a line
  #doubtful = EMPTY; // bytes that may be those of a body, or begin the next message
  #buffer = null; // while it is open what the bytes are
  #pieces = []; // of #buffer: { end, time, place }

  /**
   * @param {'request' | 'response'} kind
   * @param {object} owner  gets head(stream, head), body(stream, bytes), complete(stream, trailers)
   * @param {number} max_head  bytes
   */
  constructor(kind, owner, max_head) {
    this.kind = kind;
    const handler = {
      on_head: (head) => owner.head(this, head),
      on_body: (bytes) => owner.body(this, bytes),
      on_complete: (trailers) => {
        owner.complete(this, trailers);
        this.#begin_message();
      },
    };
    this.parser = new HTTPParser(kind, handler, max_head);
  }

  /** The position behind the line, or the piece of a body, that the parser has told last. */
  get position() {
    return this.#origin + this.parser.at;
  }

  #begin_message() {
    this.message_time = this.time;
    this.message_start = this.position;
    this.message_place = this.#place;
  }

  /**
   * Takes a piece. Returns what it could not use: undefined, or the rest after an error
   * (`parser.error`) or after the last HTTP message (`parser.stopped`).
   */
  take({ bytes, time, place }) {
    this.time = time;
    this.#place = place;
    this.#origin = place.start;
    if (this.#doubtful.length > 0) bytes = this.#with_doubtful(bytes);
    this.parser.at = 0;
    if (!this.synced) {
      bytes = this.#find(bytes);
      if (bytes === null) return undefined;
    }
    if (this.parser.between_messages) this.#begin_message();
    const used = this.parser.execute(bytes);
    if (this.parser.error) return this.#after_error(bytes, used, place);
    if (this.parser.stopped) return this.#piece(bytes.subarray(used), used, place);
    if (used < bytes.length) this.#doubtful = Buffer.from(bytes.subarray(used));
    return undefined;
  }

  #with_doubtful(bytes) {
    const all = Buffer.concat([this.#doubtful, bytes]);
    this.#origin -= this.#doubtful.length;
    this.#doubtful = EMPTY;
    return all;
  }

  /** It is known whether the body comes that was doubtful. Returns a piece to be taken, if any. */
  decide_body(comes) {
    this.parser.decide_body(comes);
    const bytes = this.#doubtful;
    if (bytes.length === 0) return undefined;
    this.#doubtful = EMPTY;
    const place = { ...this.#place, start: this.#place.end - bytes.length };
    return { bytes, time: this.time, place };
  }

  #piece(bytes, offset, place) {
    return { bytes, time: this.time, place: { ...place, start: this.#origin + offset } };
  }

  // The search for the next message begins with the line that was refused; where no message began,
  // with its second byte.
  #after_error(bytes, used, place) {
    const { unread, error } = this.parser;
    const skip = error.code === 'ERR_PCAP_HTTP_START' ? 1 : 0;
    const rest = bytes.subarray(used);
    const all = unread.length === 0 ? rest : Buffer.concat([unread, rest]);
    return this.#piece(all.subarray(skip), used - unread.length + skip, place);
  }

  /** Gives up the message at hand and looks for the next. */
  desync() {
    this.synced = false;
    this.#in_line = this.parser.error?.code === 'ERR_PCAP_HTTP_START';
    this.message = null;
    this.#window = EMPTY;
    this.#doubtful = EMPTY;
    this.#buffer = null;
    this.#pieces = [];
    this.parser.reset();
  }

  /** Passes over bytes of a body that the capture missed. */
  skip(count, time, place) {
    this.time = time;
    this.#origin = place.start;
    this.parser.at = count;
    this.parser.skip(count);
  }

  /** Whether a message of this kind begins in `bytes`. */
  static starts_message(kind, bytes) {
    return (kind === 'request' ? find_request(bytes) : find_response(bytes)) !== -1;
  }

  #find(bytes) {
    const { length } = this.#window;
    const all = length === 0 ? bytes : Buffer.concat([this.#window, bytes]);
    const segment = length === 0 && this.#in_line ? -1 : length;
    const where = { segment, at_line: !this.#in_line };
    const at = this.kind === 'request' ? find_request(all, where) : find_response(all);
    if (at === -1) {
      const size = resync_window(this.kind, all);
      this.#in_line ||= size < all.length;
      this.#window = Buffer.from(all.subarray(all.length - size));
      return null;
    }
    this.synced = true;
    this.#in_line = false;
    this.#window = EMPTY;
    this.#origin += at - length;
    return all.subarray(at);
  }

  /** Bytes of memory held. */
  get held_bytes() {
    const buffered = this.#buffer === null ? 0 : this.#buffer.cost;
    const kept = this.#window.length + this.#doubtful.length;
    return buffered + PIECE_COST * this.#pieces.length + kept + this.parser.held_bytes;
  }

  get is_buffering() {
    return this.#buffer !== null;
  }

  /** Keeps a piece until unbuffer(); returns false when it is too much. */
  buffer({ bytes, time, place }) {
    this.#buffer ??= new ByteBuilder();
    if (bytes.length > 0) {
      this.#buffer.append(bytes);
      this.#pieces.push({ end: this.#buffer.length, time, place });
    }
    return this.#buffer.length <= MAX_BUFFERED;
  }

  /** The pieces that were kept. */
  unbuffer() {
    const bytes = this.#buffer?.take() ?? EMPTY;
    let from = 0;
    const pieces = this.#pieces.map(({ end, time, place }) => {
      const piece = { bytes: bytes.subarray(from, end), time, place };
      from = end;
      return piece;
    });
    this.#buffer = null;
    this.#pieces = [];
    return pieces;
  }
}

exports.HTTPStream = HTTPStream;
