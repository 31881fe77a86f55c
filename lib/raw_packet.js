'use strict';

// A packet as it was captured: a place in a slab, of which Buffers are made when they are asked for.

const util = require('node:util');
const { FastBuffer, buffer_on } = require('./decode/bytes');

const HEADER = 16; // tv_sec, tv_usec, caplen, len: u32 each, little-endian

// The slab that packets were cut from last, and its memory: looking that up costs more than a view.
let latest_slab;
let latest_memory;

function memory_of(slab) {
  if (slab !== latest_slab) {
    latest_slab = slab;
    latest_memory = slab.buffer;
  }
  return latest_memory;
}

/** The number at offset, little-endian. */
function u32(bytes, offset) {
  return (
    (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16)) +
    bytes[offset + 3] * 0x1000000
  );
}

/**
 * What 'packet' listeners get. For a program it has three ordinary properties:
 *
 * - `buf`: the captured bytes, a Buffer
 * - `header`: 16 bytes, a Buffer: tv_sec, tv_usec, caplen, len, u32 little-endian each
 * - `link_type`: a string, 'LINKTYPE_ETHERNET'
 */
class PacketWithHeader {
  #slab; // Buffer, shared by many packets
  #offset; // of the header in it
  #caplen;
  #buf = undefined; // made on first use, or put there by the program
  #header = undefined;

  constructor(slab, offset, caplen, link_type) {
    this.#slab = slab;
    this.#offset = offset;
    this.#caplen = caplen;
    this.link_type = link_type;
  }

  get buf() {
    if (this.#buf !== undefined) return this.#buf;
    const slab = this.#slab;
    const start = slab.byteOffset + this.#offset + HEADER;
    return (this.#buf = buffer_on(memory_of(slab), start, this.#caplen));
  }

  set buf(value) {
    this.#buf = value;
  }

  get header() {
    if (this.#header !== undefined) return this.#header;
    const slab = this.#slab;
    const start = slab.byteOffset + this.#offset;
    return (this.#header = new FastBuffer(memory_of(slab), start, HEADER));
  }

  set header(value) {
    this.#header = value;
  }

  /** Seconds since 1970. */
  get tv_sec() {
    return this.#word(0);
  }

  /** Microseconds of that second. */
  get tv_usec() {
    return this.#word(4);
  }

  /** Nanoseconds of that second; undefined unless the session keeps them. */
  get tv_nsec() {
    return undefined;
  }

  /** Bytes captured. */
  get caplen() {
    return this.#word(8);
  }

  /** Bytes on the wire. */
  get len() {
    return this.#word(12);
  }

  #word(at) {
    const header = this.#header;
    return header === undefined ? u32(this.#slab, this.#offset + at) : u32(header, at);
  }

  /** What a program sees of a packet: also for util.inspect. */
  toJSON() {
    return { buf: this.buf, header: this.header, link_type: this.link_type };
  }

  [util.inspect.custom](depth, options, inspect) {
    return `PacketWithHeader ${inspect(this.toJSON(), options)}`;
  }

  // assert.deepEqual and its kin ask for the tag before they list properties, and can only compare
  // what is listed: so here the two become properties of the object itself.
  get [Symbol.toStringTag]() {
    if (Object.isExtensible(this) && #slab in this && !Object.hasOwn(this, 'buf')) {
      for (const name of ['buf', 'header']) {
        const own = { value: this[name], writable: true, enumerable: true, configurable: true };
        Object.defineProperty(this, name, own);
      }
    }
    return 'Object';
  }
}

for (const name of ['buf', 'header']) {
  const { get, set } = Object.getOwnPropertyDescriptor(PacketWithHeader.prototype, name);
  Object.defineProperty(PacketWithHeader.prototype, name, { get, set, enumerable: true });
}

/** The same from a session that keeps nanoseconds: they stand before the header in the slab. */
class NanoPacketWithHeader extends PacketWithHeader {
  static name = 'PacketWithHeader';

  #nsec;

  constructor(slab, offset, caplen, link_type) {
    super(slab, offset, caplen, link_type);
    this.#nsec = u32(slab, offset - 4);
  }

  get tv_nsec() {
    return this.#nsec;
  }
}

exports.NanoPacketWithHeader = NanoPacketWithHeader;
exports.PacketWithHeader = PacketWithHeader;
exports.u32 = u32;
