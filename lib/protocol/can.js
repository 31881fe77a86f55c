'use strict';

// CAN and CAN FD frames of Linux's SocketCAN, LINKTYPE_CAN_SOCKETCAN and inside of cooked captures:
// https://www.tcpdump.org/linktypes/LINKTYPE_CAN_SOCKETCAN.html
//    0   1   2   3                                 31
//   +---+---+---+------------------------------------+
//   |ext|rtr|err|                id                  |
//   |  length   |  fd_flags  |  reserved | raw length|
//   |                    data …                      |

const { EMPTY, clamp_end, u32 } = require('../packet/bytes');
const { Layer, layer_class, malformed, set_payload } = require('../packet/layer');
const { truncated, truncated_header, emit } = require('../packet/layer');

const HEADER = 8;
const EXTENDED = 0x80000000;
const REMOTE = 0x40000000;
const ERROR = 0x20000000;
const FD_FRAME = 0x04;
const LONGEST = 8;
const LONGEST_FD = 64;

class CAN extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.is_extended = undefined;
    this.is_remote = undefined;
    this.is_error = undefined;
    this.id = undefined;
    this.length = undefined;
    this.fd_flags = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'can', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    const start = offset + HEADER;
    const data = this.is_remote ? 0 : this.length;
    set_payload(this, bytes, start, Math.min(end, start + data));
    if (this.length > LONGEST_FD) {
      malformed(this, `can: length ${this.length} is more than ${LONGEST_FD}`);
    } else if (end - start < data) truncated(this, 'can', data, bytes, start, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    const word = u32(bytes, offset);
    this.is_extended = (word & EXTENDED) !== 0;
    this.is_remote = (word & REMOTE) !== 0;
    this.is_error = (word & ERROR) !== 0;
    this.id = word & (this.is_extended || this.is_error ? 0x1fffffff : 0x7ff);
    this.length = bytes[offset + 4];
    this.fd_flags = bytes[offset + 5];
  }

  /** Whether this is a frame of CAN FD. */
  get is_fd() {
    if (this.fd_flags === undefined) return undefined;
    return (this.fd_flags & FD_FRAME) !== 0 || this.length > LONGEST;
  }

  // As candump writes them: `123#deadbeef`, `00000123##1deadbeef`, `123#R`.
  toString() {
    if (this.id === undefined) return 'CAN';
    const wide = this.is_extended || this.is_error;
    const id = this.id.toString(16).padStart(wide ? 8 : 3, '0');
    if (this.is_remote) return `CAN ${id}#R`;
    const data = (this.payload_bytes ?? EMPTY).toString('hex');
    return this.is_fd
      ? `CAN ${id}##${(this.fd_flags & 15).toString(16)}${data}`
      : `CAN ${id}#${data}`;
  }
}

layer_class(CAN, 'can', true);

module.exports = CAN;
