'use strict';

// What connections hold back: segments before their turn, up to limits, and how long they wait for missing bytes.

const reassembly = require('./reassembly');
const { AgeList } = require('./table');
const { tell } = require('./tell');

/** Buffered segments are at least this long on average, or the number of them is the limit: each takes memory of its own. */
const SEGMENT_BYTES = 1024;
const FREE_SEGMENTS = 64;

/** A connection's place in one of the lists below. */
class Place {
  list = null;
  before = null;
  behind = null;
  due = 0;

  constructor(conn) {
    this.conn = conn;
  }

  get is_taken() {
    return this.list !== null;
  }
}

class Buffers {
  /** `counts` is where limits that were hit are counted. */
  constructor({ gap_timeout, max_buffered_bytes, max_buffered_bytes_total }, counts) {
    this.bytes = 0;
    this.segments = 0;
    /** When to call give_up_holes(). */
    this.next_gap = Infinity;
    this.gap_timeout = gap_timeout;
    this.max_bytes = max_buffered_bytes;
    this.max_segments = max_buffered_bytes / SEGMENT_BYTES + FREE_SEGMENTS;
    this.max_bytes_total = max_buffered_bytes_total;
    this.max_segments_total = max_buffered_bytes_total / SEGMENT_BYTES + FREE_SEGMENTS;
    this.counts = counts;
    // Lists, and not a Set and a Map: where the first one goes again and again, these step over all that went before it.
    this.holders = new AgeList(); // connections with buffered segments, oldest first
    this.waiting = new AgeList(); // connections that wait for acknowledged bytes, by when that is over
  }

  /** So many bytes of a connection, in so many segments, wait from now on, or fewer. */
  grow(conn, bytes, segments) {
    this.bytes += bytes;
    this.segments += segments;
    const place = (conn.holder ??= new Place(conn));
    const holds = conn.send.queue !== null || conn.recv.queue !== null;
    if (holds === place.is_taken) return;
    if (holds) this.holders.add(place);
    else this.holders.remove(place);
  }

  /** `stream` misses bytes that the other side has: they may still come, if the capture swapped segments. */
  wait_for_hole(conn, stream, now) {
    const trouble = stream.trouble();
    if (trouble.hole_at !== stream.next) {
      trouble.hole_at = stream.next;
      trouble.hole_time = now;
    }
    if (this.gap_timeout === 0) {
      conn.give_up_holes(now);
      return;
    }
    const place = (conn.waiter ??= new Place(conn));
    if (place.is_taken) return;
    place.due = now + this.gap_timeout;
    this.waiting.add(place);
    this.next_gap = Math.min(this.next_gap, place.due);
  }

  give_up_holes(now) {
    this.next_gap = Infinity;
    for (;;) {
      const { oldest } = this.waiting;
      if (oldest === null) return;
      if (oldest.due > now) {
        this.next_gap = Math.min(this.next_gap, oldest.due);
        return;
      }
      this.waiting.remove(oldest);
      oldest.conn.give_up_holes(now - this.gap_timeout);
    }
  }

  /** A connection is over. */
  forget({ waiter }) {
    if (waiter !== null && waiter.is_taken) this.waiting.remove(waiter);
  }

  /** The clock was set back. */
  shift(step) {
    for (let at = this.waiting.oldest; at !== null; at = at.behind) at.due -= step;
    this.next_gap -= step;
  }

  /** `stream` of `conn` has buffered something. */
  check_limits(conn, stream) {
    while (
      stream.queue !== null &&
      (conn.send.buffered + conn.recv.buffered > this.max_bytes ||
        stream.queue.size > this.max_segments)
    ) {
      this.#relieve(conn, stream, 'max_buffered_bytes');
    }
    while (this.bytes > this.max_bytes_total || this.segments > this.max_segments_total) {
      const { conn: holder } = this.holders.oldest;
      const longer = holder.send.buffered >= holder.recv.buffered ? holder.send : holder.recv;
      this.#relieve(holder, longer, 'max_buffered_bytes_total');
    }
  }

  // One step: something is delivered or dropped.
  #relieve(conn, stream, reason) {
    if (reassembly.has_lost(stream) && conn.is_open) {
      reassembly.give_up_acked(conn, stream);
      return;
    }
    this.counts[reason] += 1;
    if (!conn.is_open) reassembly.clear(conn, stream);
    if (conn.session !== null) tell(conn, 'expire', reason);
    if (!reassembly.drop_far(conn, stream)) reassembly.give_up_first(conn, stream);
  }

  /** Delivers what waits, gaps told; connections go on. */
  flush() {
    const holders = [];
    for (let at = this.holders.oldest; at !== null; at = at.behind) holders.push(at.conn);
    for (const conn of holders) {
      for (const stream of [conn.send, conn.recv]) {
        if (conn.is_open) reassembly.give_up_all(conn, stream);
      }
      conn.settle();
    }
  }
}

exports.Buffers = Buffers;
