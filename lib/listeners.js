'use strict';

// Events that come with every packet, told without emit(): that costs more than all else on a packet's way.

const { EventEmitter } = require('node:events');

const { emit } = EventEmitter.prototype;

// What an EventEmitter keeps its listeners in. Its own is a dictionary; this one has a shape that emitters share, which
// makes it smaller, and quicker to look into.
function Listeners() {}
Listeners.prototype = Object.create(null);

/**
 * The listener of `event` that may be called without emit(): where there is exactly one. Undefined where nobody listens.
 * Anything else (several listeners, programs' own emit(), captured rejections): ASK.
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

exports.ASK = ASK;
exports.Listeners = Listeners;
exports.listener_of = listener_of;
