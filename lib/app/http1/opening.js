'use strict';

// The first bytes of a client say what a connection is.

const { looks_like_tls, decode_client_hello, MAX_HELLO } = require('../tls/client_hello');
const { is_http2_preface } = require('./detect');

const NOTHING = Buffer.alloc(0);

class Opening {
  #kept = NOTHING; // while it is open what they are

  /**
   * Takes the client's next bytes.
   * @returns {{ protocol?: 'tls' | 'http2' | 'other', client_hello?: object, bytes?: Buffer }}
   *   bytes: to be parsed as HTTP; nothing at all: more are needed
   */
  look(bytes) {
    const all = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    this.#kept = NOTHING;
    if (looks_like_tls(all)) return this.#look_tls(all);
    const preface = is_http2_preface(all);
    if (preface === 'yes') return { protocol: 'http2', bytes: all };
    if (preface === 'no') return { bytes: all };
    this.#kept = Buffer.from(all);
    return {};
  }

  #look_tls(all) {
    const client_hello = decode_client_hello(all);
    if (client_hello) return { protocol: 'tls', client_hello };
    if (client_hello === null || all.length > MAX_HELLO) return { protocol: 'other' };
    this.#kept = Buffer.from(all);
    return {};
  }

  get held_bytes() {
    return this.#kept.length;
  }

  /** Bytes are missing: what was kept has no continuation. */
  forget() {
    this.#kept = NOTHING;
  }
}

exports.Opening = Opening;
