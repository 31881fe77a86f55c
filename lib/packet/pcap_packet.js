'use strict';

// One captured packet: libpcap's record header and the link layer.

const { inspect } = require('node:util');
const { NO_BYTES, enter_slab, view, u32le } = require('./bytes');
const { assignable, own_fields } = require('./fields');
const { decode_child, next_layer, ran_out } = require('./layer');
const { WRITE, layer_text, codes, put, put_codes, put_layer } = require('../text/text_writer');
const { PacketWithHeader, SLAB, START, CAPLEN } = require('./raw_packet');
const { link_types } = require('../protocol/tables');
const EthernetPacket = require('../protocol/ethernet_packet');

const RAW = Symbol('raw'); // what was given to decode()
const HEADER = Symbol('pcap_header'); // made when first asked for
const PAYLOAD = Symbol('payload');
const NOT_YET = Symbol('not decoded yet');
const FIELDS = ['pcap_header', 'payload'];

// Its text begins with this, mostly.
const ETHERNET = 'LINKTYPE_ETHERNET';
const ETHERNET_WORD = codes(`${ETHERNET} `);

/** When a packet was captured and how long it is. Times are in seconds and microseconds, lengths in bytes. */
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
    this.emitter = emitter;
    this[RAW] = null;
    this[HEADER] = null;
    this[PAYLOAD] = null;
  }

  /** @param {{ buf: Buffer, header: Buffer, link_type: string }} raw  as 'packet' events carry it */
  decode(raw) {
    if (this[RAW] !== null) forget(this);
    if (raw instanceof PacketWithHeader) this[RAW] = raw;
    else take_foreign(this, raw);
    this.link_type = raw.link_type;
    this[PAYLOAD] = NOT_YET;
    if (this.emitter) decode_payload(this);
    return this;
  }

  get pcap_header() {
    const raw = this[RAW];
    if (this[HEADER] === null && raw !== null) {
      this[HEADER] = new PcapHeader(raw.tv_sec, raw.tv_usec, raw.caplen, raw.len);
    }
    return this[HEADER];
  }

  set pcap_header(header) {
    this[HEADER] = header;
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
    return this[RAW] === null ? NO_BYTES : bytes_of(this);
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

  [WRITE](o) {
    const { link_type, payload } = this;
    o = link_type === ETHERNET ? put_codes(o, ETHERNET_WORD) : put(o, `${link_type} `);
    return put_layer(o, payload);
  }

  // String(packet) would look for this in vain, and then for toString(), in a slow way.
  [Symbol.toPrimitive]() {
    return this.toString();
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
PcapPacket.prototype.toString = layer_text;

// What there is to see: its fields, and what a program has added.
function shown(packet) {
  const { link_type, pcap_header, payload } = packet;
  const all = { link_type, pcap_header, payload };
  for (const key of Object.keys(packet)) {
    if (key !== 'emitter') all[key] = packet[key];
  }
  return all;
}

// What a packet knows of the one decoded before, and what a program, or own_fields(), has put in its place.
function forget(packet) {
  for (const name of FIELDS) delete packet[name];
  packet[HEADER] = null;
}

// A source other than our sessions may use its buffer again, as 3.1.0 did; what is decoded later must not change with it.
function take_foreign(packet, raw) {
  const header = read_header(raw);
  packet[HEADER] = header;
  packet[RAW] = { buf: Buffer.from(raw.buf.subarray(0, header.caplen)) };
}

// The captured bytes: a program may have given the raw packet a buf that is longer.
function bytes_of(packet) {
  const { buf } = packet[RAW];
  const { caplen } = packet.pcap_header;
  return buf.length <= caplen ? buf : view(buf, 0, caplen);
}

function decode_payload(packet) {
  // Set first: an emitter's listener may well read packet.payload while we are at it.
  packet[PAYLOAD] = null;
  const Decoder = link_types.find(packet.link_type);
  if (Decoder === undefined) return;
  const slab = packet[RAW][SLAB];
  if (Decoder === EthernetPacket && slab instanceof Uint8Array && !packet.emitter) {
    decode_in_slab(packet, packet[RAW], slab);
    return;
  }
  const bytes = bytes_of(packet);
  const length = wire_length(bytes.length, packet.pcap_header.len);
  packet[PAYLOAD] = decode_child(packet, Decoder, bytes, 0, length) ?? null;
}

// The length on the wire, as far as one can believe it: what stands at a packet's end (802.11's FCS) is found by it.
function wire_length(caplen, len) {
  return len > caplen ? len : caplen;
}

// Most packets: no Buffer is made for them. Nobody is told of layers here, as a listener might decode another packet. The
// decoder is called by its name, which lets the engine compile it and this as one.
function decode_in_slab(packet, raw, slab) {
  const start = raw[START];
  const caplen = raw[CAPLEN];
  enter_slab(slab, start, start + caplen);
  const length = wire_length(caplen, u32le(slab, start - 4));
  packet[PAYLOAD] = new EthernetPacket(packet.emitter).decode(slab, start, length);
}

/**
 * The raw packet under `packet`, as long as nobody has looked into the packet and its bytes are in a slab; otherwise null.
 * For those who read many packets and need no layers.
 */
function undecoded(packet) {
  if (!(packet instanceof PcapPacket) || packet[PAYLOAD] !== NOT_YET) return null;
  return packet[RAW][SLAB] instanceof Uint8Array ? packet[RAW] : null;
}

/** Whether somebody has read `packet.pcap_header`, or put another one there. */
function has_header(packet) {
  return packet[HEADER] !== null;
}

PcapPacket.PcapHeader = PcapHeader;
PcapPacket.undecoded = undecoded;
PcapPacket.has_header = has_header;
module.exports = PcapPacket;
