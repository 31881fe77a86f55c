'use strict';

// TCP options, RFC 9293 section 3.1 and https://www.iana.org/assignments/tcp-parameters.
// End of list and no-operation are one octet, all others: kind, length (both counted), data.

const { NO_BYTES, limit, u16, u32, view } = require('../packet/bytes');
const { codes, put, put_codes, put_number } = require('../text/text_writer');

const END = 0;
const NOP = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;

const NAMES = new Map([
  [END, 'end of list'],
  [NOP, 'no-operation'],
  [MSS, 'mss'],
  [WINDOW_SCALE, 'window scale'],
  [SACK_PERMITTED, 'sack permitted'],
  [SACK, 'sack'],
  [6, 'echo'],
  [7, 'echo reply'],
  [TIMESTAMPS, 'timestamps'],
  [9, 'partial order connection permitted'],
  [10, 'partial order service profile'],
  [11, 'cc'],
  [12, 'cc.new'],
  [13, 'cc.echo'],
  [14, 'alternate checksum request'],
  [15, 'alternate checksum data'],
  [16, 'skeeter'],
  [17, 'bubba'],
  [18, 'trailer checksum'],
  [19, 'md5 signature'],
  [20, 'scps capabilities'],
  [21, 'selective negative acknowledgements'],
  [22, 'record boundaries'],
  [23, 'corruption experienced'],
  [24, 'snap'],
  [26, 'compression filter'],
  [27, 'quick-start response'],
  [28, 'user timeout'],
  [29, 'tcp-ao'],
  [30, 'multipath tcp'],
  [34, 'fast open cookie'],
  [69, 'encryption negotiation'],
  [172, 'accurate ecn order 0'],
  [174, 'accurate ecn order 1'],
  [253, 'experiment 1'],
  [254, 'experiment 2'],
]);

/**
 * Length of the option at `o`, or 0 where it lies: less than 2, or past `end`.
 */
function option_length(bytes, o, end) {
  if (bytes[o] <= NOP) return 1;
  const length = o + 1 < end ? bytes[o + 1] : 0;
  return length >= 2 && o + length <= end ? length : 0;
}

/** Offset of the first option whose length lies, -1 where all is well. */
function find_bad_option(bytes, offset, end) {
  for (let o = offset; o < end;) {
    if (bytes[o] === END) return -1;
    const length = option_length(bytes, o, end);
    if (length === 0) return o;
    o += length;
  }
  return -1;
}

/** The shift of the window scale option between `offset` and `end`; undefined where there is none. */
function window_scale(bytes, offset, end) {
  let shift;
  for (let o = offset; o < end && bytes[o] !== END;) {
    const length = option_length(bytes, o, end);
    if (length === 0) break;
    if (bytes[o] === WINDOW_SCALE && length >= 3) shift = bytes[o + 2];
    o += length;
  }
  return shift;
}

// Pieces of their text.
const NOTHING = codes('[.]');
const OPEN = codes('[');
const CLOSE = codes(']');
const SPACE = codes(' ');
const MSS_WORD = codes('mss:');
const SCALE_WORD = codes('scale:');
const SACK_OK_WORD = codes('sack_ok');
const SCALE_TEXTS = Array.from({ length: 256 }, (_, shift) => `(${2 ** shift})`);

/** The text of options, as toString() has it, at `o`: without making them, as far as a SYN has them. */
function put_options(o, bytes, offset, end) {
  let mss = -1;
  let scale = -1;
  let sack_ok = false;
  for (let at = offset; at < end && bytes[at] !== END;) {
    const length = option_length(bytes, at, end);
    if (length === 0) break;
    const kind = bytes[at];
    if (kind === SACK) return put(o, String(new TCPOptions().decode(bytes, offset, end - offset)));
    if (kind === MSS && length >= 4) mss = u16(bytes, at + 2);
    else if (kind === WINDOW_SCALE && length >= 3) scale = bytes[at + 2];
    else if (kind === SACK_PERMITTED) sack_ok = true;
    at += length;
  }
  if (mss < 0 && scale < 0 && !sack_ok) return put_codes(o, NOTHING);
  return put_told(o, mss, scale, sack_ok);
}

function put_told(o, mss, scale, sack_ok) {
  o = put_codes(o, OPEN);
  if (mss >= 0) {
    o = put_number(put_codes(o, MSS_WORD), mss);
    if (scale >= 0 || sack_ok) o = put_codes(o, SPACE);
  }
  if (scale >= 0) {
    o = put_number(put_codes(o, SCALE_WORD), scale);
    o = put(o, SCALE_TEXTS[scale]);
    if (sack_ok) o = put_codes(o, SPACE);
  }
  if (sack_ok) o = put_codes(o, SACK_OK_WORD);
  return put_codes(o, CLOSE);
}

class TCPOptions {
  #bytes = NO_BYTES;
  #start = 0;
  #end = 0;

  constructor() {
    this.mss = null;
    this.window_scale = null;
    this.sack_ok = null;
    this.sack = null;
    this.timestamp = null;
    this.echo = null;
  }

  /** Reads the options of `length` bytes, up to the end of the list or to one whose length lies. */
  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    this.#bytes = bytes;
    this.#start = offset;
    this.#end = end;
    for (let o = offset; o < end && bytes[o] !== END;) {
      const size = option_length(bytes, o, end);
      if (size === 0) break;
      this.#read(bytes, o, size);
      o += size;
    }
    return this;
  }

  #read(bytes, o, size) {
    switch (bytes[o]) {
      case MSS:
        if (size >= 4) this.mss = u16(bytes, o + 2);
        break;
      case WINDOW_SCALE:
        if (size >= 3) this.window_scale = bytes[o + 2];
        break;
      case SACK_PERMITTED:
        this.sack_ok = true;
        break;
      case SACK:
        this.sack = [];
        for (let block = o + 2; block + 8 <= o + size; block += 8) {
          this.sack.push([u32(bytes, block), u32(bytes, block + 4)]);
        }
        break;
      case TIMESTAMPS:
        if (size >= 10) {
          this.timestamp = u32(bytes, o + 2);
          this.echo = u32(bytes, o + 6);
        }
    }
  }

  /** Every option in wire order, known or not: `{ kind, name, length, data }`, `data` a Buffer. */
  get list() {
    const list = [];
    const bytes = this.#bytes;
    for (let o = this.#start; o < this.#end;) {
      const length = option_length(bytes, o, this.#end);
      if (length === 0) break;
      const kind = bytes[o];
      const name = NAMES.get(kind) ?? `kind ${kind}`;
      list.push({ kind, name, length, data: view(bytes, Math.min(o + 2, o + length), o + length) });
      if (kind === END) break;
      o += length;
    }
    return list;
  }

  toString() {
    const words = [];
    if (this.mss !== null) words.push(`mss:${this.mss}`);
    if (this.window_scale !== null) {
      words.push(`scale:${this.window_scale}(${2 ** this.window_scale})`);
    }
    if (this.sack_ok !== null) words.push('sack_ok');
    if (this.sack !== null) words.push(`sack:${this.sack.join(',')}`);
    return `[${words.join(' ') || '.'}]`;
  }
}

TCPOptions.find_bad_option = find_bad_option;
TCPOptions.window_scale = window_scale;
TCPOptions.put = put_options;
module.exports = TCPOptions;
