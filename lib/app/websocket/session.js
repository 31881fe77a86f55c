'use strict';

// The WebSocket connection (RFC 6455) that an HTTP Upgrade has opened: frames put together to
// messages, per-message-deflate (RFC 7692) undone.

const { pcap_error } = require('../../errors');
const { header_length, payload_length, unmask } = require('../../protocol/websocket');
const { boolean, custom, number } = require('../../validate');
const { ByteBuilder, EMPTY } = require('../byte_builder');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { Inflater } = require('./inflate');
const { guard_getters } = require('../../getters');

const CONTINUATION = 0;
const TEXT = 1;
const CLOSE = 8;
const CONTROL = new Map([
  [8, 'websocket close'],
  [9, 'websocket ping'],
  [10, 'websocket pong'],
]);
const MAX_INFLATED = 4 * 1024 * 1024; // of the messages of one segment, unless one may be longer
const MESSAGE_COST = 300;

const SHEDDING = [
  ['messages', 'shed_message'],
  ['compression windows', 'shed_window'],
];

const is_message = (value) => typeof value?.header === 'function';
const message_option = () =>
  custom({ default: undefined, accepts: is_message, what: 'an HTTP message' });

const OPTIONS = {
  ...STREAM_OPTIONS,
  request: message_option(),
  response: message_option(),
  max_message_size: number({ default: 1024 * 1024, min: 0 }),
  listen: boolean(true),
};

/** One message, its frames put together. */
class WebSocketMessage {
  constructor(opcode, compressed, time) {
    this.type = opcode === TEXT ? 'text' : 'binary';
    this.data = null; // a Buffer: the message as the program at the other end gets it
    this.compressed = compressed;
    this.frames = 0;
    this.length = 0; // payload bytes on the wire
    this.missing = 0; // of these, bytes that the capture missed
    this.truncated = false; // data is not whole: longer than the limit, or not captured
    this.start = time; // capture times, milliseconds since 1970
    this.end = time;
  }

  toString() {
    return this.data === null ? '' : this.data.toString('utf8');
  }
}

// One direction of the connection. Payloads are taken piece by piece, so that a frame of any length
// needs no more memory than the limit.
class FrameReader {
  #session;
  #direction;
  #masked;
  #max_length;
  #inflater;
  #head = EMPTY; // the beginning of a frame header
  #frame = null; // the frame being read
  #message = null; // the message being put together
  #data = new ByteBuilder(); // of the message
  #control = new ByteBuilder(); // of a control frame, which may come between others
  #inflated = 0; // bytes that the compressed messages of the segment at hand came to
  #shed = false; // the message's data had to be dropped
  #lost = false;

  constructor(session, direction, { inflater, max_message_size }) {
    this.#session = session;
    this.#direction = direction;
    this.#masked = direction === 'send';
    this.#max_length = max_message_size;
    this.#inflater = inflater;
  }

  take(bytes, time) {
    if (this.#lost && !this.#find_frame(bytes)) return;
    this.#inflated = 0;
    let at = 0;
    while (at < bytes.length && !this.#lost) {
      at = this.#frame ? this.#payload(bytes, at, time) : this.#header(bytes, at, time);
    }
  }

  /** `count` bytes of this direction were not captured. */
  gap(count, time) {
    const frame = this.#frame;
    if (!frame || frame.control || count > frame.left) {
      this.#desync('bytes of the frame headers were not captured');
      return;
    }
    frame.left -= count;
    this.#message.missing += count;
    this.#message.truncated = true;
    if (frame.left === 0) this.#frame_done(time);
  }

  // Behind missing bytes, a frame is known by filling its segment to the last byte.
  #find_frame(bytes) {
    const length = header_length(bytes, 0, bytes.length);
    if (length === undefined || length > bytes.length) return false;
    const opcode = bytes[0] & 15;
    const known = opcode === 1 || opcode === 2 || CONTROL.has(opcode);
    const right_mask = bytes[1] >> 7 === Number(this.#masked);
    if (!known || !right_mask || (bytes[0] & 0x30) !== 0) return false;
    this.#lost = length + payload_length(bytes, 0) !== bytes.length;
    return !this.#lost;
  }

  #header(bytes, at, time) {
    const head = this.#head.length === 0 ? bytes.subarray(at) : this.#join(bytes, at);
    const length = header_length(head, 0, head.length);
    if (length === undefined || length > head.length) {
      this.#head = Buffer.from(head);
      return bytes.length;
    }
    const used = length - this.#head.length;
    this.#head = EMPTY;
    this.#begin_frame(head, length, time);
    return at + used;
  }

  #join(bytes, at) {
    return Buffer.concat([this.#head, bytes.subarray(at, at + 14 - this.#head.length)]);
  }

  #begin_frame(head, length, time) {
    const opcode = head[0] & 15;
    const control = opcode >= 8;
    const frame = {
      opcode,
      control,
      fin: head[0] >= 0x80,
      length: payload_length(head, 0),
      left: payload_length(head, 0),
      key: head[1] & 0x80 ? Buffer.from(head.subarray(length - 4, length)) : null,
    };
    const wrong = this.#check(frame, head[0]);
    if (wrong) {
      this.#desync(wrong);
      return;
    }
    if (!control) {
      this.#message ??= new WebSocketMessage(opcode, (head[0] & 0x40) !== 0, time);
      this.#message.frames++;
      this.#message.length += frame.length;
    }
    this.#frame = frame;
    if (frame.left === 0) this.#frame_done(time);
  }

  #check(frame, first) {
    const { opcode, control } = frame;
    if (control && (!frame.fin || frame.length > 125)) return 'a control frame that is too long';
    if (control && !CONTROL.has(opcode)) return `opcode ${opcode} is reserved`;
    if (opcode > 2 && !control) return `opcode ${opcode} is reserved`;
    if ((first & 0x30) !== 0) return 'reserved bits are set';
    if (frame.length > Number.MAX_SAFE_INTEGER) return 'the length has its highest bits set';
    if (!control && (opcode === CONTINUATION) !== (this.#message !== null)) {
      return opcode === CONTINUATION
        ? 'a continuation without a beginning'
        : 'a message in the middle of another';
    }
    return null;
  }

  #payload(bytes, at, time) {
    const frame = this.#frame;
    const end = Math.min(bytes.length, at + frame.left);
    const piece = bytes.subarray(at, end);
    if (frame.control) {
      this.#control.append(this.#plain(frame, piece));
    } else {
      const room = this.#max_length - this.#data.length;
      if (piece.length > room) this.#message.truncated = true;
      if (room > 0 && !this.#shed) {
        this.#data.append(this.#plain(frame, piece.subarray(0, room)));
      }
    }
    frame.left -= piece.length;
    if (frame.left === 0) this.#frame_done(time);
    return end;
  }

  #plain(frame, piece) {
    const from = frame.length - frame.left;
    return frame.key ? unmask(piece, frame.key, from) : piece;
  }

  #frame_done(time) {
    const frame = this.#frame;
    this.#frame = null;
    if (frame.control) {
      const data = this.#control.take();
      this.#session.emit_event(
        CONTROL.get(frame.opcode),
        this.#direction,
        control_of(frame, data, time),
      );
    } else if (frame.fin) {
      this.#message_done(time);
    }
  }

  #message_done(time) {
    const message = this.#message;
    const data = this.#shed ? null : this.#data.take();
    this.#drop();
    message.end = time;
    message.data = data;
    if (message.compressed) this.#inflate(message, data);
    this.#session.emit_event('websocket message', this.#direction, message);
  }

  // Compressed, 64 KiB can be 64 MiB of messages: a segment gets so much and no more.
  #inflate(message, data) {
    const left = Math.max(MAX_INFLATED, this.#max_length) - this.#inflated;
    if (message.truncated) this.#inflater.give_up();
    message.data = message.truncated
      ? null
      : this.#inflater.inflate(data, Math.min(left, this.#max_length));
    if (message.data === null) message.truncated = true;
    else this.#inflated += message.data.length;
  }

  #drop() {
    this.#message = null;
    this.#shed = false;
    this.#data.clear();
  }

  /** Bytes held of a message that is not whole, and of those before it that it may refer to. */
  get held_bytes() {
    const message = this.#message === null ? 0 : MESSAGE_COST;
    return message + this.#data.cost + this.#control.cost + this.#inflater.cost;
  }

  /** Drops the data of the message at hand: it will be told as truncated. Returns its bytes. */
  shed_message() {
    const bytes = this.#data.cost;
    if (bytes === 0) return 0;
    this.#data.clear();
    this.#shed = true;
    this.#message.truncated = true;
    return bytes;
  }

  /** Drops what compressed messages may refer to: later ones can't be had. Returns its bytes. */
  shed_window() {
    const bytes = this.#inflater.cost;
    if (bytes > 0) this.#inflater.give_up();
    return bytes;
  }

  #desync(text) {
    this.#lost = true;
    this.#frame = null;
    this.#head = EMPTY;
    this.#control.clear();
    this.#drop();
    this.#inflater.give_up();
    const error = pcap_error('ERR_PCAP_WEBSOCKET', `websocket: ${text}`);
    this.#session.emit_event('websocket error', this.#direction, error);
  }
}

function control_of(frame, data, time) {
  const control = { type: CONTROL.get(frame.opcode).slice(10), data, start: time, end: time };
  if (frame.opcode === CLOSE) {
    control.code = data.length >= 2 ? data.readUInt16BE(0) : undefined;
    control.reason = data.subarray(2).toString('utf8');
  }
  return control;
}

/** The parameters of permessage-deflate that the server has agreed to; undefined: not agreed. */
function deflate_parameters(response) {
  const agreed = response?.header('sec-websocket-extensions') ?? '';
  for (const extension of agreed.split(',')) {
    const [name, ...parameters] = extension.split(';').map((part) => part.trim().toLowerCase());
    if (name === 'permessage-deflate') return parameters;
  }
  return undefined;
}

/**
 * Events, all `(websocket_session, direction, what)` with direction 'send' (from the client) or
 * 'recv': 'websocket message' (a WebSocketMessage), 'websocket ping', 'websocket pong',
 * 'websocket close' ({ data, code, reason }), 'websocket error' (an Error; reading goes on at the
 * next frame that can be told). 'limit' and 'end': see StreamSession.
 */
class WebSocketSession extends StreamSession {
  #readers;

  /**
   * @param {object} tcp_session
   * @param {object} [options]
   * @param {HTTPRequest} [options.request]  the messages that made the upgrade
   * @param {HTTPResponse} [options.response]
   * @param {number} [options.max_message_size]  bytes of a message that are kept, 1 MiB
   * @param {boolean} [options.listen]  take the data of tcp_session; HTTPSession gives it itself
   * @param {number} [options.max_held_bytes]  memory held for messages that are not whole, 16 MiB
   * @param {Budget} [options.budget]  of all sessions together, that of the tracker
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    const { request, response, max_message_size, listen } = this.options;
    this.request = request;
    this.response = response;
    this.url = request?.url;
    this.protocol = response?.header('sec-websocket-protocol');
    const parameters = deflate_parameters(response);
    this.deflate = parameters !== undefined;
    const reader = (direction, side) => {
      const takeover = !parameters?.includes(`${side}_no_context_takeover`);
      const inflater = new Inflater(takeover);
      return new FrameReader(this, direction, { inflater, max_message_size });
    };
    this.#readers = { send: reader('send', 'client'), recv: reader('recv', 'server') };
    if (listen) this.listen();
  }

  on_data(direction, bytes, time) {
    this.#readers[direction].take(bytes, time);
  }

  on_gap(direction, count, time) {
    this.#readers[direction].gap(count, time);
  }

  get held_bytes() {
    return this.#readers.send.held_bytes + this.#readers.recv.held_bytes;
  }

  shed(target) {
    const dropped = [];
    for (const [what, method] of SHEDDING) {
      for (const reader of [this.#readers.send, this.#readers.recv]) {
        const bytes = this.held_bytes > target ? reader[method]() : 0;
        if (bytes > 0) dropped.push({ what, count: 1, bytes });
      }
    }
    return dropped;
  }

  static {
    guard_getters(this, (object) => #readers in object);
  }
}

exports.WebSocketSession = WebSocketSession;
exports.WebSocketMessage = WebSocketMessage;
