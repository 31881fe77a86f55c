'use strict';

// How sessions emit, and what their listeners may do meanwhile. Listeners of the session come
// first, then those of its tracker. One packet is handled at a time: what a listener asks for waits
// until the packet, flush() or close() under way is done, and what it throws is thrown then. So the
// work is never stopped half way, and all listeners hear of events in the same order. After a
// connection is over (CLOSED), only emit_last() emits.

const { USE_EMIT, listener_of } = require('../listeners');
const { CLOSED } = require('./seq');

/**
 * How much may wait of what listeners ask for because of what they asked for before: a listener
 * that feeds a packet back whenever it is called would never end.
 */
const MAX_FEEDBACK = 1024;

class WorkQueue {
  #handle;
  #is_busy = false;
  #backlog = [];
  #is_feedback = false; // the work under way comes from the backlog
  #feedback = 0; // what was asked for since
  #errors = [];

  /** `handle(item)` does the work. */
  constructor(handle) {
    this.#handle = handle;
  }

  /**
   * Handles `item`: at once, or when the work under way is done. False: too much waits. Throws the
   * first of the errors that listeners threw; the others may well follow from it.
   */
  run(item) {
    if (this.#is_busy) return this.#defer(item);
    this.#is_busy = true;
    try {
      this.#handle(item);
      if (this.#backlog.length > 0) this.#work_off();
    } finally {
      this.#is_busy = false;
    }
    if (this.#errors.length > 0) this.#rethrow();
    return true;
  }

  /** Does the last work there is, at once; what waits is dropped. */
  finish(work) {
    const is_outermost = !this.#is_busy;
    this.#is_busy = true;
    this.#backlog = [];
    try {
      work();
    } finally {
      if (is_outermost) this.#is_busy = false;
    }
    if (is_outermost && this.#errors.length > 0) this.#rethrow();
  }

  /** A listener has thrown `error`. */
  keep_error(error) {
    this.#errors.push(error);
  }

  #defer(item) {
    if (this.#is_feedback) this.#feedback += 1;
    if (this.#feedback > MAX_FEEDBACK) return false;
    this.#backlog.push(item);
    return true;
  }

  // Ends because what is put off meanwhile is bounded.
  #work_off() {
    this.#is_feedback = true;
    try {
      for (let i = 0; i < this.#backlog.length; i++) this.#handle(this.#backlog[i]);
    } finally {
      this.#backlog = [];
      this.#is_feedback = false;
      this.#feedback = 0;
    }
  }

  #rethrow() {
    const [error] = this.#errors;
    this.#errors = [];
    throw error;
  }
}

function call(emitter, event, session, a, b) {
  const listener = listener_of(emitter, event);
  if (listener === undefined) return;
  if (listener !== USE_EMIT) listener.call(emitter, session, a, b);
  else emitter.emit(event, session, a, b);
}

/** Emits bytes of a stream. */
function emit_data(conn, event, data, info) {
  const { session, table } = conn;
  try {
    call(session, event, session, data, info);
  } catch (error) {
    table.keep_error(error);
  }
  if (table.emitter === null || conn.phase === CLOSED) return; // a listener has closed it
  try {
    call(table.emitter, event, session, data, info);
  } catch (error) {
    table.keep_error(error);
  }
}

/**
 * Emits any other event, unless the connection is over or is only a candidate without a session.
 */
function emit(conn, event, ...args) {
  const { session, table } = conn;
  if (conn.phase === CLOSED || session === null) return;
  emit_to(session, event, session, args, table);
  if (table.emitter !== null && conn.phase !== CLOSED)
    emit_to(table.emitter, event, session, args, table);
}

/** Emits 'expire', 'reset' or 'end' of a connection that is over. */
function emit_last(conn, event, ...args) {
  const { session, table } = conn;
  emit_to(session, event, session, args, table);
  if (table.emitter !== null) emit_to(table.emitter, event, session, args, table);
}

function emit_to(emitter, event, session, args, table) {
  const listener = listener_of(emitter, event);
  if (listener === undefined) return;
  try {
    if (listener !== USE_EMIT) listener.call(emitter, session, ...args);
    else emitter.emit(event, session, ...args);
  } catch (error) {
    table.keep_error(error);
  }
}

/** Whether there is a listener for `event` of this connection. */
function has_listener({ session, table }, event) {
  return (
    listener_of(session, event) !== undefined ||
    (table.emitter !== null && listener_of(table.emitter, event) !== undefined)
  );
}

exports.WorkQueue = WorkQueue;
exports.emit_data = emit_data;
exports.emit = emit;
exports.emit_last = emit_last;
exports.has_listener = has_listener;
