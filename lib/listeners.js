'use strict';

// Events that come with every packet, emitted without emit(), which costs more than everything else
// on a packet's way: with it, the 'packet' event takes 1.2 times as long (bench/notes.md).
//
// This relies on two fields of EventEmitter that Node does not document: `_events` and
// `_eventsCount`. A check when this file is loaded falls back to emit() when they are not what they
// have been since Node 0.x.

const { EventEmitter } = require('node:events');

// A program that replaces emit() later, on an emitter, a class or the prototype, has its own
// called. So has a tracer that has replaced the prototype's before: see is_known_node().
const { emit } = EventEmitter.prototype;

// What an EventEmitter keeps its listeners in. Its own is a dictionary; this one has a shape that
// emitters share, which makes it smaller, and faster to look into.
function Listeners() {}
Listeners.prototype = Object.create(null);

/**
 * The listener of `event` that may be called without emit(): when there is exactly one. Undefined
 * when there is none. Otherwise (several listeners, another emit(), captured rejections): USE_EMIT.
 */
const USE_EMIT = Symbol('use emit()');

function listener_of(emitter, event) {
  if (emitter.emit !== emit || !is_known || EventEmitter.captureRejections) return USE_EMIT;
  if (emitter._eventsCount === 0) return undefined;
  const listener = look_up(emitter._events, event);
  return listener === undefined || typeof listener === 'function' ? listener : USE_EMIT;
}

// By their names, which the engine looks up several times as fast as a name that varies.
function look_up(listeners, event) {
  switch (event) {
    case 'packet':
      return listeners.packet;
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

/** Whether emit() is Node's own, and emitters keep their listeners as we think. */
function is_known_node() {
  const source = Function.prototype.toString.call(emit);
  if (!source.startsWith('function emit(type, ...args)') || !source.includes('kErrorMonitor')) {
    return false;
  }
  const emitter = new EventEmitter();
  const first = () => {};
  const second = () => {};
  emitter._events = new Listeners();
  const holds = (count, listener) =>
    emitter._eventsCount === count && emitter._events?.packet === listener;
  if (!holds(0, undefined)) return false;
  emitter.on('packet', first);
  if (!holds(1, first) || emitter.listenerCount('packet') !== 1) return false;
  emitter.on('packet', second);
  if (emitter._eventsCount !== 1 || typeof emitter._events.packet === 'function') return false;
  emitter.off('packet', first);
  if (!holds(1, second)) return false;
  emitter.off('packet', second);
  return holds(0, undefined);
}

const is_known = is_known_node();

exports.USE_EMIT = USE_EMIT;
exports.Listeners = Listeners;
exports.listener_of = listener_of;
