'use strict';

// A connection as a capture sees it: two streams, and the part of RFC 9293's state machine that
// shows on the wire. Nothing here is public; session.js shows it to programs.

const { Stream } = require('./stream');
const { emit, emit_last } = require('./events');
const handshake = require('./handshake');
const seq_numbers = require('./seq');

const { EDGE_KNOWN, FIN_SEEN, FIN_DONE, PROBE, UNA_HINT, UNKNOWN_SHIFT, NO_SHIFT } = seq_numbers;
const { seq_diff, FIN, SYN, RST, ACK, MAX_SHIFT, PLAUSIBLE } = seq_numbers;
const { NEW, SYN_SENT, ESTABLISHED, CLOSED } = seq_numbers;

class Connection {
  /** `number` is one that no other connection of `table`, a ConnectionTable, has. */
  constructor(table, number) {
    // What each packet needs comes first: it shares cache lines, and these are what a busy capture
    // waits for. The key: words of addresses (IPv6: a hash of four, and the words in `words`),
    // ports, the network's name.
    this.hash = 0;
    this.saddr = 0;
    this.daddr = 0;
    this.sport = 0;
    this.dport = 0;
    this.words = null;
    this.network = '';
    this.chain = null; // next in the hash table's bucket
    this.pending_reopen = null; // a connection that may replace this one: see handshake.js
    this.epoch = 0; // the table's when this got to its place in `list`
    this.time = 0; // of the packet under way
    this.phase = NEW;
    this.table = table;
    this.session = null;
    this.send = new Stream(this, true);
    this.recv = new Stream(this, false);

    this.number = number;
    // Place in the list that its phase belongs to.
    this.list = null;
    this.prev = null;
    this.next = null;
    this.queuing_node = null; // places in lists of limits.js, made when they are needed
    this.waiting_node = null;
    this.send_fin_first = false;
    this.missed_syn = null;
    this.syn_time = 0;
    this.connect_time = null;
    this.close_time = undefined;
    this.end_reason = null;
    this.ending = null; // what end() was called with first
    this.is_forward = true; // of a pending_reopen: its active side is that of the old connection
  }

  /** `from_src`: the active side has sent the segment. `words` are those of IPv6 addresses. */
  set_key(hash, { saddr, daddr, sport, dport, network }, from_src, words) {
    this.hash = hash;
    this.saddr = from_src ? saddr : daddr;
    this.daddr = from_src ? daddr : saddr;
    this.sport = from_src ? sport : dport;
    this.dport = from_src ? dport : sport;
    this.words = words;
    this.network = network;
  }

  /** It is tracked from now on; `epoch` is the clock's. */
  open(session, epoch) {
    this.session = session;
    this.epoch = epoch;
  }

  /** The first packet of an epoch. */
  touch(epoch) {
    this.epoch = epoch;
    this.list?.touch(this);
  }

  /** `candidate` may replace it. */
  set_pending_reopen(candidate) {
    this.drop_pending_reopen();
    this.pending_reopen = candidate;
    candidate.is_forward = candidate.saddr === this.saddr && candidate.sport === this.sport;
  }

  /** Nothing replaces it. Returns null. */
  drop_pending_reopen() {
    this.take_pending_reopen()?.discard();
    return null;
  }

  /** Returns the connection that replaces it, which no connection has then, or null. */
  take_pending_reopen() {
    const { pending_reopen } = this;
    this.pending_reopen = null;
    return pending_reopen;
  }

  /** Bytes may be delivered. */
  get is_open() {
    return this.phase === ESTABLISHED;
  }

  /** Both sides have said that they are done. */
  get is_closing() {
    return (this.send.flags & this.recv.flags & FIN_SEEN) !== 0;
  }

  /** Whether the active side has sent a segment: all of them between equal ends (self-connect). */
  is_from_src({ saddr, sport }) {
    return this.saddr === saddr && this.sport === sport;
  }

  /** Counts a segment; receive() is next. */
  count(from_src, segment, time) {
    this.time = time;
    (from_src ? this.send : this.recv).count(segment);
  }

  /**
   * A segment of this connection, in the steps of RFC 9293, section 3.10.7.4 (3.10.7.3 in
   * SYN-SENT). The first, whether its numbers can be right, is what streams do; the third
   * (security) and the sixth (URG) don't matter here.
   */
  receive(from_src, segment, time) {
    if (this.phase === CLOSED) return;
    const { bits } = segment;
    const mine = from_src ? this.send : this.recv;
    const theirs = from_src ? this.recv : this.send;
    // Second: RST (section 3.5.3). Fourth: SYN (section 3.5).
    if ((bits & (SYN | RST)) !== 0) {
      if ((bits & RST) !== 0) this.receive_reset(mine, segment);
      else handshake.synchronize(this, mine, theirs, segment);
      return;
    }
    // Fifth: ACK (section 3.4). Once both know each other, a segment without it is dropped.
    if ((bits & ACK) === 0) {
      this.table.counts.ignored += 1;
      return;
    }
    if (this.phase !== ESTABLISHED && !handshake.establish(this, mine, theirs, segment)) return;
    if (this.phase === CLOSED) return; // by a listener
    if (!mine.is_known) mine.begin_with(segment);
    theirs.receive_ack(segment.ack, segment.window << window_shift(mine, theirs), time);
    this.receive_text_and_fin(mine, segment, time);
    if (((mine.flags | theirs.flags) & (FIN_SEEN | PROBE)) !== 0) this.update();
    else if (mine.queue !== null || theirs.queue !== null) this.update();
  }

  // Seventh: the segment text; without any, perhaps a keep-alive (section 3.8.4). Eighth: FIN
  // (section 3.6).
  receive_text_and_fin(mine, segment, time) {
    const { seq, bits, length } = segment;
    if (length > 0) mine.receive_text(segment, time);
    else if ((bits & FIN) === 0) mine.receive_keep_alive(seq);
    if ((bits & FIN) !== 0 && this.phase === ESTABLISHED) mine.receive_fin((seq + length) | 0);
  }

  /**
   * What follows from a change in either stream: FINs are reached, gaps are skipped, the connection
   * ends. Each pass skips a gap, which is then before rcv_nxt, or is the last.
   */
  update() {
    const { send, recv } = this;
    do {
      send.advance();
      recv.advance();
    } while (this.skip_due_gap(send, recv) || this.skip_due_gap(recv, send));
    if (this.is_open && send.fin_acked && recv.fin_acked) this.end('fin');
  }

  // Missing bytes that `other` has acknowledged were sent. As long as it answers without them, they
  // will be sent again. Where it does not answer, perhaps the capture has one direction only.
  skip_due_gap(stream, other) {
    const { limits, now } = this.table;
    if (!this.is_open || stream.gap === 0) return false;
    if (!limits.is_gap_due(this, stream, other, now)) return false;
    stream.skip_first_gap();
    return true;
  }

  /** Delivers what is queued, with gaps between. */
  flush() {
    if (!this.is_open) return; // data of a SYN waits for the handshake
    this.send.flush();
    this.recv.flush();
    this.update();
  }

  /** A stream has been delivered up to its FIN. */
  on_fin(stream) {
    const other = stream === this.send ? this.recv : this.send;
    if ((other.flags & FIN_DONE) === 0) this.send_fin_first = stream === this.send;
  }

  /** The phase, or is_closing, may have changed. */
  on_phase_change() {
    this.table.on_phase_change(this);
  }

  /**
   * The end: what is queued is delivered, gaps are reported, then come 'expire' (`expired` is its
   * reason), 'reset' (`resetter` is the stream of its sender) and 'end'. Where a listener closes
   * the tracker while that is under way, the inner call does all the rest, and the outer one finds
   * it done.
   */
  end(reason, resetter, expired) {
    if (this.phase === CLOSED) return;
    this.ending ??= { reason, resetter, expired };
    if (this.is_open) {
      this.send.flush();
      this.recv.flush();
    }
    if (this.phase === CLOSED) return;
    const { ending } = this;
    this.phase = CLOSED;
    this.close_time = this.time;
    this.end_reason = ending.reason;
    this.discard();
    this.table.on_end(this);
    if (ending.expired !== undefined) emit_last(this, 'expire', ending.expired);
    if (ending.resetter !== undefined) emit_last(this, 'reset', ending.resetter.direction);
    emit_last(this, 'end');
  }

  /** Drops what is queued. */
  discard() {
    for (const stream of [this.send, this.recv]) {
      stream.count_delivered();
      stream.clear();
    }
  }

  // A reset counts where the receiver would accept it: between what it acknowledged and the edge of
  // its window.
  receive_reset(mine, segment) {
    if (!this.is_valid_reset(mine, segment)) {
      mine.count_out_of_window();
      return;
    }
    this.table.counts.resets += 1;
    this.end('reset', mine);
  }

  is_valid_reset(mine, { seq, ack, bits }) {
    if (this.phase === SYN_SENT && mine === this.recv) {
      return (bits & ACK) !== 0 && this.send.acknowledges_syn(ack);
    }
    if (!mine.is_known) {
      if ((mine.flags & UNA_HINT) === 0) return true;
      return Math.abs(seq_diff(seq, mine.snd_una)) < PLAUSIBLE;
    }
    if (seq_diff(seq + 1, mine.snd_una) < 0) return false;
    const edge = (mine.flags & EDGE_KNOWN) !== 0 ? mine.wnd_edge : (mine.snd_nxt + PLAUSIBLE) | 0;
    return seq_diff(seq, edge) <= 0 || seq_diff(seq, mine.snd_nxt) <= 0;
  }

  // Changes of phase: handshake.js says when.

  begin(phase, time, missed_syn) {
    this.phase = phase;
    this.time = time;
    this.syn_time = time;
    this.missed_syn = missed_syn;
    if (phase === ESTABLISHED) this.connect_time = time;
  }

  /** The handshake goes on. */
  set_phase(phase) {
    this.phase = phase;
    this.table.on_phase_change(this);
  }

  /** The SYN of the active side turned up after all. */
  found_syn() {
    this.missed_syn = null;
  }

  /** The handshake is complete. */
  establish() {
    this.connect_time = this.time;
    this.set_phase(ESTABLISHED);
    emit(this, 'start');
    this.send.advance();
    this.recv.advance();
  }
}

/**
 * Windows are scaled if both SYNs say so; where a SYN was missed, they may be as wide as can be.
 */
function window_shift(mine, theirs) {
  const { shift } = mine;
  if (shift === UNKNOWN_SHIFT || theirs.shift === UNKNOWN_SHIFT) return MAX_SHIFT;
  return shift === NO_SHIFT || theirs.shift === NO_SHIFT ? 0 : shift;
}

exports.Connection = Connection;
