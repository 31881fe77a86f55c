'use strict';

// The machine of RFC 9293, seen from the side: two streams, what joins them, and when the connection begins and ends.
// Nothing here is public; session.js shows it to programs.

const {
  Stream,
  KNOWN,
  HINT,
  EDGE,
  FIN_SEEN,
  FIN_DONE,
  UNKNOWN_SHIFT,
  NO_SHIFT,
} = require('./stream');
const {
  FIN,
  SYN,
  RST,
  ACK,
  NEW,
  SYN_SENT,
  ESTABLISHED,
  CLOSED,
  MAX_SHIFT,
  MAX_WINDOW,
  PLAUSIBLE,
} = require('./constants');
const handshake = require('./handshake');
const reassembly = require('./reassembly');
const { tell, tell_plain, is_wanted } = require('./tell');

class Connection {
  constructor(engine) {
    // What each packet needs comes first: it shares cache lines, and these are what a busy capture waits for.
    // The key: words of addresses (IPv6: a hash of four, and the words in `words`), ports.
    this.hash = 0;
    this.saddr = 0;
    this.daddr = 0;
    this.sport = 0;
    this.dport = 0;
    this.words = null;
    this.chain = null; // next in the hash table's bucket
    this.successor = null; // a connection that may take this one's place: see successor.js
    this.epoch = 0; // the engine's when this got to its place in `list`
    this.time = 0; // of the packet under way
    this.phase = NEW;
    this.engine = engine;
    this.session = null;
    this.send = new Stream(true);
    this.recv = new Stream(false);

    this.number = 0; // no other connection of the engine has it
    // Place in the list that its phase belongs to.
    this.list = null;
    this.before = null;
    this.behind = null;
    this.holder = null; // places in lists of buffers.js, made when there is something to wait for
    this.waiter = null;
    this.ending = false;
    this.send_fin_first = false;
    this.missed_syn = null;
    this.syn_time = 0;
    this.connect_time = null;
    this.close_time = undefined;
    this.end_reason = null;
    this.is_forward = true; // of a successor: its active side is ours
  }

  /** Bytes may be delivered. */
  get is_open() {
    return this.phase === ESTABLISHED;
  }

  /** Both sides have said that they are done. */
  get is_closing() {
    return (this.send.flags & this.recv.flags & FIN_SEEN) !== 0;
  }

  /** A segment of this connection. */
  receive(from_src, segment, time) {
    const { seq, bits, length } = segment;
    const mine = from_src ? this.send : this.recv;
    const theirs = from_src ? this.recv : this.send;
    this.time = time;
    mine.packets += 1;
    mine.bytes_ip += segment.ip_bytes;
    mine.bytes_tcp += segment.header_bytes;
    if (this.phase === CLOSED) return;
    if ((bits & (SYN | RST)) !== 0) {
      if ((bits & RST) !== 0) reset(this, mine, segment);
      else handshake.synchronize(this, mine, theirs, segment);
      return;
    }
    // Once both know each other, a segment without ACK is dropped.
    if ((bits & ACK) === 0) {
      this.engine.counts.ignored += 1;
      return;
    }
    if (this.phase !== ESTABLISHED && !handshake.establish(this, mine, theirs, segment)) return;
    if (this.phase === CLOSED) return; // by a listener
    if ((mine.flags & KNOWN) === 0) mine.begin_at(seq);
    acknowledge(mine, theirs, segment, time);
    if (length > 0) {
      reassembly.accept(this, mine, segment, time);
    } else if (((seq + 1) | 0) === mine.next && mine.acked === mine.next && (bits & FIN) === 0) {
      mine.trouble().keep_alives += 1;
    }
    if (this.phase === CLOSED) return;
    if ((bits & FIN) !== 0) finish(this, mine, (seq + length) | 0);
    if (
      ((mine.flags | theirs.flags) & FIN_SEEN) !== 0 ||
      mine.queue !== null ||
      theirs.queue !== null
    ) {
      this.settle();
    }
  }

  /** What follows from a change in either stream: FINs reached, the end, the wait for what is lost. */
  settle() {
    reach_fin(this, this.send);
    reach_fin(this, this.recv);
    const { send, recv } = this;
    if (send.fin_acked && recv.fin_acked) {
      this.end('fin');
      return;
    }
    if (this.ending || this.phase === CLOSED) return;
    if (reassembly.has_lost(send)) this.engine.buffers.wait_for_hole(this, send, this.engine.now);
    if (reassembly.has_lost(recv)) this.engine.buffers.wait_for_hole(this, recv, this.engine.now);
  }

  /**
   * The end, once: what waits is delivered, gaps are told, then 'reset' (`resetter` is its sender's stream), 'expire'
   * (`expired` is the reason) and 'end'.
   */
  end(reason, resetter, expired) {
    if (this.ending || this.phase === CLOSED) return;
    this.ending = true;
    finish_stream(this, this.send);
    finish_stream(this, this.recv);
    this.phase = CLOSED;
    this.close_time = this.time;
    this.end_reason = reason;
    this.engine.ended(this);
    if (expired !== undefined) tell(this, 'expire', expired);
    if (resetter !== undefined) tell(this, 'reset', resetter.direction);
    tell_plain(this, 'end');
  }

  /** What was acknowledged before `since` and has not come since is lost. Returns whether to wait for more. */
  give_up_holes(since) {
    for (const stream of [this.send, this.recv]) {
      if (reassembly.has_lost(stream) && stream.troubles?.hole_time <= since)
        reassembly.give_up_acked(this, stream);
    }
    this.settle();
  }
}

function acknowledge(mine, theirs, { ack, window }, time) {
  theirs.acknowledge(ack, time);
  // Windows are scaled if both SYNs say so; where a SYN was missed, they may be as wide as can be.
  let { shift } = mine;
  if (shift === UNKNOWN_SHIFT || theirs.shift === UNKNOWN_SHIFT) shift = MAX_SHIFT;
  else if (shift === NO_SHIFT || theirs.shift === NO_SHIFT) shift = 0;
  theirs.allow((ack + (window << shift)) | 0);
}

function finish(conn, stream, seq) {
  if ((stream.flags & FIN_DONE) !== 0) {
    if (seq === stream.fin_seq) stream.trouble().retransmits += 1;
    return;
  }
  const ahead = (seq - stream.next) | 0;
  if (ahead < 0) return;
  if (ahead > MAX_WINDOW) {
    stream.trouble().out_of_window += 1;
    return;
  }
  if ((stream.flags & FIN_SEEN) !== 0 && seq === stream.fin_seq) stream.trouble().retransmits += 1;
  const was_closing = conn.is_closing;
  stream.flags |= FIN_SEEN;
  stream.fin_seq = seq;
  stream.saw((seq + 1) | 0);
  if (!was_closing && conn.is_closing) conn.engine.moved(conn);
}

function reach_fin(conn, stream) {
  if ((stream.flags & (FIN_SEEN | FIN_DONE)) !== FIN_SEEN || stream.next !== stream.fin_seq) return;
  const other = stream === conn.send ? conn.recv : conn.send;
  if ((other.flags & FIN_DONE) === 0) conn.send_fin_first = stream === conn.send;
  stream.flags |= FIN_DONE;
  stream.next = (stream.next + 1) | 0;
  if (is_wanted(conn, 'fin')) tell(conn, 'fin', stream.direction);
}

function finish_stream(conn, stream) {
  if (conn.phase === ESTABLISHED) {
    reassembly.give_up_all(conn, stream);
    reach_fin(conn, stream);
  }
  reassembly.clear(conn, stream);
}

/** A reset counts where the receiver would take it: between what it has acknowledged and the edge of its window. */
function reset(conn, mine, segment) {
  if (!is_valid_reset(conn, mine, segment)) {
    mine.trouble().out_of_window += 1;
    return;
  }
  conn.engine.counts.resets += 1;
  conn.end('reset', mine);
}

function is_valid_reset(conn, mine, { seq, ack, bits }) {
  if (conn.phase === SYN_SENT && mine === conn.recv) {
    return (bits & ACK) !== 0 && handshake.acknowledges_syn(conn.send, ack);
  }
  if ((mine.flags & KNOWN) === 0) {
    if ((mine.flags & HINT) === 0) return true;
    return Math.abs((seq - mine.acked) | 0) < PLAUSIBLE;
  }
  if (((seq - mine.acked + 1) | 0) < 0) return false;
  const edge = (mine.flags & EDGE) !== 0 ? mine.edge : (mine.high + PLAUSIBLE) | 0;
  return ((seq - edge) | 0) <= 0 || ((seq - mine.high) | 0) <= 0;
}

exports.Connection = Connection;
