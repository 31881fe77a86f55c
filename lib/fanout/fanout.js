'use strict';

// Several worker threads on the packets of one device or file. On Linux, the kernel gives each
// worker's session its share of a device's packets (members.js). Each worker reads a file, and
// keeps its flows (file_shares.js). Pipes, gzip'ed files and the devices of other systems are read
// here, and their packets dealt to the workers (reader.js).

const { EventEmitter } = require('node:events');

const { listen_to_abort } = require('../abort_signal');
const binding = require('../capture/binding');
const { BEFORE_PACKETS, DESCRIPTORS, HOLD, NOT_OPENED, SETTLED } = require('../capture/internals');
const { text_argument } = require('../capture/options');
const { pcap_error } = require('../errors');
const { WorkerHandle } = require('./handle');
const { FileShares, can_share } = require('./file_shares');
const { Members } = require('./members');
const { fanout_options } = require('./options');
const { Reader } = require('./reader');

// States.
const STARTING = 'starting';
const RUNNING = 'running';
const CLOSING = 'closing'; // workers do what is left
const CLOSED = 'closed';

/**
 * What pcap.fanout and pcap.fanout_offline return. Events: 'ready', 'message' (value, worker),
 * 'rehash' ({ worker, reason, error, exit_code, lost }), 'complete', 'error', 'close'.
 */
class Fanout extends EventEmitter {
  #own; // options
  #source; // Members, FileShares or Reader
  #before_packets;
  #state = STARTING;
  #handles = []; // one a worker; null: its thread has ended
  #replacements_left;
  #failure = null; // the error that ended it
  #is_terminated = false;
  #is_complete = false; // 'complete' is emitted, or never will be
  #closed; // a promise of 'close', and what resolves it
  #resolve_closed;
  #unlisten; // to the AbortSignal

  constructor(is_live, device, given) {
    super();
    const { own, session } = fanout_options(given);
    if (binding.addon_error !== undefined) throw binding.addon_error();
    own.signal?.throwIfAborted();
    this.#own = own;
    this.#replacements_left = own.max_replacements;
    this.#closed = new Promise((resolve) => (this.#resolve_closed = resolve));
    this.#before_packets = given[BEFORE_PACKETS];
    const Source = source_class(is_live, device, own.by);
    const is_deferred = !is_live && this.#before_packets !== undefined;
    const how = { is_live, device, own, session, is_deferred, descriptors: given[DESCRIPTORS] };
    this.#source = new Source(how, this.#source_owner());
    this.is_live = is_live;
    this.workers = own.workers;
    for (let worker = 0; worker < own.workers; worker++) this.#start(worker);
    this.#unlisten = listen_to_abort(own.signal, () => this.close());
  }

  /** The device, or the path of the file. */
  get device_name() {
    return this.#source.device_name;
  }

  /** As a session's; null while a pipe has not told it. */
  get link_type() {
    return this.#source.link_type;
  }

  /** The id of the group in which the kernel shares packets out; undefined where it does not. */
  get fanout_id() {
    return this.#source.fanout_id;
  }

  /** What a source asks of its fan-out. */
  #source_owner() {
    return {
      handle: (worker) => this.#handles[worker],
      handles: () => this.#handles.filter((handle) => handle !== null),
      living: () => this.#handles.filter((handle) => handle?.is_ready && !handle.has_ended),
      note: (error) => (this.#failure ??= error),
      fail: (error) => this.#fail(error),
      has_read: () => this.#has_read(),
    };
  }

  // Workers.

  #start(worker) {
    const { workers, module, data, max_unread } = this.#own;
    const { is_live, device_name: device } = this;
    const shared = { workers, module, data, max_unread, is_live, device };
    const more = this.#source.worker_data(worker);
    this.#handles[worker] = new WorkerHandle(
      worker,
      { ...shared, ...more },
      {
        on_ready: (handle) => this.#on_ready(handle),
        on_message: (handle, value) => this.emit('message', value, handle.worker),
        on_taken: (handle) => this.#source.on_taken(handle),
        on_settled: (handle, settled) => this.#source.on_settled(handle, settled),
        on_error: (handle, error) => this.#source.on_error(handle, error),
        on_ended: (each) => this.#on_ended(each),
        on_exit: (handle, code) => this.#on_exit(handle, code),
      },
    );
  }

  #on_ready(handle) {
    if (this.#state === STARTING) this.#begin();
    else if (this.#state === RUNNING) this.#rejoin(handle);
    else this.#source.end_worker(handle);
  }

  /** Lets all go, once the last one is ready. */
  async #begin() {
    if (!this.#handles.every((handle) => handle.is_ready)) return;
    try {
      this.#before_packets?.();
      this.#state = RUNNING;
      await this.#source.let_go(this.#handles);
    } catch (error) {
      error[NOT_OPENED] = true;
      this.#fail(error);
    }
    if (this.#state === RUNNING) this.emit('ready');
  }

  /** A worker has taken the place of one that died. */
  async #rejoin(handle) {
    await this.#source.let_go([handle]);
    this.emit('rehash', { worker: handle.worker, reason: 'joined' });
  }

  #on_ended(handle) {
    this.#source.on_ended?.(handle);
    this.#check_complete();
  }

  #on_exit(handle, exit_code) {
    const { worker, error, is_ready, has_ended } = handle;
    this.#source.on_exit(handle);
    if (!has_ended && !this.#is_terminated) {
      if (is_ready) this.#tell_death(handle, exit_code);
      else this.#abandon(handle);
    }
    this.#handles[worker] = null;
    if (!has_ended && this.#state === RUNNING) this.#replace(worker, error);
    this.#check_complete();
    if (this.#handles.every((each) => each === null)) this.#finish();
  }

  #tell_death(handle, exit_code) {
    const { worker, error } = handle;
    const lost = this.#source.lost_by(handle);
    this.emit('rehash', { worker, reason: 'died', error, exit_code, lost });
  }

  /** One that does not even start would not start again. */
  #abandon({ worker, error }) {
    const text = `worker ${worker} did not start`;
    this.#failure ??= error ?? pcap_error('ERR_PCAP_WORKER', text);
    this.terminate();
  }

  #replace(worker, error) {
    if (this.#replacements_left-- > 0) {
      this.#start(worker);
      return;
    }
    const reason = error === undefined ? '' : `: ${error.message}`;
    const text = `worker ${worker} died, and max_replacements are used up${reason}`;
    this.#fail(pcap_error('ERR_PCAP_WORKER', text));
  }

  // The end.

  /** The source gives no more: of its own accord, or since it was stopped. */
  #has_read() {
    if (this.#state !== CLOSED) this.#state = CLOSING;
    this.#check_complete();
  }

  #check_complete() {
    const is_through = this.#handles.every((handle) => handle === null || handle.has_ended);
    if (!is_through || this.#is_complete || !this.#source.is_read || this.#failure !== null) return;
    this.#is_complete = true;
    if (!this.#is_terminated) this.emit('complete');
  }

  #fail(error) {
    this.#failure ??= error;
    this.close();
  }

  /** Takes no more packets; resolves when the workers are through with those that are there. */
  close() {
    if (this.#state === STARTING || this.#state === RUNNING) {
      this.#state = CLOSING;
      this.#source.stop();
    }
    return this.#closed;
  }

  /** Ends the workers at once, whatever they are doing; resolves when they have. */
  terminate() {
    this.#is_terminated = true;
    this.close();
    for (const handle of this.#handles) handle?.terminate();
    return this.#closed;
  }

  #finish() {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#unlisten?.();
    this.#source.stop();
    process.nextTick(() => {
      this.#resolve_closed();
      try {
        if (this.#failure !== null) this.emit('error', this.#failure);
      } finally {
        this.emit('close');
      }
    });
  }

  // Control.

  /** Replaces the filter in all workers. */
  async set_filter(expression) {
    await this.#source.set_filter(text_argument('filter', expression));
  }

  /** `{ ps_recv, ps_drop, ps_ifdrop, ps_truncated }` of all workers together. */
  async stats() {
    return this.#source.stats();
  }

  /**
   * Of a file, and of what a reader deals: the capture time, in seconds, before which the workers
   * are through with all packets. Infinity: with all that was read; undefined: the kernel deals, so
   * it is not known.
   */
  settled_time() {
    return this.#source.settled().time;
  }

  [SETTLED]() {
    return this.#source.settled();
  }

  /** Holds all workers back, or one of them; or lets them go. */
  [HOLD](held, worker) {
    this.#source.hold(held, worker);
  }
}

/** Who gives packets to the workers. */
function source_class(is_live, device, by) {
  if (by === 'reader') return Reader;
  if (!is_live) return can_share(device) ? FileShares : Reader;
  return by === 'kernel' || process.platform === 'linux' ? Members : Reader;
}

exports.Fanout = Fanout;
