'use strict';

// Stands in for node:events in browsers.

/**
 * Event names -> arrays of functions; one that is to be called once has its listener in `listener`.
 */
const LISTENERS = Symbol('listeners');

class EventEmitter {
  static captureRejections = false;

  constructor() {
    this[LISTENERS] = new Map();
  }

  #add(name, listener, first) {
    if (typeof listener !== 'function') throw new TypeError('The listener must be a function');
    if (this[LISTENERS].has('newListener')) {
      this.emit('newListener', name, listener.listener ?? listener);
    }
    const before = this[LISTENERS].get(name) ?? [];
    this[LISTENERS].set(name, first ? [listener, ...before] : [...before, listener]);
    return this;
  }

  on(name, listener) {
    return this.#add(name, listener, false);
  }

  addListener(name, listener) {
    return this.on(name, listener);
  }

  prependListener(name, listener) {
    return this.#add(name, listener, true);
  }

  once(name, listener) {
    return this.on(name, only_once(this, name, listener));
  }

  prependOnceListener(name, listener) {
    return this.prependListener(name, only_once(this, name, listener));
  }

  off(name, listener) {
    const before = this[LISTENERS].get(name) ?? [];
    const at = before.findLastIndex((each) => each === listener || each.listener === listener);
    if (at < 0) return this;
    if (before.length === 1) this[LISTENERS].delete(name);
    else this[LISTENERS].set(name, before.toSpliced(at, 1));
    if (this[LISTENERS].has('removeListener')) this.emit('removeListener', name, listener);
    return this;
  }

  removeListener(name, listener) {
    return this.off(name, listener);
  }

  removeAllListeners(name) {
    if (name === undefined) this[LISTENERS].clear();
    else this[LISTENERS].delete(name);
    return this;
  }

  emit(name, ...values) {
    const listeners = this[LISTENERS].get(name);
    if (listeners === undefined) {
      if (name !== 'error') return false;
      throw values[0] instanceof Error ? values[0] : new Error(`Unhandled error. (${values[0]})`);
    }
    for (const listener of listeners) listener.apply(this, values);
    return true;
  }

  listenerCount(name) {
    return this.rawListeners(name).length;
  }

  rawListeners(name) {
    return [...(this[LISTENERS].get(name) ?? [])];
  }

  listeners(name) {
    return this.rawListeners(name).map((each) => each.listener ?? each);
  }

  eventNames() {
    return [...this[LISTENERS].keys()];
  }

  setMaxListeners() {
    return this;
  }

  getMaxListeners() {
    return Infinity;
  }
}

function only_once(emitter, name, listener) {
  function once(...values) {
    emitter.off(name, once);
    return listener.apply(this, values);
  }
  once.listener = listener;
  return once;
}

EventEmitter.EventEmitter = EventEmitter;
module.exports = EventEmitter;
