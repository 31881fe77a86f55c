'use strict';

// User Datagram Protocol, RFC 768.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      sport      |      dport      |
//   |     length      |    checksum     |
//   +-----------------+-----------------+

const { EMPTY, clamp_end, u16, view: view_of } = require('../packet/bytes');
const {
  MAX_DEPTH,
  Layer,
  layer_class,
  malformed,
  truncated_header,
  emit,
  current_depth,
  at_depth,
  decode_child,
} = require('../packet/layer');
const { has_text } = require('../text/text_writer');
const { put_udp } = require('../text/udp');
const wire = require('../wire/udp');
const { by_port } = require('./decoder_table');
const { check_promise, is_first_fragment } = require('./promise');
const { udp_ports } = require('./tables');

class UDP extends Layer {
  #depth = undefined;
  #ip = undefined; // the layer around it
  #payload = undefined; // decoded when first read, unless there is an emitter to tell

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sport = undefined;
    this.dport = undefined;
    this.length = undefined;
    this.checksum = undefined;
    this.data = undefined;
  }

  /** `length` is what IP grants the datagram, header included; without it, all there is. */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, parent = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'udp', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    const total = wire.total_length(this.length, length);
    const start = offset + wire.HEADER;
    const data_end = offset + total < end ? offset + total : end;
    this.data = view_of(bytes, start, data_end);
    if (this.length !== total && this.length !== 0) check_length(this, length, parent);
    this.#ip = parent;
    this.#depth = current_depth();
    this.#payload = undefined;
    if (this.emitter) {
      this.#payload = UDP.#decode_payload(this);
      emit(this);
    }
    return this;
  }

  read_header(bytes, o) {
    this.sport = u16(bytes, o + wire.SPORT);
    this.dport = u16(bytes, o + wire.DPORT);
    this.length = u16(bytes, o + wire.LENGTH);
    this.checksum = u16(bytes, o + wire.CHECKSUM);
  }

  get payload_bytes() {
    return #payload in this ? (this.data ?? Buffer.alloc(0)) : undefined;
  }

  /** A header of which all is known to be there. */
  static with_data(data, view, offset, ip) {
    const udp = read_by_view(view, offset);
    udp.data = data;
    udp.#ip = ip;
    udp.#depth = 1;
    return udp;
  }

  /** The layer that carries a datagram, as far as that is known. */
  static carrier_of(udp) {
    return #ip in udp ? udp.#ip : undefined;
  }

  static #decode_payload(udp) {
    const { data, length, sport, dport } = udp;
    const Decoder = data?.length > 0 ? by_port(udp_ports, sport, dport) : undefined;
    if (Decoder === undefined) return undefined;
    // What a tunnel carries may be longer than what was captured of it.
    const granted = Math.max(length - wire.HEADER, data.length);
    return at_depth(udp.#depth, () => decode_child(udp, Decoder, data, 0, granted));
  }

  /**
   * The text of what is not decoded, by a decoder that can write it so; -1 where there is none.
   */
  static put_undecoded(o, udp) {
    const { data, sport, dport } = udp;
    const Decoder = data?.length > 0 ? by_port(udp_ports, sport, dport) : undefined;
    if (Decoder?.put_undecoded === undefined) return -1;
    if (!(#payload in udp) || Object.hasOwn(udp, 'payload')) return -1;
    if (udp.#payload !== undefined || !(udp.#depth < MAX_DEPTH)) return -1;
    return Decoder.put_undecoded(o, udp);
  }

  /**
   * The data decoded by its port's entry in udp_ports (the lower port wins); undefined where there
   * is none.
   */
  get payload() {
    let payload;
    try {
      payload = this.#payload; // whether it is there takes a call to tell
    } catch {
      return undefined;
    }
    return payload ?? (this.#payload = UDP.#decode_payload(this));
  }
}

// As read_header(): see tcp.js.
function read_by_view(view, o) {
  const udp = new UDP(undefined);
  udp.sport = view.getUint16(o + wire.SPORT);
  udp.dport = view.getUint16(o + wire.DPORT);
  udp.length = view.getUint16(o + wire.LENGTH);
  udp.checksum = view.getUint16(o + wire.CHECKSUM);
  return udp;
}

function check_length(udp, granted, parent) {
  if (udp.length < wire.HEADER) {
    malformed(udp, `udp: length ${udp.length} is less than ${wire.HEADER}`);
  } else if (!is_first_fragment(parent)) {
    check_promise(udp, 'udp', 'length', udp.length, granted);
  }
}

UDP.hidden = ['payload'];
layer_class(UDP, 'udp', true);
has_text(UDP, put_udp, UDP.put_undecoded);

module.exports = UDP;
