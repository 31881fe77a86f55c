'use strict';

// Who opens a QUIC connection to whom: ClientHellos, put together from the CRYPTO frames of Initial
// packets, which may come in several datagrams and in any order. What comes after them is
// encrypted.

const { EventEmitter } = require('node:events');
const { layers_of } = require('../../packet/layers_of');
const PcapPacket = require('../../protocol/pcap_packet');
const QUIC = require('../../protocol/quic');
const UDP = require('../../protocol/udp');
const { check_options, number } = require('../../validate');
const { QUICConnection } = require('./connection');

const OPTIONS = {
  max_connections: number({ default: 4096, min: 1 }),
  max_hello: number({ default: 16 * 1024, min: 1024, integer: true }),
};
const LONG_HEADER = 0x80;
const MAX_COALESCED = 8; // packets of a datagram that are looked at
const SECONDS = 60; // without a packet; the same ports are another connection then

/**
 * Event: 'connection' (connection), when the ClientHello is whole: `src`, `dst`, `version`,
 * `client_hello`, `ja4`, `time`.
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
    const decoded = packet?.payload === undefined ? new PcapPacket().decode(packet) : packet;
    const { udp, ip } = datagram_of(decoded);
    if (udp === undefined || !((udp.data?.[0] ?? 0) & LONG_HEADER)) return;
    const header = decoded.pcap_header;
    const time = header ? header.tv_sec + header.tv_usec / 1e6 : NaN;
    let quic = new QUIC().decode(udp.data, 0, udp.data.length, udp);
    for (let n = 0; quic instanceof QUIC && n < MAX_COALESCED; n++, quic = quic.payload) {
      if (quic.type === 'initial') this.#initial(quic, { udp, ip, time });
    }
  }

  #initial(quic, { udp, ip, time }) {
    const [src, dst] = [end_of(ip?.saddr, udp.sport), end_of(ip?.daddr, udp.dport)];
    const connection = this.#connection(src, dst, time);
    if (!connection.take(quic, time)) return;
    this.emit('connection', connection);
  }

  // Servers' packets get one, too, which stays empty: only the keys tell who is the client.
  #connection(src, dst, time) {
    const key = `${src} ${dst}`;
    const known = this.#connections.get(key);
    this.#connections.delete(key);
    const is_over = known !== undefined && time - known.last_time > SECONDS;
    const connection =
      known === undefined || is_over
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

// The innermost datagram, and the IP header nearest to it.
function datagram_of(packet) {
  let ip;
  let found = {};
  for (const layer of layers_of(packet)) {
    if (layer.saddr !== undefined && layer.daddr !== undefined) ip = layer;
    if (layer instanceof UDP) found = { udp: layer, ip };
  }
  return found;
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`. */
function end_of(address, port) {
  const text = address?.to_short_string?.() ?? `${address ?? '?'}`;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

exports.QUICTracker = QUICTracker;
