'use strict';

// Who opens a DTLS connection to whom (RFC 6347, RFC 9147), on any port: hellos and certificates,
// put together from fragments. What comes after them is encrypted.

const { EventEmitter } = require('node:events');
const { check_options, number } = require('../../validate');
const { datagram_of } = require('../datagram');
const { DTLSConnection, is_from_client } = require('./connection');
const { records_of } = require('./records');

const OPTIONS = {
  max_connections: number({ default: 4096, min: 1 }),
  max_message: number({ default: 64 * 1024, min: 1024, integer: true }),
  max_held_bytes: number({ default: 8 * 1024 * 1024, min: 0 }),
};
const SECONDS = 300; // without a packet; the same ports are another connection then

/**
 * Events: 'client hello' (connection, hello), 'server hello' (connection, hello); 'connection'
 * (connection), once for each: what is said in clear is over, or what was captured of it.
 */
class DTLSTracker extends EventEmitter {
  #options;
  #connections = new Map(); // 'client server' -> DTLSConnection; the newest last
  #held = 0; // bytes of all connections

  /**
   * @param {object} [options]
   * @param {number} [options.max_connections]  that are remembered, 4096; the oldest give way
   * @param {number} [options.max_message]  bytes of a handshake message, 64 KiB; a longer one is
   *   passed over
   * @param {number} [options.max_held_bytes]  of messages that are not whole, 8 MiB; the oldest
   *   connections give way
   */
  constructor(options) {
    super();
    this.#options = check_options('DTLSTracker', options, OPTIONS);
  }

  /** Takes a packet, decoded or raw; what is no DTLS is passed over. */
  track_packet(packet) {
    const datagram = datagram_of(packet);
    if (datagram === undefined) return;
    for (const record of records_of(datagram.bytes)) this.#take(record, datagram);
  }

  #take(record, { src, dst, time }) {
    const [asks, answers] = [`${src} ${dst}`, `${dst} ${src}`];
    let is_client = is_from_client(record);
    const known = [asks, answers].find((name) => this.#is_alive(name, record, time));
    if (known !== undefined) is_client = known === asks;
    if (is_client === undefined) return; // its beginning was not captured
    const connection = this.#renew(is_client ? asks : answers, is_client ? [src, dst] : [dst, src]);
    const before = connection.held_bytes;
    connection.time ??= time;
    connection.last_time = time;
    connection.take(record, is_client);
    this.#held += connection.held_bytes - before;
    while (this.#is_full) this.#forget(this.#connections.keys().next().value);
  }

  #is_alive(name, record, time) {
    const connection = this.#connections.get(name);
    if (connection === undefined) return false;
    const is_over = time - connection.last_time > SECONDS || connection.is_replaced_by(record);
    if (is_over) this.#forget(name);
    return !is_over;
  }

  // The connection, as the newest of all.
  #renew(name, [client, server]) {
    const { max_message } = this.#options;
    const connection =
      this.#connections.get(name) ??
      new DTLSConnection(client, server, max_message, (...event) => this.emit(...event));
    this.#connections.delete(name);
    this.#connections.set(name, connection);
    return connection;
  }

  get #is_full() {
    const { max_connections, max_held_bytes } = this.#options;
    const { size } = this.#connections;
    return size > max_connections || (this.#held > max_held_bytes && size > 0);
  }

  #forget(name) {
    const connection = this.#connections.get(name);
    this.#connections.delete(name);
    this.#held -= connection.held_bytes;
    connection.finish();
  }

  /** Connections that are remembered. */
  get size() {
    return #connections in this ? this.#connections.size : undefined;
  }

  /** The capture is over: tells the connections of which nothing was told yet. */
  close() {
    for (const name of [...this.#connections.keys()]) this.#forget(name);
  }
}

exports.DTLSTracker = DTLSTracker;
