'use strict';

// One direction of a connection: segments in any order become bytes in order. The first copy of a byte wins: bytes that
// were delivered or queued are never replaced by later ones for the same place; where those differ, that is an 'overlap'.
//
// A listener may do anything while it is called: close the tracker, which ends this connection, is the one thing that
// changes it at once (packets and flush() wait until the one under way is done). So every method changes all state before
// it emits, and every loop reads the state anew in each pass. A loop ends because each of its passes takes an entry from
// the queue or moves rcv_nxt on towards the next one, and nothing is queued beyond MAX_WINDOW.

const { emit, emit_data, has_listener } = require('./events');
const { seq_diff, MAX_WINDOW } = require('./seq');
const { ReorderQueue, add_conflict, bytes_of } = require('./reorder_queue');
const sequence = require('./send_sequence');

const { SendSequence, ACK_BEYOND, FIN_SEEN, FIN_DONE, CUT, PROBE, NO_ANOMALIES } = sequence;

class Stream extends SendSequence {
  constructor(conn, is_send) {
    super();
    this.queue = null; // segments before their turn
    this.offset = 0; // bytes of the stream before rcv_nxt, missed ones included
    this.payload_packets = 0;
    this.bytes_payload = 0;
    this.conn = conn;
    this.is_send = is_send;
    this.buffered = 0; // bytes in the queue
    this.in_delivery = 0; // bytes that are being delivered, not yet in bytes_payload: v3 counts them afterwards
  }

  get direction() {
    return this.is_send ? 'send' : 'recv';
  }

  get data_event() {
    return this.is_send ? 'data send' : 'data recv';
  }

  /** A number that no other stream of the tracker has. */
  get number() {
    return (this.conn.number << 1) | (this.is_send ? 1 : 0);
  }

  /** A segment with data (RFC 9293, section 3.10.7.4, seventh step). Delivers what has its turn. */
  receive_text(segment, time) {
    const { seq, length } = segment;
    this.payload_packets += 1;
    const end = (seq + length) | 0;
    let ahead = seq_diff(seq, this.rcv_nxt);
    if (ahead <= -MAX_WINDOW || ahead + length >= MAX_WINDOW) {
      if (!this.resync(seq, end, length, time)) return;
      ahead = 0;
    } else if (this.anomalies !== null) {
      this.anomalies.far_count = 0;
    }
    if ((this.flags & PROBE) !== 0 && ahead <= 0 && ahead + length > 0) this.drop_probe();
    if (length === 1 && ahead === 0 && this.is_window_closed_at(seq)) {
      this.hold_probe(segment, end, time);
      return;
    }
    const is_plain = (this.flags & (FIN_DONE | CUT)) === 0;
    if (ahead === 0 && is_plain && (this.queue === null || seq_diff(this.queue.seq, end) >= 0)) {
      this.receive_in_order(segment, end, time);
    } else if (
      ahead > 0 &&
      is_plain &&
      (this.queue === null || seq_diff(seq, this.queue.end) >= 0)
    ) {
      this.receive_early(segment, end, time);
    } else {
      this.receive_out_of_order(segment, end, time);
    }
  }

  // The next bytes, and no queued segment has any of them.
  receive_in_order(segment, end, time) {
    this.advance_snd_nxt(end);
    this.time_segment(end, time);
    const is_wanted = segment.is_cut || has_listener(this.conn, this.data_event);
    this.deliver(is_wanted ? segment.data : undefined, segment.length, time, segment.ack);
    if (this.queue !== null) this.advance();
  }

  // A segment that no window reaches is dropped, unless it is one of many: then the capture has missed that much.
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

  // A zero-window probe (RFC 9293, section 3.8.6.1): the receiver refuses the byte, which then comes again, or has got room
  // and acknowledges it. Only then is it data.
  hold_probe({ ack, data }, end, time) {
    this.advance_snd_nxt(end);
    this.flags |= PROBE;
    this.anomaly().probe = { data: Buffer.from(data), time, ack };
  }

  drop_probe() {
    const anomaly = this.anomaly();
    this.flags &= ~PROBE;
    anomaly.probe = null;
    anomaly.out_of_window += 1;
  }

  deliver_probe() {
    const anomaly = this.anomaly();
    const { data, time, ack } = anomaly.probe;
    this.flags &= ~PROBE;
    anomaly.probe = null;
    this.deliver(data, 1, time, ack);
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
      this.anomaly().out_of_window += 1; // nothing comes after a FIN
      return;
    }
    if (length === 1 && end === this.rcv_nxt && this.snd_una === this.rcv_nxt) {
      this.anomaly().keep_alives += 1; // one byte that was acknowledged long ago asks for a sign of life
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

  /** A segment without data. One number before the next byte, long acknowledged, it asks for a sign of life. */
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

  /** Keeps a copy of what is new in a segment. Returns how many of its bytes were there before; adds to `conflicts`. */
  enqueue(seq, length, data, time, ack, conflicts) {
    const queue = (this.queue ??= new ReorderQueue());
    const { size } = queue;
    const old = queue.insert(seq, length, data, time, ack, conflicts);
    this.grow(length - old, queue.size - size);
    return old;
  }

  /** So many more bytes, in so many more segments, are queued; or fewer. */
  grow(bytes, segments) {
    this.buffered += bytes;
    if (this.queue !== null && this.queue.size === 0) this.queue = null;
    this.conn.table.limits.grow(this.conn, bytes, segments);
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

  /**
   * Delivers what has its turn, up to the FIN. Each pass takes the first entry of the queue, or reports what was cut, or
   * is done with a FIN: that happens once, or shows that it was none.
   */
  advance() {
    while (this.conn.is_open) {
      if ((this.flags & CUT) !== 0) {
        this.report_cut();
      } else if ((this.flags & PROBE) !== 0 && seq_diff(this.snd_una, this.rcv_nxt) > 0) {
        this.deliver_probe();
      } else if (this.is_fin_pending && seq_diff(this.fin_seq, this.rcv_nxt) <= 0) {
        this.reach_fin();
      } else if (this.queue !== null && seq_diff(this.queue.seq, this.rcv_nxt) <= 0) {
        const entry = this.queue.shift();
        this.grow(-entry.length, -1);
        this.deliver(bytes_of(entry), entry.length, entry.time, entry.ack);
      } else {
        break;
      }
    }
  }

  /** `length` bytes are next; `data` has as many of them as the capture kept, or is undefined where no one listens. */
  deliver(data, length, time, ack) {
    const kept = data === undefined || data.length > length ? length : data.length;
    const { rcv_nxt, offset, conn } = this;
    this.advance_rcv_nxt(length);
    this.offset = offset + length;
    if (kept < length) {
      const anomaly = this.anomaly();
      this.flags |= CUT;
      anomaly.cut = length - kept;
      anomaly.cut_time = time;
    }
    this.in_delivery = length;
    if (kept > 0 && data !== undefined) {
      const { history } = conn.table;
      if (history !== null) history.remember(this.number, rcv_nxt, data);
      const info = { seqno: rcv_nxt >>> 0, offset, time, ackno: ack >>> 0 };
      emit_data(conn, this.data_event, data, info);
    }
    this.count_delivered();
    if ((this.flags & CUT) !== 0) this.report_cut();
  }

  /** What is being delivered counts from now on. */
  count_delivered() {
    this.bytes_payload += this.in_delivery;
    this.in_delivery = 0;
  }

  report_cut() {
    const { cut, cut_time } = this.anomaly();
    this.flags &= ~CUT;
    this.report_gap(cut, (this.rcv_nxt - cut) | 0, this.offset - cut, cut_time);
  }

  /** The next `length` bytes are lost to us; but a byte that was held is not, since others follow it. */
  skip_gap(length) {
    if ((this.flags & PROBE) !== 0) {
      this.deliver_probe();
      return;
    }
    const { rcv_nxt, offset } = this;
    this.advance_rcv_nxt(length);
    this.offset = offset + length;
    this.report_gap(length, rcv_nxt, offset, this.conn.time);
  }

  report_gap(length, seq, offset, time) {
    const { counts } = this.conn.table;
    const anomaly = this.anomaly();
    anomaly.gaps += 1;
    anomaly.gap_bytes += length;
    counts.gaps += 1;
    counts.gap_bytes += length;
    emit(this.conn, 'gap', this.direction, length, { seqno: seq >>> 0, offset, time });
  }

  /** The number of bytes missing before the next that is known of, a queued segment or the FIN. Zero: none is. */
  get gap() {
    const to_fin = this.is_fin_pending ? this.distance_to(this.fin_seq) : 0;
    if (this.queue === null) return to_fin;
    const to_queue = this.distance_to(this.queue.seq);
    return to_fin > 0 ? Math.min(to_fin, to_queue) : to_queue;
  }

  distance_to(seq) {
    return Math.max(0, seq_diff(seq, this.rcv_nxt));
  }

  /** The same, of those the other side has acknowledged: they were sent, and the capture missed them. */
  get acked_gap() {
    const acked = seq_diff(this.snd_una, this.rcv_nxt);
    return acked <= 0 ? 0 : Math.min(acked, this.gap);
  }

  /** Skips the first missing bytes, those that the other side has if it has any, and delivers what follows. */
  skip_first_gap() {
    const { acked_gap } = this;
    this.skip_gap(acked_gap > 0 ? acked_gap : this.gap);
    this.advance();
  }

  /** Drops the last queued segment if the receiver can't have accepted it. Returns whether it did. */
  drop_out_of_window() {
    const { queue } = this;
    if (queue === null || !this.is_beyond_window(queue.end)) return false;
    const { length } = queue.pop();
    this.anomaly().out_of_window += 1;
    this.grow(-length, -1);
    return true;
  }

  /** Removes one queued segment at least: delivers it, or drops it where that can't be. */
  release() {
    if (!this.conn.is_open) {
      this.clear();
      return;
    }
    if (this.drop_out_of_window()) return;
    while (this.gap > 0) this.skip_gap(this.gap);
    this.advance();
  }

  /**
   * Delivers all that is queued, with gaps between, and reports what is known to be missing at the end. After advance()
   * there is a gap before the first entry, and after the gap that entry has its turn: each pass takes one.
   */
  flush() {
    while (this.drop_out_of_window());
    this.advance();
    while (this.queue !== null && this.conn.is_open) {
      this.skip_gap(this.gap);
      this.advance();
    }
    const missing = this.distance_to(this.last_known());
    if (missing === 0 || !this.conn.is_open || (this.flags & FIN_DONE) !== 0) return;
    this.skip_gap(missing);
    this.advance();
  }

  /** The last sequence number that this side is known to have sent, where nothing is queued. */
  last_known() {
    const { flags, fin_seq } = this;
    if ((flags & FIN_SEEN) !== 0 && !this.is_beyond_window(fin_seq)) return fin_seq;
    return (flags & ACK_BEYOND) !== 0 ? this.max_ack : this.rcv_nxt;
  }

  /** Drops all that is queued. */
  clear() {
    if ((this.flags & PROBE) !== 0) this.drop_probe();
    if (this.queue === null) return;
    const { size } = this.queue;
    this.queue = null;
    this.grow(-this.buffered, -size);
  }

  /** A FIN at `seq` (RFC 9293, section 3.10.7.4, eighth step). */
  receive_fin(seq) {
    if ((this.flags & FIN_DONE) !== 0) {
      if (seq === this.fin_seq) this.anomaly().retransmits += 1;
      return;
    }
    if (seq_diff(seq, this.rcv_nxt) < 0) return;
    if (!this.is_in_reach(seq, 1)) {
      this.anomaly().out_of_window += 1;
      return;
    }
    if ((this.flags & FIN_SEEN) !== 0 && seq === this.fin_seq) this.anomaly().retransmits += 1;
    this.flags |= FIN_SEEN;
    this.fin_seq = seq;
    this.advance_snd_nxt((seq + 1) | 0);
    this.conn.on_phase_change();
  }

  get is_fin_pending() {
    return (this.flags & (FIN_SEEN | FIN_DONE)) === FIN_SEEN;
  }

  // What is queued after the FIN can't be valid. Data that went on across a FIN shows that it was none.
  reach_fin() {
    if (this.fin_seq !== this.rcv_nxt) {
      this.flags &= ~FIN_SEEN;
      this.anomaly().out_of_window += 1;
      this.conn.on_phase_change();
      return;
    }
    this.flags |= FIN_DONE;
    this.advance_rcv_nxt(1);
    if (this.queue !== null) this.anomaly().out_of_window += this.queue.size;
    this.clear();
    this.conn.on_fin(this);
    emit(this.conn, 'fin', this.direction);
  }

  /** Exact figures of the whole stream. */
  figures() {
    const t = this.anomalies ?? NO_ANOMALIES;
    const count = this.rtt_count;
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
      rtt: {
        count,
        min: this.rtt_min / 1e6,
        mean: count > 0 ? this.rtt_sum / count / 1e6 : 0,
        max: this.rtt_max / 1e6,
      },
    };
  }
}

exports.Stream = Stream;
