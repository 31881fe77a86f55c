'use strict';

// Workers that all read the same file: each keeps the packets of its flows. Reading and hashing
// cost little beside what is done with packets, and nothing has to be passed from thread to thread.

const { randomInt } = require('node:crypto');
const fs = require('node:fs');

const { is_gzip_file } = require('../capture/gzip_magic');
const { PcapSession } = require('../capture/session');
const { pcap_error } = require('../errors');
const { hold_workers } = require('./handle');
const { progress_of } = require('./shared_slab');

/** Whether a file can be read more than once, each time from its beginning, and cheaply. */
function can_share(path) {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  return path !== '-' && stat?.isFile() === true && !is_gzip_file(path);
}

class FileShares {
  #session = null; // that reads nothing: it checks the file and filters, and has the link type
  #is_deferred;
  #options;
  #workers;
  #descriptors;
  #owner;
  #seed = randomInt(2 ** 32) | 0; // who sends packets does not choose their worker
  #progress; // of each worker: see SharedSlab
  #settled; // of each worker: { place, time } before which it is done
  is_read = true; // to its end, once all workers have ended

  constructor({ device: path, own, session: options, is_deferred, descriptors }, owner) {
    this.device_name = path;
    this.#is_deferred = is_deferred;
    this.#descriptors = descriptors;
    this.#options = options;
    this.#workers = own.workers;
    this.#owner = owner;
    if (!is_deferred) this.#open();
    const workers = Array.from({ length: own.workers });
    this.#progress = workers.map(() => new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
    this.#settled = workers.map(() => ({ place: 0, time: -Infinity }));
  }

  #open() {
    this.#session = new PcapSession(false, this.device_name, this.#options);
  }

  get link_type() {
    return this.#session?.link_type ?? null;
  }

  worker_data(worker) {
    const { place: skip } = progress_of(this.#progress[worker]);
    const where = { index: worker, count: this.#workers, seed: this.#seed, skip };
    const fd = this.#descriptors?.[worker];
    const share = { ...where, fd, progress: this.#progress[worker] };
    return { options: this.#options, share, is_deferred: this.#is_deferred };
  }

  async let_go(handles) {
    for (const handle of handles) handle.post({ op: 'go' });
  }

  on_taken() {}

  on_settled({ worker }, settled) {
    this.#settled[worker] = settled;
  }

  /** The others read on: of a damaged file, each gives its good packets. */
  on_error(handle, error) {
    this.#owner.note(error);
  }

  on_ended({ has_read_all }) {
    this.is_read &&= has_read_all;
  }

  on_exit() {}

  lost_by({ worker }) {
    return progress_of(this.#progress[worker]).pending;
  }

  stop() {
    this.#session?.close();
    for (const handle of this.#owner.living()) this.end_worker(handle);
  }

  end_worker(handle) {
    handle.post({ op: 'close' });
  }

  async set_filter(expression) {
    this.#session?.set_filter(expression);
    this.#options = { ...this.#options, filter: expression };
    const answers = this.#owner.living().map((handle) => handle.ask('filter', { expression }));
    await Promise.allSettled(answers);
  }

  async stats() {
    throw pcap_error('ERR_PCAP_STATS', `no statistics of ${this.device_name}: it is a file`);
  }

  hold(held, worker) {
    hold_workers(this.#owner.living(), held, worker);
  }

  /** `{ place, time, worker }` before which all workers are done: of the one that is behind. */
  settled() {
    let least = { place: Infinity, time: Infinity };
    for (let worker = 0; worker < this.#workers; worker++) {
      const handle = this.#owner.handle(worker);
      if (handle === null || handle.has_ended) continue;
      const { place, time } = this.#settled[worker];
      if (place < least.place) least = { place, time, worker };
    }
    return least;
  }
}

exports.FileShares = FileShares;
exports.can_share = can_share;
