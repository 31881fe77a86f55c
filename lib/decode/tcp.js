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
const { Layer, set_payload, malformed, ran_short, short_header, emit, decode_child } = require('./layer');
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

class TCP extends Layer {
  #flags = undefined;
  #options = undefined;
  #option_bytes = NO_BYTES;
  #option_start = 0;
  #option_end = 0;
  #data = undefined;
  #payload = undefined;

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
    } else if (length < header) {
      malformed(this, `tcp: header length ${header} is more than the segment's ${length}`);
    } else {
      this.dataLength = length - header;
      this.#data = null;
      if (header > 20) this.#keep_options(bytes, offset, end);
      if (end - offset < header) {
        ran_short(this, 'tcp', header, bytes, offset, end);
      } else {
        if (length > header) this.#data = undefined;
        set_payload(this, bytes, offset + header, end);
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

  #keep_options(bytes, offset, end) {
    this.#option_bytes = bytes;
    this.#option_start = offset + 20;
    this.#option_end = Math.min(end, offset + this.headerLength);
    const bad = TCPOptions.find_bad_option(bytes, this.#option_start, this.#option_end);
    if (bad >= 0 && bad < end) malformed(this, `tcp: length of option ${bytes[bad]} at offset ${bad}`);
  }

  get flags() {
    if (this.#flags === undefined && this[FLAG_BITS] !== undefined) {
      this.#flags = new TCPFlags().decode(this[FLAG_BITS] >> 8, this[FLAG_BITS]);
    }
    return this.#flags;
  }

  set flags(flags) {
    this.#flags = flags;
  }

  /** The nine flags as one number, fin lowest: for those who look at many segments. */
  get flag_bits() {
    return this[FLAG_BITS];
  }

  /** Options by name, and all of them in wire order in `options.list`. */
  get options() {
    if (this.#options === undefined && this.headerLength !== undefined) {
      this.#options = new TCPOptions();
      const length = this.#option_end - this.#option_start;
      if (length > 0) this.#options.decode(this.#option_bytes, this.#option_start, length);
    }
    return this.#options;
  }

  set options(options) {
    this.#options = options;
  }

  /** The segment's data as far as it was captured, a Buffer on the packet's bytes; null where it has none. */
  get data() {
    if (this.#data === undefined && this.dataLength > 0) this.#data = this.payload_bytes;
    return this.#data;
  }

  set data(data) {
    this.#data = data;
  }

  /**
   * This segment's data decoded by its port's entry in tcp_ports (the lower port wins); undefined where there is none.
   * What spans segments is TCPTracker's work.
   */
  get payload() {
    if (this.#payload === undefined && this.dataLength > 0) {
      const { sport, dport } = this;
      const low = Math.min(sport, dport);
      const Decoder = tcp_ports.get(low) ?? tcp_ports.get(low === sport ? dport : sport);
      if (Decoder !== undefined && this.data?.length > 0) {
        this.#payload = decode_child(this, Decoder, this.data, 0, this.data.length);
      }
    }
    return this.#payload;
  }

  toString() {
    const urgent = this.urgentPointer ? ` urg ${this.urgentPointer}` : '';
    return (
      `${this.sport}->${this.dport} seq ${this.seqno} ack ${this.ackno} flags ${this.flags} ` +
      `win ${this.windowSize} csum ${this.checksum}${urgent} ${this.options} len ${this.dataLength}`
    );
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
