'use strict';

// The third and fourth octet of a message:
//   |Re|opcode|Au|Tr|RD|RA| z |rcode|

const { NO_BYTES } = require('../../packet/bytes');
const { WRITE, layer_text, codes, put, put_codes } = require('../../text/text_writer');

// Texts of flags seen lately. Direct-mapped and bounded: one slot a combination falls into, the newest stays.
const SLOTS = 256;
const seen = new Int32Array(SLOTS).fill(-1);
const texts = new Array(SLOTS).fill(codes(''));

class DnsFlags {
  constructor() {
    this.isResponse = undefined;
    this.opcode = undefined;
    this.isAuthority = undefined;
    this.isTruncated = undefined;
    this.isRecursionDesired = undefined;
    this.isRecursionAvailible = undefined;
    this.z = undefined;
    this.responseCode = undefined;
  }

  /** The two octets at `offset`. */
  decode(bytes = NO_BYTES, offset = 0) {
    const first = bytes[offset];
    const second = bytes[offset + 1];
    this.isResponse = (first & 0x80) !== 0;
    this.opcode = (first & 0x78) >> 3;
    this.isAuthority = (first & 0x04) !== 0;
    this.isTruncated = (first & 0x02) !== 0;
    this.isRecursionDesired = (first & 0x01) !== 0;
    this.isRecursionAvailible = (second & 0x80) !== 0;
    this.z = (second & 0x70) >> 4;
    this.responseCode = second & 0x0f;
    return this;
  }

  /** RFC 4035: the server vouches for the data; the client wants it even where it can't be vouched for. */
  get is_authentic_data() {
    return (this.z & 2) !== 0;
  }

  get is_checking_disabled() {
    return (this.z & 1) !== 0;
  }

  [WRITE](o) {
    return is_plain(this) ? put_flags(o, word_of(this)) : put(o, words_of(this));
  }
}

/** Flags as their two octets have them. */
function put_flags(o, word) {
  const slot = Math.imul(word, 0x9e3779b1) >>> 24;
  if (seen[slot] !== word) {
    texts[slot] = codes(words_of(new DnsFlags().decode([word >> 8, word & 255])));
    seen[slot] = word;
  }
  return put_codes(o, texts[slot]);
}

// As decode() makes them: they are not when nothing was decoded yet, and when a program has put in something else.
function is_plain(flags) {
  return (
    typeof flags.isResponse === 'boolean' &&
    typeof flags.isAuthority === 'boolean' &&
    typeof flags.isTruncated === 'boolean' &&
    typeof flags.isRecursionDesired === 'boolean' &&
    typeof flags.isRecursionAvailible === 'boolean' &&
    (flags.opcode & 0x0f) === flags.opcode &&
    (flags.z & 0x07) === flags.z &&
    (flags.responseCode & 0x0f) === flags.responseCode
  );
}

// The two octets that decode() would make this of.
function word_of(flags) {
  return (
    (flags.isResponse ? 0x8000 : 0) |
    (flags.opcode << 11) |
    (flags.isAuthority ? 0x400 : 0) |
    (flags.isTruncated ? 0x200 : 0) |
    (flags.isRecursionDesired ? 0x100 : 0) |
    (flags.isRecursionAvailible ? 0x80 : 0) |
    (flags.z << 4) |
    flags.responseCode
  );
}

const NAMES = Object.keys(new DnsFlags());

function words_of(flags) {
  return `{ ${NAMES.map((name) => `${name}:${flags[name]}`).join(' ')} }`;
}

DnsFlags.prototype.toString = layer_text;

module.exports = DnsFlags;
module.exports.put_flags = put_flags;
