'use strict';

// A packet as it was captured: a place in a slab, of which Buffers are made when they are read.

const { inspect } = require('node:util');
const { FastBuffer, data_view, u32le } = require('./bytes');
const { assignable, own_property } = require('./properties');
const { HEADER } = require('./record');

/**
 * What 'packet' listeners get:
 *
 * - `buf`: the captured bytes, a Buffer
 * - `header`: 16 bytes, a Buffer: tv_sec, tv_usec, caplen, len, u32 little-endian each
 * - `link_type`: a string, 'LINKTYPE_ETHERNET'
 *
 * `buf` and `header` are getters, since most programs read one of them or none: an object of its
 * own for all three would take half as long again as delivering the packet does. What lists
 * properties sees `link_type`; copy() has them all.
 */
class RawPacket {
  static name = 'PacketWithHeader'; // v3's

  #slab; // a Buffer that many packets share; null where a program has assigned its own
  #slab_view; // a DataView of it
  #start; // offset of the packet's bytes in it
  #caplen; // how many there are
  #nsec; // undefined unless the session keeps nanoseconds
  #buf = undefined; // made when first read, or put there by the program
  #header = undefined; // the same

  /** `slab_view` is a DataView of the slab, where it is at hand. */
  constructor(slab, start, caplen, link_type, nsec, slab_view) {
    this.link_type = link_type;
    this.#slab = slab;
    this.#slab_view = slab_view;
    this.#start = start;
    this.#caplen = caplen;
    this.#nsec = nsec;
  }

  get buf() {
    if (!(#buf in this)) return undefined;
    return (this.#buf ??= RawPacket.#view(this, this.#start, this.#caplen));
  }

  set buf(value) {
    if (!(#buf in this)) {
      own_property(this, 'buf', value);
    } else {
      this.#header = this.header;
      this.#buf = value;
      this.#slab = null;
    }
  }

  get header() {
    if (!(#header in this)) return undefined;
    return (this.#header ??= RawPacket.#view(this, this.#start - HEADER, HEADER));
  }

  set header(value) {
    if (!(#header in this)) {
      own_property(this, 'header', value);
    } else {
      this.#buf = this.buf;
      this.#header = value;
      this.#slab = null;
    }
  }

  /**
   * The slab that a raw packet lies in. Null for one that a program has made, put bytes of its own
   * into, or copied: its bytes are in `buf`.
   */
  static slab_of(raw) {
    if (!(raw instanceof RawPacket)) return null;
    try {
      return raw.#slab;
    } catch {
      return null; // a copy without the private fields
    }
  }

  // Of raw packets in a slab: offset of the bytes, how many there are, nanoseconds, a
  // DataView of the slab.
  static start_of(raw) {
    return raw.#start;
  }

  static caplen_of(raw) {
    return raw.#caplen;
  }

  static nsec_of(raw) {
    return raw.#nsec;
  }

  static view_of(raw) {
    return (raw.#slab_view ??= data_view(raw.#slab));
  }

  static #view(raw, start, length) {
    const slab = raw.#slab_view ?? raw.#slab;
    return new FastBuffer(slab.buffer, slab.byteOffset + start, length);
  }

  static #word(raw, at) {
    const slab = raw.#slab;
    return slab === null ? u32le(raw.#header, at) : u32le(slab, raw.#start - HEADER + at);
  }

  /** Seconds since 1970. */
  get tv_sec() {
    return #slab in this ? RawPacket.#word(this, 0) : undefined;
  }

  /** Microseconds of that second. */
  get tv_usec() {
    return #slab in this ? RawPacket.#word(this, 4) : undefined;
  }

  /** Nanoseconds of that second; undefined unless the session keeps them. */
  get tv_nsec() {
    return #nsec in this ? this.#nsec : undefined;
  }

  /** Where it was captured, `{ index, name }`: see RawPacketOfInterface. */
  get interface() {
    return undefined;
  }

  /** Bytes captured. */
  get caplen() {
    return #slab in this ? RawPacket.#word(this, 8) : undefined;
  }

  /** Bytes on the wire. */
  get len() {
    return #slab in this ? RawPacket.#word(this, 12) : undefined;
  }

  /**
   * A plain object with Buffers of its own, for structuredClone(), postMessage() and other things
   * that list properties.
   */
  copy() {
    const { buf, header, link_type, interface: known } = this;
    const copy = { buf: Buffer.from(buf), header: Buffer.from(header), link_type };
    if (known !== undefined) copy.interface = { ...known };
    return copy;
  }

  /** What a program sees of a packet: also for util.inspect. */
  toJSON() {
    const { buf, header, link_type } = this;
    return { buf, header, link_type };
  }

  [inspect.custom](depth, options) {
    return `PacketWithHeader ${inspect(this.toJSON(), { ...options, depth })}`;
  }
}

assignable(RawPacket);
for (const name of ['buf', 'header']) {
  Object.defineProperty(RawPacket.prototype, name, { enumerable: true }); // for-in finds them
}

exports.RawPacket = RawPacket;
