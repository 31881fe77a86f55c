'use strict';

// One direction of an HTTP/2 connection, cut into frames (RFC 9113, section 4). DATA is given out
// as it comes; of other frames the payload is put together, as far as the limit for their type.
//
//   +-----------------------------------------------+
//   |                 length (24)                   |
//   +---------------+---------------+---------------+
//   |   type (8)    |   flags (8)   |
//   +-+-------------+---------------+-------------------------------+
//   |R|                 stream_id (31)                              |
//   +-+-------------------------------------------------------------+
//   |                   payload (length) …

const { ByteBuilder } = require('../byte_builder');
const { FrameSearch, bounds } = require('./frame_sync');
const {
  CONTINUATION,
  DATA,
  DEFAULT_FRAME_SIZE,
  FRAME_HEADER,
  GOAWAY,
  HEADERS,
  PADDED,
  PUSH_PROMISE,
  SETTINGS,
  TYPES,
  header_fault,
} = require('./constants');

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'); // RFC 9113, 3.4
const MAX_SETTINGS = 6 * 256; // bytes that are looked at
const MAX_GOAWAY = 8 + 1024;
const SMALL = 8; // the other types: longer ones are malformed
const NOTHING = Buffer.alloc(0);

/**
 * What a FrameReader calls; `reader.type`, `flags`, `stream_id`, `length` and `start` (when the
 * first byte was captured) are those of the frame at hand.
 * @typedef {object} FrameHandler
 * @property {(reader) => void} on_start  a frame begins; not called for one that is faulty
 * @property {(reader, bytes: Buffer) => void} on_data  a piece of a DATA frame, without padding
 * @property {(reader, payload: Buffer) => void} on_frame  a frame is whole: for DATA the payload is
 *   empty, for a payload beyond the limit it is shorter than reader.length
 * @property {(reader, text: string) => void} on_fault  a frame that RFC 9113 forbids; it is left
 *   out
 * @property {(reader, count: number) => void} on_missing  bytes of a DATA frame were not captured
 * @property {(reader) => void} on_broken  bytes of the frame at hand, which has headers, were not
 *   captured
 * @property {(reader) => void} on_lost  frames, or parts of some, were not captured
 */

class FrameReader {
  #handler;
  #max_headers;
  #preface; // bytes of the preface that are to come
  #head = Buffer.alloc(FRAME_HEADER);
  #head_length = 0;
  #payload = new ByteBuilder();
  #left = -1; // bytes of payload to come; -1 between frames
  #keep = 0; // of them, bytes that are kept
  #data_left = 0; // of a DATA frame: bytes before the padding
  #pad_known = true; // whether the padding's length has been read
  #search = new FrameSearch();

  /**
   * @param {FrameHandler} handler
   * @param {object} options
   * @param {number} options.max_header_size  bytes kept of a frame with headers
   * @param {boolean} [options.preface]  whether the client's preface comes first
   * @param {boolean} [options.lost]  whether the first bytes may be from the middle of a frame
   */
  constructor(handler, { max_header_size, preface = false, lost = false }) {
    this.#handler = handler;
    this.#max_headers = max_header_size;
    this.#preface = preface ? PREFACE.length : 0;
    this.lost = lost;
    this.time = 0; // when the bytes at hand were captured
    this.start = 0;
    this.type = 0;
    this.flags = 0;
    this.stream_id = 0;
    this.length = 0;
    this.max_frame = DEFAULT_FRAME_SIZE; // what the receiver has announced
    this.highest_stream = 0; // in both directions; 0: none is known
  }

  /** Bytes of memory that are held. */
  get cost() {
    return this.#payload.cost + (this.lost ? this.#search.cost : 0);
  }

  take(bytes, time) {
    this.time = time;
    if (!this.lost) {
      this.#read(bytes);
      return;
    }
    const pieces = this.#search.take(bytes, time, bounds(this.max_frame, this.highest_stream));
    if (pieces === null) return;
    this.lost = false;
    if (this.#search.skipped) this.#handler.on_lost(this);
    this.#search.skipped = false;
    for (const [piece, at] of pieces) this.take(piece, at);
  }

  /** `count` bytes were not captured. */
  gap(count, time) {
    this.time = time;
    if (this.lost) {
      this.#search.skip();
    } else if (this.#left >= count && this.#pad_known) {
      this.#skip_missing(count);
    } else {
      this.desync();
    }
  }

  /** Gives up the place in the stream, and looks for the next frame. */
  desync() {
    this.lost = true;
    this.#preface = 0;
    this.#reset();
    this.#handler.on_lost(this);
  }

  /** Whether the stream may end here. */
  get between_frames() {
    return this.#left === -1 && this.#head_length === 0 && this.#preface === 0;
  }

  // The frame is known, so is its end: nothing else is lost.
  #skip_missing(count) {
    this.#left -= count;
    if (this.type === DATA) {
      const missing = Math.min(count, this.#data_left);
      this.#data_left -= missing;
      if (missing > 0) this.#handler.on_missing(this, missing);
      if (this.#left === 0) this.#finish(NOTHING);
      return;
    }
    if (this.type === HEADERS || this.type === PUSH_PROMISE || this.type === CONTINUATION) {
      this.#handler.on_broken(this);
    }
    this.#keep = 0;
    this.#payload.clear();
    this.type = TYPES.length; // what is left of it says nothing
    if (this.#left === 0) this.#reset();
  }

  #reset() {
    this.#head_length = 0;
    this.#left = -1;
    this.#keep = 0;
    this.#payload.clear();
  }

  #read(bytes) {
    let at = 0;
    while (at < bytes.length && !this.lost) {
      if (this.#preface > 0) at = this.#read_preface(bytes, at);
      else if (this.#left === -1) at = this.#read_header(bytes, at);
      else if (this.type === DATA) at = this.#read_data(bytes, at);
      else at = this.#read_payload(bytes, at);
    }
  }

  #read_preface(bytes, at) {
    const from = PREFACE.length - this.#preface;
    const count = Math.min(this.#preface, bytes.length - at);
    if (PREFACE.compare(bytes, at, at + count, from, from + count) !== 0) {
      this.#preface = 0;
      this.#handler.on_fault(this, 'the client does not begin with the preface');
      this.desync();
      this.take(bytes.subarray(at), this.time);
      return bytes.length;
    }
    this.#preface -= count;
    return at + count;
  }

  #read_header(bytes, at) {
    let head = bytes;
    let from = at;
    if (this.#head_length === 0) this.start = this.time;
    if (this.#head_length > 0 || bytes.length - at < FRAME_HEADER) {
      const end = Math.min(bytes.length, at + FRAME_HEADER - this.#head_length);
      bytes.copy(this.#head, this.#head_length, at, end);
      this.#head_length += end - at;
      if (this.#head_length < FRAME_HEADER) return end;
      head = this.#head;
      from = 0;
      at = end - FRAME_HEADER;
    }
    this.#head_length = 0;
    this.length = (head[from] << 16) | (head[from + 1] << 8) | head[from + 2];
    this.type = head[from + 3];
    this.flags = head[from + 4];
    this.stream_id = ((head[from + 5] & 0x7f) << 24) | (head[from + 6] << 16);
    this.stream_id |= (head[from + 7] << 8) | head[from + 8];
    this.#begin();
    return at + FRAME_HEADER;
  }

  #begin() {
    this.#left = this.length;
    this.#data_left = this.length;
    this.#pad_known = this.type !== DATA || (this.flags & PADDED) === 0;
    this.#keep = Math.min(this.length, this.#limit());
    const fault = header_fault(this.type, this.flags, this.stream_id, this.length);
    if (fault !== undefined) {
      this.#refuse(fault);
    } else {
      this.#handler.on_start(this);
      if (this.#left === 0) this.#finish_empty();
    }
  }

  #finish_empty() {
    if (this.#pad_known) this.#finish(NOTHING);
    else this.#refuse('DATA without its padding');
  }

  // Leaves the frame out.
  #refuse(text) {
    this.#handler.on_fault(this, text);
    this.type = TYPES.length;
    this.#keep = 0;
    this.#pad_known = true;
    if (this.#left === 0) this.#reset();
  }

  #limit() {
    switch (this.type) {
      case HEADERS:
      case PUSH_PROMISE:
      case CONTINUATION:
        return this.#max_headers;
      case SETTINGS:
        return MAX_SETTINGS;
      case GOAWAY:
        return MAX_GOAWAY;
      default:
        return this.type < TYPES.length ? SMALL : 0;
    }
  }

  #read_data(bytes, at) {
    if (!this.#pad_known) {
      const padding = bytes[at++];
      this.#left--;
      this.#pad_known = true;
      this.#data_left = this.#left - padding;
      if (this.#data_left < 0) {
        this.#refuse('DATA with more padding than payload');
        return at;
      }
    }
    const end = Math.min(bytes.length, at + this.#data_left);
    const skip = Math.min(bytes.length - end, this.#left - this.#data_left);
    this.#left -= end - at + skip;
    this.#data_left -= end - at;
    if (end > at) this.#handler.on_data(this, bytes.subarray(at, end));
    if (this.#left === 0) this.#finish(NOTHING);
    return end + skip;
  }

  #read_payload(bytes, at) {
    const end = Math.min(bytes.length, at + this.#left);
    const whole = end - at === this.length;
    const wanted = Math.min(end - at, this.#keep);
    this.#left -= end - at;
    this.#keep -= wanted;
    if (whole) {
      this.#finish(bytes.subarray(at, at + wanted));
      return end;
    }
    if (wanted > 0) this.#payload.append(bytes.subarray(at, at + wanted));
    if (this.#left === 0) this.#finish(this.#payload.take());
    return end;
  }

  #finish(payload) {
    this.#reset();
    this.#handler.on_frame(this, payload);
  }
}

exports.FrameReader = FrameReader;
