'use strict';

// for await (const raw of session): packets wait here for the consumer, and when too many do the
// session is held.

const HIGH = 256; // waiting packets at which the session is held
const LOW = 64; // and at which it goes on

/** What `for await` walks: the packets of a session that are not yet consumed. */
class PacketIterator {
  #session;
  #hold; // function (held)
  #packets = [];
  #first = 0; // index in #packets of the first that waits
  #waiting = []; // { resolve, reject } of next() calls without a packet
  #ended = false;
  #error = null;
  #listeners;

  constructor(session, hold) {
    this.#session = session;
    this.#hold = hold;
    this.#listeners = {
      error: (error) => this.#end(error),
      close: () => this.#end(null),
      packet: (raw) => this.#push(raw),
    };
    if (session.opened === false) this.#ended = true;
    else for (const name of Object.keys(this.#listeners)) session.on(name, this.#listeners[name]);
  }

  #push(raw) {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ value: raw, done: false });
      return;
    }
    this.#packets.push(raw);
    if (this.#packets.length - this.#first >= HIGH) this.#hold(true);
  }

  #end(error) {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const name of Object.keys(this.#listeners)) {
      this.#session.off(name, this.#listeners[name]);
    }
    const waiting = this.#waiting.splice(0);
    if (this.#error !== null && waiting.length > 0) {
      waiting.shift().reject(error);
      this.#error = null;
    }
    for (const each of waiting) each.resolve({ value: undefined, done: true });
  }

  #shift() {
    const raw = this.#packets[this.#first];
    this.#packets[this.#first++] = undefined;
    if (this.#packets.length - this.#first <= LOW) {
      this.#packets.splice(0, this.#first);
      this.#first = 0;
      this.#hold(false);
    }
    return raw;
  }

  /** The next packet; rejects when the session fails, after the packets that came before. */
  async next() {
    if (this.#first < this.#packets.length) return { value: this.#shift(), done: false };
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      throw error;
    }
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The loop was left: the session is closed. */
  async return(value) {
    this.#end(null);
    this.#packets = [];
    this.#first = 0;
    this.#session.close();
    return { value, done: true };
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

exports.PacketIterator = PacketIterator;
