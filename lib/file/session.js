'use strict';

// A capture file in plain JavaScript, from wherever its bytes come: the same events, the same raw
// packets and the same iterator as those of createOfflineSession.

const { EventEmitter } = require('node:events');

const { abort_signal, listen_to_abort } = require('../abort_signal');
const { PacketIterator } = require('../packet_iterator');
const { make_disposable } = require('../disposable');
const { pcap_error } = require('../errors');
const { Listeners } = require('../listeners');
const { RawPacketOfInterface } = require('../packet/interface');
const { data_view, u32le } = require('../packet/bytes');
const { RawPacket } = require('../packet/raw_packet');
const { HEADER, NSEC } = require('../packet/record');
const { check_options, custom, string } = require('../validate');
const { source_error, source_of, uncompressed } = require('./byte_source');
const { CaptureReader, READ } = require('./capture_reader');
const { link_type_name } = require('./link_types');
const { next_turn, now } = require('./turn');

const SLAB = 64 * 1024; // bytes
const MIN_FREE = 2048; // bytes that must be free in a slab that is filled further
const TURN_MS = 5; // milliseconds of packets in one turn of the event loop
const STRIDE = 32; // packets between two looks at the clock

const OPTIONS = {
  filter: custom({
    default: undefined,
    accepts: (value) => typeof value === 'function',
    what: 'a function (expressions need libpcap: see createOfflineSession)',
  }),
  tstamp_precision: string({ default: 'micro', choices: ['micro', 'nano'] }),
  signal: abort_signal(),
};

/**
 * A capture file that is read without libpcap.
 *
 * Events: 'packet' (raw_packet), 'complete' (the file is read to its end), 'error' (error),
 * 'close'. Reading begins when a program listens to 'packet' or 'complete', iterates, or calls
 * resume().
 */
class FileSession extends EventEmitter {
  #source;
  #filter;
  #nano;
  #reader = new CaptureReader();
  #slab = Buffer.alloc(0);
  #slab_view = undefined;
  #next = 0; // offset in the slab of the first packet that is not delivered
  #end = 0; // offset after the last one
  #status = READ.MORE; // of the read that filled it
  #link_type = null; // of its packets
  #interface = null; // and their interface, as the reader has it
  #packet_source = undefined; // as packets have it
  #closed = false;
  #failure = null;
  #paused = false; // by pause()
  #held = false; // by an iterator whose consumer is slow
  #begin; // starts the reading
  #end_it; // has 'close' emitted
  #wake = null; // ends a wait for resume()
  #unlisten;

  /** See read_capture. */
  constructor(from, options) {
    super();
    this._events = new Listeners();
    const checked = check_options('read_capture', options, OPTIONS);
    checked.signal?.throwIfAborted();
    this.is_live = false;
    this.device_name = typeof from === 'string' || from instanceof URL ? String(from) : '';
    this.link_type = null;
    this.opened = true;
    this.#filter = checked.filter;
    this.#nano = checked.tstamp_precision === 'nano';
    this.#source = source_of(from);
    this.#unlisten = listen_to_abort(checked.signal, () => this.close());
    // Called here and not by the first listener, so that whatever happens later happens in the
    // async context in which the session was made.
    this.#run(new Promise((resolve) => (this.#begin = resolve)));
    this.#emit_end(new Promise((resolve) => (this.#end_it = resolve)));
  }

  /** As EventEmitter's; the first listener to 'packet' or 'complete' has the session read. */
  on(name, listener) {
    super.on(name, listener);
    if (name === 'packet' || name === 'complete') this.#begin();
    return this;
  }

  /** The same as on(). */
  addListener(name, listener) {
    return this.on(name, listener);
  }

  /** As on(), before the other listeners. */
  prependListener(name, listener) {
    super.prependListener(name, listener);
    if (name === 'packet' || name === 'complete') this.#begin();
    return this;
  }

  // Reading.

  async #run(begun) {
    await begun;
    try {
      if (!this.#closed) this.#source = await uncompressed(this.#source);
      await this.#read();
    } catch (error) {
      if (!this.#closed) this.#failure = source_error(error);
    }
    if (this.#closed) return;
    this.close();
    if (this.#failure === null) this.#emit('complete');
  }

  async #emit_end(ended) {
    await ended;
    if (this.#failure !== null) this.#emit('error', this.#failure);
    this.#emit('close');
  }

  async #read() {
    let until = now() + TURN_MS;
    while (!this.#closed) {
      if (this.#paused || this.#held) {
        await new Promise((resolve) => (this.#wake = resolve));
      } else if (!this.#deliver(until)) {
        await next_turn();
        until = now() + TURN_MS;
      } else if (this.#status === READ.MORE) {
        this.#fill();
      } else if (this.#status === READ.DRAINED) {
        await this.#take_chunk();
        until = now() + TURN_MS;
      } else {
        if (this.#status === READ.FAILED) throw this.#named(this.#reader.error);
        return;
      }
    }
  }

  async #take_chunk() {
    const chunk = await this.#source.next();
    if (chunk === undefined) this.#reader.finish();
    else this.#reader.push(chunk);
    this.#status = READ.MORE;
  }

  /** Reads on, after what is there or into new memory: delivered packets stay as they are. */
  #fill() {
    const { need } = this.#reader;
    if (this.#slab.length - this.#end < Math.max(MIN_FREE, need)) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB, need));
      this.#slab_view = data_view(this.#slab);
      this.#next = this.#end = 0;
    }
    const { end, status } = this.#reader.read(this.#slab, this.#end, this.#nano);
    this.#end = end;
    this.#status = status;
    if (this.#reader.link_type === null) return;
    this.#link_type = link_type_name(this.#reader.link_type);
    this.link_type ??= this.#link_type;
    if (this.#interface !== this.#reader.interface) this.#take_interface();
    const secrets = this.#reader.take_secrets();
    if (secrets !== null) this.#emit('secrets', secrets);
  }

  #take_interface() {
    this.#interface = this.#reader.interface;
    const { index, name } = this.#interface;
    this.#packet_source = Object.freeze({ index, name });
  }

  /** Emits packets; false when the time is up, or the session paused. */
  #deliver(until) {
    const before = this.#nano ? NSEC + HEADER : HEADER;
    for (let count = 1; this.#next < this.#end; count++) {
      const start = this.#next + before;
      const caplen = u32le(this.#slab, start - 8);
      this.#next = start + caplen;
      const nsec = this.#nano ? u32le(this.#slab, start - HEADER - NSEC) : undefined;
      this.#emit_packet(this.#make(start, caplen, nsec));
      if (this.#closed || this.#paused || this.#held) return this.#closed;
      if (count % STRIDE === 0 && now() >= until) return false;
    }
    return true;
  }

  #make(start, caplen, nsec) {
    const source = this.#packet_source;
    const slab = this.#slab;
    const view = this.#slab_view;
    if (source === undefined) {
      return new RawPacket(slab, start, caplen, this.#link_type, nsec, view);
    }
    return new RawPacketOfInterface(source, slab, start, caplen, this.#link_type, nsec, view);
  }

  #emit_packet(raw) {
    try {
      if (this.#filter === undefined || this.#filter(raw)) this.emit('packet', raw);
    } catch (error) {
      report(error);
    }
  }

  #emit(name, argument) {
    try {
      this.emit(name, argument);
    } catch (error) {
      report(error);
    }
  }

  /** A reader's error as one of this file. */
  #named(error) {
    const where = this.device_name === '' ? '' : ` ${this.device_name}`;
    const what = this.link_type === null ? `can't read${where}` : `can't read on in${where}`;
    return pcap_error(error.code, `${what}: ${error.message}`);
  }

  // Control.

  #go_on() {
    if (this.#paused || this.#held) return;
    this.#wake?.();
    this.#wake = null;
  }

  /** Delivers nothing until resume(). */
  pause() {
    this.#paused = true;
    return this;
  }

  /** Goes on after pause(); also begins to read without a listener. */
  resume() {
    this.#paused = false;
    this.#begin();
    this.#go_on();
    return this;
  }

  /** Whether pause() was called, and resume() not since. */
  is_paused() {
    return this.#paused;
  }

  /** Releases everything at once; 'close' follows. Closing again does nothing. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.opened = false;
    this.#unlisten?.();
    this.#source.cancel();
    this.#wake?.();
    this.#end_it();
  }

  /** Packets one by one; a slow consumer holds the reading back, leaving the loop closes. */
  [Symbol.asyncIterator]() {
    return new PacketIterator(this, (held) => {
      this.#held = held;
      this.#go_on();
    });
  }
}

/** What a listener throws is not caught: it goes where uncaught exceptions go. */
function report(error) {
  queueMicrotask(() => {
    throw error;
  });
}

make_disposable(FileSession);

exports.FileSession = FileSession;
