'use strict';

// Capture sessions: what a program holds of a device or file. pump.js drives them, slab.js has the
// packets, outfile.js writes them.

const { EventEmitter } = require('node:events');

const binding = require('./binding');
const { listen_to_abort } = require('../abort_signal');
const { make_disposable } = require('../disposable');
const { option_error } = require('../errors');
const { inspectable } = require('../inspection');
const { Listeners } = require('../listeners');
const { PacketIterator } = require('../packet_iterator');
const { warn } = require('../warnings');
const { of_constructor, session_options, text_argument } = require('./options');
const { is_gzip } = require('./gzip_magic');
const { FINISH, HOLD, PARTS } = require('./internals');
const { device_names, open_gzip, open_native, open_outfile, set_first_filter } = require('./open');
const { Pump } = require('./pump');
const { Slab } = require('./slab');

const { READ } = binding;

// States of a session.
const IDLE = 'idle'; // nothing has begun the reading yet
const READING = 'reading';
const HALTED = 'halted'; // by pause(), a slow consumer of the iterator, or a slow reader of outfile
const CLOSED = 'closed';

/**
 * A capture on a device or of a file.
 *
 * Events: 'packet' (raw_packet), 'complete' (the file is read to its end), 'error' (error),
 * 'close'.
 * Reading begins when a program listens to 'packet' (a file: or to 'complete'), iterates, or calls
 * resume(); no packet is missed by listening later.
 */
class PcapSession extends EventEmitter {
  #native;
  #read_state; // what the addon says about each read
  #slab;
  #pump;
  #outfile = null;
  #state = IDLE;
  #is_paused = false; // by pause()
  #is_held = false; // by an iterator
  #is_stalled = false; // by the reader of outfile
  #is_throttled = false; // by [HOLD]
  #link_type = null; // of the device, or of the file's first interface
  #failure = null; // the error that ended the session
  #unlisten; // to the AbortSignal

  // A program may assign link_type: then that is what packets are said to begin with. One
  // descriptor for all sessions, so that they share a shape and the engine finds their fields fast.
  static #LINK_TYPE = {
    get() {
      if (!(#slab in this)) return undefined;
      return this.#slab?.assigned_link_type ?? this.#link_type;
    },
    set(name) {
      if (#slab in this) this.#slab.assigned_link_type = name;
    },
    enumerable: true,
    configurable: true,
  };

  /**
   * See createSession and createOfflineSession, which pass an object of options. Version 3's form
   * is (is_live, device_name, filter, buffer_size, snap_length, outfile, is_monitor,
   * buffer_timeout, promiscuous).
   */
  constructor(is_live, device_name, ...rest) {
    super();
    this._events = new Listeners();
    const device = text_argument(is_live ? 'device' : 'path', device_name);
    const given = of_constructor(rest);
    const options = session_options(given);
    options.signal?.throwIfAborted();
    this.is_live = Boolean(is_live);
    this.device_name = is_live && device === '' ? binding.default_device() : device;
    this.filter = options.filter;
    this.buffer_size = options.buffer_size;
    this.snap_length = options.snap_length;
    this.outfile = options.outfile;
    this.is_monitor = options.monitor;
    this.buffer_timeout = options.buffer_timeout;
    this.promiscuous = options.promiscuous;
    Object.defineProperty(this, 'link_type', PcapSession.#LINK_TYPE);
    this.opened = false;
    this.#open(options, given[PARTS]);
    this.#unlisten = listen_to_abort(options.signal, () => this.close());
  }

  /** Opens device or file, filter and outfile; when one of them fails, nothing is left open. */
  #open(options, parts) {
    const nano = options.tstamp_precision === 'nano';
    const opened = parts?.opened ?? open_native(this, options, nano, parts?.memory);
    const { native, state, warning, fanout } = opened;
    this.#native = native;
    this.#read_state = state;
    this.#slab = parts?.slab ?? new Slab(nano, device_names(this.is_live, options));
    try {
      set_first_filter(this, native, fanout);
      if (fanout !== undefined) this.fanout_id = native.fanout_id();
      this.#take_link_type();
    } catch (error) {
      native.close();
      throw error;
    }
    this.opened = true;
    const { is_live } = this;
    this.#pump = new Pump({ native, state, slab: this.#slab, is_live, owner: this.#owner() });
    if (warning !== undefined) warn(warning);
  }

  /** Reads the link type, with which outfile begins: of a pipe, once its header has come. */
  #take_link_type() {
    const link_type = this.#native.link_type();
    if (link_type === null) return;
    this.#link_type = link_type;
    if (this.outfile === '') return;
    this.#outfile = open_outfile(this, link_type, this.#slab.nano);
  }

  // Reading.

  /** As EventEmitter's; the first listener to 'packet' begins the reading. */
  on(name, listener) {
    super.on(name, listener);
    this.#listened(name);
    return this;
  }

  /** The same as on(). */
  addListener(name, listener) {
    return this.on(name, listener);
  }

  /** As on(), before the other listeners. */
  prependListener(name, listener) {
    super.prependListener(name, listener);
    this.#listened(name);
    return this;
  }

  #listened(name) {
    if (this.#state !== IDLE) return;
    if (name === 'packet' || (name === 'complete' && !this.is_live)) this.#update_flow();
  }

  #enter(state) {
    if (this.#state === CLOSED || this.#state === state) return;
    this.#state = state;
    this.#slab.halted = state !== READING;
    if (state === READING) this.#pump.start();
    else this.#pump.stop();
  }

  /** What the pump asks of the session: see Owner in pump.js. */
  #owner() {
    const slab = this.#slab;
    const on_error = (error) => this.#fail(error);
    return {
      deliver: (until) => {
        if (this.#outfile === null) return slab.deliver(this, until);
        if (!this.#outfile.is_ready()) return this.#await_reader();
        return this.#outfile.deliver(slab, () => slab.deliver(this, until), on_error);
      },
      has_read: () => this.#has_read(),
      end: (status) => this.#end(status),
      after_turn: () => this.#state === CLOSED && this.#close_outfile(),
      last_event: () => this.#emit_last(),
    };
  }

  /** Delivers nothing until the reader of outfile has made room. */
  #await_reader() {
    this.#is_stalled = true;
    this.#update_flow();
    this.#outfile.await_reader(() => {
      this.#is_stalled = false;
      this.#update_flow();
    });
    return false;
  }

  #has_read() {
    if (this.#link_type === null && !this.#has_link_type()) return false;
    if (!this.is_live) this.#tell_secrets();
    return true;
  }

  // The key logs come before the packets that were read with them.
  #tell_secrets() {
    const lines = this.#native.secrets();
    if (lines === null) return;
    this.#outfile?.add_secrets(lines);
    this.emit('secrets', lines);
  }

  #has_link_type() {
    try {
      this.#take_link_type();
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** Nothing more will come. */
  #end(status) {
    if (status === READ.COMPRESSED && this.#inflate()) return;
    if (status !== READ.END) {
      this.#fail(this.#native.error());
      return;
    }
    this.close();
    this.#close_outfile();
    if (this.#failure === null) this.emit('complete');
  }

  /** A pipe is compressed: by gzip, what it has given so far and the rest are inflated. */
  #inflate() {
    if (this.#native.is_inflated === true || !is_gzip(this.#native.unread())) return false;
    const pipe = this.#native;
    const options = { path: this.device_name, nano: this.#slab.nano };
    this.#native = open_gzip(options, this.#read_state, pipe);
    pipe.close();
    if (this.filter !== '') this.#native.set_filter(this.filter);
    this.#pump.use(this.#native);
    return true;
  }

  /** Ends the session with an error: the first one is emitted, and then 'close'. */
  #fail(error) {
    this.#failure ??= error;
    this.close();
  }

  #emit_last() {
    try {
      if (this.#failure !== null) this.emit('error', this.#failure);
    } finally {
      this.emit('close');
    }
  }

  // Control.

  #update_flow() {
    const is_halted = this.#is_paused || this.#is_held || this.#is_stalled || this.#is_throttled;
    this.#enter(is_halted ? HALTED : READING);
  }

  /** Holds the reading back, or lets it go. */
  [HOLD](held) {
    this.#is_throttled = held;
    if (this.#state === READING || this.#state === HALTED) this.#update_flow();
  }

  /** Takes no more packets from a device: 'complete' and 'close' follow those that are there. */
  [FINISH]() {
    if (this.#state === CLOSED) return;
    if (this.#state === IDLE) this.close();
    else this.#pump.finish_reading();
  }

  /** Delivers nothing until resume(). The kernel's buffer goes on filling. */
  pause() {
    this.#is_paused = true;
    this.#update_flow();
    return this;
  }

  /** Goes on after pause(); also begins to read when nothing listens. */
  resume() {
    this.#is_paused = false;
    this.#update_flow();
    return this;
  }

  /** Whether pause() was called, and resume() not since. */
  is_paused() {
    return this.#is_paused;
  }

  /**
   * Replaces the filter; no packet that does not match is delivered afterwards. The old one stays
   * when the new one does not compile (ERR_PCAP_FILTER).
   */
  set_filter(expression) {
    const filter = text_argument('filter', expression);
    this.#native.set_filter(filter);
    this.filter = filter;
    this.#slab.refilter(this.#native);
  }

  /**
   * Releases everything at once; 'close' follows, after an 'error' when the rest of outfile can't
   * be written. Closing again does nothing.
   */
  close() {
    if (this.#state === CLOSED) return;
    this.#enter(CLOSED);
    this.opened = false;
    if (this.is_live) this.#outfile?.keep_statistics(() => this.#native.stats());
    this.#native.close();
    this.#unlisten?.();
    if (!this.#pump.is_working) this.#close_outfile();
    this.#pump.finish();
  }

  #close_outfile() {
    const outfile = this.#outfile;
    this.#outfile = null;
    try {
      outfile?.close();
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** { ps_recv, ps_drop, ps_ifdrop, ps_truncated } since the start. */
  stats() {
    return this.#native.stats();
  }

  /** Sends a packet as it is, link-layer header included. */
  inject(data) {
    if (!(data instanceof Uint8Array)) throw option_error('inject needs a Buffer');
    this.#native.inject(data);
  }

  /** Packets one by one; a slow consumer holds the reading back, leaving the loop closes. */
  [Symbol.asyncIterator]() {
    return new PacketIterator(this, (held) => {
      this.#is_held = held;
      if (held || this.#state === HALTED) this.#update_flow();
    });
  }
}

make_disposable(PcapSession);
inspectable(PcapSession);

exports.PcapSession = PcapSession;
