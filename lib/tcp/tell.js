'use strict';

// What sessions tell: listeners of the session first, then those of its tracker.

const { ASK, listener_of } = require('../listeners');

function tell_one(emitter, event, session, a, b) {
  const listener = listener_of(emitter, event);
  if (listener === undefined) return;
  if (listener !== ASK) listener.call(emitter, session, a, b);
  else emitter.emit(event, session, a, b);
}

/** Tells of bytes of a stream. */
function tell_data({ session, engine }, event, data, info) {
  tell_one(session, event, session, data, info);
  if (engine.emitter !== null) tell_one(engine.emitter, event, session, data, info);
}

/** Tells `event` without more arguments, 'start' and 'end' for example. */
function tell_plain({ session, engine }, event) {
  tell_plainly(session, event, session);
  if (engine.emitter !== null) tell_plainly(engine.emitter, event, session);
}

function tell_plainly(emitter, event, session) {
  const listener = listener_of(emitter, event);
  if (listener === undefined) return;
  if (listener !== ASK) listener.call(emitter, session);
  else emitter.emit(event, session);
}

/** Tells what is seldom. */
function tell({ session, engine }, event, ...args) {
  if (is_heard(session, event)) session.emit(event, session, ...args);
  if (engine.emitter !== null && is_heard(engine.emitter, event))
    engine.emitter.emit(event, session, ...args);
}

function is_heard(emitter, event) {
  return listener_of(emitter, event) !== undefined;
}

/** Whether somebody listens to `event` of this connection. */
function is_wanted({ session, engine }, event) {
  return is_heard(session, event) || (engine.emitter !== null && is_heard(engine.emitter, event));
}

exports.tell = tell;
exports.tell_data = tell_data;
exports.tell_plain = tell_plain;
exports.is_wanted = is_wanted;
