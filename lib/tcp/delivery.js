'use strict';

// What comes out of a stream: bytes in order, gaps, the FIN. stream.js puts segments in.
//
// A listener may do anything while it is called: close the tracker, which ends this connection, is
// the one thing that changes it at once (packets and flush() wait until the one under way is done).
// So every method changes all state before it emits, and every loop reads the state anew in each
// pass. A loop ends because each of its passes takes an entry from the queue or moves rcv_nxt on
// towards the next one, and nothing is queued beyond MAX_WINDOW.

const { emit, emit_data } = require('./events');
const { bytes_of } = require('./reorder_queue');
const { SendSequence } = require('./send_sequence');
const { seq_diff, ACK_BEYOND, FIN_SEEN, FIN_DONE, CUT, PROBE } = require('./seq');

class Delivery extends SendSequence {
  constructor(conn, is_send) {
    super();
    this.queue = null; // segments before their turn
    this.offset = 0; // bytes of the stream before rcv_nxt, missed ones included
    this.payload_packets = 0;
    this.bytes_payload = 0;
    this.conn = conn;
    this.is_send = is_send;
    this.buffered = 0; // bytes in the queue
    this.in_delivery = 0; // bytes under delivery: bytes_payload counts them afterwards, as in v3
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

  /** So many more bytes, in so many more segments, are queued; or fewer. */
  grow(bytes, segments) {
    this.buffered += bytes;
    if (this.queue !== null && this.queue.size === 0) this.queue = null;
    this.conn.table.limits.grow(this.conn, bytes, segments);
  }

  /** Drops all that is queued. */
  clear() {
    if ((this.flags & PROBE) !== 0) this.drop_probe();
    if (this.queue === null) return;
    const { size } = this.queue;
    this.queue = null;
    this.grow(-this.buffered, -size);
  }

  /**
   * Delivers what has its turn, up to the FIN. Each pass takes the first entry of the queue, or
   * reports what was cut, or is done with a FIN: that happens once, or shows that it was none.
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

  /**
   * Delivers the next `length` bytes: `data` as far as they were captured, undefined without a
   * listener.
   */
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

  // A zero-window probe (RFC 9293, section 3.8.6.1): the receiver refuses the byte, which then
  // comes again, or has got room and acknowledges it. Only then is it data.
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

  get is_fin_pending() {
    return (this.flags & (FIN_SEEN | FIN_DONE)) === FIN_SEEN;
  }

  // What is queued after the FIN can't be valid. Data that went on across a FIN shows that it was
  // none.
  reach_fin() {
    if (this.fin_seq !== this.rcv_nxt) {
      this.flags &= ~FIN_SEEN;
      this.count_out_of_window();
      this.conn.on_phase_change();
      return;
    }
    this.flags |= FIN_DONE;
    this.advance_rcv_nxt(1);
    if (this.queue !== null) this.count_out_of_window(this.queue.size);
    this.clear();
    this.conn.on_fin(this);
    emit(this.conn, 'fin', this.direction);
  }

  /** How many bytes are missing before the first queued segment or the FIN; 0 if none are. */
  get gap() {
    const to_fin = this.is_fin_pending ? this.distance_to(this.fin_seq) : 0;
    if (this.queue === null) return to_fin;
    const to_queue = this.distance_to(this.queue.seq);
    return to_fin > 0 ? Math.min(to_fin, to_queue) : to_queue;
  }

  distance_to(seq) {
    return Math.max(0, seq_diff(seq, this.rcv_nxt));
  }

  /**
   * How many of them the other side has acknowledged: they were sent, and the capture missed them.
   */
  get acked_gap() {
    const acked = seq_diff(this.snd_una, this.rcv_nxt);
    return acked <= 0 ? 0 : Math.min(acked, this.gap);
  }

  /**
   * Skips the first missing bytes, only the acknowledged ones if there are any, and delivers what
   * follows.
   */
  skip_first_gap() {
    const { acked_gap } = this;
    this.skip_gap(acked_gap > 0 ? acked_gap : this.gap);
    this.advance();
  }

  /** Skips the next `length` bytes. A byte that was held was accepted, since others follow it. */
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

  /**
   * Drops the last queued segment if the receiver can't have accepted it. Returns whether it did.
   */
  drop_out_of_window() {
    const { queue } = this;
    if (queue === null || !this.is_beyond_window(queue.end)) return false;
    const { length } = queue.pop();
    this.count_out_of_window();
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
   * Delivers all that is queued, with gaps between, and reports what is known to be missing at the
   * end. After advance() there is a gap before the first entry, and after the gap that entry has
   * its turn: each pass takes one.
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
}

exports.Delivery = Delivery;
