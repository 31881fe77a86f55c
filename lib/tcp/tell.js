'use strict';

// What sessions tell: listeners of the session first, then those of its tracker.

const { EventEmitter } = require('node:events');

const { emit } = EventEmitter.prototype;

// What an EventEmitter keeps its listeners in. Its own is a dictionary; this one has a shape that emitters share, which
// makes it smaller, and quicker to look into.
function Listeners() {}
Listeners.prototype = Object.create(null);

/**
 * The listener of `event` that may be called without emit(), which costs more than all else here: where there is exactly
 * one. Undefined where nobody listens. Anything else (several listeners, programs' own emit(), captured rejections): ASK.
 */
const ASK = Symbol('ask emit');

function listener_of(emitter, event) {
  if (emitter.emit !== emit || EventEmitter.captureRejections) return ASK;
  if (emitter._eventsCount === 0) return undefined;
  const listener = look_up(emitter._events, event);
  return listener === undefined || typeof listener === 'function' ? listener : ASK;
}

// By their names, which the engine looks up several times as quickly as a name that varies.
function look_up(listeners, event) {
  switch (event) {
    case 'data send':
      return listeners['data send'];
    case 'data recv':
      return listeners['data recv'];
    case 'fin':
      return listeners.fin;
    case 'end':
      return listeners.end;
    case 'start':
      return listeners.start;
    default:
      return listeners[event];
  }
}

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

exports.Listeners = Listeners;
exports.tell = tell;
exports.tell_data = tell_data;
exports.tell_plain = tell_plain;
exports.is_wanted = is_wanted;
