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

const { NO_BYTES, limit, origin_of, view, octet_at, u16_at, u32_at } = require('./bytes');
const {
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  assignable,
  malformed,
  ran_short,
  emit,
  current_depth,
  decode_child_at,
} = require('./layer');
const { text_of } = require('./text');
const { WRITE, DONE, layer_text, codes, put_codes, put, put_decimal } = require('./text_writer');
const TCPOptions = require('./tcp_options');

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

// Texts of all combinations of flags, each kept once made.
const flag_texts = new Array(512).fill(undefined);

function flags_text(bits) {
  if (bits === undefined) return 'undefined';
  flag_texts[bits] ??= new TCPFlags().decode(bits >> 8, bits).toString();
  return flag_texts[bits];
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
const TO = codes('->');
const SEQ = codes(' seq ');
const ACK = codes(' ack ');
const FLAGS_WORD = codes(' flags ');
const WIN = codes(' win ');
const CSUM = codes(' csum ');
const SPACE = codes(' ');
const LEN = codes(' len ');

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

  [WRITE]() {
    put_decimal(this.sport);
    put_codes(TO);
    put_decimal(this.dport);
    put_codes(SEQ);
    put_decimal(this.seqno);
    put_codes(ACK);
    put_decimal(this.ackno);
    put_codes(FLAGS_WORD);
    put(this[FLAGS] === undefined ? flags_text(this.flag_bits) : text_of(this.flags));
    put_codes(WIN);
    put_decimal(this.windowSize);
    put_codes(CSUM);
    put_decimal(this.checksum);
    if (this.urgentPointer) put(` urg ${this.urgentPointer}`);
    put_codes(SPACE);
    const has_options = this.headerLength > 20 || this[MADE]?.options !== undefined;
    put(has_options ? text_of(this.options) : '[.]');
    put_codes(LEN);
    put_decimal(this.dataLength);
    return DONE;
  }
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

module.exports = TCP; // before the table below, whose decoders may require this file

const tcp_ports = require('./tcp_ports');
