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

const { inspectable } = require('../inspection');
const { EMPTY, clamp_end, u16, u32, view: view_of } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  malformed,
  truncated,
  truncated_header,
  emit,
  current_depth,
  at_depth,
  decode_child,
} = require('../packet/layer');
const { has_text } = require('../text/text_writer');
const { put_tcp, put_flags } = require('../text/tcp');
const wire = require('../wire/tcp');
const TCPOptions = require('./tcp_options');
const { by_port } = require('./decoder_table');
const { tcp_ports } = require('./tables');

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

  /**
   * The 13th and 14th octet of the header. `nonce` is RFC 3540's bit, which accurate ECN uses
   * today.
   */
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
}
has_text(TCPFlags, put_flags);
inspectable(TCPFlags);

class TCP extends Layer {
  #depth = undefined;
  #payload = undefined; // decoded when first read

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sport = undefined;
    this.dport = undefined;
    this.seqno = undefined;
    this.ackno = undefined;
    this.headerLength = undefined; // in octets
    this.reserved = undefined;
    this.flags = undefined;
    this.windowSize = undefined;
    this.checksum = undefined;
    this.urgentPointer = undefined;
    this.options = undefined;
    this.data = undefined; // null where the segment has none
    this.dataLength = undefined;
  }

  /** `length` is what IP grants the segment, header included; without it, all there is. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'tcp', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    read_options(this, bytes, offset, end);
    find_data(this, bytes, offset, length, end);
    this.#depth = current_depth();
    this.#payload = undefined;
    if (this.emitter) emit(this);
    return this;
  }

  read_header(bytes, o) {
    const bits = u16(bytes, o + wire.FLAGS);
    this.sport = u16(bytes, o + wire.SPORT);
    this.dport = u16(bytes, o + wire.DPORT);
    this.seqno = u32(bytes, o + wire.SEQNO);
    this.ackno = u32(bytes, o + wire.ACKNO);
    this.headerLength = (bits >> 12) << 2;
    this.reserved = (bits >> 9) & 0x07;
    this.flags = new TCPFlags().decode(bits >> 8, bits);
    this.windowSize = u16(bytes, o + wire.WINDOW);
    this.checksum = u16(bytes, o + wire.CHECKSUM);
    this.urgentPointer = u16(bytes, o + wire.URGENT);
  }

  /** A header of which all is known to be there; null where an option is not valid. */
  static with_data(data, length, bytes, view, offset, end) {
    const tcp = read_by_view(view, offset);
    tcp.options = new TCPOptions();
    const start = offset + wire.OPTIONS;
    if (start < end && TCPOptions.read(tcp.options, bytes, start, end) >= 0) return null;
    tcp.data = data;
    tcp.dataLength = length;
    tcp.#depth = 1;
    return tcp;
  }

  get payload_bytes() {
    return #payload in this ? (this.data ?? Buffer.alloc(0)) : undefined;
  }

  static #decode_payload(tcp) {
    const { data, sport, dport } = tcp;
    const Decoder = data?.length > 0 ? by_port(tcp_ports, sport, dport) : undefined;
    if (Decoder === undefined) return undefined;
    const { length } = data;
    return at_depth(tcp.#depth, () => decode_child(tcp, Decoder, data, 0, length, null));
  }

  /**
   * This segment's data decoded by its port's entry in tcp_ports (the lower port wins); undefined
   * where there is none. What spans segments is TCPTracker's work. No emitter is told, as a segment
   * is rarely a message.
   */
  get payload() {
    return #payload in this ? (this.#payload ??= TCP.#decode_payload(this)) : undefined;
  }

  /** The nine flags as one number, fin lowest. */
  get flag_bits() {
    const { flags } = this;
    if (typeof flags !== 'object' || flags === null) return undefined;
    return (
      (flags.nonce ? wire.NONCE : 0) |
      (flags.cwr ? wire.CWR : 0) |
      (flags.ece ? wire.ECE : 0) |
      (flags.urg ? wire.URG : 0) |
      (flags.ack ? wire.ACK : 0) |
      (flags.psh ? wire.PSH : 0) |
      (flags.rst ? wire.RST : 0) |
      (flags.syn ? wire.SYN : 0) |
      (flags.fin ? wire.FIN : 0)
    );
  }
}

// A layer with the fields that read_header() reads, by a DataView, which takes one step for each.
// The layer is made here, where the engine has room for its constructor: not always where all
// layers of a packet are made.
function read_by_view(view, o) {
  const tcp = new TCP(undefined);
  const bits = view.getUint16(o + wire.FLAGS);
  tcp.sport = view.getUint16(o + wire.SPORT);
  tcp.dport = view.getUint16(o + wire.DPORT);
  tcp.seqno = view.getUint32(o + wire.SEQNO);
  tcp.ackno = view.getUint32(o + wire.ACKNO);
  tcp.headerLength = (bits >> 12) << 2;
  tcp.reserved = (bits >> 9) & 0x07;
  tcp.flags = new TCPFlags().decode(bits >> 8, bits);
  tcp.windowSize = view.getUint16(o + wire.WINDOW);
  tcp.checksum = view.getUint16(o + wire.CHECKSUM);
  tcp.urgentPointer = view.getUint16(o + wire.URGENT);
  return tcp;
}

function read_options(tcp, bytes, offset, end) {
  tcp.options = new TCPOptions();
  const header_end = Math.min(offset + tcp.headerLength, end);
  const start = offset + wire.OPTIONS;
  if (header_end <= start) return;
  const bad = TCPOptions.read(tcp.options, bytes, start, header_end);
  if (bad >= 0 && header_end - offset === tcp.headerLength) {
    malformed(tcp, `tcp: length of option ${bytes[bad]} at offset ${bad} is wrong`);
  }
}

function find_data(tcp, bytes, offset, length, end) {
  const header = tcp.headerLength;
  let start = end;
  if (header < wire.HEADER) {
    if (length >= header) tcp.dataLength = length - header; // as it says, and tshark counts
    malformed(tcp, `tcp: header length ${header} is less than ${wire.HEADER}`);
  } else if (length < header) {
    malformed(tcp, `tcp: header length ${header} is more than the segment's ${length}`);
  } else {
    tcp.dataLength = length - header;
    if (end - offset < header) truncated(tcp, 'tcp', header, bytes, offset, end);
    else start = offset + header;
  }
  if (tcp.dataLength !== undefined) {
    tcp.data = tcp.dataLength > 0 ? view_of(bytes, start, end) : null;
  }
}

TCP.hidden = ['payload', 'flag_bits'];
layer_class(TCP, 'tcp', true);
has_text(TCP, put_tcp);

module.exports = TCP;
