'use strict';

// One run with --workers, from its first packet to the end of the program.

const pcap = require('../../pcap');
const { HOLD, NOT_OPENED, SETTLED } = require('../../capture/internals');
const { about_file, on_signal, start_line } = require('../capture');
const { count_of } = require('../format');
const { safe, safe_of_thread } = require('../safe_text');
const { show_progress, watch_device } = require('../watchers');
const { open_fanout } = require('./open');
const { TimeOrder } = require('./time_order');

const TICK_MS = 50;
const WINDOW_MS = 200; // that lines of a device wait for earlier ones
const MAX_WAITING = 16 * 1024 * 1024; // characters, before threads that are ahead wait

class Run {
  #options;
  #tool;
  #output;
  #parts;
  #fanout;
  #order; // of what is printed while packets come
  #last; // of what connections print when they are ended
  #closing = new Set(); // threads that end them
  #reports = []; // of the threads: { packets, bytes, requests }
  #totals = { packets: 0, bytes: 0, drops: null };
  #ticks = []; // { at, place }: the last place that was seen by then
  #last_place = -Infinity;
  #is_blocked = false; // nobody reads the output
  #held = new Set(); // threads that are
  #warnings = new Set();
  #stop_watching = () => {};
  #timers = [];
  #has_told_start = false;
  #has_opened = true;
  #stats = null; // of the device

  constructor(options, { tool, output, parts, data, workers }) {
    process.umask(0o077); // captured data is for the user's eyes only
    this.#options = options;
    this.#tool = { ...tool, output, progress: () => count_of(this.#requests, 'request') };
    this.#output = output;
    this.#parts = parts;
    const print = (item) => this.#print(item);
    this.#order = new TimeOrder(workers, print);
    this.#last = new TimeOrder(workers, print);
    this.#fanout = open_fanout(options, tool, { workers, data });
    pcap.warningHandler = (text) => this.#warn_of_library(text);
    this.#listen();
    this.#watch();
    if (this.#is_live) this.#fanout.once('ready', () => this.#tell_start());
  }

  get #is_live() {
    return this.#options.r === undefined;
  }

  get #requests() {
    return this.#reports.reduce((sum, { requests }) => sum + requests, 0);
  }

  #listen() {
    const fanout = this.#fanout;
    fanout.on('message', (message, worker) => this.#message(message, worker));
    fanout.on('error', (error) => this.#failed(error));
    fanout.on('close', () => this.#end());
    this.#output.flow.add({
      pause: () => this.#block(true),
      resume: () => this.#block(false),
    });
    this.#output.on_closed = (error) => this.#lost_reader(error);
    on_signal(() => this.#close());
  }

  #watch() {
    this.#timers.push(setInterval(() => this.#tick(), TICK_MS));
    const { duration } = this.#options;
    if (duration !== undefined) {
      this.#timers.push(setTimeout(() => this.#close(), duration * 1000));
    }
    this.#stop_watching = this.#is_live
      ? this.#watch_device()
      : show_progress(this.#options, this.#tool, this.#totals);
  }

  #watch_device() {
    const { device_name } = this.#fanout;
    const session = { device_name, stats: () => this.#stats };
    const ask = () =>
      this.#fanout.stats().then(
        (stats) => (this.#stats = stats),
        () => {}, // the device is gone
      );
    this.#timers.push(setInterval(ask, 1000).unref());
    return watch_device(session, this.#tool, this.#totals, this.#options);
  }

  // Messages of the threads: see worker.js and worker_output.js.

  #message(message, worker) {
    if (!this.#is_live) this.#tell_start();
    if (message.items !== undefined) this.#take(message, worker);
    if (message.closes) this.#closing.add(worker);
    if (message.totals !== undefined) this.#count(message, worker);
    if (message.summary !== undefined) this.#parts.summary.merge(message.summary);
    if (message.exit_code) process.exitCode = message.exit_code;
    if (message.warning !== undefined) this.#warn_once(safe_of_thread(message.warning));
    if (message.library_warning !== undefined) this.#warn_of_library(message.library_warning);
  }

  #take(batch, worker) {
    const is_last = this.#closing.has(worker);
    (is_last ? this.#last : this.#order).add(worker, batch);
    if (!is_last) this.#last_place = Math.max(this.#last_place, batch.places.at(-1));
    if (!this.#is_live) this.#tick();
  }

  #count({ totals, requests }, worker) {
    this.#reports[worker] = { ...totals, requests };
    for (const name of ['packets', 'bytes']) {
      this.#totals[name] = this.#reports.reduce((sum, report) => sum + report[name], 0);
    }
  }

  #warn_of_library(text) {
    this.#warn_once(safe`${this.#tool.name}: warning: ${text}`);
  }

  /** What all threads say is said once. */
  #warn_once(line) {
    const text = line.toString();
    if (this.#warnings.has(text)) return;
    if (this.#warnings.size < 1000) this.#warnings.add(text);
    this.#output.warn(line);
  }

  #complain(message) {
    this.#output.warn(safe`${this.#tool.name}: ${message}`);
    process.exitCode = 1;
  }

  // Order.

  #print(item) {
    if (typeof item === 'string') this.#output.print(safe_of_thread(item));
    else this.#parts.exchanges.accept(item);
  }

  /** Prints what nothing will come before, and holds back threads that are far ahead. */
  #tick() {
    if (this.#is_blocked) return;
    const { place, worker } = this.#fanout[SETTLED]();
    if (this.#is_live) this.#order.release_through(this.#place_of_window());
    else this.#order.release(place);
    if (worker !== undefined) this.#hold_back(worker);
  }

  /** The last place of `WINDOW_MS` ago: nobody knows how far the threads are. */
  #place_of_window() {
    const now = Date.now();
    this.#ticks.push({ at: now, place: this.#last_place });
    let reached = -Infinity;
    while (this.#ticks.length > 0 && this.#ticks[0].at <= now - WINDOW_MS) {
      reached = this.#ticks.shift().place;
    }
    return reached;
  }

  #hold_back(slowest) {
    const is_too_much = this.#order.size > MAX_WAITING;
    for (let worker = 0; worker < this.#fanout.workers; worker++) {
      const wanted = is_too_much && worker !== slowest;
      if (wanted === this.#held.has(worker)) continue;
      if (wanted) this.#held.add(worker);
      else this.#held.delete(worker);
      this.#fanout[HOLD](wanted, worker);
    }
  }

  #block(is_blocked) {
    this.#is_blocked = is_blocked;
    this.#fanout[HOLD](is_blocked);
  }

  // The end.

  /** `http_trace | head` is the end, not a failure. */
  #lost_reader(error) {
    if (error) this.#complain(`can't write to standard output: ${error.message}`);
    process.exit();
  }

  #close() {
    this.#fanout.close();
  }

  #failed(error) {
    const { message } = error;
    this.#has_opened = error[NOT_OPENED] !== true;
    if (this.#has_opened) this.#tell_start();
    const text = this.#is_live ? message : about_file(message, this.#options.r, this.#totals);
    this.#complain(text);
    for (const line of error.advice ?? []) this.#output.warn(safe`${line}`);
  }

  async #end() {
    this.#stop_watching();
    this.#timers.forEach((timer) => clearInterval(timer));
    if (!this.#has_opened) return;
    this.#tell_start();
    if (this.#is_live) this.#totals.drops = await this.#fanout.stats().catch(() => this.#stats);
    this.#output.clear_progress();
    this.#order.release_all();
    this.#last.release_all();
    this.#parts.close();
    const { warning_style, warning_width } = this.#output;
    const lines = this.#parts.summary_lines(this.#totals, warning_style, warning_width);
    for (const line of lines) this.#output.warn(line);
    this.#output.finish((is_whole) => {
      if (!is_whole) this.#complain('nobody reads standard output: the rest is lost');
      process.exit();
    });
  }

  /** Says what is read, once; of a file, when that could be opened. */
  #tell_start() {
    if (this.#has_told_start) return;
    this.#has_told_start = true;
    this.#output.warn(start_line(this.#options, this.#tool, this.#fanout.device_name));
  }
}

exports.Run = Run;
