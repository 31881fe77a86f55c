'use strict';

// createSessions(devices, options): several devices as one, each with a session of its own.

const { EventEmitter } = require('node:events');
const { option_error } = require('../errors');
const { inspectable } = require('../inspection');
const { guard_getters } = require('../getters');
const { createSession } = require('./session');

const MAX_DEVICES = 256;

/**
 * Events: 'packet' (raw_packet, session), 'error' (error, session), 'close' (when all are closed).
 * Packets of one device come in their order, those of several as the event loop reads them. Reading
 * begins when a program listens to 'packet', or calls resume().
 */
class SessionGroup extends EventEmitter {
  #open;

  /**
   * @param {string[]} devices
   * @param {object | string} [options]  those of createSession(), for each of them, or a filter
   */
  constructor(devices, options) {
    super();
    this.sessions = opened(checked(devices), options);
    this.#open = this.sessions.length;
    for (const session of this.sessions) {
      session.on('error', (error) => this.emit('error', error, session));
      session.on('close', () => {
        if (--this.#open === 0) this.emit('close');
      });
    }
    const begin = (event) => {
      if (event !== 'packet') return;
      this.off('newListener', begin);
      for (const session of this.sessions) {
        session.on('packet', (raw) => this.emit('packet', raw, session));
      }
    };
    this.on('newListener', begin);
  }

  /** Whether one of the sessions is open. */
  get opened() {
    return this.#open > 0;
  }

  /** Delivers nothing until resume(). */
  pause() {
    for (const session of this.sessions) session.pause();
    return this;
  }

  resume() {
    for (const session of this.sessions) session.resume();
    return this;
  }

  /** Sets the filter of all; where one refuses it, it throws, and those before have it. */
  set_filter(filter) {
    for (const session of this.#living()) session.set_filter(filter);
    return this;
  }

  /** What the kernel counted, of all that are open. */
  stats() {
    const sum = { ps_recv: 0, ps_drop: 0, ps_ifdrop: 0 };
    for (const session of this.#living()) {
      const counts = session.stats();
      for (const name of Object.keys(counts)) sum[name] = (sum[name] ?? 0) + counts[name];
    }
    return sum;
  }

  close() {
    for (const session of this.sessions) session.close();
  }

  #living() {
    return this.sessions.filter(({ opened }) => opened);
  }

  static {
    guard_getters(this, (object) => #open in object);
  }
}

inspectable(SessionGroup);

function checked(devices) {
  const is_list = Array.isArray(devices) && devices.length > 0 && devices.length <= MAX_DEVICES;
  if (!is_list || !devices.every((name) => typeof name === 'string' && name !== '')) {
    throw option_error(`createSessions: devices must be a list of 1 to ${MAX_DEVICES} names`);
  }
  if (new Set(devices).size === devices.length) return devices;
  throw option_error('createSessions: a device is there twice');
}

/** All sessions, or none: where one can't be opened, those before are closed. */
function opened(devices, options) {
  const sessions = [];
  try {
    for (const device of devices) sessions.push(createSession(device, options));
    return sessions;
  } catch (error) {
    for (const session of sessions) session.close();
    throw error;
  }
}

/**
 * Captures on several devices.
 * @param {string[]} devices  their names
 * @param {object | string} [options]  of createSession(), for each, or a filter
 */
function createSessions(devices, options) {
  return new SessionGroup(devices, options);
}

exports.SessionGroup = SessionGroup;
exports.createSessions = createSessions;
