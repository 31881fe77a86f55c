'use strict';

// What a worker thread runs: opens its session, gives it to the program's module, and does what the
// fan-out says. Messages are { op, … }, see handle.js.

const { once } = require('node:events');
const { pathToFileURL } = require('node:url');
const { workerData } = require('node:worker_threads');

const { STATE } = require('../capture/binding');
const { device_names } = require('../capture/open');
const { BEFORE_REPORT, FINISH, HOLD, PARTS, PLACE } = require('../capture/internals');
const { PcapSession } = require('../capture/session');
const { HandedSlab, HandedSlabs } = require('./handed_slab');
const { MemberSlab } = require('./member_slab');
const { SharedSlab, open_share } = require('./shared_slab');

const { port, device, is_live, is_deferred, options, module: file, max_unread, share } = workerData;
const nano = options.tstamp_precision === 'nano';

/** What the program's module gets beside its session. */
class WorkerContext {
  #unread = 0; // messages that the fan-out has not yet passed on
  #slab; // of a file
  #flush = () => {}; // sends what the module still has to send
  hold; // (reason, held): holds the session back while there is a reason

  constructor(session, slab) {
    this.#slab = slab;
    const reasons = new Set();
    const hold = (reason, held) => {
      const before = reasons.size > 0;
      if (held) reasons.add(reason);
      else reasons.delete(reason);
      if (before !== reasons.size > 0) session[HOLD](held);
    };
    Object.defineProperty(this, 'hold', { value: hold });
    this.worker = workerData.worker;
    this.workers = workerData.workers;
    this.data = workerData.data;
    this.post = this.post.bind(this);
  }

  /** Sends a value to the fan-out, which emits 'message'; too many hold the session back. */
  post(value, transfer) {
    port.postMessage({ op: 'message', value }, transfer);
    if (++this.#unread === max_unread) this.hold('unread', true);
  }

  static has_read(context, count) {
    const before = context.#unread;
    context.#unread -= count;
    if (before >= max_unread && context.#unread < max_unread) context.hold('unread', false);
  }

  [PLACE]() {
    return this.#slab?.place;
  }

  [BEFORE_REPORT](flush) {
    this.#flush = flush;
  }

  /** Tells how far this thread is, after what its module has to send. */
  static report(context, message) {
    context.#flush();
    port.postMessage(message);
  }
}

/** The session on what the fan-out reads. */
function handed_session(slabs, slab) {
  const opened = { native: slabs, state: new Int32Array(STATE.SIZE) };
  const parts = { opened, slab };
  const session = new PcapSession(false, device, { ...options, filter: '', [PARTS]: parts });
  session.is_live = is_live;
  session.filter = options.filter;
  return session;
}

/** The session on a share of the file, and its slab. `report(message)` tells how far that is. */
function shared_session(report) {
  const { native, state, numbers } = open_share({ path: device, nano, share });
  const settle = (place, time) => report({ op: 'settled', place, time });
  const slab = new SharedSlab(nano, { numbers, progress: share.progress, settle });
  const parts = { opened: { native, state }, slab };
  return { session: new PcapSession(false, device, { ...options, [PARTS]: parts }), slab };
}

/** The session on what the kernel gives this thread. */
function member_session(memory) {
  const slab = new MemberSlab(nano, device_names(is_live, options), memory);
  const parts = { memory: memory.state, slab };
  return new PcapSession(is_live, device, { ...options, [PARTS]: parts });
}

/** `{ session, slabs, slab }`: slabs of what the fan-out reads, slab of a file. */
function open_session(report) {
  if (share !== undefined) return shared_session(report);
  if (!workerData.handed) return { session: member_session(workerData.memory) };
  const slabs = new HandedSlabs(() => report({ op: 'taken' }));
  const slab = new HandedSlab(nano);
  return { session: handed_session(slabs, slab), slabs, slab };
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

/** Does what the fan-out says while there is a session. */
function obey(session, slabs, context) {
  const todo = {
    go: () => context.hold('not begun', false),
    hold: ({ reason, held }) => context.hold(reason, held),
    slab: (message) => slabs.push(message.slab),
    end: () => slabs.end(),
    close: () => session.close(),
    finish: () => finish(session),
    read: ({ count }) => WorkerContext.has_read(context, count),
    filter: (message) => answer(session, message),
    stats: (message) => answer(session, message),
  };
  return (message) => todo[message.op](message);
}

/** Tells how the session ends. */
function watch(session, slab) {
  session.once('error', (error) => port.postMessage({ op: 'error', error: plain(error) }));
  session.once('close', () => {
    // After what other listeners do in this turn. The thread ends when the module is through.
    setImmediate(() => port.postMessage({ op: 'ended', has_read_all: slab?.is_at_end }));
    port.unref();
  });
}

/** Says that it is ready, and waits until it may open its session; false: it may not any more. */
async function may_open() {
  port.postMessage({ op: 'ready' });
  const [{ op }] = await once(port, 'message');
  if (op === 'go') return true;
  port.postMessage({ op: 'ended' });
  return false;
}

/** The session; null where the file can't be opened any more, which is told. */
function opened(report) {
  try {
    return open_session(report);
  } catch (error) {
    if (!is_deferred) throw error;
    port.postMessage({ op: 'error', error: plain(error), not_opened: true });
    port.postMessage({ op: 'ended' });
    return null;
  }
}

async function run() {
  const program = await load();
  if (is_deferred && !(await may_open())) return;
  const parts = opened((message) => WorkerContext.report(context, message));
  if (parts === null) return;
  const { session, slabs, slab } = parts;
  const context = new WorkerContext(session, slab);
  if (share !== undefined && !is_deferred) context.hold('not begun', true);
  port.on('message', obey(session, slabs, context));
  watch(session, slab);
  const running = program(session, context);
  if (!is_deferred) port.postMessage({ op: 'ready' });
  await running;
}

run(); // a rejection ends the thread, with its error
