'use strict';

// A packet as it was captured: a place in a slab, of which Buffers are made when they are asked for.

const util = require('node:util');
const { FastBuffer, buffer_on, u32le } = require('./bytes');
const { own_fields } = require('./fields');

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

// Where a packet is. Symbols, and not #fields, since objects are made and read more quickly with them in Node 20.
const SLAB = Symbol('slab'); // a Buffer that many packets share; null where a program has put its own bytes or header here
const START = Symbol('start'); // offset of the packet's bytes in it
const CAPLEN = Symbol('caplen'); // how many there are
const BUF = Symbol('buf'); // made on first use, or put there by the program
const PCAP_HEADER = Symbol('header'); // the same

/**
 * What 'packet' listeners get. For a program it has three ordinary properties:
 *
 * - `buf`: the captured bytes, a Buffer
 * - `header`: 16 bytes, a Buffer: tv_sec, tv_usec, caplen, len, u32 little-endian each
 * - `link_type`: a string, 'LINKTYPE_ETHERNET'
 */
class PacketWithHeader {
  constructor(slab, start, caplen, link_type) {
    this.link_type = link_type;
    this[SLAB] = slab;
    this[START] = start;
    this[CAPLEN] = caplen;
    this[BUF] = undefined;
    this[PCAP_HEADER] = undefined;
  }

  get buf() {
    if (this[BUF] !== undefined) return this[BUF];
    const slab = this[SLAB];
    return (this[BUF] = buffer_on(memory_of(slab), slab.byteOffset + this[START], this[CAPLEN]));
  }

  set buf(value) {
    this[PCAP_HEADER] = this.header;
    this[BUF] = value;
    this[SLAB] = null;
  }

  get header() {
    if (this[PCAP_HEADER] !== undefined) return this[PCAP_HEADER];
    const slab = this[SLAB];
    const start = slab.byteOffset + this[START] - HEADER;
    return (this[PCAP_HEADER] = new FastBuffer(memory_of(slab), start, HEADER));
  }

  set header(value) {
    this[BUF] = this.buf;
    this[PCAP_HEADER] = value;
    this[SLAB] = null;
  }

  /** Seconds since 1970. */
  get tv_sec() {
    return word(this, 0);
  }

  /** Microseconds of that second. */
  get tv_usec() {
    return word(this, 4);
  }

  /** Nanoseconds of that second; undefined unless the session keeps them. */
  get tv_nsec() {
    return undefined;
  }

  /** Bytes captured. */
  get caplen() {
    return word(this, 8);
  }

  /** Bytes on the wire. */
  get len() {
    return word(this, 12);
  }

  /** What a program sees of a packet: also for util.inspect. */
  toJSON() {
    return { buf: this.buf, header: this.header, link_type: this.link_type };
  }

  [util.inspect.custom](depth, options, inspect) {
    return `PacketWithHeader ${inspect(this.toJSON(), options)}`;
  }

  // assert.deepEqual and its kin ask for the tag before they list properties, and can only compare
  // what is listed: so here the two become properties of the object itself, and the rest is hidden.
  get [Symbol.toStringTag]() {
    if (Object.hasOwn(this, SLAB)) own_fields(this, ['buf', 'header']);
    return 'Object';
  }
}

function word(packet, at) {
  const slab = packet[SLAB];
  return slab !== null ? u32le(slab, packet[START] - HEADER + at) : u32le(packet[PCAP_HEADER], at);
}

for (const name of ['buf', 'header']) {
  const { get, set } = Object.getOwnPropertyDescriptor(PacketWithHeader.prototype, name);
  Object.defineProperty(PacketWithHeader.prototype, name, { get, set, enumerable: true });
}

const NSEC = Symbol('nsec');

/** The same from a session that keeps nanoseconds: they stand before the header in the slab. */
class NanoPacketWithHeader extends PacketWithHeader {
  static name = 'PacketWithHeader';

  constructor(slab, start, caplen, link_type) {
    super(slab, start, caplen, link_type);
    this[NSEC] = u32le(slab, start - HEADER - 4);
  }

  get tv_nsec() {
    return this[NSEC];
  }
}

exports.NanoPacketWithHeader = NanoPacketWithHeader;
exports.PacketWithHeader = PacketWithHeader;
exports.SLAB = SLAB;
exports.START = START;
exports.CAPLEN = CAPLEN;
