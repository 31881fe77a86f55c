'use strict';

// OpenVPN connections on UDP, on any port, from the packet that opens them.

const { EventEmitter } = require('node:events');
const { check_options, number } = require('../../validate');
const { datagram_of } = require('../datagram');
const { OpenVPNConnection } = require('./connection');
const { opening_of } = require('./control');

const OPTIONS = { max_connections: number({ default: 1024, min: 1 }) };

/** Event: 'connection' (connection): a stream of TLS, for a TLSSession. */
class OpenVPNTracker extends EventEmitter {
  #options;
  #connections = new Map(); // 'client server' -> OpenVPNConnection

  /**
   * @param {object} [options]
   * @param {number} [options.max_connections]  that are followed, 1024; the oldest end
   */
  constructor(options) {
    super();
    this.#options = check_options('OpenVPNTracker', options, OPTIONS);
  }

  /** Takes a packet, decoded or raw; what is no OpenVPN is passed over. */
  track_packet(packet) {
    const datagram = datagram_of(packet);
    if (datagram === undefined) return;
    const { bytes, src, dst, time } = datagram;
    const opening = opening_of(bytes);
    if (opening !== undefined) this.#open(src, dst, opening);
    this.#connections.get(`${src} ${dst}`)?.take('send', bytes, time);
    this.#connections.get(`${dst} ${src}`)?.take('recv', bytes, time);
  }

  // A client that has no answer repeats its first packet.
  #open(src, dst, opening) {
    const name = `${src} ${dst}`;
    if (this.#connections.get(name)?.id.equals(opening.id)) return;
    this.#forget(name);
    const connection = new OpenVPNConnection(src, dst, opening);
    this.#connections.set(name, connection);
    if (this.#connections.size > this.#options.max_connections) {
      this.#forget(this.#connections.keys().next().value);
    }
    this.emit('connection', connection);
  }

  #forget(name) {
    const connection = this.#connections.get(name);
    this.#connections.delete(name);
    connection?.end();
  }

  /** Connections that are followed. */
  get size() {
    return #connections in this ? this.#connections.size : undefined;
  }

  /** The capture is over. */
  close() {
    for (const name of [...this.#connections.keys()]) this.#forget(name);
  }
}

exports.OpenVPNTracker = OpenVPNTracker;
