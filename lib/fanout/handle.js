'use strict';

// A fan-out's end of one worker: its thread, what it was handed and has not worked off, and what it
// was asked.
//
// Messages to the thread are { op }: 'go' (read the share of a file), 'hold' (held: read no more,
// or again), 'slab' (a Hand), 'end' (no more slabs), 'finish' (the capture), 'close' (the session),
// 'read' (count of messages that were passed on), 'filter', 'stats'. From it: 'ready', 'message',
// 'taken' (a slab is worked off), 'settled' (how far it is in its share), 'answer', 'stats' (the
// last), 'error' (of the session), 'ended' (the session has).

const path = require('node:path');
const { MessageChannel, Worker, receiveMessageOnPort } = require('node:worker_threads');

const { NOT_OPENED } = require('../capture/internals');
const { pcap_error } = require('../errors');

const THREAD = path.join(__dirname, 'thread.js');
const READ_AT_ONCE = 64; // messages that are acknowledged together, at most

/**
 * `owner` is told of everything by on_ready, on_message, on_taken, on_settled, on_error, on_ended,
 * on_exit.
 */
class WorkerHandle {
  #thread;
  #port;
  #owner;
  #read = 0; // messages that are passed on and not acknowledged
  #read_at_once;
  #asked = new Map(); // id -> { resolve, reject }
  #last_id = 0;
  is_ready = false;
  has_ended = false; // its session
  has_read_all = undefined; // whether that has read its share of a file to the end
  error = undefined; // that ended its thread
  hands = []; // { packets, time, place, size } of what it has and is not through with
  queued = 0; // bytes of them
  last_stats = undefined;

  constructor(worker, data, owner) {
    const { port1, port2 } = new MessageChannel();
    this.worker = worker;
    this.#read_at_once = Math.min(READ_AT_ONCE, Math.ceil(data.max_unread / 2));
    this.#owner = owner;
    this.#port = port1;
    this.#thread = new Worker(THREAD, {
      workerData: { ...data, worker, port: port2 },
      transferList: [port2],
    });
    port1.on('message', (message) => this.#handle(message));
    this.#thread.on('error', (error) => (this.error = error));
    this.#thread.on('exit', (code) => this.#exited(code));
  }

  #handle({ op, ...message }) {
    const handlers = {
      ready: () => this.#ready(),
      message: () => this.#message(message),
      taken: () => this.#taken(),
      settled: () => this.#owner.on_settled(this, message),
      answer: () => this.#answer(message),
      stats: () => (this.last_stats = message.stats),
      error: () => this.#error(message),
      ended: () => this.#ended(message),
    };
    handlers[op]();
  }

  #ready() {
    this.is_ready = true;
    this.#owner.on_ready(this);
  }

  #message({ value }) {
    if (++this.#read === this.#read_at_once) {
      this.post({ op: 'read', count: this.#read });
      this.#read = 0;
    }
    this.#owner.on_message(this, value);
  }

  #error({ error, not_opened }) {
    const whole = restored(error);
    if (not_opened) whole[NOT_OPENED] = true;
    this.#owner.on_error(this, whole);
  }

  #taken() {
    this.queued -= this.hands.shift().size;
    this.#owner.on_taken(this);
  }

  #ended({ has_read_all }) {
    this.has_ended = true;
    this.has_read_all = has_read_all;
    this.#forget_hands();
    this.#owner.on_ended(this);
  }

  #forget_hands() {
    this.hands = [];
    this.queued = 0;
  }

  /** Packets that it was handed and may not have worked on. */
  get pending_packets() {
    return this.hands.reduce((sum, { packets }) => sum + packets, 0);
  }

  #exited(code) {
    // What it has sent may still wait in the port.
    for (let got; (got = receiveMessageOnPort(this.#port)) !== undefined;) {
      this.#handle(got.message);
    }
    this.#port.close();
    for (const { reject } of this.#asked.values()) {
      reject(pcap_error('ERR_PCAP_CLOSED', 'the worker has ended'));
    }
    this.#asked.clear();
    this.#owner.on_exit(this, code);
    this.#forget_hands();
  }

  post(message, transfer) {
    this.#port.postMessage(message, transfer);
  }

  /** Gives it a Hand, whose bytes it owns from now on. */
  give(hand) {
    const { packets, time, place, bytes } = hand;
    this.hands.push({ packets, time, place, size: bytes.length });
    this.queued += bytes.length;
    this.post({ op: 'slab', slab: hand }, [bytes.buffer]);
  }

  /** Resolves to what the thread answers. */
  ask(op, more) {
    const id = ++this.#last_id;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.post({ op, id, ...more });
    });
  }

  #answer({ id, error, value }) {
    const { resolve, reject } = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) resolve(value);
    else reject(restored(error));
  }

  terminate() {
    return this.#thread.terminate();
  }
}

const restored = ({ code, message }) => pcap_error(code, message);

/** Has the threads of all handles, or of the one of `worker`, read no more, or again. */
function hold_workers(handles, held, worker) {
  const wanted = handles.filter((handle) => worker === undefined || handle.worker === worker);
  const reason = worker === undefined ? 'all' : 'one';
  for (const handle of wanted) handle.post({ op: 'hold', held, reason });
}

exports.WorkerHandle = WorkerHandle;
exports.hold_workers = hold_workers;
