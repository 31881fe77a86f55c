'use strict';

// How sessions emit: listeners of the session first, then those of its tracker. What a listener
// throws is kept until the packet, flush() or close() under way is done, and thrown then: it never
// stops the work half way, nor keeps an event from other listeners. After a connection is over
// (CLOSED), only emit_last() emits.

const { USE_EMIT, listener_of } = require('../listeners');
const { CLOSED } = require('./seq');

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

exports.emit_data = emit_data;
exports.emit = emit;
exports.emit_last = emit_last;
exports.has_listener = has_listener;
