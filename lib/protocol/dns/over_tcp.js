'use strict';

// DNS over TCP, RFC 1035, 4.2.2: each message behind its length in two octets.
// One segment is all we see here. What follows a message's beginning in later segments is TCPTracker's to put together.

const { NO_BYTES, limit, u16 } = require('../../packet/bytes');
const { set_payload, emit } = require('../../packet/layer');
const { WRITE, codes, put_codes } = require('../../text/text_writer');
const DNS = require('../dns');

const LENGTH = 2;
const HEADER = 12;
const PART = codes(' DNS part of a message');

/** Whether a message of `length` bytes can begin so: a segment may as well begin in the middle of one. */
function looks_like_message(bytes, offset, length) {
  if (length < HEADER || bytes[offset + 3] & 0x40 || (bytes[offset + 2] & 0x78) >> 3 > 6)
    return false;
  const questions = u16(bytes, offset + 4);
  const records = u16(bytes, offset + 6) + u16(bytes, offset + 8) + u16(bytes, offset + 10);
  return HEADER + questions * 5 + records * 11 <= length;
}

class DNSOverTCP extends DNS {
  #bytes = NO_BYTES;
  #start = 0;
  #end = 0;

  /** Decodes the first message of a segment. Where the segment doesn't hold all of a message nothing is decoded. */
  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    this.#bytes = bytes;
    this.#start = offset;
    this.#end = end;
    const size = whole_message(bytes, offset, end);
    if (size > 0) return super.decode(bytes, offset + LENGTH, size);
    this.raw_packet = bytes;
    this.offset = offset;
    set_payload(this, bytes, offset, end);
    emit(this);
    return this;
  }

  /** All whole messages of the segment. */
  get messages() {
    const messages = [];
    for (let o = this.#start; ;) {
      const size = whole_message(this.#bytes, o, this.#end);
      if (size === 0) return messages;
      messages.push(new DNS().decode(this.#bytes, o + LENGTH, size));
      o += LENGTH + size;
    }
  }

  [WRITE](o) {
    return this.header === undefined ? put_codes(o, PART) : super[WRITE](o);
  }
}

/** Length of the message that begins here behind its length, 0 where none does or where it is not all here. */
function whole_message(bytes, offset, end) {
  if (end - offset < LENGTH + HEADER) return 0;
  const size = u16(bytes, offset);
  return size <= end - offset - LENGTH && looks_like_message(bytes, offset + LENGTH, size)
    ? size
    : 0;
}

module.exports = DNSOverTCP;
