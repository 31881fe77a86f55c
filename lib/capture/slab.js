'use strict';

// The slab that a session reads into, and the walk over its records: the hot path. Ordinary
// properties here, because private ones are slower to read in the engine of Node 20.

const { performance } = require('node:perf_hooks');

const { READ, STATE } = require('./binding');
const { data_view, u32le } = require('../packet/bytes');
const { RawPacketOfInterface } = require('../packet/interface');
const { USE_EMIT, listener_of } = require('../listeners');
const { RawPacket } = require('../packet/raw_packet');
const { HEADER, NSEC } = require('../packet/record');

const SLAB_SIZE = 64 * 1024; // bytes: small enough for malloc to hand out warm memory
const MIN_FREE = 2048; // bytes that must be free in a slab that is filled further
const MAX_STRIDE = 64; // packets between two looks at the clock
const MAX_SOURCES = 1024;
const MAX_READ_AHEAD = 256; // slabs that are read ahead at most: 16 MiB

// The text as the engine keeps names of properties: two such are compared by their place in memory.
const interned = (text) => Object.keys({ [text]: 0 })[0];

/** Memory that packets are read into and delivered from, one slab after the other. */
class Slab {
  /** `device_name` names the devices that packets' headers have the index of; undefined: none. */
  constructor(nano, device_name) {
    this.bytes = Buffer.alloc(0);
    this.next = 0; // offset of the first record that is not delivered
    this.end = 0; // offset past the last one
    this.halted = false; // by a listener: deliver nothing more
    this.link_type = null; // of these packets
    this.source = device_name; // of their interface: see RawPacketOfInterface
    this.interface = 0; // and the addon's number for it
    this.sources = new Map(); // by that number, of those that were met
    this.assigned_link_type = undefined; // by the program, for all packets
    this.ahead = []; // { bytes, end, link_type }: what is read and not begun, of a device
    this.link_types = new Map(); // numbers -> names, of those that were met
    this.nano = nano;
  }

  /** Whether all that was read is delivered. */
  get is_empty() {
    return this.next >= this.end && this.ahead.length === 0;
  }

  /** Reads on, after what is there or into new memory: delivered packets stay as they are. */
  fill(native, state) {
    const need = state[STATE.NEED];
    if (this.bytes.length - this.end < Math.max(MIN_FREE, need)) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(SLAB_SIZE, need));
      this.next = this.end = 0;
    }
    this.end = native.read(this.bytes, this.end, this.nano);
    this.link_type = this.#link_type_of(native, state[STATE.LINK_TYPE]);
    if (state[STATE.INTERFACE] !== this.interface) this.#take_interface(native, state);
  }

  #take_interface(native, state) {
    this.interface = state[STATE.INTERFACE];
    this.source = this.sources.get(this.interface);
    if (this.source !== undefined) return;
    this.source = Object.freeze(native.interface());
    if (this.sources.size >= MAX_SOURCES) this.sources.clear();
    this.sources.set(this.interface, this.source);
  }

  /**
   * Reads on while packets that were read before are not delivered, until the time or the room is
   * up, or all is read.
   * Returns whether it has read at all.
   */
  read_ahead(native, state, until) {
    let has_read = false;
    while (this.ahead.length < MAX_READ_AHEAD && performance.now() < until) {
      const bytes = Buffer.allocUnsafeSlow(Math.max(SLAB_SIZE, state[STATE.NEED]));
      const end = native.read(bytes, 0, this.nano);
      has_read = true;
      if (end > 0)
        this.ahead.push({
          bytes,
          end,
          link_type: this.#link_type_of(native, state[STATE.LINK_TYPE]),
        });
      if (state[STATE.STATUS] !== READ.MORE) break;
    }
    return has_read;
  }

  #link_type_of(native, number) {
    let name = this.link_types.get(number);
    if (name === undefined) {
      const text = native.link_type();
      if (text === null) return null;
      this.link_types.set(number, (name = interned(text)));
    }
    return name;
  }

  /** Goes on to what was read ahead; false where nothing was. */
  advance() {
    if (this.ahead.length === 0) return false;
    const { bytes, end, link_type } = this.ahead.shift();
    this.bytes = bytes;
    this.next = 0;
    this.end = end;
    this.link_type = link_type;
    return true;
  }

  /** Emits the slab's packets; false when that ends early: halted, or the time is up. */
  deliver(session, until) {
    const { bytes, link_type, source } = this;
    const view = data_view(bytes);
    const before = this.nano ? NSEC + HEADER : HEADER;
    let stride = 1;
    let left = 1;
    while (this.next < this.end) {
      const start = this.next + before;
      const caplen = u32le(bytes, start - 8);
      this.next = start + caplen;
      const nsec = this.nano ? u32le(bytes, start - HEADER - NSEC) : undefined;
      const name = this.assigned_link_type ?? link_type;
      const raw =
        source === undefined
          ? new RawPacket(bytes, start, caplen, name, nsec, view)
          : new RawPacketOfInterface(source, bytes, start, caplen, name, nsec, view);
      emit_packet(session, raw);
      if (this.halted) return false;
      if (--left === 0) {
        if (performance.now() >= until) return false;
        stride = left = Math.min(stride * 2, MAX_STRIDE);
      }
    }
    return performance.now() < until;
  }

  /** Takes out what is read, not delivered, and does not match the current filter. */
  refilter(native) {
    if (this.next < this.end)
      this.end = native.refilter(this.bytes, this.next, this.end, this.nano);
    for (const slab of this.ahead) slab.end = native.refilter(slab.bytes, 0, slab.end, this.nano);
  }
}

function emit_packet(session, raw) {
  const listener = listener_of(session, 'packet');
  if (listener === USE_EMIT) session.emit('packet', raw);
  else if (listener !== undefined) listener.call(session, raw);
}

exports.Slab = Slab;
