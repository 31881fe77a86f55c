'use strict';

// Trivial File Transfer Protocol, RFC 1350; options, RFC 2347. All but the first datagram go
// between ports that are not known beforehand.
//   | opcode 1, 2 | filename 0 | mode 0 | option 0 | value 0 …      read, write
//   | opcode 3    | block | data …
//   | opcode 4    | block
//   | opcode 5    | error_code | error_message 0
//   | opcode 6    | option 0 | value 0 …

const { u16 } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message, quoted } = require('./message');

const READ = 1;
const WRITE = 2;
const DATA = 3;
const ACKNOWLEDGMENT = 4;
const ERROR = 5;
const OPTIONS = 6;
const NAMES = [undefined, 'RRQ', 'WRQ', 'DATA', 'ACK', 'ERROR', 'OACK'];

class TFTP extends Message {
  constructor(emitter) {
    super(emitter);
    this.opcode = undefined;
    this.filename = undefined;
    this.mode = undefined;
    this.options = undefined;
    this.block = undefined;
    this.data = undefined;
    this.error_code = undefined;
    this.error_message = undefined;
  }

  read_header(bytes, offset) {
    this.opcode = u16(bytes, offset);
  }

  read_body(cursor) {
    const { opcode } = this;
    if (opcode === READ || opcode === WRITE) {
      this.filename = read_text(cursor);
      this.mode = read_text(cursor);
      this.options = read_options(cursor);
    } else if (opcode === DATA || opcode === ACKNOWLEDGMENT) {
      if (cursor.has(2)) this.block = cursor.u16();
      if (opcode === DATA && cursor.error === undefined) this.data = cursor.rest();
    } else if (opcode === ERROR) {
      if (cursor.has(2)) this.error_code = cursor.u16();
      this.error_message = read_text(cursor);
    } else if (opcode === OPTIONS) {
      this.options = read_options(cursor);
    } else {
      cursor.fail(`opcode ${opcode}`);
    }
  }

  /** `RRQ`, `DATA`, `ERROR` … */
  get opcode_name() {
    return NAMES[this.opcode];
  }

  toString() {
    const words = [`TFTP ${this.opcode_name ?? `opcode ${this.opcode}`}`];
    if (this.filename !== undefined) words.push(quoted(this.filename), quoted(this.mode ?? ''));
    if (this.block !== undefined) words.push(`block ${this.block}`);
    if (this.error_code !== undefined)
      words.push(`${this.error_code} ${quoted(this.error_message ?? '')}`);
    for (const { name, value } of this.options ?? []) words.push(quoted(`${name}=${value}`));
    return words.join(' ');
  }
}

/** Text up to a NUL; undefined where there is none. */
function read_text(cursor) {
  if (cursor.error !== undefined) return undefined;
  const { bytes, offset, limit } = cursor;
  const end = bytes.indexOf(0, offset);
  if (end < 0 || end >= limit) {
    cursor.has(limit - offset + 1);
    return undefined;
  }
  const text = cursor.take(end - offset).toString();
  cursor.skip(1);
  return text;
}

/** `[{ name, value }]` */
function read_options(cursor) {
  const found = [];
  while (cursor.left > 0 && found.length < MAX_LISTED) {
    const [name, value] = [read_text(cursor), read_text(cursor)];
    if (value === undefined) break;
    found.push({ name, value });
  }
  return found;
}

TFTP.header_size = 2;
layer_class(TFTP, 'tftp', true);

module.exports = TFTP;
