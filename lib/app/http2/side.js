'use strict';

// One direction of an HTTP/2 connection: its frames, its header blocks and their compression.

const { ByteBuilder } = require('../byte_builder');
const { FrameReader } = require('./frame_reader');
const { HPACKDecoder } = require('./hpack');
const {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  PADDED,
  PRIORITIZED,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  TYPES,
  WINDOW_UPDATE,
} = require('./constants');

/**
 * What a Side calls; all get the side first.
 * @typedef {object} SideOwner
 * @property {(side, block: Block, list: HeaderList) => void} on_headers
 * @property {(side, stream_id: number, bytes: Buffer) => void} on_data
 * @property {(side, stream_id: number) => void} on_end_stream  after the last DATA
 * @property {(side, stream_id: number, count: number) => void} on_missing  bytes of DATA
 * @property {(side, stream_id: number, code: number) => void} on_reset
 * @property {(side, payload: Buffer) => void} on_settings
 * @property {(side, payload: Buffer) => void} on_goaway
 * @property {(side, code: string, text: string, stream_id: number) => void} on_fault
 * @property {(side, stream_id: number) => void} on_lost  0: frames of any stream
 */

/**
 * @typedef {object} Block  a header block at hand
 * @property {number} stream_id
 * @property {number} promised  PUSH_PROMISE: the stream that is promised; otherwise 0
 * @property {boolean} end_stream
 * @property {number} start  when its first byte was captured
 * @property {boolean} broken  it will not be whole
 */

class Side {
  #owner;
  #decoder;
  #max_block;
  #block = null; // Block, until END_HEADERS
  #fragments = new ByteBuilder();
  #first; // whether the next frame is the connection's first of this side

  /**
   * @param {'request' | 'response'} kind  of messages that this side sends
   * @param {SideOwner} owner
   * @param {object} options  max_header_size, max_header_table_size
   * @param {boolean} whole  whether the side is seen from its beginning
   */
  constructor(kind, owner, { max_header_size, max_header_table_size }, whole) {
    this.kind = kind;
    this.whole = whole; // nothing was missed so far
    this.max_frame_known = false; // whether the other side's SETTINGS have been seen
    this.#owner = owner;
    this.#first = whole;
    this.#max_block = max_header_size;
    this.#decoder = new HPACKDecoder(
      { max_header_size, max_table_size: max_header_table_size },
      whole,
    );
    this.reader = new FrameReader(this, {
      max_header_size,
      preface: whole && kind === 'request',
      lost: !whole,
    });
  }

  get cost() {
    return this.reader.cost + this.#fragments.cost + this.#decoder.table_size;
  }

  /** Drops what is held; what refers to it is unknown then. Returns whether that was anything. */
  invalidate() {
    const held = this.cost;
    this.#decoder.invalidate();
    if (this.#fragments.length > 0) this.#break(this.#block);
    return this.cost < held;
  }

  // --- FrameHandler

  on_start(reader) {
    if (this.#first && reader.type !== SETTINGS) this.#fault('the first frame is not SETTINGS');
    this.#first = false;
    // Its receiver's SETTINGS must have been seen: they may allow more.
    if (reader.length > reader.max_frame && this.max_frame_known) {
      const text = `of ${reader.length} bytes, where ${reader.max_frame} are allowed`;
      this.#fault(`${TYPES[reader.type] ?? 'a frame'} ${text}`, reader.stream_id);
    }
    const block = this.#block;
    if (block === null) return;
    if (reader.type === CONTINUATION && reader.stream_id === block.stream_id) return;
    if (block.broken) {
      this.#block = null;
      return;
    }
    this.#give_up();
    this.#fault(`${TYPES[reader.type] ?? 'a frame'} within a header block`);
  }

  on_data(reader, bytes) {
    this.#owner.on_data(this, reader.stream_id, bytes);
  }

  on_missing(reader, count) {
    this.#owner.on_missing(this, reader.stream_id, count);
  }

  on_fault(reader, text) {
    this.#give_up();
    if (has_headers(reader.type)) this.#decoder.invalidate();
    this.#fault(text, reader.stream_id);
  }

  on_broken(reader) {
    this.whole = false;
    const block = this.#block ?? this.#open(reader);
    this.#break(block);
    if (reader.flags & END_HEADERS) this.#block = null;
    else this.#block = block;
    this.#report_loss(block);
  }

  on_lost() {
    this.whole = false;
    this.#first = false;
    this.#block = null;
    this.#fragments.clear();
    this.#decoder.invalidate();
    this.#owner.on_lost(this, 0);
  }

  on_frame(reader, payload) {
    switch (reader.type) {
      case DATA:
        if (reader.flags & END_STREAM) this.#owner.on_end_stream(this, reader.stream_id);
        break;
      case HEADERS:
      case PUSH_PROMISE:
        this.#begin_block(reader, payload);
        break;
      case CONTINUATION:
        this.#continue(reader, payload, 0, payload.length);
        break;
      case RST_STREAM:
        this.#owner.on_reset(this, reader.stream_id, payload.readUInt32BE(0));
        break;
      case SETTINGS:
        if ((reader.flags & ACK) === 0) this.#owner.on_settings(this, payload);
        break;
      case GOAWAY:
        this.#owner.on_goaway(this, payload);
        break;
      case WINDOW_UPDATE:
        if ((payload.readUInt32BE(0) & 0x7fffffff) === 0) {
          this.#fault('WINDOW_UPDATE of 0', reader.stream_id);
        }
        break;
    }
  }

  // --- header blocks

  #open(reader) {
    return {
      stream_id: reader.stream_id,
      promised: 0,
      end_stream: reader.type === HEADERS && (reader.flags & END_STREAM) !== 0,
      start: reader.start,
      broken: false,
    };
  }

  //   HEADERS:       [pad length (8)] [priority (40)] fragment … padding …
  //   PUSH_PROMISE:  [pad length (8)] promised (32)   fragment … padding …
  #begin_block(reader, payload) {
    const { type, flags, length } = reader;
    const block = this.#open(reader);
    let at = flags & PADDED ? 1 : 0;
    const end = length - (at === 1 && length > 0 ? payload[0] : 0);
    if (type === PUSH_PROMISE) {
      if (at + 4 <= payload.length) block.promised = payload.readUInt32BE(at) & 0x7fffffff;
      at += 4;
    } else if (flags & PRIORITIZED) {
      at += 5;
    }
    this.#block = block;
    if (at <= end) {
      this.#continue(reader, payload, at, end);
      return;
    }
    this.#break(block);
    this.#report_loss(block);
    if (flags & END_HEADERS) this.#block = null;
    this.#fault(`${TYPES[type]} with more padding than payload`, block.stream_id);
  }

  #continue(reader, payload, at, end) {
    const block = this.#block;
    const last = (reader.flags & END_HEADERS) !== 0;
    if (block === null) {
      if (this.whole) this.#fault('CONTINUATION without a header block', reader.stream_id);
      this.#decoder.invalidate();
      return;
    }
    if (last) this.#block = null;
    if (block.broken) return;
    if (reader.length > payload.length || this.#fragments.length + end - at > this.#max_block) {
      this.#too_long(block);
    } else if (last && this.#fragments.length === 0) {
      this.#decode(block, payload.subarray(at, end));
    } else {
      this.#fragments.append(payload.subarray(at, end));
      if (last) this.#decode(block, this.#fragments.take());
    }
  }

  #decode(block, bytes) {
    const list = this.#decoder.decode(bytes);
    if (list.error === undefined && !list.overflow) {
      this.#owner.on_headers(this, block, list);
      return;
    }
    if (list.overflow) this.#tell_too_long(block);
    else this.#owner.on_fault(this, 'ERR_PCAP_HTTP_COMPRESSION', list.error, block.stream_id);
    this.#report_loss(block);
  }

  #too_long(block) {
    this.#break(block);
    this.#tell_too_long(block);
    this.#report_loss(block);
  }

  #tell_too_long(block) {
    const text = `a header list of more than ${this.#max_block} bytes`;
    this.#owner.on_fault(this, 'ERR_PCAP_HTTP_OVERFLOW', text, block.stream_id);
  }

  // A block that was not decoded has changed the table in an unknown way.
  #break(block) {
    block.broken = true;
    this.#fragments.clear();
    this.#decoder.invalidate();
  }

  // The block at hand has no end.
  #give_up() {
    const block = this.#block;
    this.#block = null;
    if (block === null || block.broken) return;
    this.#break(block);
    this.#report_loss(block);
  }

  #report_loss(block) {
    this.#owner.on_lost(this, block.stream_id);
    if (block.end_stream) this.#owner.on_end_stream(this, block.stream_id);
  }

  #fault(text, stream_id = 0) {
    this.#owner.on_fault(this, 'ERR_PCAP_HTTP_FRAME', text, stream_id);
  }
}

function has_headers(type) {
  return type === HEADERS || type === PUSH_PROMISE || type === CONTINUATION;
}

exports.Side = Side;
