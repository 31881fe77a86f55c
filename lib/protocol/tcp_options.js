'use strict';

// TCP options, RFC 9293 section 3.1 and https://www.iana.org/assignments/tcp-parameters.
// End of list and no-operation are one octet, all others: kind, length (both counted), data.

const { EMPTY, clamp_end, u16, u32, view } = require('../packet/bytes');
const { assignable } = require('../packet/properties');
const { has_text } = require('../text/text_writer');
const { put_options } = require('../text/tcp');

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

function read_option(options, bytes, o, size) {
  switch (bytes[o]) {
    case MSS:
      if (size >= 4) options.mss = u16(bytes, o + 2);
      break;
    case WINDOW_SCALE:
      if (size >= 3) options.window_scale = bytes[o + 2];
      break;
    case SACK_PERMITTED:
      options.sack_ok = true;
      break;
    case SACK:
      options.sack = [];
      for (let block = o + 2; block + 8 <= o + size; block += 8) {
        options.sack.push([u32(bytes, block), u32(bytes, block + 4)]);
      }
      break;
    case TIMESTAMPS:
      if (size >= 10) {
        options.timestamp = u32(bytes, o + 2);
        options.echo = u32(bytes, o + 6);
      }
  }
}

class TCPOptions {
  #bytes = EMPTY;
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
  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    TCPOptions.read(this, bytes, offset, end);
    return this;
  }

  /**
   * The same up to `end`. Returns the offset of the option whose length lies, -1 where all is well.
   */
  static read(options, bytes, offset, end) {
    options.#bytes = bytes;
    options.#start = offset;
    options.#end = end;
    for (let o = offset; o < end && bytes[o] !== END;) {
      if (bytes[o] === NOP) {
        o += 1;
        continue;
      }
      const size = option_length(bytes, o, end);
      if (size === 0) return o;
      read_option(options, bytes, o, size);
      o += size;
    }
    return -1;
  }

  /** Every option in wire order, known or not: `{ kind, name, length, data }`, `data` a Buffer. */
  get list() {
    if (!(#bytes in this)) return undefined;
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
}
has_text(TCPOptions, put_options);
assignable(TCPOptions);

module.exports = TCPOptions;
