'use strict';

// The WebSocket connection (RFC 6455) that an HTTP Upgrade has opened: frames put together to
// messages, per-message-deflate (RFC 7692) undone.

const { EventEmitter } = require('node:events');
const { constants, inflateRawSync } = require('node:zlib');
const { header_length, payload_length, unmask } = require('../../protocol/websocket');
const { capture_time } = require('../http1/capture_time');

const CONTINUATION = 0;
const TEXT = 1;
const CLOSE = 8;
const CONTROL = new Map([
  [8, 'websocket close'],
  [9, 'websocket ping'],
  [10, 'websocket pong'],
]);
const FLUSH_TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const WINDOW = 32 * 1024;
const MAX_PARTS = 4096;

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

// Undoes per-message-deflate. A message may refer to the 32 KiB before it; they are kept here.
class Inflater {
  #window = Buffer.alloc(0);
  #takeover;
  #broken = false;

  constructor(takeover) {
    this.#takeover = takeover;
  }

  // Returns null when the bytes can't be inflated, or come to more than max_length bytes.
  inflate(bytes, max_length) {
    if (this.#broken) return null;
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: max_length };
    if (this.#window.length > 0) options.dictionary = this.#window;
    try {
      const out = inflateRawSync(Buffer.concat([bytes, FLUSH_TAIL]), options);
      if (this.#takeover) this.#remember(out);
      return out;
    } catch {
      this.give_up();
      return null;
    }
  }

  /** A message could not be had: what refers to it can't be had either. */
  give_up() {
    this.#broken = this.#takeover;
  }

  #remember(out) {
    this.#window =
      out.length >= WINDOW
        ? Buffer.from(out.subarray(-WINDOW))
        : Buffer.concat([this.#window, out]).subarray(-WINDOW);
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
  #head = Buffer.alloc(0); // the beginning of a frame header
  #frame = null; // the frame being read
  #message = null; // the message being put together
  #parts = [];
  #stored = 0;
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
    let at = 0;
    while (at < bytes.length && !this.#lost) {
      at = this.#frame ? this.#payload(bytes, at, time) : this.#header(bytes, at, time);
    }
  }

  /** `count` bytes of this direction were not captured. */
  gap(count, time) {
    const frame = this.#frame;
    if (!frame || frame.control || count > frame.left) {
      this.#lose('bytes of the frame headers were not captured');
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
    this.#head = Buffer.alloc(0);
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
      parts: [],
    };
    const wrong = this.#check(frame, head[0]);
    if (wrong) {
      this.#lose(wrong);
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
      frame.parts.push(this.#plain(frame, piece));
    } else {
      const room = this.#max_length - this.#stored;
      if (piece.length > room) this.#message.truncated = true;
      if (room > 0) {
        const kept = this.#plain(frame, piece.subarray(0, room));
        this.#parts.push(kept);
        this.#stored += kept.length;
        // Frames of one byte each would take a hundred times what they hold.
        if (this.#parts.length > MAX_PARTS) this.#parts = [Buffer.concat(this.#parts)];
      }
    }
    frame.left -= piece.length;
    if (frame.left === 0) this.#frame_done(time);
    return end;
  }

  #plain(frame, piece) {
    const from = frame.length - frame.left;
    return frame.key ? unmask(piece, frame.key, from) : Buffer.from(piece);
  }

  #frame_done(time) {
    const frame = this.#frame;
    this.#frame = null;
    if (frame.control) {
      const data = Buffer.concat(frame.parts);
      this.#session.tell(CONTROL.get(frame.opcode), this.#direction, control_of(frame, data, time));
    } else if (frame.fin) {
      this.#message_done(time);
    }
  }

  #message_done(time) {
    const message = this.#message;
    const data = Buffer.concat(this.#parts);
    this.#drop();
    message.end = time;
    message.data = data;
    if (message.compressed) this.#inflate(message, data);
    this.#session.tell('websocket message', this.#direction, message);
  }

  #inflate(message, data) {
    if (message.truncated) this.#inflater.give_up();
    message.data = message.truncated ? null : this.#inflater.inflate(data, this.#max_length);
    if (message.data === null) message.truncated = true;
  }

  #drop() {
    this.#message = null;
    this.#parts = [];
    this.#stored = 0;
  }

  #lose(text) {
    this.#lost = true;
    this.#frame = null;
    this.#head = Buffer.alloc(0);
    this.#drop();
    this.#inflater.give_up();
    const error = new Error(`websocket: ${text}`);
    error.code = 'ERR_PCAP_WEBSOCKET';
    this.#session.tell('websocket error', this.#direction, error);
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
 * next frame that can be told).
 */
class WebSocketSession extends EventEmitter {
  #readers;

  /**
   * @param {object} tcp_session
   * @param {object} [options]
   * @param {HTTPRequest} [options.request]  the messages that made the upgrade
   * @param {HTTPResponse} [options.response]
   * @param {number} [options.max_message_size]  bytes of a message that are kept, 1 MiB
   * @param {boolean} [options.listen]  take the data of tcp_session; HTTPSession gives it itself
   */
  constructor(tcp_session, options = {}) {
    super();
    const { request, response, max_message_size = 1024 * 1024, listen = true } = options;
    this.tcp_session = tcp_session;
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
    if (listen) this.#listen();
  }

  #listen() {
    for (const direction of ['send', 'recv']) {
      this.tcp_session.on(`data ${direction}`, (session, data, info) =>
        this.data(direction, data, capture_time(session, info)),
      );
    }
    this.tcp_session.on('gap', (session, direction, count) =>
      this.gap(direction, count, capture_time(session)),
    );
  }

  /** Takes bytes of the stream; time is in milliseconds. */
  data(direction, bytes, time) {
    this.#readers[direction].take(bytes, time);
  }

  gap(direction, count, time) {
    this.#readers[direction].gap(count, time);
  }

  tell(event, direction, what) {
    this.emit(event, this, direction, what);
  }
}

exports.WebSocketSession = WebSocketSession;
exports.WebSocketMessage = WebSocketMessage;
