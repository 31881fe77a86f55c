'use strict';

// User Datagram Protocol, RFC 768.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      sport      |      dport      |
//   |     length      |    checksum     |
//   +-----------------+-----------------+

const { EMPTY, clamp_end, view } = require('../packet/bytes');
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
    const total = wire.total_length(bytes, offset, length);
    const start = offset + wire.HEADER;
    const data_end = offset + total < end ? offset + total : end;
    this.data = view(bytes, start, data_end);
    if (this.length !== total && this.length !== 0) check_length(this, length, parent);
    this.#ip = parent;
    this.#depth = current_depth();
    this.#payload = undefined;
    if (this.emitter) {
      this.#payload = this.#decode_payload();
      emit(this);
    }
    return this;
  }

  read_header(bytes, offset) {
    this.sport = wire.sport(bytes, offset);
    this.dport = wire.dport(bytes, offset);
    this.length = wire.length(bytes, offset);
    this.checksum = wire.checksum(bytes, offset);
  }

  get payload_bytes() {
    return #payload in this ? (this.data ?? Buffer.alloc(0)) : undefined;
  }

  /** A header of which all is known to be there. */
  static with_data(data, bytes, offset, ip) {
    const udp = new UDP(undefined);
    udp.read_header(bytes, offset);
    udp.data = data;
    udp.#ip = ip;
    udp.#depth = 1;
    return udp;
  }

  /** The layer that carries a datagram, as far as that is known. */
  static carrier_of(udp) {
    return #ip in udp ? udp.#ip : undefined;
  }

  #decode_payload() {
    const { data, length, sport, dport } = this;
    const Decoder = data?.length > 0 ? by_port(udp_ports, sport, dport) : undefined;
    if (Decoder === undefined) return undefined;
    // What a tunnel carries may be longer than what was captured of it.
    const granted = Math.max(length - wire.HEADER, data.length);
    return at_depth(this.#depth, () => decode_child(this, Decoder, data, 0, granted));
  }

  /**
   * The text of what is not decoded, by a decoder that can write it so, or nothing where there is
   * no decoder; -1 where it has to be decoded for that.
   */
  static put_undecoded(o, udp) {
    if (!(#payload in udp) || Object.hasOwn(udp, 'payload')) return -1;
    if (udp.#payload !== undefined || !(udp.#depth < MAX_DEPTH)) return -1;
    const { data, sport, dport } = udp;
    const Decoder = data?.length > 0 ? by_port(udp_ports, sport, dport) : undefined;
    if (Decoder === undefined) return o;
    return Decoder.put_undecoded?.(o, udp) ?? -1;
  }

  /**
   * The data decoded by its port's entry in udp_ports (the lower port wins); undefined where there
   * is none.
   */
  get payload() {
    return #payload in this ? (this.#payload ??= this.#decode_payload()) : undefined;
  }
}

function check_length(udp, granted, parent) {
  if (udp.length < wire.HEADER) {
    malformed(udp, `udp: length ${udp.length} is less than ${wire.HEADER}`);
  } else if (!is_first_fragment(parent)) {
    malformed(udp, `udp: length ${udp.length} is more than the ${granted} there are`);
  }
}

/** Whether the rest of the datagram comes in other packets. */
function is_first_fragment(ip) {
  return ip?.moreFragments === true || ip?.flags?.moreFragments === true;
}

UDP.hidden = ['payload'];
layer_class(UDP, 'udp', true);
has_text(UDP, (o, udp) => put_udp(o, udp, UDP.put_undecoded));

module.exports = UDP;
