'use strict';

// What one side of a connection has sent, as numbers: the send sequence variables of RFC 9293,
// section 3.3.1, as far as a capture shows them.

const { SegmentTimes } = require('./segment_times');
const seq_numbers = require('./seq');

const { seq_diff, FIN, PSH, MAX_WINDOW, PLAUSIBLE, UNKNOWN_SHIFT } = seq_numbers;
const { KNOWN, UNA_HINT, ACK_BEYOND, EDGE_KNOWN, FIN_SEEN, SYN_SEEN, SYN_RETRIED } = seq_numbers;

/**
 * How many segments in a row, out of reach but near each other, show that the capture missed a
 * window or more.
 */
const RESYNC_SEGMENTS = 16;

// What most connections never need, made when the first of it happens.
class Anomalies {
  retransmits = 0; // segments with bytes that were there before
  retransmitted_bytes = 0;
  out_of_order = 0; // segments that came before their turn
  gaps = 0;
  gap_bytes = 0;
  overlaps = 0; // segments that differ from bytes that were there before
  overlap_bytes = 0;
  keep_alives = 0;
  out_of_window = 0; // segments, or parts of them, that the receiver can't have accepted
  gap_seq = null; // rcv_nxt when the wait for missing bytes began
  gap_since = 0; // and the time of it
  gap_heard = 0; // and how many packets of the other side were seen by then
  far_count = 0; // segments in a row that were out of reach and follow each other
  far_end = 0; // the end of the last of them
  cut = 0; // with CUT: bytes before rcv_nxt that were not captured, still to be reported
  cut_time = 0;
  probe = null; // with PROBE: { data, time, ack } of the byte at rcv_nxt
}

/** Shared by all streams without. */
const NO_ANOMALIES = Object.freeze(new Anomalies());

class SendSequence extends SegmentTimes {
  constructor() {
    super();
    // What each segment needs comes first: it shares cache lines.
    this.flags = 0;
    this.rcv_nxt = 0; // the next byte to deliver: RCV.NXT of the program that listens
    this.snd_nxt = 0; // the highest sequence number seen, plus one: SND.NXT
    this.snd_una = 0; // the other side has all before this: SND.UNA
    this.wnd_edge = 0; // the other side accepts bytes before this: SND.UNA + SND.WND
    this.shift = UNKNOWN_SHIFT; // this side's window scale
    this.packets = 0;
    this.bytes_ip = 0;
    this.bytes_tcp = 0;
    this.isn = 0; // ISS
    this.fin_seq = 0;
    this.max_ack = 0;
    this.anomalies = null;
  }

  /** What went wrong, to write to. */
  anomaly() {
    return (this.anomalies ??= new Anomalies());
  }

  /** So many segments, or parts of them, can't have been accepted by the receiver. */
  count_out_of_window(segments = 1) {
    this.anomaly().out_of_window += segments;
  }

  /**
   * The wait for the missing bytes at rcv_nxt, which begins at `now` unless it has begun. Returns
   * `gap_since` and `gap_heard`: when that was, and how many packets of the other side, `heard` by
   * now, were seen then.
   */
  wait_for_gap(now, heard) {
    const anomaly = this.anomaly();
    if (anomaly.gap_seq !== this.rcv_nxt || anomaly.gap_since > now) {
      anomaly.gap_seq = this.rcv_nxt;
      anomaly.gap_since = now;
      anomaly.gap_heard = heard;
    }
    return anomaly;
  }

  get is_known() {
    return (this.flags & KNOWN) !== 0;
  }

  get fin_acked() {
    return (this.flags & FIN_SEEN) !== 0 && seq_diff(this.snd_una, this.fin_seq) > 0;
  }

  /** Whether an acknowledgement covers the SYN and no more than what was sent. */
  acknowledges_syn(ack) {
    return seq_diff(ack, this.isn) > 0 && seq_diff(ack, this.snd_nxt) <= 0;
  }

  /** Counts a segment's headers. */
  count(segment) {
    this.packets += 1;
    this.bytes_ip += segment.ip_bytes;
    this.bytes_tcp += segment.header_bytes;
  }

  /**
   * The stream begins after a SYN at `isn`, which was seen with window scale `shift`, or can be
   * told from the rest.
   */
  begin(isn) {
    this.flags |= KNOWN;
    this.isn = isn;
    this.snd_una = isn;
    this.rcv_nxt = (isn + 1) | 0;
    this.snd_nxt = this.rcv_nxt;
  }

  /** The SYN of this side was seen; `shift` is the window scale that it offers. */
  saw_syn(shift) {
    this.flags |= SYN_SEEN;
    this.shift = shift;
  }

  /** The SYN came again; one that answers another counts as a retransmission. */
  saw_syn_again(is_answer) {
    this.flags |= SYN_RETRIED;
    if (is_answer) this.anomaly().retransmits += 1;
  }

  /** The stream is met in the middle, by `segment`. */
  begin_with(segment) {
    this.begin_at(this.is_probe(segment) ? (segment.seq + 1) | 0 : segment.seq);
  }

  // One byte of what was acknowledged before asks for a sign of life (RFC 9293, section 3.8.4): it
  // is not data. If no acknowledgement was seen, a zero that is not pushed gives it away.
  is_probe({ seq, length, bits, data }) {
    if (length !== 1 || (bits & FIN) !== 0) return false;
    if ((this.flags & UNA_HINT) !== 0 && seq_diff(this.snd_una, seq) === 1) return true;
    return (bits & PSH) === 0 && data[0] === 0;
  }

  /** The stream is met in the middle; its first byte is at `seq`. */
  begin_at(seq) {
    const hinted = (this.flags & UNA_HINT) !== 0;
    const hint = this.snd_una;
    const missed = seq_diff(seq, hint);
    const first = hinted && missed > 0 && missed < MAX_WINDOW ? hint : seq;
    if (missed <= -MAX_WINDOW || missed >= MAX_WINDOW) this.flags &= ~EDGE_KNOWN;
    this.begin((first - 1) | 0);
    this.snd_una = first;
    if (hinted && seq_diff(hint, first) > 0) this.acknowledge(hint, 0);
  }

  /**
   * Whether bytes from `seq` on, `length` of them, are within the largest window, on either side of
   * rcv_nxt.
   */
  is_in_reach(seq, length) {
    const ahead = seq_diff(seq, this.rcv_nxt);
    return ahead > -MAX_WINDOW && ahead + length < MAX_WINDOW;
  }

  /**
   * Counts a segment that is out of reach. True if there were so many that the stream must have got
   * there.
   */
  is_lost_track(seq, end) {
    const anomaly = this.anomaly();
    const follows = Math.abs(seq_diff(seq, anomaly.far_end)) < PLAUSIBLE;
    anomaly.far_count = follows ? anomaly.far_count + 1 : 1;
    anomaly.far_end = end;
    return anomaly.far_count >= RESYNC_SEGMENTS;
  }

  /**
   * The stream goes on at `seq`, however far that is: what was known of the other side says nothing
   * there.
   */
  jump_to(seq) {
    this.flags &= ~(ACK_BEYOND | EDGE_KNOWN | FIN_SEEN);
    this.rcv_nxt = seq;
    this.snd_nxt = seq;
    this.snd_una = seq;
    this.skip_times();
  }

  /** Something that this side sent reaches up to `end`. */
  advance_snd_nxt(end) {
    if (seq_diff(end, this.snd_nxt) <= 0) return;
    this.snd_nxt = end;
    if ((this.flags & ACK_BEYOND) === 0) return;
    const is_all = seq_diff(this.max_ack, end) <= 0;
    if (is_all) this.flags &= ~ACK_BEYOND;
    this.advance_snd_una(is_all ? this.max_ack : end, 0);
  }

  /**
   * A segment of the other side acknowledges `ack` and offers a window of so many bytes after it.
   */
  receive_ack(ack, window, time) {
    if (this.acknowledge(ack, time)) this.set_wnd_edge((ack + window) | 0);
  }

  /**
   * The other side has all before `ack`. Time 0: the time of it says nothing about the round trip.
   * Returns false for an old acknowledgement, and for one that no window can explain.
   */
  acknowledge(ack, time) {
    const ahead = seq_diff(ack, this.snd_una);
    if ((this.flags & KNOWN) === 0) {
      if ((this.flags & UNA_HINT) === 0 || ahead > 0) this.snd_una = ack;
      this.flags |= UNA_HINT;
      return true;
    }
    if (ahead <= 0) return ahead === 0;
    if (seq_diff(ack, this.snd_nxt) <= 0) {
      this.advance_snd_una(ack, time);
      return true;
    }
    if (!this.is_in_reach(ack, 0)) return false;
    if ((this.flags & ACK_BEYOND) === 0 || seq_diff(ack, this.max_ack) > 0) this.max_ack = ack;
    this.flags |= ACK_BEYOND;
    this.advance_snd_una(this.snd_nxt, 0);
    return true;
  }

  /** The other side accepts bytes before `edge`. */
  set_wnd_edge(edge) {
    if ((this.flags & EDGE_KNOWN) === 0 || seq_diff(edge, this.wnd_edge) > 0) this.wnd_edge = edge;
    this.flags |= EDGE_KNOWN;
  }

  /**
   * Whether bytes up to `end` are beyond what the receiver said that it accepts, as far as the
   * capture shows it.
   */
  is_beyond_window(end) {
    if ((this.flags & EDGE_KNOWN) === 0) return false;
    // Half of the number space lies before the edge, which is at most two windows ahead of rcv_nxt.
    return seq_diff(end, this.wnd_edge) > 0 && seq_diff(end, this.snd_una) > 0;
  }

  /** Whether the receiver has all before `seq`, and has no room for more. */
  is_window_closed_at(seq) {
    if ((this.flags & EDGE_KNOWN) === 0 || this.snd_una !== seq) return false;
    return seq_diff(this.wnd_edge, seq) <= 0;
  }

  /**
   * rcv_nxt goes on by `length`. Where a capture shows one direction only, snd_una and wnd_edge
   * stay behind: they must not fall so far that they seem to be ahead.
   */
  advance_rcv_nxt(length) {
    const rcv_nxt = (this.rcv_nxt + length) | 0;
    this.rcv_nxt = rcv_nxt;
    if (seq_diff(rcv_nxt, this.snd_una) < MAX_WINDOW) return;
    this.snd_una = (rcv_nxt - MAX_WINDOW) | 0;
    this.flags &= ~EDGE_KNOWN;
  }

  advance_snd_una(ack, time) {
    this.snd_una = ack;
    this.acknowledge_times(ack, time);
  }

  /**
   * As v3 has it, a factor: 128 for a shift of 7, 1 without the option, null before it is known.
   */
  get window_scale() {
    if ((this.flags & KNOWN) === 0) return null;
    return this.shift > 0 ? 2 ** this.shift : 1;
  }
}

exports.SendSequence = SendSequence;
exports.NO_ANOMALIES = NO_ANOMALIES;
