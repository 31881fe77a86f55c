'use strict';

// WebSocket frame, RFC 6455, 5.2.
//
//    0               1               2               3
//   +-+-+-+-+-------+-+-------------+-------------------------------+
//   |F|R|R|R| opcode|M|   length    | extended length: u16 when 126,|
//   |I|S|S|S|       |A|   7 bits    | u64 when 127                  |
//   |N|V|V|V|       |S|             |                               |
//   | |1|2|3|       |K|             |                               |
//   +-+-+-+-+-------+-+-------------+-------------------------------+
//   |  masking_key u32, if mask     |  data …                       |
//   +-------------------------------+-------------------------------+

const { Layer, layer_class, malformed, truncated, emit, set_payload } = require('../packet/layer');
const { EMPTY, clamp_end, view } = require('../packet/bytes');

const OPCODES = new Map([
  [0, 'continuation'],
  [1, 'text'],
  [2, 'binary'],
  [8, 'close'],
  [9, 'ping'],
  [10, 'pong'],
]);

/** How long the header is that begins here; undefined when that takes more bytes than there are. */
function header_length(bytes, offset, end) {
  if (end - offset < 2) return undefined;
  const short = bytes[offset + 1] & 0x7f;
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (bytes[offset + 1] & 0x80 ? 4 : 0);
}

/** Undoes a client's masking; returns a copy. `from` says where in the payload these bytes are. */
function unmask(bytes, key, from = 0) {
  const out = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i] ^ key[(from + i) & 3];
  return out;
}

class WebSocketFrame extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.fin = undefined;
    this.rsv1 = undefined; // permessage-deflate: the message is compressed
    this.rsv2 = undefined;
    this.rsv3 = undefined;
    this.opcode = undefined;
    this.mask = undefined;
    this.headerLength = undefined;
    this.length = undefined; // of the data, as the frame says
    this.masking_key = undefined; // a Buffer of four, when masked
    this.data = undefined; // unmasked; less than `length` when the bytes end before the frame does
  }

  decode(bytes = EMPTY, offset = 0, len) {
    const end = clamp_end(bytes, offset, len);
    this.read_header(bytes, offset, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset, end) {
    const needed = header_length(bytes, offset, end) ?? 2;
    if (end - offset < needed) {
      truncated(this, 'websocket', needed, bytes, offset, end);
      return;
    }
    this.fin = (bytes[offset] & 0x80) !== 0;
    this.rsv1 = (bytes[offset] & 0x40) !== 0;
    this.rsv2 = (bytes[offset] & 0x20) !== 0;
    this.rsv3 = (bytes[offset] & 0x10) !== 0;
    this.opcode = bytes[offset] & 0x0f;
    this.mask = (bytes[offset + 1] & 0x80) !== 0;
    this.headerLength = needed;
    this.length = payload_length(bytes, offset);
    const start = offset + needed;
    if (this.mask) this.masking_key = view(bytes, start - 4, start);
    this.check();
    const present = Math.min(this.length, end - start);
    set_payload(this, bytes, start, start + present);
    const data = view(bytes, start, start + present);
    this.data = this.mask ? unmask(data, this.masking_key) : data;
    if (present < this.length && this._error === undefined) {
      truncated(this, 'websocket', this.length, bytes, start, end);
    }
  }

  // RFC 6455, 5.2 and 5.5: what no sender may send.
  check() {
    if (!OPCODES.has(this.opcode)) malformed(this, `websocket: opcode ${this.opcode} is reserved`);
    else if (this.opcode >= 8 && (!this.fin || this.length > 125)) {
      malformed(this, `websocket: a ${this.opcode_name} frame is fragmented or longer than 125`);
    } else if (this.length > Number.MAX_SAFE_INTEGER) {
      malformed(this, 'websocket: the length has its highest bits set');
    }
  }

  get opcode_name() {
    return OPCODES.get(this.opcode) ?? `opcode ${this.opcode}`;
  }

  toString() {
    const parts = [this.opcode === undefined ? 'frame' : this.opcode_name];
    if (this.fin === false) parts.push('not final');
    if (this.mask) parts.push('masked');
    if (this.rsv1) parts.push('compressed');
    parts.push(`len ${this.length ?? 0}`);
    return `WebSocket ${parts.join(' ')}`;
  }
}
layer_class(WebSocketFrame, 'websocket', true);

function payload_length(bytes, offset) {
  const short = bytes[offset + 1] & 0x7f;
  if (short < 126) return short;
  let length = 0;
  for (let i = 2; i < (short === 126 ? 4 : 10); i++) length = length * 256 + bytes[offset + i];
  return length;
}

module.exports = WebSocketFrame;
module.exports.header_length = header_length;
module.exports.payload_length = payload_length;
module.exports.unmask = unmask;
