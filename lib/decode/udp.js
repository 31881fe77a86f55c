'use strict';

// User Datagram Protocol, RFC 768.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      sport      |      dport      |
//   |     length      |    checksum     |
//   +-----------------+-----------------+

const { NO_BYTES, limit, u16 } = require('./bytes');
const { Layer, set_payload, malformed, short_header, emit } = require('./layer');
const { current_depth, decode_child_at } = require('./layer');
const { decimal, text_of } = require('./text');

class UDP extends Layer {
  // { depth, data, payload }, made when first read. Until then the depth alone, a number.
  #made = current_depth();

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.sport = undefined;
    this.dport = undefined;
    this.length = undefined;
    this.checksum = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    if (end - offset < 8) return short_header(this, 'udp', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    // Length 0 is a jumbogram's (RFC 2675) or segmentation offload's: all that IP grants.
    if (this.length >= 8) {
      set_payload(this, bytes, offset + 8, Math.min(end, offset + this.length));
    } else if (this.length === 0) {
      set_payload(this, bytes, offset + 8, end);
    } else {
      malformed(this, `udp: length ${this.length} is less than 8`);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.sport = u16(bytes, offset);
    this.dport = u16(bytes, offset + 2);
    this.length = u16(bytes, offset + 4);
    this.checksum = u16(bytes, offset + 6);
  }

  #make() {
    if (typeof this.#made === 'number') {
      this.#made = { depth: this.#made, data: undefined, payload: undefined };
    }
    return this.#made;
  }

  /** What the datagram carries, as far as it was captured: a Buffer on the packet's bytes. */
  get data() {
    const made = this.#make();
    if (made.data === undefined && this.checksum !== undefined) made.data = this.payload_bytes;
    return made.data;
  }

  set data(data) {
    this.#make().data = data;
  }

  /** The data decoded by its port's entry in udp_ports (the lower port wins); undefined where there is none. */
  get payload() {
    const { sport, dport } = this;
    if (sport === undefined || dport === undefined) return undefined;
    const Decoder = udp_ports.get(Math.min(sport, dport)) ?? udp_ports.get(Math.max(sport, dport));
    if (Decoder === undefined) return undefined;
    const made = this.#make();
    if (made.payload === undefined && this.data?.length > 0) {
      made.payload = decode_child_at(made.depth, this, Decoder, this.data, 0, this.data.length);
    }
    return made.payload;
  }

  toString() {
    const ports = 'UDP ' + decimal(this.sport) + '->' + decimal(this.dport);
    const text = ports + ' len ' + decimal(this.length);
    if (this.payload === undefined) return text;
    const payload = text_of(this.payload);
    return payload.startsWith(' ') ? text + payload : text + ' ' + payload; // v3's DNS brings its own space
  }
}

UDP.fields = ['emitter', 'sport', 'dport', 'length', 'checksum', 'data'];
UDP.needs = { sport: 2, dport: 4, length: 6, checksum: 8 };
UDP.prototype.decoderName = 'udp';
UDP.prototype.eventsOnDecode = true;

module.exports = UDP; // before the table below, whose decoders may require this file

const udp_ports = require('./udp_ports');
