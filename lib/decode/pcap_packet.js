'use strict';

// One captured packet: libpcap's record header and the link layer.

const { inspect } = require('node:util');
const { view, u32le } = require('./bytes');
const { assignable, decode_child, next_layer, own_fields, ran_out } = require('./layer');
const { text_of } = require('./text');
const { PacketWithHeader } = require('../raw_packet');

const RAW = Symbol('raw');
const PAYLOAD = Symbol('payload');
const NOT_YET = Symbol('not decoded yet');
const FIELDS = ['payload'];

/** When a packet was captured and how long it is. Times are in seconds and microseconds, lengths in bytes. */
class PcapHeader {
  constructor(tv_sec, tv_usec, caplen, len) {
    this.tv_sec = tv_sec;
    this.tv_usec = tv_usec;
    this.caplen = caplen;
    this.len = len;
  }
}

function header_of(raw) {
  return new PcapHeader(raw.tv_sec, raw.tv_usec, raw.caplen, raw.len);
}

// Of a raw packet that is not our session's: 3.1.0's, a program's own, one that came from a worker.
function read_header(raw) {
  if (!(raw?.buf instanceof Uint8Array && raw.header instanceof Uint8Array)) {
    const hint =
      raw instanceof Uint8Array ? '; for bare bytes there is decode.bytes(buffer, link_type)' : '';
    const error = new TypeError(
      `decode.packet takes a raw packet { buf, header, link_type } as 'packet' events carry it${hint}`,
    );
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  const { header } = raw;
  return new PcapHeader(u32le(header, 0), u32le(header, 4), u32le(header, 8), u32le(header, 12));
}

/**
 * A decoded packet. `payload` is the link layer, decoded when it is first read (at once where there is an emitter).
 * `link_type` is the capture's, `pcap_header` says when and how long.
 */
class PcapPacket {
  constructor(emitter) {
    this.link_type = null;
    this.pcap_header = null;
    this.emitter = emitter;
    this[RAW] = undefined;
    this[PAYLOAD] = null;
  }

  /** @param {{ buf: Buffer, header: Buffer, link_type: string }} raw  as 'packet' events carry it */
  decode(raw) {
    if (this[RAW] !== undefined) delete this.payload; // what a program, or own_fields(), has put there
    this.pcap_header = raw instanceof PacketWithHeader ? header_of(raw) : read_header(raw);
    this.link_type = raw.link_type;
    this[RAW] = raw instanceof PacketWithHeader ? raw : { buf: own_bytes(raw, this.pcap_header) };
    this[PAYLOAD] = NOT_YET;
    if (this.emitter) decode_payload(this);
    return this;
  }

  get payload() {
    if (this[PAYLOAD] === NOT_YET) decode_payload(this);
    return this[PAYLOAD];
  }

  set payload(layer) {
    this[PAYLOAD] = layer;
  }

  /** v2's name for the link layer. */
  get link() {
    return this.payload ?? undefined;
  }

  /** The captured bytes of the packet, from its link layer on. */
  get payload_bytes() {
    return this[RAW] === undefined ? Buffer.alloc(0) : bytes_of(this);
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
    return shown(this);
  }

  // As in Layer: deepEqual asks for the tag first, then compares what is listed.
  get [Symbol.toStringTag]() {
    own_fields(this, FIELDS);
    return 'Object';
  }

  [inspect.custom](levels, options) {
    if (levels < 0) return options.stylize('[PcapPacket]', 'special');
    return `PcapPacket ${inspect(shown(this), { ...options, depth: levels })}`;
  }
}
assignable(PcapPacket, FIELDS);

// What there is to see: its fields, and what a program has added.
function shown(packet) {
  const { link_type, pcap_header, payload } = packet;
  const all = { link_type, pcap_header, payload };
  for (const key of Object.keys(packet)) {
    if (key !== 'emitter') all[key] = packet[key];
  }
  return all;
}

// The captured bytes: a program may have given the raw packet a buf that is longer.
function bytes_of(packet) {
  const { buf } = packet[RAW];
  const { caplen } = packet.pcap_header;
  return buf.length <= caplen ? buf : view(buf, 0, caplen);
}

// A source other than our sessions may use its buffer again, as 3.1.0 did; what is decoded later must not change with it.
function own_bytes(raw, header) {
  return Buffer.from(raw.buf.subarray(0, header.caplen));
}

function decode_payload(packet) {
  // Set first: an emitter's listener may well read packet.payload while we are at it.
  packet[PAYLOAD] = null;
  const Decoder = link_types.get(packet.link_type);
  if (Decoder === undefined) return;
  const bytes = bytes_of(packet);
  // The length on the wire, as far as one can believe it: what stands at a packet's end (802.11's FCS) is found by it.
  const length = Math.max(bytes.length, packet.pcap_header.len);
  if (Decoder === EthernetPacket) {
    // By its name, which lets the engine compile it and this as one.
    packet[PAYLOAD] = new EthernetPacket(packet.emitter).decode(bytes, 0, length);
  } else {
    packet[PAYLOAD] = decode_child(packet, Decoder, bytes, 0, length) ?? null;
  }
}

PcapPacket.PcapHeader = PcapHeader;
module.exports = PcapPacket; // before the table below, whose decoders may require this file

const link_types = require('./link_types');
const EthernetPacket = require('./ethernet_packet');
