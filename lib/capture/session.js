'use strict';

// Capture sessions: slabs of packets are pulled from the addon and handed out one 'packet' at a
// time, about 5 ms of them in one turn of the event loop.

const { AsyncResource } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const { performance } = require('node:perf_hooks');

const binding = require('./binding');
const { Listeners } = require('../listeners');
const { option_error } = require('../errors');
const { warn } = require('../warnings');
const options = require('./options');
const { PacketIterator } = require('../packet_iterator');
const { Slab } = require('./slab');

const { READ, STATE } = binding;

const TURN = 5; // milliseconds of packets in one turn of the event loop
const READING = 1; // milliseconds of them for reading ahead, where packets are left from the turn before
const DOWN_INTERVAL = 50; // milliseconds between two looks at an interface that is down

/** Writes to outfile what this turn has delivered; null between turns. */
let write_delivered = null;

// A handler may end the process; what was delivered is in outfile then, too.
const write_at_exit = () => write_delivered?.();

/**
 * A capture on a device or of a file.
 *
 * Events: 'packet' (raw_packet), 'complete' (the file is read to its end), 'error' (error), 'close'.
 * Reading begins when somebody listens to 'packet' (a file: or to 'complete'), iterates, or calls
 * resume(); no packet is missed by listening later.
 */
class PcapSession extends EventEmitter {
  #native;
  #state = new Int32Array(STATE.SIZE); // what the addon says about the last read
  #status = READ.MORE;
  #slab;
  #dump = null;
  #left_out = false; // some packets are not in the dump, which was told
  #started = false;
  #closed = false;
  #paused = false; // by pause()
  #held = false; // by an iterator whose consumer is slow
  #working = false; // a turn is on the stack
  #immediate = null;
  #timer = null;
  #signal;
  #turn; // the functions below, in the async context of the session's creation
  #turn_next_round;
  #on_readable;
  #emit_end;
  #failure = null; // the error that ended the session

  constructor(
    is_live,
    device_name,
    filter,
    buffer_size,
    snap_length,
    outfile,
    is_monitor,
    buffer_timeout,
    promiscuous,
    extras = {},
  ) {
    super();
    this._events = new Listeners();
    const device = options.string(is_live ? 'device' : 'path', device_name);
    const checked = options.check({
      filter,
      buffer_size,
      snap_length,
      outfile,
      monitor: is_monitor,
      buffer_timeout,
      promiscuous,
      ...extras,
    });
    checked.signal?.throwIfAborted();
    this.is_live = Boolean(is_live);
    this.device_name = is_live && device === '' ? binding.default_device() : device;
    this.filter = checked.filter;
    this.buffer_size = checked.buffer_size;
    this.snap_length = checked.snap_length;
    this.outfile = checked.outfile;
    this.is_monitor = checked.monitor;
    this.buffer_timeout = checked.buffer_timeout;
    this.promiscuous = checked.promiscuous;
    this.link_type = null;
    this.opened = false;
    this.#native = new binding.Session(this.#state);
    this.#open(checked);
    this.#bind();
    this.#listen_to(checked.signal);
  }

  /** Opens device or file, filter and outfile; when one of them fails, nothing is left open. */
  #open(checked) {
    const native = this.#native;
    const nano = checked.tstamp_precision === 'nano';
    try {
      const warning = this.is_live
        ? native.open_live({
            device: this.device_name,
            tstamp_type: checked.tstamp_type,
            snap_length: this.snap_length,
            buffer_size: this.buffer_size,
            buffer_timeout: this.buffer_timeout,
            direction: options.directions.indexOf(checked.direction),
            promiscuous: this.promiscuous,
            monitor: this.is_monitor,
            nano,
          })
        : native.open_offline({ path: this.device_name, nano });
      if (this.filter !== '') native.set_filter(this.filter);
      this.#slab = new Slab(nano);
      this.#take_link_type();
      this.opened = true;
      if (warning !== undefined) warn(warning);
    } catch (error) {
      native.close();
      throw error;
    }
  }

  /** Knows the link type, with which outfile begins: for a pipe, once its header has come. */
  #take_link_type() {
    const link_type = this.#native.link_type();
    if (link_type === null) return;
    this.link_type = link_type;
    if (this.outfile === '') return;
    const snap_length = this.is_live ? this.snap_length : 262144;
    this.#dump = new binding.Dump(this.outfile, link_type, snap_length, this.#slab.nano);
    if (!process.listeners('exit').includes(write_at_exit)) process.on('exit', write_at_exit);
  }

  /** Whatever happens later happens in the async context in which the session was made. */
  #bind() {
    const resource = new AsyncResource('PCAPSESSION');
    this.#turn = () => {
      this.#immediate = null;
      resource.runInAsyncScope(this.#take_turn, this);
    };
    this.#turn_next_round = () => {
      this.#immediate = setImmediate(this.#turn);
    };
    this.#on_readable = (status) => resource.runInAsyncScope(this.#readable, this, status);
    this.#emit_end = () => resource.runInAsyncScope(this.#tell_end, this);
  }

  #listen_to(signal) {
    if (signal === undefined) return;
    const on_abort = () => this.close();
    signal.addEventListener('abort', on_abort, { once: true });
    this.#signal = () => signal.removeEventListener('abort', on_abort);
  }

  // Reading.

  /** As EventEmitter's; the first listener to 'packet' has the session read. */
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
    if (name === 'packet' || (name === 'complete' && !this.is_live)) this.#start();
  }

  #start() {
    if (this.#started || this.#closed) return;
    this.#started = true;
    if (!this.#slab.halted) this.#run();
  }

  /** Begins to read, or goes on: what was read before comes first. */
  #run() {
    const is_watched = this.#watch();
    const waits = !this.#slab.is_empty || this.#status !== READ.MORE || this.#state[STATE.NEED] > 0;
    // A pipe's bytes can be here already, and the descriptor silent.
    if (waits || !is_watched || !this.is_live) this.#again();
  }

  /** Waits until packets can be read; false when there is nothing to wait for. */
  #watch() {
    const waiting = this.#native.start_polling(this.#on_readable);
    const interval = this.#native.interval();
    if (interval > 0) this.#look_again_in(waiting ? Math.max(interval, DOWN_INTERVAL) : interval);
    return waiting || interval > 0;
  }

  /** For devices without a descriptor, and for those that are down. */
  #look_again_in(ms) {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#on_readable(-1);
    }, ms);
  }

  // The next turn, in the next round of the event loop: where readiness has begun this one, an immediate would still come in
  // the same round, and timers would wait for both.
  #again(was_readable = false) {
    if (this.#immediate !== null) return;
    this.#immediate = setImmediate(was_readable ? this.#turn_next_round : this.#turn);
  }

  /** Stops reading, for a while or for good. */
  #rest() {
    this.#native.stop_polling();
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#immediate = this.#timer = null;
  }

  /** The descriptor is readable, or (status < 0) in error: then nobody waits for it any more. */
  #readable(status) {
    try {
      if (this.#immediate === null) this.#take_turn(true); // otherwise a turn is to come anyway
    } finally {
      if (status < 0 && !this.#slab.halted) this.#watch();
    }
  }

  #take_turn(was_readable) {
    if (this.#slab.halted || this.#working) return;
    let settled = false;
    this.#working = true;
    try {
      settled = this.#work(performance.now() + TURN);
    } finally {
      // Not settled: the time is up, or a listener threw, and the rest is for the next turn.
      this.#working = false;
      if (this.#closed) this.#close_dump();
      else if (!settled && !this.#slab.halted) this.#again(was_readable);
    }
  }

  /** Delivers and reads until the time is up (false) or there is nothing left to do (true). */
  #work(until) {
    if (this.is_live && !this.#slab.is_empty) this.#read_ahead();
    for (;;) {
      const slab = this.#slab;
      const done = this.#dump === null ? slab.deliver(this, until) : this.#deliver_and_write(until);
      if (!done) return false;
      if (this.#closed) return true; // outfile can't be written
      if (slab.advance()) continue;
      if (this.#status !== READ.MORE) return this.#settle();
      slab.fill(this.#native, this.#state);
      this.#status = this.#state[STATE.STATUS];
      if (this.link_type === null && !this.#begin()) return true;
    }
  }

  #begin() {
    try {
      this.#take_link_type();
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  // Packets come faster than they are worked on: here is more room for them than in the kernel's buffer.
  #read_ahead() {
    if (this.#status === READ.END || this.#status < 0) return;
    const until = performance.now() + READING;
    if (this.#slab.read_ahead(this.#native, this.#state, until))
      this.#status = this.#state[STATE.STATUS];
  }

  #deliver_and_write(until) {
    const slab = this.#slab;
    const from = slab.next;
    write_delivered = () => this.#write(slab, from);
    try {
      return slab.deliver(this, until);
    } finally {
      write_delivered = null;
      this.#write(slab, from);
    }
  }

  /** Writes what was delivered to outfile, which has one link type: others are left out. */
  #write(slab, from) {
    if (from === slab.next) return;
    if (slab.link_type === this.link_type) {
      try {
        this.#dump.write_records(slab.bytes, from, slab.next, slab.nano);
        if (this.outfile === '-') this.#dump.flush(); // for whoever reads it
      } catch (error) {
        this.#fail(error);
      }
    } else if (!this.#left_out) {
      this.#left_out = true;
      warn(`${this.outfile} is of ${this.link_type}: packets of ${slab.link_type} are left out`);
    }
  }

  /** Acts on the way in which reading ended. */
  #settle() {
    const status = this.#status;
    this.#status = READ.MORE;
    if (status === READ.END) {
      this.close();
      this.#close_dump();
      if (this.#failure === null) this.emit('complete');
    } else if (status !== READ.DRAINED) {
      this.#fail(this.#native.error());
    }
    return true;
  }

  /** Ends the session with an error: the first one is told, and then 'close'. */
  #fail(error) {
    this.#failure ??= error;
    this.close();
  }

  #tell_end() {
    try {
      if (this.#failure !== null) this.emit('error', this.#failure);
    } finally {
      this.emit('close');
    }
  }

  // Control.

  #halt() {
    this.#slab.halted = this.#closed || this.#paused || this.#held;
  }

  /** Delivers nothing until resume(). The kernel's buffer goes on filling. */
  pause() {
    this.#paused = true;
    this.#halt();
    this.#rest();
    return this;
  }

  /** Goes on after pause(); also begins to read when nobody listens. */
  resume() {
    this.#paused = false;
    this.#halt();
    if (!this.#started) this.#start();
    else if (!this.#slab.halted) this.#run();
    return this;
  }

  /** Whether pause() was called, and resume() not since. */
  is_paused() {
    return this.#paused;
  }

  /**
   * Replaces the filter; no packet that does not match is delivered afterwards. The old one stays
   * when the new one does not compile (ERR_PCAP_FILTER).
   */
  set_filter(expression) {
    const filter = options.string('filter', expression);
    this.#native.set_filter(filter);
    this.filter = filter;
    this.#slab.refilter(this.#native);
  }

  /**
   * Releases everything at once; 'close' follows, after an 'error' when the rest of outfile can't be
   * written. Closing again does nothing.
   */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#halt();
    this.opened = false;
    this.#rest();
    this.#native.close();
    this.#signal?.();
    if (!this.#working) this.#close_dump();
    process.nextTick(this.#emit_end);
  }

  #close_dump() {
    const dump = this.#dump;
    this.#dump = null;
    try {
      dump?.close();
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** { ps_recv, ps_drop, ps_ifdrop } since the start. */
  stats() {
    return this.#native.stats();
  }

  /** Sends a packet as it is, link-layer header included. */
  inject(data) {
    if (!(data instanceof Uint8Array)) {
      throw option_error('inject needs a Buffer');
    }
    this.#native.inject(data);
  }

  /** Packets one by one; a slow consumer holds the reading back, leaving the loop closes. */
  [Symbol.asyncIterator]() {
    return new PacketIterator(this, (held) => this.#hold(held));
  }

  #hold(held) {
    if (this.#held === held) return;
    this.#held = held;
    this.#halt();
    if (held) this.#rest();
    else if (this.#started && !this.#slab.halted) this.#run();
  }
}

// Not in every Node.js that this runs on.
for (const name of ['dispose', 'asyncDispose']) {
  if (Symbol[name] === undefined) continue;
  Object.defineProperty(PcapSession.prototype, Symbol[name], {
    value:
      name === 'dispose'
        ? close
        : async function dispose() {
            this.close();
          },
    writable: true,
    configurable: true,
  });
}

function close() {
  this.close();
}

/**
 * Captures on a device (none or '': the default device).
 *
 * @param {string} [device]
 * @param {object|string} [how] options, or a filter
 * @param {number} [buffer_size] bytes, when the second argument is a filter
 */
function createSession(device, how, buffer_size) {
  const given = options.from_arguments(how, buffer_size);
  return open(true, device, given);
}

/** Reads a capture file; '-' is standard input. */
function createOfflineSession(path, how) {
  const given = options.from_arguments(how);
  return open(false, path, given);
}

function open(is_live, name, given) {
  return new PcapSession(
    is_live,
    name,
    given.filter,
    given.buffer_size,
    given.snap_length,
    given.outfile,
    given.monitor,
    given.buffer_timeout,
    given.promiscuous,
    given,
  );
}

exports.PcapSession = PcapSession;
exports.createOfflineSession = createOfflineSession;
exports.createSession = createSession;
