'use strict';

// A connection that goes over to TLS (STARTTLS, PostgreSQL's SSLRequest): what follows goes through
// a TLSSession, and what that decrypts to another session of the class that the connection began
// with.

const { EventEmitter } = require('node:events');
const { TLSSession } = require('../tls/session');

/** What the TLSSession listens to. */
class Passage extends EventEmitter {
  missed_syn = false;

  constructor(tcp_session) {
    super();
    this.tcp_session = tcp_session;
    this.tracker = tcp_session?.tracker;
  }

  get current_cap_time() {
    return this.tcp_session?.current_cap_time;
  }
}

class Upgrade {
  #passage;

  /**
   * @param {StreamSession} session
   * @param {object} options  of the TLSSession
   */
  constructor(session, options) {
    this.#passage = new Passage(session.tcp_session);
    this.tls = new TLSSession(this.#passage, options);
  }

  /** Bytes of TLS; `at`: how far after the beginning of what `info` is about. */
  data(direction, bytes, time, info, at) {
    const moved = { ...info, time: time / 1000 };
    if (info?.seqno !== undefined) moved.seqno = (info.seqno + at) >>> 0;
    if (info?.offset !== undefined) moved.offset = info.offset + at;
    this.#passage.emit(`data ${direction}`, this.#passage, bytes, moved);
  }

  gap(direction, count, time, info) {
    this.#passage.emit('gap', this.#passage, direction, count, { ...info, time: time / 1000 });
  }

  fin(direction) {
    this.#passage.emit('fin', this.#passage, direction);
  }

  end() {
    this.#passage.emit('end', this.#passage);
  }
}

exports.Upgrade = Upgrade;
