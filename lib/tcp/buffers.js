'use strict';

// What connections hold back: segments before their turn, up to limits, and how long they wait for missing bytes.

const reassembly = require('./reassembly');
const { tell } = require('./tell');

/** Buffered segments are at least this long on average, or the number of them is the limit: each takes memory of its own. */
const SEGMENT_BYTES = 1024;
const FREE_SEGMENTS = 64;

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
    this.holders = new Set(); // connections with buffered segments, oldest first
    this.waiting = new Map(); // connections that wait for acknowledged bytes -> until when
  }

  /** So many bytes of a connection, in so many segments, wait from now on, or fewer. */
  grow(conn, bytes, segments) {
    this.bytes += bytes;
    this.segments += segments;
    if (conn.send.queue === null && conn.recv.queue === null) this.holders.delete(conn);
    else if (segments > 0) this.holders.add(conn);
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
    } else if (!this.waiting.has(conn)) {
      const due = now + this.gap_timeout;
      this.waiting.set(conn, due);
      this.next_gap = Math.min(this.next_gap, due);
    }
  }

  give_up_holes(now) {
    this.next_gap = Infinity;
    for (const [conn, due] of this.waiting) {
      if (due > now) {
        this.next_gap = Math.min(this.next_gap, due);
        break;
      }
      this.waiting.delete(conn);
      conn.give_up_holes(now - this.gap_timeout);
    }
  }

  /** A connection is over. */
  forget(conn) {
    this.waiting.delete(conn);
  }

  /** The clock was set back. */
  shift(step) {
    for (const [conn, due] of this.waiting) this.waiting.set(conn, due - step);
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
      const [holder] = this.holders;
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
    for (const conn of [...this.holders]) {
      for (const stream of [conn.send, conn.recv]) {
        if (conn.is_open) reassembly.give_up_all(conn, stream);
      }
      conn.settle();
    }
  }
}

exports.Buffers = Buffers;
