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
  SYN_SEEN,
  SYN_RETRIED,
  UNKNOWN_SHIFT,
  NO_SHIFT,
} = require('./stream');
const reassembly = require('./reassembly');

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

/** Phases of a connection; the states of its ends follow from these and the streams' flags (states.js). */
const NEW = 0;
const SYN_SENT = 1;
const SYN_RCVD = 2;
const ESTABLISHED = 3;
const CLOSED = 4;

const MAX_SHIFT = 14;

/** How far a sequence number may be from the expected one to be taken for this connection's where no window is known. */
const PLAUSIBLE = 1 << 26;

/** The window scale that a SYN offers. */
function shift_of(tcp) {
  const shift = tcp.options?.window_scale ?? NO_SHIFT;
  return shift > MAX_SHIFT ? MAX_SHIFT : shift;
}

class Connection {
  constructor(engine) {
    this.engine = engine;
    this.number = 0; // no other connection of the engine has it
    this.session = null;
    // The key: words of addresses (IPv6: a hash of four, and the words in `words`), ports.
    this.hash = 0;
    this.saddr = 0;
    this.daddr = 0;
    this.sport = 0;
    this.dport = 0;
    this.words = null;
    this.chain = null; // next in the hash table's bucket
    // Place in the list that its phase belongs to, and the engine's epoch when it got there.
    this.list = null;
    this.before = null;
    this.behind = null;
    this.epoch = 0;

    this.phase = NEW;
    this.ending = false;
    this.cut = false; // the packet under way was captured in part
    this.send_fin_first = false;
    this.missed_syn = null;
    this.time = 0; // of the packet under way
    this.syn_time = 0;
    this.connect_time = null;
    this.close_time = undefined;
    this.end_reason = null;
    this.successor = null; // a connection that may take this one's place: see successor.js
    this.is_forward = true; // of a successor: its active side is ours
    this.send = new Stream(true);
    this.recv = new Stream(false);
  }

  /** Bytes may be delivered. */
  get is_open() {
    return this.phase === ESTABLISHED;
  }

  /** Both sides have said that they are done. */
  get is_closing() {
    return (this.send.flags & this.recv.flags & FIN_SEEN) !== 0;
  }

  /** Tells listeners of the session first, then those of the tracker. */
  tell(event, ...args) {
    const { session } = this;
    const { emitter } = this.engine;
    session.emit(event, session, ...args);
    if (emitter !== null) emitter.emit(event, session, ...args);
  }

  // The same for an event of every connection.
  #tell_plain(event) {
    const { session } = this;
    const { emitter } = this.engine;
    session.emit(event, session);
    if (emitter !== null) emitter.emit(event, session);
  }

  /** The first segment. `from_src` says whether its sender is our active side. Delivers nothing: nobody listens yet. */
  open(from_src, tcp, bits, time) {
    const seq = tcp.seqno | 0;
    this.time = time;
    this.syn_time = time;
    if ((bits & SYN) === 0) {
      this.phase = ESTABLISHED;
      this.missed_syn = true;
      this.connect_time = time;
      (from_src ? this.send : this.recv).begin_at(seq);
    } else if ((bits & ACK) === 0) {
      this.phase = SYN_SENT;
      this.#begin_syn(this.send, seq, tcp);
    } else {
      this.phase = SYN_RCVD;
      this.missed_syn = true;
      this.#begin_syn(this.recv, seq, tcp);
      this.send.begin_syn(((tcp.ackno | 0) - 1) | 0);
    }
  }

  #begin_syn(stream, seq, tcp) {
    stream.begin_syn(seq);
    stream.flags |= SYN_SEEN;
    stream.shift = shift_of(tcp);
  }

  /** A segment of this connection. */
  receive(from_src, tcp, bits, header_bytes, time) {
    const mine = from_src ? this.send : this.recv;
    const theirs = from_src ? this.recv : this.send;
    this.time = time;
    mine.packets += 1;
    mine.bytes_ip += header_bytes;
    mine.bytes_tcp += tcp.headerLength;
    if (this.phase === CLOSED) return;
    if ((bits & (SYN | RST)) !== 0) {
      if ((bits & RST) !== 0) this.#reset(mine, tcp, bits);
      else this.#synchronize(mine, theirs, tcp, bits);
      return;
    }
    // Once both know each other, a segment without ACK is dropped.
    if ((bits & ACK) === 0) {
      this.engine.counts.ignored += 1;
      return;
    }
    if (this.phase !== ESTABLISHED && !this.#establish(mine, theirs, tcp)) return;
    if (this.phase === CLOSED) return; // by a listener
    const seq = tcp.seqno | 0;
    if ((mine.flags & KNOWN) === 0) mine.begin_at(seq);
    this.#acknowledge(mine, theirs, tcp);
    const length = tcp.dataLength;
    if (length > 0) {
      reassembly.accept(this, mine, seq, length, tcp, time);
    } else if (((seq + 1) | 0) === mine.next && mine.acked === mine.next && (bits & FIN) === 0) {
      mine.trouble().keep_alives += 1;
    }
    if (this.phase === CLOSED) return;
    if ((bits & FIN) !== 0) this.#finish(mine, (seq + length) | 0);
    if (
      ((mine.flags | theirs.flags) & FIN_SEEN) !== 0 ||
      mine.queue !== null ||
      theirs.queue !== null
    ) {
      this.settle();
    }
  }

  #acknowledge(mine, theirs, tcp) {
    const ack = tcp.ackno | 0;
    theirs.acknowledge(ack, this.time);
    // Windows are scaled if both SYNs say so; where a SYN was missed, they may be as wide as can be.
    let { shift } = mine;
    if (shift === UNKNOWN_SHIFT || theirs.shift === UNKNOWN_SHIFT) shift = MAX_SHIFT;
    else if (shift === NO_SHIFT || theirs.shift === NO_SHIFT) shift = 0;
    theirs.allow((ack + (tcp.windowSize << shift)) | 0);
  }

  /** What follows from a change in either stream: FINs reached, the end, the wait for what is lost. */
  settle() {
    this.#reach_fin(this.send);
    this.#reach_fin(this.recv);
    const { send, recv } = this;
    if (send.fin_acked && recv.fin_acked) {
      this.end('fin');
      return;
    }
    if (this.ending || this.phase === CLOSED) return;
    if (reassembly.has_lost(send)) this.engine.wait_for_hole(this, send);
    if (reassembly.has_lost(recv)) this.engine.wait_for_hole(this, recv);
  }

  #finish(stream, seq) {
    if ((stream.flags & FIN_DONE) !== 0) {
      if (seq === stream.fin_seq) stream.trouble().retransmits += 1;
      return;
    }
    if (((seq - stream.next) | 0) < 0) return;
    if ((stream.flags & FIN_SEEN) !== 0 && seq === stream.fin_seq)
      stream.trouble().retransmits += 1;
    const was_closing = this.is_closing;
    stream.flags |= FIN_SEEN;
    stream.fin_seq = seq;
    stream.saw((seq + 1) | 0);
    if (!was_closing && this.is_closing) this.engine.moved(this);
  }

  #reach_fin(stream) {
    if ((stream.flags & (FIN_SEEN | FIN_DONE)) !== FIN_SEEN || stream.next !== stream.fin_seq)
      return;
    const other = stream === this.send ? this.recv : this.send;
    if ((other.flags & FIN_DONE) === 0) this.send_fin_first = stream === this.send;
    stream.flags |= FIN_DONE;
    stream.next = (stream.next + 1) | 0;
    this.tell('fin', stream.direction);
  }

  // A segment with SYN. The first of a connection has been to open() before.
  #synchronize(mine, theirs, tcp, bits) {
    const seq = tcp.seqno | 0;
    const is_first = mine.packets === 1 && (mine.flags & KNOWN) !== 0 && theirs.packets === 0;
    if ((mine.flags & KNOWN) === 0) {
      if (this.phase === ESTABLISHED) {
        if ((mine.flags & HINT) !== 0 && ((seq + 1 - mine.acked) | 0) !== 0) return;
        this.#begin_late(mine, seq, tcp);
        return;
      }
      // Their answer, or a SYN that crossed theirs: a simultaneous open.
      if ((bits & ACK) !== 0 && !this.#acknowledges_syn(theirs, tcp.ackno | 0)) return;
      this.#begin_syn(mine, seq, tcp);
      this.phase = SYN_RCVD;
      this.engine.moved(this);
    } else if (seq === mine.isn) {
      if ((mine.flags & SYN_SEEN) === 0) this.#begin_late(mine, seq, tcp);
      else if (!is_first) this.#retry(mine, theirs, bits);
    } else if (this.phase === SYN_SENT && (bits & ACK) === 0) {
      reassembly.clear(this, mine);
      this.#begin_syn(mine, seq, tcp); // the same program tries anew, with another number
      this.#retry(mine, theirs, bits);
    } else {
      return;
    }
    this.#keep_syn_data(mine, tcp);
    if ((bits & ACK) === 0) return;
    if (mine === this.recv && (mine.flags & SYN_RETRIED) === 0) mine.sent((seq + 1) | 0, this.time); // as v3 does: the answer counts, the SYN does not
    this.#acknowledge_syn(theirs, tcp);
    this.#open_if_both_acked();
  }

  // The SYN of a stream that was met without it: the capture swapped it with what follows.
  #begin_late(stream, seq, tcp) {
    if ((stream.flags & KNOWN) === 0) {
      this.#begin_syn(stream, seq, tcp);
      return;
    }
    stream.flags |= SYN_SEEN;
    stream.shift = shift_of(tcp);
    if (stream === this.send) this.missed_syn = null;
  }

  #retry(mine, theirs, bits) {
    // In a simultaneous open each side sends its SYN again to acknowledge the other's: no retry.
    if ((bits & ACK) !== 0 && theirs.acked === theirs.isn) return;
    mine.flags |= SYN_RETRIED;
    if ((bits & ACK) === 0) this.tell('syn retry');
    else mine.trouble().retransmits += 1;
  }

  #acknowledges_syn(stream, ack) {
    return ((ack - stream.isn) | 0) > 0 && ((ack - stream.high) | 0) <= 0;
  }

  #acknowledge_syn(stream, tcp) {
    const ack = tcp.ackno | 0;
    if (!this.#acknowledges_syn(stream, ack)) return;
    const is_first_answer = stream.acked === stream.isn;
    if (
      is_first_answer &&
      stream === this.send &&
      (stream.flags & (SYN_RETRIED | SYN_SEEN)) === SYN_SEEN
    ) {
      stream.add_rtt(this.time - this.syn_time);
    }
    stream.acknowledge(ack, this.time);
    stream.allow((ack + tcp.windowSize) | 0); // the window of a SYN is never scaled
  }

  /** TCP Fast Open (RFC 7413): a SYN may carry data, which waits for the handshake. */
  #keep_syn_data(stream, tcp) {
    const length = tcp.dataLength;
    if (!(length > 0) || this.phase === ESTABLISHED || tcp.data === null) return;
    const seq = (stream.isn + 1) | 0;
    stream.payload_packets += 1;
    stream.saw((seq + length) | 0);
    reassembly.insert(this, stream, seq, length, tcp.data, this.time, []);
    this.engine.check_limits(this, stream);
  }

  // Before the connection is established, a segment without SYN may establish it. Returns false if it has no business here.
  #establish(mine, theirs, tcp) {
    const seq = tcp.seqno | 0;
    const ack = tcp.ackno | 0;
    const answered = (ack - theirs.isn) | 0;
    if ((theirs.flags & KNOWN) !== 0 && !(answered > 0 && answered < PLAUSIBLE)) return false;
    if ((mine.flags & KNOWN) !== 0) {
      // From here on both know each other, even if the capture missed the answer to our SYN.
      if (((seq - mine.isn) | 0) <= 0) return false;
      if ((theirs.flags & KNOWN) === 0) theirs.acknowledge(ack, 0);
      else theirs.acknowledge(ack, this.time);
      this.#start();
      return true;
    }
    // Their answer to our SYN was missed, and this comes behind it.
    theirs.acknowledge(ack, 0);
    mine.begin_at(seq);
    this.#start();
    return true;
  }

  #open_if_both_acked() {
    const { send, recv } = this;
    if (this.phase !== SYN_RCVD || (recv.flags & KNOWN) === 0) return;
    if (((send.acked - send.isn) | 0) > 0 && ((recv.acked - recv.isn) | 0) > 0) this.#start();
  }

  #start() {
    this.phase = ESTABLISHED;
    this.connect_time = this.time;
    this.engine.moved(this);
    this.#tell_plain('start');
    reassembly.drain(this, this.send);
    reassembly.drain(this, this.recv);
  }

  /** A reset counts where the receiver would take it: between what it has acknowledged and the edge of its window. */
  #reset(mine, tcp, bits) {
    if (!this.#is_valid_reset(mine, tcp, bits)) {
      mine.trouble().out_of_window += 1;
      return;
    }
    this.engine.counts.resets += 1;
    this.end('reset', mine);
  }

  #is_valid_reset(mine, tcp, bits) {
    const seq = tcp.seqno | 0;
    if (this.phase === SYN_SENT && mine === this.recv) {
      return (bits & ACK) !== 0 && this.#acknowledges_syn(this.send, tcp.ackno | 0);
    }
    if ((mine.flags & KNOWN) === 0) {
      if ((mine.flags & HINT) === 0) return true;
      return Math.abs((seq - mine.acked) | 0) < PLAUSIBLE;
    }
    if (((seq - mine.acked + 1) | 0) < 0) return false;
    const edge = (mine.flags & EDGE) !== 0 ? mine.edge : (mine.high + PLAUSIBLE) | 0;
    return ((seq - edge) | 0) <= 0 || ((seq - mine.high) | 0) <= 0;
  }

  /**
   * The end, once: what waits is delivered, gaps are told, then 'reset' (`resetter` is its sender's stream), 'expire'
   * (`expired` is the reason) and 'end'.
   */
  end(reason, resetter, expired) {
    if (this.ending || this.phase === CLOSED) return;
    this.ending = true;
    for (const stream of [this.send, this.recv]) {
      if (this.phase === ESTABLISHED) {
        reassembly.give_up_all(this, stream);
        this.#reach_fin(stream);
      }
      reassembly.clear(this, stream);
    }
    this.phase = CLOSED;
    this.close_time = this.time;
    this.end_reason = reason;
    this.engine.ended(this);
    if (expired !== undefined) this.tell('expire', expired);
    if (resetter !== undefined) this.tell('reset', resetter.direction);
    this.#tell_plain('end');
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

Object.assign(exports, { FIN, SYN, RST, ACK, NEW, SYN_SENT, SYN_RCVD, ESTABLISHED, CLOSED });
exports.Connection = Connection;
