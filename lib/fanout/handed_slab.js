'use strict';

// A worker's end of a session whose packets another thread reads: slabs that it was handed.

const { READ, STATE } = require('../capture/binding');
const { Slab } = require('../capture/slab');
const { pcap_error } = require('../errors');
const { u32le } = require('../packet/bytes');
const { PlaceFinder } = require('./places');

const NUMBER = 4; // bytes of a packet's place, at the end of a hand

/** What a session has in the place of the addon's: slabs come by push(). */
class HandedSlabs {
  #slabs = [];
  #has_ended = false;
  #on_readable = null; // while the session waits
  #link_type = null;
  #secrets = null;
  #on_taken;

  /** `on_taken` is called when all packets of a slab are delivered. */
  constructor(on_taken) {
    this.#on_taken = on_taken;
  }

  /** Adds a slab: see Hand in dealt_slab.js. */
  push(slab) {
    this.#slabs.push(slab);
    this.#on_readable?.(0);
  }

  /** Nothing more will come. */
  end() {
    this.#has_ended = true;
    this.#on_readable?.(0);
  }

  /** The next slab; undefined when none is there. */
  shift() {
    const slab = this.#slabs.shift();
    if (slab === undefined) return undefined;
    this.#link_type = slab.link_type ?? this.#link_type;
    this.#secrets = slab.secrets ?? null;
    return slab;
  }

  taken() {
    this.#on_taken();
  }

  /** What a read says that found no slab. */
  get status() {
    return this.#has_ended ? READ.END : READ.DRAINED;
  }

  start_polling(on_readable) {
    this.#on_readable = on_readable;
    return true;
  }

  stop_polling() {
    this.#on_readable = null;
  }

  link_type() {
    return this.#link_type;
  }

  secrets() {
    const lines = this.#secrets;
    this.#secrets = null;
    return lines === null ? null : Buffer.from(lines);
  }

  interval() {
    return 0;
  }

  refilter(slab, from, end) {
    return end;
  }

  set_filter() {
    throw pcap_error('ERR_PCAP_FANOUT', 'the filter is set by the set_filter() of the fan-out');
  }

  stats() {
    throw pcap_error('ERR_PCAP_STATS', 'the fan-out has the statistics');
  }

  inject() {
    throw pcap_error('ERR_PCAP_INJECT', 'a session whose packets another thread reads sends none');
  }

  close() {
    this.#slabs = [];
    this.#on_readable = null;
  }
}

/** A session's slab that is not read into but replaced. */
class HandedSlab extends Slab {
  #is_open = false; // this one is not yet taken
  #finder;
  #first = 0; // place of its first packet

  constructor(nano) {
    super(nano);
    this.#finder = new PlaceFinder(nano, (index) => this.#number_of(index));
  }

  #number_of(index) {
    return u32le(this.bytes, this.bytes.length - (index + 1) * NUMBER);
  }

  /** Of the packet that was delivered last, in what the fan-out reads. */
  get place() {
    return this.#finder.find(this.bytes, this.next, this.#first);
  }

  fill(native, state) {
    if (this.#is_open) native.taken();
    const slab = native.shift();
    this.#is_open = slab !== undefined;
    if (slab !== undefined) this.#begin(slab);
    state[STATE.STATUS] = slab === undefined ? native.status : READ.MORE;
  }

  #begin({ bytes, end, link_type, interface: source, place }) {
    this.#finder.begin();
    this.#first = place;
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.next = 0;
    this.end = end;
    this.link_type = link_type;
    this.source = source;
  }
}

exports.HandedSlab = HandedSlab;
exports.HandedSlabs = HandedSlabs;
