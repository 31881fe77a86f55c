'use strict';

// Workers whose sessions are members of one group, among which the kernel shares out a device's
// packets. They join closed, and are let go together. Until then, and when none is left, a session
// of ours keeps the group, so that no other program's gets its number.

const { PcapSession } = require('../capture/session');
const { hold_workers } = require('./handle');
const { lost_by, member_memory } = require('./member_slab');

const KEEPER_BUFFER = 128 * 1024; // bytes, of which it uses none

class Members {
  #device;
  #session_options;
  #filter;
  #owner;
  #keeper = null; // the session that keeps the group
  #past = []; // statistics of workers that are gone
  #memories = []; // of the workers: see member_slab.js

  constructor({ device, session }, owner) {
    this.#device = device;
    this.#session_options = session;
    this.#filter = session.filter;
    this.#owner = owner;
    this.#keep();
    this.device_name = this.#keeper.device_name;
    this.link_type = this.#keeper.link_type;
  }

  #keep() {
    this.#keeper = new PcapSession(true, this.#device, {
      ...this.#session_options,
      buffer_size: KEEPER_BUFFER,
      fanout: { closed: true },
    });
    this.fanout_id = this.#keeper.fanout_id;
  }

  #let_keeper_go() {
    this.#keeper?.close();
    this.#keeper = null;
  }

  worker_data(worker) {
    if (this.#keeper === null && this.#owner.living().length === 0) this.#keep();
    const fanout = { id: this.fanout_id, closed: this.#keeper !== null };
    const options = { ...this.#session_options, filter: this.#filter, fanout };
    const memory = (this.#memories[worker] = member_memory());
    return { handed: false, options, memory };
  }

  async let_go(handles) {
    this.#let_keeper_go();
    await this.#filter_in(handles).catch((error) => this.#owner.fail(error));
  }

  async #filter_in(handles) {
    const expression = this.#filter;
    const answers = handles.map((handle) => handle.ask('filter', { expression }));
    const failed = (await Promise.allSettled(answers)).find(({ reason }) => is_real(reason));
    if (failed !== undefined) throw failed.reason;
  }

  async set_filter(expression) {
    const before = this.#filter;
    this.#filter = expression;
    try {
      await this.#filter_in(this.#owner.living());
    } catch (error) {
      this.#filter = before;
      throw error;
    }
  }

  async stats() {
    const handles = this.#owner.handles();
    const answers = this.#owner.living().map((handle) => {
      const remember = (stats) => (handle.last_stats = stats);
      return handle.ask('stats').then(remember, () => undefined);
    });
    await Promise.all(answers);
    return summed([...this.#past, ...handles.map((handle) => handle.last_stats)]);
  }

  on_taken() {}

  on_exit(handle) {
    this.#past.push(handle.last_stats);
    this.#past = [summed(this.#past)];
  }

  lost_by({ worker }) {
    return lost_by(this.#memories[worker]);
  }

  stop() {
    this.#let_keeper_go();
    for (const handle of this.#owner.living()) this.end_worker(handle);
  }

  end_worker(handle) {
    handle.post({ op: 'finish' });
  }

  on_settled() {}

  on_error(handle, error) {
    this.#owner.fail(error);
  }

  /** A device has no end. */
  get is_read() {
    return false;
  }

  hold(held, worker) {
    hold_workers(this.#owner.living(), held, worker);
  }

  settled() {
    return { place: undefined, time: undefined };
  }
}

/** Whether a worker's answer is an error of more than its end. */
const is_real = (error) => error !== undefined && error.code !== 'ERR_PCAP_CLOSED';

/** Statistics of all sessions; what the device itself lost, each of them counts. */
function summed(all) {
  const sum = { ps_recv: 0, ps_drop: 0, ps_ifdrop: 0, ps_truncated: 0 };
  for (const stats of all) {
    if (stats === undefined) continue;
    sum.ps_recv += stats.ps_recv;
    sum.ps_drop += stats.ps_drop;
    sum.ps_ifdrop = Math.max(sum.ps_ifdrop, stats.ps_ifdrop);
    sum.ps_truncated += stats.ps_truncated;
  }
  return sum;
}

exports.Members = Members;
