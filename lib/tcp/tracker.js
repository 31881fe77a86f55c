'use strict';

const { EventEmitter } = require('node:events');
const { ConnectionTable } = require('./connection_table');
const options_of_tracker = require('./limits');
const { make_session } = require('./session');
const { ALARMS } = require('../alarms');
const { Budget } = require('../budget');
const { Listeners } = require('../listeners');
const { inspectable } = require('../inspection');
const { guard_getters } = require('../getters');
const { own_property } = require('../packet/properties');

// What 'expire' tells as its reason.
const LIMITS = [
  'idle_timeout',
  'closed_timeout',
  'max_sessions',
  'max_half_open',
  'max_buffered_bytes',
  'max_buffered_bytes_total',
];

/**
 * Follows TCP connections through packets and emits the bytes of their streams.
 *
 * Emits 'session' (session) for each connection, and every event of its sessions with the session
 * as the first argument.
 *
 * @param {object} [options]  times are in seconds of the capture's clock; Infinity removes a limit
 * @param {number} [options.idle_timeout]  how long a connection may be without packets before it
 *   ends: 3600
 * @param {number} [options.closed_timeout]  how long a connection waits for the last
 *   acknowledgement after both FINs, and how long its late segments are recognized: 10
 * @param {number} [options.gap_timeout]  how long to wait for bytes that the other side has
 *   acknowledged before they count as missed, because captures reorder packets: 1. Bytes that no
 *   one acknowledges are waited for a second at least
 * @param {number} [options.max_sessions]  connections at a time: 100,000. More evict the oldest
 *   half-open one if these are many, otherwise the one that is idle longest
 * @param {number} [options.max_half_open]  connections at a time whose handshake is not complete:
 *   16,384. More evict the oldest of them
 * @param {number} [options.max_buffered_bytes]  bytes that a session queues because others before
 *   them are missing: 16 MiB
 * @param {number} [options.max_buffered_bytes_total]  the same of all sessions together: 64 MiB
 * @param {number} [options.overlap_history]  how many of the bytes delivered last, of all sessions
 *   together, are kept to compare retransmissions with: 256 KiB. Zero: none. At most 1 GiB
 * @param {boolean | import('../ip/defragmenter')} [options.defragment]  reassemble IP fragments
 *   first: true
 * @param {'network' | 'addresses'} [options.key]  what identifies a connection: addresses, ports
 *   and the network (VLAN ids, VNI, GRE key), or addresses and ports alone, for captures whose two
 *   directions have different tags: 'network'
 * @param {number[]} [options.server_ports]  ports of servers, for connections whose SYN was missed
 */
class TCPTracker extends EventEmitter {
  #table;

  constructor(options) {
    super();
    this._events = new Listeners();
    /** What all sessions above this tracker's connections (HTTP, Redis …) may hold together. */
    Object.defineProperty(this, 'budget', { value: new Budget() });
    this.#table = new ConnectionTable(options_of_tracker.check(options), this, make_session);
    Object.defineProperty(this, ALARMS, { value: this.#table.alarms });
  }

  /**
   * Tracks a packet, decoded or raw: most raw ones are read where they lie, without layers. What
   * has no TCP in it is ignored. What a listener throws is thrown when the packet is done. From a
   * listener: the packet is tracked when the one under way is done.
   */
  track_packet(packet) {
    this.#table.track(packet);
  }

  /**
   * Delivers what waits for bytes that are missing, with 'gap' in between. Connections go on. From
   * a listener: this is done when the packet under way is.
   */
  flush() {
    this.#table.flush();
  }

  /**
   * Ends all sessions: what waits is delivered, each emits 'end'. Later packets are ignored. From a
   * listener: at once.
   */
  close() {
    this.#table.close();
  }

  /**
   * The connections that are not over, by `source-destination`, made anew each time. Programs may
   * assign another.
   */
  get sessions() {
    const sessions = {};
    this.#table.each(({ session }) => (sessions[`${session.src}-${session.dst}`] = session));
    return sessions;
  }

  set sessions(value) {
    own_property(this, 'sessions', value);
  }

  /** Counts since the beginning, and what is held at the moment. */
  stats() {
    const { counts, limits, defragmenter, sessions } = this.#table;
    const rest = { ...counts };
    const expired = {};
    for (const name of LIMITS) {
      expired[name] = counts[name];
      delete rest[name];
    }
    return {
      ...rest,
      sessions,
      buffered_bytes: limits.bytes,
      expired,
      fragments: defragmenter?.stats?.() ?? null,
    };
  }

  static {
    guard_getters(this, (object) => #table in object);
  }
}

inspectable(TCPTracker);

exports.TCPTracker = TCPTracker;
