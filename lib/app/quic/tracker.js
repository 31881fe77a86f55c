'use strict';

// Who opens a QUIC connection to whom: hellos, put together from the CRYPTO frames of Initial
// packets, which may come in several datagrams and in any order. What comes after them is
// encrypted.

const { EventEmitter } = require('node:events');
const QUIC = require('../../protocol/quic');
const { check_options, number } = require('../../validate');
const { datagram_of } = require('../datagram');
const { QUICConnection } = require('./connection');

const OPTIONS = {
  max_connections: number({ default: 4096, min: 1 }),
  max_hello: number({ default: 16 * 1024, min: 1024, integer: true }),
};
const LONG_HEADER = 0x80;
const MAX_COALESCED = 8; // packets of a datagram that are looked at
const SECONDS = 60; // without a packet; the same ports are another connection then

/**
 * Events: 'connection' (connection), when the ClientHello is whole: `src`, `dst`, `version`,
 * `client_hello`, `ja4`, `time`; 'server hello' (connection): it has its `server_hello` now.
 */
class QUICTracker extends EventEmitter {
  #options;
  #connections = new Map(); // 'source destination' -> QUICConnection; the newest last

  /**
   * @param {object} [options]
   * @param {number} [options.max_connections]  that are remembered, 4096; the oldest give way
   * @param {number} [options.max_hello]  bytes of a ClientHello, 16 KiB; a longer one is given up
   */
  constructor(options) {
    super();
    this.#options = check_options('QUICTracker', options, OPTIONS);
  }

  /** Takes a packet, decoded or raw; what is no QUIC is passed over. */
  track_packet(packet) {
    const datagram = datagram_of(packet);
    if (datagram === undefined || !(datagram.bytes[0] & LONG_HEADER)) return;
    const { bytes, udp } = datagram;
    let quic = new QUIC().decode(bytes, 0, bytes.length, udp);
    for (let n = 0; quic instanceof QUIC && n < MAX_COALESCED; n++, quic = quic.payload) {
      if (quic.type === 'initial') this.#initial(quic, datagram);
    }
  }

  #initial(quic, { src, dst, time }) {
    const asked = this.#connections.get(`${dst} ${src}`);
    if (asked !== undefined && !is_over(asked, time)) {
      const is_told = asked.take_answer(quic, time);
      if (is_told) this.emit('server hello', asked);
      if (is_told !== undefined) return;
    }
    const connection = this.#connection(src, dst, time);
    if (connection.take(quic, time)) this.emit('connection', connection);
  }

  // A server whose client was not captured gets one, too, which stays empty: only the keys tell
  // who is the client.
  #connection(src, dst, time) {
    const key = `${src} ${dst}`;
    const known = this.#connections.get(key);
    this.#connections.delete(key);
    const connection =
      known === undefined || is_over(known, time)
        ? new QUICConnection(src, dst, this.#options.max_hello)
        : known;
    this.#connections.set(key, connection);
    if (this.#connections.size > this.#options.max_connections) {
      this.#connections.delete(this.#connections.keys().next().value);
    }
    return connection;
  }

  /** Connections that are remembered. */
  get size() {
    return #connections in this ? this.#connections.size : undefined;
  }
}

function is_over(connection, time) {
  return time - connection.last_time > SECONDS;
}

exports.QUICTracker = QUICTracker;
