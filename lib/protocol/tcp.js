'use strict';

// Transmission Control Protocol, RFC 9293.
//    0       4   7         16                                    31
//   +------------------------+-------------------------------------+
//   |         sport          |               dport                 |
//   |                            seqno                             |
//   |                            ackno                             |
//   |hdrLen|rsv|    flags    |             windowSize              |
//   |        checksum        |            urgentPointer            |
//   |                           options …                          |

const {
  NO_BYTES,
  limit,
  origin_of,
  view,
  u16,
  u32,
  octet_at,
  u16_at,
  u32_at,
} = require('../packet/bytes');
const { CHANGED, assignable } = require('../packet/fields');
const {
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  malformed,
  ran_short,
  emit,
  current_depth,
  decode_child_at,
} = require('../packet/layer');
const { text_of } = require('../text/text');
const {
  WRITE,
  layer_text,
  codes,
  put_codes,
  put,
  put_decimal,
  put_number,
} = require('../text/text_writer');
const TCPOptions = require('./tcp_options');
const { tcp_ports } = require('./tables');

// What is made when it is first asked for; until then the depth of the decoding, for decode_child_at().
const MADE = Symbol('made');
const FLAGS = Symbol('flags');

class TCPFlags {
  constructor(emitter) {
    this.emitter = emitter;
    this.nonce = undefined;
    this.cwr = undefined;
    this.ece = undefined;
    this.urg = undefined;
    this.ack = undefined;
    this.psh = undefined;
    this.rst = undefined;
    this.syn = undefined;
    this.fin = undefined;
  }

  /** The 13th and 14th octet of the header. `nonce` is RFC 3540's bit, which accurate ECN uses today. */
  decode(first, second) {
    this.nonce = (first & 0x01) !== 0;
    this.cwr = (second & 0x80) !== 0;
    this.ece = (second & 0x40) !== 0;
    this.urg = (second & 0x20) !== 0;
    this.ack = (second & 0x10) !== 0;
    this.psh = (second & 0x08) !== 0;
    this.rst = (second & 0x04) !== 0;
    this.syn = (second & 0x02) !== 0;
    this.fin = (second & 0x01) !== 0;
    return this;
  }

  toString() {
    const { nonce, cwr, ece, urg, ack, psh, rst, syn, fin } = this;
    let text = nonce ? 'n' : '';
    if (cwr) text += 'c';
    if (ece) text += 'e';
    if (urg) text += 'u';
    if (ack) text += 'a';
    if (psh) text += 'p';
    if (rst) text += 'r';
    if (syn) text += 's';
    if (fin) text += 'f';
    return `[${text}]`;
  }
}

const flags_text = TCPFlags.prototype.toString;

// Texts of all combinations of flags, each kept once made.
const flag_codes = new Array(512).fill(undefined);

function codes_of_flags(bits) {
  flag_codes[bits] ??= codes(new TCPFlags().decode(bits >> 8, bits).toString());
  return flag_codes[bits];
}

/** What a segment makes when it is first asked for: most segments never are. */
class Made {
  constructor(depth) {
    this.depth = depth;
    this.options = undefined;
    this.data = undefined;
    this.payload = undefined;
  }
}

// Pieces of its text.
const options_text = TCPOptions.prototype.toString;
const TO = codes('->');
const SEQ = codes(' seq ');
const ACK = codes(' ack ');
const FLAGS_WORD = codes(' flags ');
const WIN = codes(' win ');
const CSUM = codes(' csum ');
const URG = codes(' urg ');
const SPACE = codes(' ');
const LEN = codes(' len ');
const NO_OPTIONS = codes('[.]');

class TCP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.dataLength = undefined;
    this[FLAGS] = undefined;
    this[MADE] = 0;
  }

  /** `length` is what IP grants the segment, header included; without it, all there is. */
  decode(bytes = NO_BYTES, offset = 0, length = bytes.length - offset) {
    const end = limit(bytes, offset, length);
    this[BYTES] = bytes;
    this[OFFSET] = offset;
    this[START] = this[END] = end;
    this[MADE] = current_depth();
    if (end - offset < 20) ran_short(this, 'tcp', 20, bytes, offset, end);
    else find_data(this, bytes, offset, length, end);
    if (this.emitter) emit(this);
    return this;
  }

  get sport() {
    return u16_at(this[BYTES], this[OFFSET], this[END]);
  }

  get dport() {
    return u16_at(this[BYTES], this[OFFSET] + 2, this[END]);
  }

  get seqno() {
    return u32_at(this[BYTES], this[OFFSET] + 4, this[END]);
  }

  get ackno() {
    return u32_at(this[BYTES], this[OFFSET] + 8, this[END]);
  }

  /** In octets. */
  get headerLength() {
    const octet = octet_at(this[BYTES], this[OFFSET] + 12, this[END]);
    return octet === undefined ? undefined : (octet & 0xf0) >> 2;
  }

  get reserved() {
    const octet = octet_at(this[BYTES], this[OFFSET] + 12, this[END]);
    return octet === undefined ? undefined : (octet >> 1) & 0x07;
  }

  /** The nine flags as one number, fin lowest: for those who look at many segments. */
  get flag_bits() {
    const two = u16_at(this[BYTES], this[OFFSET] + 12, this[END]);
    return two === undefined ? undefined : two & 0x1ff;
  }

  get flags() {
    if (this[FLAGS] === undefined) {
      const bits = this.flag_bits;
      if (bits !== undefined) this[FLAGS] = new TCPFlags().decode(bits >> 8, bits);
    }
    return this[FLAGS];
  }

  set flags(flags) {
    this[FLAGS] = flags ?? null;
  }

  get windowSize() {
    return u16_at(this[BYTES], this[OFFSET] + 14, this[END]);
  }

  get checksum() {
    return u16_at(this[BYTES], this[OFFSET] + 16, this[END]);
  }

  get urgentPointer() {
    return u16_at(this[BYTES], this[OFFSET] + 18, this[END]);
  }

  /** Options by name, and all of them in wire order in `options.list`. */
  get options() {
    const made = make(this);
    const length = this.headerLength;
    if (made.options === undefined && length !== undefined) {
      const end = Math.min(this[OFFSET] + length, this[END]);
      made.options = new TCPOptions().decode(view(this[BYTES], this[OFFSET] + 20, end));
    }
    return made.options;
  }

  set options(options) {
    make(this).options = options;
  }

  /** The segment's data as far as it was captured, a Buffer on the packet's bytes; null where it has none. */
  get data() {
    const made = make(this);
    if (made.data === undefined && this.dataLength !== undefined) {
      made.data = this.dataLength > 0 ? this.payload_bytes : null;
    }
    return made.data;
  }

  /**
   * This segment's data decoded by its port's entry in tcp_ports (the lower port wins); undefined where there is none.
   * What spans segments is TCPTracker's work.
   */
  get payload() {
    if (!(this.dataLength > 0)) return undefined;
    const { sport, dport } = this;
    const Decoder = tcp_ports.get(Math.min(sport, dport)) ?? tcp_ports.get(Math.max(sport, dport));
    if (Decoder === undefined) return undefined;
    const made = make(this);
    if (made.payload === undefined && this.data?.length > 0) {
      made.payload = decode_child_at(made.depth, this, Decoder, this.data, 0, this.data.length);
    }
    return made.payload;
  }

  [WRITE](o) {
    const bytes = this[BYTES];
    const at = this[OFFSET];
    if (this[CHANGED] || at + 20 > this[END]) return put(o, text_of_fields(this));
    o = put_number(o, u16(bytes, at));
    o = put_number(put_codes(o, TO), u16(bytes, at + 2));
    o = put_number(put_codes(o, SEQ), u32(bytes, at + 4));
    o = put_number(put_codes(o, ACK), u32(bytes, at + 8));
    o = put_flags(put_codes(o, FLAGS_WORD), this, u16(bytes, at + 12) & 0x1ff);
    o = put_number(put_codes(o, WIN), u16(bytes, at + 14));
    o = put_number(put_codes(o, CSUM), u16(bytes, at + 16));
    const urgent = u16(bytes, at + 18);
    if (urgent !== 0) o = put_number(put_codes(o, URG), urgent);
    o = put_options(put_codes(o, SPACE), this, bytes, at + 20, (bytes[at + 12] & 0xf0) >> 2);
    return put_decimal(put_codes(o, LEN), this.dataLength);
  }
}

/** The same text for a header that was cut, or that a program has changed. */
function text_of_fields(tcp) {
  const { sport, dport, seqno, ackno, windowSize, checksum, urgentPointer, dataLength } = tcp;
  const urgent = urgentPointer ? ` urg ${urgentPointer}` : '';
  const options = tcp.headerLength > 20 || tcp[MADE].options !== undefined ? tcp.options : '[.]';
  return (
    `${sport}->${dport} seq ${seqno} ack ${ackno} flags ${text_of(tcp.flags)} win ${windowSize} ` +
    `csum ${checksum}${urgent} ${text_of(options)} len ${dataLength}`
  );
}

// Flags and options need no objects for their text, unless somebody has looked at them, or has a text of his own for them.

function put_flags(o, tcp, bits) {
  const unseen = tcp[FLAGS] === undefined && TCPFlags.prototype.toString === flags_text;
  return unseen ? put_codes(o, codes_of_flags(bits)) : put(o, text_of(tcp.flags));
}

function put_options(o, tcp, bytes, start, header) {
  const unseen = typeof tcp[MADE] === 'number' || tcp[MADE].options === undefined;
  if (unseen && header <= 20) return put_codes(o, NO_OPTIONS);
  if (unseen && TCPOptions.prototype.toString === options_text) {
    return TCPOptions.put(o, bytes, start, Math.min(start - 20 + header, tcp[END]));
  }
  return put(o, text_of(tcp.options));
}

function make(tcp) {
  if (typeof tcp[MADE] === 'number') tcp[MADE] = new Made(tcp[MADE]);
  return tcp[MADE];
}

function find_data(tcp, bytes, offset, length, end) {
  const header = (bytes[offset + 12] & 0xf0) >> 2;
  if (header < 20) {
    if (length >= header) tcp.dataLength = length - header; // as it says, and tshark counts
    malformed(tcp, `tcp: header length ${header} is less than 20`);
  } else if (length < header) {
    malformed(tcp, `tcp: header length ${header} is more than the segment's ${length}`);
  } else {
    tcp.dataLength = length - header;
    if (end - offset < header) {
      ran_short(tcp, 'tcp', header, bytes, offset, end);
    } else {
      tcp[START] = offset + header;
      if (header > 20) check_options(tcp, bytes, offset + 20, offset + header);
    }
  }
}

function check_options(tcp, bytes, offset, end) {
  const bad = TCPOptions.find_bad_option(bytes, offset, end);
  if (bad < 0) return;
  const at = bad - origin_of(bytes);
  malformed(tcp, `tcp: length of option ${bytes[bad]} at offset ${at} is wrong`);
}

TCP.fields = [
  'emitter',
  'sport',
  'dport',
  'seqno',
  'ackno',
  'headerLength',
  'reserved',
  'flags',
  'windowSize',
  'checksum',
  'urgentPointer',
  'options',
  'data',
  'dataLength',
];
assignable(TCP);
TCP.prototype.toString = layer_text;
TCP.prototype.decoderName = 'tcp';
TCP.prototype.eventsOnDecode = true;

module.exports = TCP;
