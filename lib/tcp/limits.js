'use strict';

// The options of a TCPTracker, nearly all of them limits, and those limits that bound what
// connections queue: bytes, segments, and how long they wait for missing bytes.

const { check_options, custom, defaults_of, number, ports, string } = require('../validate');
const { LRUList } = require('./expiry');
const { emit } = require('./events');

const KIB = 1024;
const MIB = 1024 * KIB;
const is_defragmenter = (value) => typeof value?.defragment === 'function';

/** Times are in seconds of capture time. Infinity takes a limit away, but for overlap_history. */
const OPTIONS = {
  idle_timeout: number({ default: 3600, min: 0 }),
  closed_timeout: number({ default: 10, min: 0 }),
  gap_timeout: number({ default: 1, min: 0 }),
  max_sessions: number({ default: 100_000, min: 1 }),
  max_half_open: number({ default: 16_384, min: 1 }),
  max_buffered_bytes: number({ default: 16 * MIB, min: 0 }),
  max_buffered_bytes_total: number({ default: 64 * MIB, min: 0 }),
  overlap_history: number({ default: 256 * KIB, min: 0, max: 1024 * MIB, integer: true }),
  defragment: custom({
    default: true,
    accepts: (value) => typeof value === 'boolean' || is_defragmenter(value),
    what: 'true, false or a Defragmenter',
  }),
  server_ports: ports([]),
  key: string({ default: 'network', choices: ['network', 'addresses'] }),
};

/**
 * Queued segments are at least this long on average, or their number is the limit: each takes
 * memory of its own.
 */
const SEGMENT_BYTES = 1024;
const FREE_SEGMENTS = 64;

/**
 * The least time to wait for missing bytes that no one acknowledges, in seconds: they may be sent
 * again.
 */
const LEAST_UNACKED_WAIT = 1;

/** A connection's place in one of the lists below. */
class ListNode {
  list = null;
  prev = null;
  next = null;
  due = 0;

  constructor(conn) {
    this.conn = conn;
  }

  get is_listed() {
    return this.list !== null;
  }
}

class BufferLimits {
  /** `counts` is where limits that were hit are counted. */
  constructor({ gap_timeout, max_buffered_bytes, max_buffered_bytes_total }, counts) {
    this.bytes = 0;
    this.segments = 0;
    /** When to call skip_due_gaps(). */
    this.next_due = Infinity;
    this.gap_timeout = gap_timeout;
    this.max_bytes = max_buffered_bytes;
    this.max_segments = max_buffered_bytes / SEGMENT_BYTES + FREE_SEGMENTS;
    this.max_bytes_total = max_buffered_bytes_total;
    this.max_segments_total = max_buffered_bytes_total / SEGMENT_BYTES + FREE_SEGMENTS;
    this.counts = counts;
    // Lists, because a Set or a Map steps over all removed entries to find its first one.
    this.queuing = new LRUList(); // connections with queued segments, oldest first
    this.waiting = new LRUList(); // connections that wait for missing bytes, by when they are due
  }

  /** So many more bytes of a connection, in so many more segments, are queued; or fewer. */
  grow(conn, bytes, segments) {
    this.bytes += bytes;
    this.segments += segments;
    const node = (conn.queuing_node ??= new ListNode(conn));
    const is_queuing = conn.send.queue !== null || conn.recv.queue !== null;
    if (is_queuing === node.is_listed) return;
    if (is_queuing) this.queuing.add(node);
    else this.queuing.remove(node);
  }

  /**
   * Whether `stream` has waited long enough for missing bytes. Acknowledged bytes may still come,
   * if the capture reordered segments; others may be sent again. Lists the connection if it has to
   * wait.
   */
  is_gap_due(conn, stream, other, now) {
    const { gap_since, gap_heard } = stream.wait_for_gap(now, other.packets);
    const is_acked = stream.acked_gap > 0;
    if (!is_acked && other.packets !== gap_heard) return false; // it answers without them
    const wait = is_acked ? this.gap_timeout : Math.max(this.gap_timeout, LEAST_UNACKED_WAIT);
    if (gap_since + wait <= now) return true;
    const node = (conn.waiting_node ??= new ListNode(conn));
    if (node.is_listed) return false;
    node.due = now + wait;
    this.waiting.add(node);
    this.next_due = Math.min(this.next_due, node.due);
    return false;
  }

  /**
   * Skips the gaps of connections that have waited long enough. Each pass takes a connection from
   * the list. One that goes on to wait is due later than `now`, or is_gap_due() would have said so.
   */
  skip_due_gaps(now) {
    const { waiting } = this;
    while (waiting.head !== null && waiting.head.due <= now) {
      const { conn } = waiting.head;
      waiting.remove(waiting.head);
      conn.update();
    }
    this.next_due = waiting.head === null ? Infinity : waiting.head.due;
  }

  /** A connection is over. */
  remove({ waiting_node }) {
    if (waiting_node !== null && waiting_node.is_listed) this.waiting.remove(waiting_node);
  }

  /** The clock was set back by `step` seconds. */
  shift(step) {
    for (let node = this.waiting.head; node !== null; node = node.next) node.due -= step;
    this.next_due -= step;
  }

  /**
   * `stream` has queued something: keeps within the limits. Each pass releases a segment at least,
   * or skips an acknowledged gap, after which the next pass finds none.
   */
  enforce(stream) {
    const { conn } = stream;
    while (
      stream.queue !== null &&
      (conn.send.buffered + conn.recv.buffered > this.max_bytes ||
        stream.queue.size > this.max_segments)
    ) {
      this.#release(conn, stream, 'max_buffered_bytes');
    }
    while (
      this.queuing.head !== null &&
      (this.bytes > this.max_bytes_total || this.segments > this.max_segments_total)
    ) {
      const { conn: oldest } = this.queuing.head;
      const { send, recv } = oldest;
      const longer = send.buffered >= recv.buffered && send.queue !== null ? send : recv;
      this.#release(oldest, longer, 'max_buffered_bytes_total');
    }
  }

  #release(conn, stream, limit) {
    if (conn.is_open && stream.acked_gap > 0) {
      stream.skip_first_gap();
      return;
    }
    this.counts[limit] += 1;
    emit(conn, 'expire', limit);
    stream.release();
  }

  /** Delivers what is queued, with gaps between; connections go on. */
  flush() {
    const conns = [];
    for (let node = this.queuing.head; node !== null; node = node.next) conns.push(node.conn);
    for (const conn of conns) conn.flush();
  }
}

exports.DEFAULTS = defaults_of(OPTIONS);
exports.check = (options) => check_options('TCPTracker', options, OPTIONS);
exports.BufferLimits = BufferLimits;
