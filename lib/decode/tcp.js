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

const { NO_BYTES, limit, u16, u32 } = require('./bytes');
const {
  Layer,
  set_payload,
  header_bytes,
  malformed,
  ran_short,
  short_header,
  emit,
  decode_child,
} = require('./layer');
const { decimal, text_of } = require('./text');
const TCPOptions = require('./tcp_options');

const FLAG_BITS = Symbol('tcp flags');

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
  constructor() {
    this.flags = undefined;
    this.options = undefined;
    this.data = undefined;
    this.payload = undefined;
  }
}

class TCP extends Layer {
  #made = undefined;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sport = undefined;
    this.dport = undefined;
    this.seqno = undefined;
    this.ackno = undefined;
    this.headerLength = undefined;
    this.reserved = undefined;
    this[FLAG_BITS] = undefined;
    this.windowSize = undefined;
    this.checksum = undefined;
    this.urgentPointer = undefined;
    this.dataLength = undefined;
  }

  /** `length` is what IP grants the segment, header included; without it, all there is. */
  decode(bytes = NO_BYTES, offset = 0, length = bytes.length - offset) {
    const end = limit(bytes, offset, length);
    if (end - offset < 20) return short_header(this, 'tcp', 20, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    if (header < 20) {
      malformed(this, `tcp: header length ${header} is less than 20`);
    } else {
      set_payload(this, bytes, offset + header, end);
      if (length < header) {
        malformed(this, `tcp: header length ${header} is more than the segment's ${length}`);
      } else {
        this.dataLength = length - header;
        if (end - offset < header) ran_short(this, 'tcp', header, bytes, offset, end);
        else if (header > 20) this.#check_options(bytes, offset + 20, offset + header);
      }
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.sport = u16(bytes, offset);
    this.dport = u16(bytes, offset + 2);
    this.seqno = u32(bytes, offset + 4);
    this.ackno = u32(bytes, offset + 8);
    this.headerLength = (bytes[offset + 12] & 0xf0) >> 2;
    this.reserved = (bytes[offset + 12] >> 1) & 0x07;
    this[FLAG_BITS] = u16(bytes, offset + 12) & 0x1ff;
    this.windowSize = u16(bytes, offset + 14);
    this.checksum = u16(bytes, offset + 16);
    this.urgentPointer = u16(bytes, offset + 18);
  }

  #check_options(bytes, offset, end) {
    const bad = TCPOptions.find_bad_option(bytes, offset, end);
    if (bad >= 0) malformed(this, `tcp: length of option ${bytes[bad]} at offset ${bad} is wrong`);
  }

  #make() {
    this.#made ??= new Made();
    return this.#made;
  }

  get flags() {
    const made = this.#make();
    if (made.flags === undefined && this[FLAG_BITS] !== undefined) {
      made.flags = new TCPFlags().decode(this[FLAG_BITS] >> 8, this[FLAG_BITS]);
    }
    return made.flags;
  }

  set flags(flags) {
    this.#make().flags = flags;
  }

  /** The nine flags as one number, fin lowest: for those who look at many segments. */
  get flag_bits() {
    return this[FLAG_BITS];
  }

  /** Options by name, and all of them in wire order in `options.list`. */
  get options() {
    const made = this.#make();
    if (made.options === undefined && this.headerLength !== undefined) {
      const length = this.headerLength > 20 ? this.headerLength - 20 : 0;
      made.options = new TCPOptions().decode(header_bytes(this, length, length));
    }
    return made.options;
  }

  set options(options) {
    this.#make().options = options;
  }

  /** The segment's data as far as it was captured, a Buffer on the packet's bytes; null where it has none. */
  get data() {
    const made = this.#make();
    if (made.data === undefined && this.dataLength !== undefined) {
      made.data = this.dataLength > 0 ? this.payload_bytes : null;
    }
    return made.data;
  }

  set data(data) {
    this.#make().data = data;
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
    const made = this.#make();
    if (made.payload === undefined && this.data?.length > 0) {
      made.payload = decode_child(this, Decoder, this.data, 0, this.data.length);
    }
    return made.payload;
  }

  toString() {
    const made = this.#made;
    const flags = made?.flags ? made.flags.toString() : flags_text(this[FLAG_BITS]);
    const options = this.headerLength > 20 || made?.options ? text_of(this.options) : '[.]';
    const ports = decimal(this.sport) + '->' + decimal(this.dport);
    const numbers = ' seq ' + decimal(this.seqno) + ' ack ' + decimal(this.ackno);
    const window = ' win ' + decimal(this.windowSize) + ' csum ' + decimal(this.checksum);
    const urgent = this.urgentPointer ? ' urg ' + this.urgentPointer + ' ' : ' ';
    const length = ' len ' + decimal(this.dataLength);
    return ports + numbers + ' flags ' + flags + window + urgent + options + length;
  }
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
TCP.needs = {
  sport: 2,
  dport: 4,
  seqno: 8,
  ackno: 12,
  headerLength: 13,
  reserved: 13,
  [FLAG_BITS]: 14,
  windowSize: 16,
  checksum: 18,
  urgentPointer: 20,
};
TCP.prototype.decoderName = 'tcp';
TCP.prototype.eventsOnDecode = true;

module.exports = TCP; // before the table below, whose decoders may require this file

const tcp_ports = require('./tcp_ports');
