'use strict';

// One direction of a connection: segments in any order become bytes in order. The first copy of a
// byte wins: bytes that were delivered or queued are never replaced by later ones for the same
// place; where those differ, that is an 'overlap'.

const { Delivery } = require('./delivery');
const { emit, has_listener } = require('./events');
const { ReorderQueue, add_conflict } = require('./reorder_queue');
const { NO_ANOMALIES } = require('./send_sequence');
const { seq_diff, MAX_WINDOW, FIN_SEEN, FIN_DONE, CUT, PROBE } = require('./seq');

class Stream extends Delivery {
  /** A segment with data (RFC 9293, section 3.10.7.4, seventh step). Delivers what has its turn. */
  receive_text(segment, time) {
    const { seq, length } = segment;
    const end = (seq + length) | 0;
    let ahead = seq_diff(seq, this.rcv_nxt);
    this.payload_packets += 1;
    if (ahead <= -MAX_WINDOW || ahead + length >= MAX_WINDOW) {
      if (!this.resync(seq, end, length, time)) return;
      ahead = 0;
    } else if (this.anomalies !== null) {
      this.anomalies.far_count = 0;
    }
    if (length === 1 || (this.flags & PROBE) !== 0) {
      if (this.holds_probe(segment, ahead, time)) return;
    }
    const is_plain = (this.flags & (FIN_DONE | CUT)) === 0;
    if (is_plain && ahead === 0 && is_before(end, this.queue)) {
      this.receive_in_order(segment, end, time);
    } else if (is_plain && ahead > 0 && is_after(seq, this.queue)) {
      this.receive_early(segment, end, time);
    } else {
      this.receive_out_of_order(segment, end, time);
    }
  }

  // Whether a segment is a zero-window probe, which is held; any other that has its byte replaces
  // it.
  holds_probe(segment, ahead, time) {
    const { seq, length } = segment;
    if ((this.flags & PROBE) !== 0 && ahead <= 0 && ahead + length > 0) this.drop_probe();
    if (length !== 1 || ahead !== 0 || !this.is_window_closed_at(seq)) return false;
    this.hold_probe(segment, (seq + 1) | 0, time);
    return true;
  }

  // The next bytes, and no queued segment has any of them.
  receive_in_order(segment, end, time) {
    this.advance_snd_nxt(end);
    this.time_segment(end, time);
    const is_wanted = segment.is_cut || has_listener(this.conn, this.data_event);
    this.deliver(is_wanted ? segment.data : undefined, segment.length, time, segment.ack);
    if (this.queue !== null) this.advance();
  }

  // A segment that no window reaches is dropped, unless it is one of many: then the capture has
  // missed that much.
  resync(seq, end, length, time) {
    const anomaly = this.anomaly();
    anomaly.out_of_window += 1;
    if (length >= MAX_WINDOW || (this.flags & FIN_DONE) !== 0) return false;
    if (!this.is_lost_track(seq, end)) return false;
    anomaly.far_count = 0;
    this.flush();
    if (!this.conn.is_open || (this.flags & FIN_DONE) !== 0) return false;
    const { rcv_nxt, offset } = this;
    const missed = (seq - rcv_nxt) >>> 0;
    this.jump_to(seq);
    this.offset = offset + missed;
    this.report_gap(missed, rcv_nxt, offset, time);
    return this.conn.is_open;
  }

  // A segment after all that are queued.
  receive_early({ seq, length, ack, data }, end, time) {
    this.advance_snd_nxt(end);
    this.queue ??= new ReorderQueue();
    this.queue.append(seq, length, data, time, ack);
    this.grow(length, 1);
    this.anomaly().out_of_order += 1;
    this.time_segment(end, time);
    this.advance_within_limits();
  }

  // Any other: some of its bytes were there before, or it belongs between those that are queued.
  receive_out_of_order({ seq, length, ack, data }, end, time) {
    let old = Math.min(length, Math.max(0, seq_diff(this.rcv_nxt, seq)));
    if (old < length && (this.flags & FIN_DONE) !== 0) {
      this.count_out_of_window(); // nothing comes after a FIN
      return;
    }
    if (length === 1 && end === this.rcv_nxt && this.snd_una === this.rcv_nxt) {
      this.anomaly().keep_alives += 1; // a byte that was acknowledged before
      return;
    }
    const conflicts = [];
    if (old > 0) this.compare_delivered(seq, data.subarray(0, old), conflicts);
    if (old < length) {
      this.advance_snd_nxt(end);
      const rest = data.subarray(old);
      old += this.enqueue((seq + old) | 0, length - old, rest, time, ack, conflicts);
      if (old < length && seq_diff(seq, this.rcv_nxt) > 0) this.anomaly().out_of_order += 1;
    }
    if (old > 0) this.count_retransmission(length, old);
    if (old === length) this.time_retransmission(end, time);
    else this.time_segment(end, time);
    this.report_repeated(conflicts, old, end, time);
    if (old < length) this.advance_within_limits();
  }

  count_retransmission(length, old) {
    const anomaly = this.anomaly();
    anomaly.retransmits += 1;
    anomaly.retransmitted_bytes += old;
    this.conn.table.counts.retransmits += 1;
  }

  report_repeated(conflicts, old, end, time) {
    const { conn, rcv_nxt, offset } = this;
    for (const { length } of conflicts) {
      const anomaly = this.anomaly();
      anomaly.overlaps += 1;
      anomaly.overlap_bytes += length;
      conn.table.counts.overlaps += 1;
    }
    for (const { seq, length } of conflicts) {
      const info = { seqno: seq >>> 0, offset: offset + seq_diff(seq, rcv_nxt), time };
      emit(conn, 'overlap', this.direction, length, info);
    }
    if (old > 0) emit(conn, 'retransmit', this.direction, end >>> 0);
  }

  /**
   * A segment without data: a keep-alive if its number is one before the next, which is
   * acknowledged.
   */
  receive_keep_alive(seq) {
    if (((seq + 1) | 0) === this.rcv_nxt && this.snd_una === this.rcv_nxt) {
      this.anomaly().keep_alives += 1;
    }
  }

  /** TCP Fast Open (RFC 7413): data of a SYN waits for the handshake. */
  queue_syn_data({ length, data }, time) {
    const seq = (this.isn + 1) | 0;
    this.payload_packets += 1;
    this.advance_snd_nxt((seq + length) | 0);
    this.enqueue(seq, length, data, time, 0, []);
    this.conn.table.limits.enforce(this);
  }

  /**
   * Keeps a copy of what is new in a segment. Returns how many of its bytes were there before; adds
   * to `conflicts`.
   */
  enqueue(seq, length, data, time, ack, conflicts) {
    const queue = (this.queue ??= new ReorderQueue());
    const { size } = queue;
    const old = queue.insert(seq, length, data, time, ack, conflicts);
    this.grow(length - old, queue.size - size);
    return old;
  }

  compare_delivered(seq, data, conflicts) {
    const { history } = this.conn.table;
    if (history === null) return;
    const bytes = history.conflicting_bytes(this.number, seq, data);
    if (bytes > 0) add_conflict(conflicts, seq, bytes);
  }

  advance_within_limits() {
    this.advance();
    if (this.queue !== null) this.conn.table.limits.enforce(this);
  }

  /** A FIN at `seq` (RFC 9293, section 3.10.7.4, eighth step). */
  receive_fin(seq) {
    if ((this.flags & FIN_DONE) !== 0) {
      if (seq === this.fin_seq) this.anomaly().retransmits += 1;
      return;
    }
    if (seq_diff(seq, this.rcv_nxt) < 0) return;
    if (!this.is_in_reach(seq, 1)) {
      this.count_out_of_window();
      return;
    }
    if ((this.flags & FIN_SEEN) !== 0 && seq === this.fin_seq) this.anomaly().retransmits += 1;
    this.flags |= FIN_SEEN;
    this.fin_seq = seq;
    this.advance_snd_nxt((seq + 1) | 0);
    this.conn.on_phase_change();
  }

  /** Exact figures of the whole stream. */
  figures() {
    const t = this.anomalies ?? NO_ANOMALIES;
    return {
      packets: this.packets,
      payload_packets: this.payload_packets,
      payload_bytes: this.bytes_payload,
      overhead_bytes: this.bytes_ip + this.bytes_tcp,
      retransmits: t.retransmits,
      retransmitted_bytes: t.retransmitted_bytes,
      out_of_order: t.out_of_order,
      gaps: t.gaps,
      gap_bytes: t.gap_bytes,
      overlaps: t.overlaps,
      overlap_bytes: t.overlap_bytes,
      keep_alives: t.keep_alives,
      out_of_window: t.out_of_window,
      window_scale: this.window_scale ?? 1,
      rtt: this.rtt,
    };
  }
}

// Whether bytes up to `end`, or from `seq` on, have nothing in common with those that are queued.
const is_before = (end, queue) => queue === null || seq_diff(queue.seq, end) >= 0;
const is_after = (seq, queue) => queue === null || seq_diff(seq, queue.end) >= 0;

exports.Stream = Stream;
