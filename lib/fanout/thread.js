'use strict';

// What a worker thread runs: opens its session, gives it to the program's module, and does what the
// fan-out says. Messages are { op, … }, see handle.js.

const { pathToFileURL } = require('node:url');
const { workerData } = require('node:worker_threads');

const { STATE } = require('../capture/binding');
const { FINISH, HOLD, PARTS } = require('../capture/internals');
const { PcapSession } = require('../capture/session');
const { HandedSlab, HandedSlabs } = require('./handed_slab');

const { port, device, is_live, options, module: file, max_unread } = workerData;

/** What the program's module gets beside its session. */
class WorkerContext {
  #unread = 0; // messages that the fan-out has not yet passed on
  #session;

  constructor(session) {
    this.#session = session;
    this.worker = workerData.worker;
    this.workers = workerData.workers;
    this.data = workerData.data;
    this.post = this.post.bind(this);
  }

  /** Sends a value to the fan-out, which emits 'message'; too many hold the session back. */
  post(value, transfer) {
    port.postMessage({ op: 'message', value }, transfer);
    if (++this.#unread === max_unread) this.#session[HOLD](true);
  }

  static has_read(context, count) {
    const before = context.#unread;
    context.#unread -= count;
    if (before >= max_unread && context.#unread < max_unread) context.#session[HOLD](false);
  }
}

/** The session on what the fan-out reads. */
function handed_session(slabs) {
  const nano = options.tstamp_precision === 'nano';
  const opened = { native: slabs, state: new Int32Array(STATE.SIZE) };
  const parts = { opened, slab: new HandedSlab(nano) };
  const session = new PcapSession(false, device, { ...options, filter: '', [PARTS]: parts });
  session.is_live = is_live;
  session.filter = options.filter;
  return session;
}

/** What a module exports: itself, or by default. */
async function load() {
  let loaded = await import(pathToFileURL(file).href);
  while (typeof loaded !== 'function' && loaded?.default !== undefined) loaded = loaded.default;
  if (typeof loaded === 'function') return loaded;
  throw new TypeError(`${file} must export a function (session, context)`);
}

/** An error as it passes between threads. */
const plain = ({ code, message }) => ({ code, message });

/** Does what the fan-out asks for, and answers. */
function answer(session, { op, id, expression }) {
  try {
    if (op === 'filter') session.set_filter(expression);
    port.postMessage({ op: 'answer', id, value: op === 'stats' ? session.stats() : undefined });
  } catch (error) {
    port.postMessage({ op: 'answer', id, error: plain(error) });
  }
}

/** Ends the capture; what the kernel has counted is then final. */
function finish(session) {
  session[FINISH]();
  try {
    port.postMessage({ op: 'stats', stats: session.stats() });
  } catch {
    // Nothing has read from it, so it is closed already.
  }
}

async function run() {
  const program = await load();
  const slabs = workerData.handed ? new HandedSlabs(() => port.postMessage({ op: 'taken' })) : null;
  const session =
    slabs === null ? new PcapSession(is_live, device, options) : handed_session(slabs);
  const context = new WorkerContext(session);
  const todo = {
    slab: ({ slab }) => slabs.push(slab),
    end: () => slabs.end(),
    finish: () => finish(session),
    read: ({ count }) => WorkerContext.has_read(context, count),
    filter: (message) => answer(session, message),
    stats: (message) => answer(session, message),
  };
  port.on('message', (message) => todo[message.op](message));
  session.once('error', (error) => port.postMessage({ op: 'error', error: plain(error) }));
  session.once('close', () => {
    // After what other listeners do in this turn. The thread ends when the module is through.
    setImmediate(() => port.postMessage({ op: 'ended' }));
    port.unref();
  });
  const running = program(session, context);
  port.postMessage({ op: 'ready', link_type: session.link_type });
  await running;
}

run(); // a rejection ends the thread, with its error
