'use strict';

// One captured packet: libpcap's record header and the link layer.

const { inspect } = require('node:util');
const { inner_view, view, u32le } = require('./bytes');
const { decode_child, next_layer, ran_out } = require('./layer');
const { text_of } = require('./text');
const PacketWithHeader = require('../raw_packet');

// The captured bytes. An own enumerable symbol: two packets are deepEqual where link type, record header and bytes are.
const BYTES = Symbol('packet bytes');
const NOT_YET = Symbol('not decoded yet');

/** When a packet was captured and how long it is. Times are in seconds and microseconds, lengths in bytes. */
class PcapHeader {
  constructor(tv_sec, tv_usec, caplen, len) {
    this.tv_sec = tv_sec;
    this.tv_usec = tv_usec;
    this.caplen = caplen;
    this.len = len;
  }
}

function check_raw(raw) {
  if (raw?.buf instanceof Uint8Array && raw.header instanceof Uint8Array) return;
  const hint =
    raw instanceof Uint8Array ? '; for bare bytes there is decode.bytes(buffer, link_type)' : '';
  const error = new TypeError(
    `decode.packet takes a raw packet { buf, header, link_type } as 'packet' events carry it${hint}`,
  );
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}

/**
 * A decoded packet. `payload` is the link layer, decoded when it is first read (at once where there is an emitter).
 * `link_type` is the capture's, `pcap_header` says when and how long.
 */
class PcapPacket {
  #payload = null;

  constructor(emitter) {
    this.link_type = null;
    this.pcap_header = null;
    this.emitter = emitter;
    this[BYTES] = undefined;
  }

  /** @param {{ buf: Buffer, header: Buffer, link_type: string }} raw  as 'packet' events carry it */
  decode(raw) {
    if (raw instanceof PacketWithHeader) {
      this.pcap_header = new PcapHeader(raw.tv_sec, raw.tv_usec, raw.caplen, raw.len);
      this[BYTES] = raw.inner_bytes();
    } else {
      check_raw(raw);
      const { buf, header } = raw;
      this.pcap_header = new PcapHeader(
        u32le(header, 0),
        u32le(header, 4),
        u32le(header, 8),
        u32le(header, 12),
      );
      this[BYTES] = inner_view(buf, 0, Math.min(buf.length, this.pcap_header.caplen));
    }
    this.link_type = raw.link_type;
    this.#payload = NOT_YET;
    if (this.emitter) this.#decode_payload();
    return this;
  }

  #decode_payload() {
    // Set first: an emitter's listener may well read packet.payload while we are at it.
    this.#payload = null;
    const bytes = this[BYTES];
    const Decoder = link_types.get(this.link_type);
    this.#payload = decode_child(this, Decoder, bytes, 0, bytes.length) ?? null;
  }

  get payload() {
    if (this.#payload === NOT_YET) this.#decode_payload();
    return this.#payload;
  }

  set payload(layer) {
    this.#payload = layer;
  }

  /** The captured bytes of the packet, from its link layer on. */
  get payload_bytes() {
    const bytes = this[BYTES];
    return bytes === undefined ? Buffer.alloc(0) : view(bytes, 0, bytes.length);
  }

  /**
   * What is wrong with this packet, from the first layer that failed; undefined where all is well.
   * ERR_PCAP_TRUNCATED: the capture holds fewer bytes than the packet had, and the layer is cut there.
   * ERR_PCAP_MALFORMED: the bytes contradict themselves.
   * @returns {{ code: string, layer: object, message: string } | undefined}
   */
  get error() {
    for (let layer = next_layer(this); layer !== undefined; layer = next_layer(layer)) {
      if (layer._error === undefined) continue;
      const cut = ran_out(layer) && this.pcap_header.caplen < this.pcap_header.len;
      const code = cut ? 'ERR_PCAP_TRUNCATED' : 'ERR_PCAP_MALFORMED';
      return { code, layer, message: layer._error };
    }
    return undefined;
  }

  toString() {
    return this.link_type + ' ' + text_of(this.payload);
  }

  toJSON() {
    const { link_type, pcap_header, payload } = this;
    return { link_type, pcap_header, payload };
  }

  [inspect.custom](levels, options) {
    const { link_type, pcap_header, payload } = this;
    if (levels < 0) return options.stylize('[PcapPacket]', 'special');
    return `PcapPacket ${inspect({ link_type, pcap_header, payload }, options)}`;
  }
}

PcapPacket.PcapHeader = PcapHeader;
module.exports = PcapPacket; // before the table below, whose decoders may require this file

const link_types = require('./link_types');
