'use strict';

// What decoders of messages share: a header of fixed size, then a part that a Cursor reads on in.
//
//   class TFTP extends Message {
//     read_header(bytes, offset) { … }   // `TFTP.header_size` bytes are there
//     read_body(cursor, parent) { … }    // what is wrong, the cursor's error says
//   }

const { EMPTY, clamp_end } = require('../packet/bytes');
const { Cursor } = require('../packet/cursor');
const {
  Layer,
  set_payload,
  malformed,
  truncated,
  truncated_header,
  emit,
} = require('../packet/layer');

class Message extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
  }

  decode(bytes = EMPTY, offset = 0, length = undefined, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    const { decoderName } = this;
    const { Cursor: BodyCursor = Cursor } = this.constructor;
    const header_size = this.constructor.size_of(bytes, offset, end);
    if (end - offset < header_size) {
      return truncated_header(this, decoderName, header_size, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    const cursor = new BodyCursor(bytes, offset + header_size, end);
    cursor.granted = length;
    this.read_body(cursor, parent);
    note_error(this, decoderName, cursor);
    set_payload(this, bytes, Math.min(cursor.offset, end), end);
    emit(this);
    return this;
  }

  /** Octets of the header, which its first ones may say. */
  static size_of() {
    return this.header_size;
  }

  /** Most messages are all header, or read all that there is. */
  read_body() {}
}

/**
 * For ports that carry more than one protocol: an entry of a table which decodes with the first
 * class whose test accepts the bytes, and leaves what none does unknown.
 * @param {...[Function, (bytes: Uint8Array, offset: number, length: number) => boolean]} choices
 *   `length` is what the datagram has, captured or not
 */
function recognizer(...choices) {
  return class Recognizer {
    static choices = choices.map(([Class]) => Class);

    constructor(emitter) {
      this.emitter = emitter;
    }

    decode(bytes, offset = 0, length = bytes.length - offset, parent = undefined) {
      const found = choices.find(([, is_one]) => is_one(bytes, offset, length));
      return found && new found[0](this.emitter).decode(bytes, offset, length, parent);
    }
  };
}

/**
 * What the message does not begin with: `text` says so, unless it is because the capture cut it.
 */
function fail_unless_cut(cursor, text) {
  const { granted, limit, offset } = cursor;
  if (granted > limit - offset) cursor.has(granted);
  else cursor.fail(text);
}

/** Says in a layer's `_error` what its cursor met. */
function note_error(layer, name, cursor) {
  const { error, needed, bytes, offset, limit } = cursor;
  if (error === 'short') truncated(layer, name, needed, bytes, offset, limit);
  else if (error !== undefined) malformed(layer, `${name}: ${error} at offset ${offset}`);
}

/** Text of bytes from the network, as far as the first NUL. */
function text_of(data) {
  const end = data.indexOf(0);
  return data.toString('utf8', 0, end < 0 ? data.length : end);
}

/** `0x0000002a` */
const hex = (number, digits = 8) => `0x${(number ?? 0).toString(16).padStart(digits, '0')}`;

/** For texts of one line: quoted, controls escaped. */
const quoted = (text) => JSON.stringify(text);

exports.Message = Message;
exports.fail_unless_cut = fail_unless_cut;
exports.hex = hex;
exports.note_error = note_error;
exports.quoted = quoted;
exports.recognizer = recognizer;
exports.text_of = text_of;
