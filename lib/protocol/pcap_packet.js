'use strict';

// One captured packet: libpcap's record header and the link layer.

const { inspect } = require('node:util');
const { pcap_error } = require('../errors');
const { inspect_fields, levels_of } = require('../inspection');
const { EMPTY, view, u32le } = require('../packet/bytes');
const { decode_link_layer, is_truncated, next_layer } = require('../packet/layer');
const { assignable } = require('../packet/properties');
const { NETWORK, keep_network } = require('../packet/interface');
const { RawPacket } = require('../packet/raw_packet');
const { has_text } = require('../text/text_writer');
const { put_packet } = require('../text/packet');
const { checksum_ok } = require('./checksums');
const { decode_plain, is_usual } = require('./plain');
const { link_types } = require('./tables');

/**
 * When a packet was captured and how long it is. Times are in seconds and microseconds, lengths in
 * bytes.
 */
class PcapHeader {
  constructor(tv_sec, tv_usec, caplen, len) {
    this.tv_sec = tv_sec;
    this.tv_usec = tv_usec;
    this.caplen = caplen;
    this.len = len;
  }
}

// Of a raw packet that is not our session's: 3.1.0's, a program's own, one that came from a worker.
function read_header(raw) {
  if (!(raw?.buf instanceof Uint8Array && raw.header instanceof Uint8Array)) {
    const hint =
      raw instanceof Uint8Array ? '; for bare bytes there is decode.bytes(buffer, link_type)' : '';
    throw pcap_error(
      'ERR_INVALID_ARG_TYPE',
      `decode.packet takes a raw packet { buf, header, link_type } as 'packet' events carry it${hint}`,
      TypeError,
    );
  }
  const { header } = raw;
  return new PcapHeader(u32le(header, 0), u32le(header, 4), u32le(header, 8), u32le(header, 12));
}

// A source other than our sessions may use its buffer again, as 3.1.0 did: what the layers show
// must not change with it.
function copied_bytes({ buf, header }) {
  return Buffer.from(buf.subarray(0, u32le(header, 8)));
}

/**
 * A decoded packet: `link_type` is the capture's, `pcap_header` says when and how long, `payload`
 * is the link layer.
 */
class PcapPacket {
  #bytes = EMPTY; // the packet is at [start, end) of these, which can hold other packets too
  #start = 0;
  #end = 0;
  #nsec = undefined; // of a session that keeps nanoseconds

  constructor(emitter) {
    this.link_type = null;
    this.pcap_header = null;
    this.payload = null;
    this.emitter = emitter;
  }

  /**
   * @param {{ buf: Buffer, header: Buffer, link_type: string }} raw  as 'packet' events carry it
   */
  decode(raw) {
    const slab = RawPacket.slab_of(raw);
    if (slab === null) {
      const header = read_header(raw);
      PcapPacket.#decode_bytes(this, raw, copied_bytes(raw), header);
      this.#nsec = raw.tv_nsec;
    } else {
      PcapPacket.#decode_in_slab(this, raw, slab);
      this.#nsec = RawPacket.nsec_of(raw);
    }
    keep_network(this, raw);
    return this;
  }

  static #decode_in_slab(packet, raw, slab) {
    const start = RawPacket.start_of(raw);
    const end = start + RawPacket.caplen_of(raw);
    const slab_view = RawPacket.view_of(raw);
    const header = new PcapHeader(
      slab_view.getUint32(start - 16, true),
      slab_view.getUint32(start - 12, true),
      slab_view.getUint32(start - 8, true),
      slab_view.getUint32(start - 4, true),
    );
    const { link_type } = raw;
    if (packet.emitter || !is_usual(link_type)) {
      PcapPacket.#decode_bytes(packet, raw, raw.buf, header);
      return;
    }
    const length = wire_length(end - start, header.len);
    const link = decode_plain(slab, slab_view, start, end, length);
    if (link === null) {
      PcapPacket.#decode_bytes(packet, raw, raw.buf, header);
      return;
    }
    packet.link_type = link_type;
    packet.pcap_header = header;
    packet.payload = link;
    packet.#bytes = slab;
    packet.#start = start;
    packet.#end = end;
  }

  static #decode_bytes(packet, { link_type }, bytes, header) {
    packet.link_type = link_type;
    packet.pcap_header = header;
    packet.payload = null;
    packet.#bytes = bytes;
    packet.#start = 0;
    packet.#end = bytes.length;
    const Decoder = link_types.find(link_type);
    if (Decoder === undefined) return;
    const length = wire_length(bytes.length, header.len);
    packet.payload = decode_link_layer(packet, Decoder, bytes, length) ?? null;
  }

  /** When it was captured: milliseconds since 1970, for `new Date(time)`. */
  get time() {
    const { tv_sec, tv_usec } = this.pcap_header ?? {};
    return tv_sec === undefined ? undefined : tv_sec * 1000 + tv_usec / 1000;
  }

  /** The same in nanoseconds, a BigInt, as exactly as the session keeps it. */
  get time_ns() {
    const { tv_sec, tv_usec } = this.pcap_header ?? {};
    if (!Number.isInteger(tv_sec) || !Number.isInteger(tv_usec)) return undefined;
    const nsec = (#nsec in this && this.#nsec) || tv_usec * 1000;
    return BigInt(tv_sec) * 1000000000n + BigInt(nsec);
  }

  /**
   * One line about the packet, without its time: `10.0.0.1:5353 → 10.0.0.2:53 DNS A? example.org`.
   */
  summary() {
    return require('../text/summary').summary(this); // loaded where it is needed: that takes time
  }

  /** Plain data for JSON: layers by name, addresses as text, bytes in hexadecimal. */
  to_object() {
    return require('../text/to_object').to_object(this);
  }

  /**
   * Whether the checksum of a layer is right ('ipv4', 'tcp', 'udp', 'icmp', 'icmpv6'), without a
   * name whether all are. Undefined where that can't be told: see checksums.js.
   */
  checksum_ok(name) {
    return checksum_ok(this, name);
  }

  /** v2's name for the link layer. */
  get link() {
    return this.payload ?? undefined;
  }

  /** The captured bytes of the packet, from its link layer on. */
  get payload_bytes() {
    return #bytes in this ? view(this.#bytes, this.#start, this.#end) : undefined;
  }

  /**
   * The first layer of this kind, from the link layer on; undefined where there is none.
   * @param {string} name  the layer's decoderName: 'ipv4', 'tcp', 'dns' …
   */
  layer(name) {
    for (let layer = next_layer(this); layer !== undefined; layer = next_layer(layer)) {
      if (layer.decoderName === name) return layer;
    }
    return undefined;
  }

  /**
   * What is wrong with this packet, from the first layer that failed; undefined where all is well.
   * ERR_PCAP_TRUNCATED: the capture holds fewer bytes than the packet had, and the layer is cut
   * there. ERR_PCAP_MALFORMED: the bytes contradict themselves.
   * @returns {{ code: string, layer: object, message: string } | undefined}
   */
  get error() {
    for (let layer = next_layer(this); layer !== undefined; layer = next_layer(layer)) {
      if (layer._error === undefined) continue;
      const cut = is_truncated(layer) && this.pcap_header.caplen < this.pcap_header.len;
      const code = cut ? 'ERR_PCAP_TRUNCATED' : 'ERR_PCAP_MALFORMED';
      return { code, layer, message: layer._error };
    }
    return undefined;
  }

  // String(packet) would look for this in vain, and then for toString(), in a slow way.
  [Symbol.toPrimitive]() {
    return this.toString();
  }

  toJSON() {
    return shown(this);
  }

  [inspect.custom](levels, options) {
    return inspect_fields(this, Object.entries(shown(this)), levels_of(levels), options);
  }
}
Object.defineProperty(PcapPacket.prototype, NETWORK, { value: '', writable: true });
assignable(PcapPacket);
has_text(PcapPacket, put_packet);

function shown(packet) {
  const fields = { ...packet };
  delete fields.emitter;
  return fields;
}

// The length on the wire, as far as one can believe it: what stands at a packet's end (802.11's
// FCS) is found by it.
function wire_length(caplen, len) {
  return len > caplen ? len : caplen;
}

PcapPacket.PcapHeader = PcapHeader;
module.exports = PcapPacket;
