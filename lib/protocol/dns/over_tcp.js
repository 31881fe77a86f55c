'use strict';

// DNS over TCP, RFC 1035, 4.2.2: each message follows its length, two octets. One segment is all we
// see here. What follows a message's beginning in later segments is TCPTracker's to put together.

const { EMPTY, clamp_end, u16 } = require('../../packet/bytes');
const { set_payload, emit } = require('../../packet/layer');
const { has_text } = require('../../text/text_writer');
const { put_dns_over_tcp } = require('../../text/dns');
const DNS = require('../dns');

const LENGTH = 2;
const HEADER = 12;

/**
 * Whether a message of `length` bytes can begin so: a segment may as well begin in the middle of
 * one.
 */
function looks_like_message(bytes, offset, length) {
  if (length < HEADER || bytes[offset + 3] & 0x40 || (bytes[offset + 2] & 0x78) >> 3 > 6)
    return false;
  const questions = u16(bytes, offset + 4);
  const records = u16(bytes, offset + 6) + u16(bytes, offset + 8) + u16(bytes, offset + 10);
  return HEADER + questions * 5 + records * 11 <= length;
}

class DNSOverTCP extends DNS {
  #bytes = EMPTY;
  #start = 0;
  #end = 0;

  /**
   * Decodes the first message of a segment. Where the segment doesn't hold all of a message nothing
   * is decoded.
   */
  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
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
    if (!(#bytes in this)) return undefined;
    const messages = [];
    for (let o = this.#start; ;) {
      const size = whole_message(this.#bytes, o, this.#end);
      if (size === 0) return messages;
      messages.push(new DNS().decode(this.#bytes, o + LENGTH, size));
      o += LENGTH + size;
    }
  }
}

/**
 * Length of the message that begins here with its length; 0 where none does, or where it is not
 * whole.
 */
function whole_message(bytes, offset, end) {
  if (end - offset < LENGTH + HEADER) return 0;
  const size = u16(bytes, offset);
  return size <= end - offset - LENGTH && looks_like_message(bytes, offset + LENGTH, size)
    ? size
    : 0;
}

DNSOverTCP.hidden = ['messages'];
has_text(DNSOverTCP, put_dns_over_tcp);

module.exports = DNSOverTCP;
