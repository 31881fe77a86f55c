'use strict';

// What a TCPTracker does for each packet: find the connection, open it, replace it, let it go. All limits are kept here.

const { Connection } = require('./connection');
const { SYN, RST, ACK, SYN_SENT, SYN_RCVD } = require('./constants');
const { Buffers } = require('./buffers');
const { FlowTable, AgeList, words_of } = require('./table');
const { Segment } = require('./segment');
const { is_server } = require('./sides');
const { History } = require('./history');
const handshake = require('./handshake');
const { Linger } = require('./linger');
const { judge, CANDIDATE, REPLACE, CONFIRM } = require('./successor');
const reassembly = require('./reassembly');
const Defragmenter = require('../ip/defragmenter');

/** Reasons for an end that the connection itself does not know of. */
const LIMITS = new Set(['idle_timeout', 'max_sessions', 'max_half_open']);

/** How many of the oldest connections are compared to find the one that is longest idle. */
const LOOK_AT = 8;

/** How many connections may expire at one packet: the rest follows at the next. */
const MAX_EXPIRED = 1024;

/** Packets in a row that are this much older than the newest one (seconds) mean that the clock was set back. */
const CLOCK_STEP = 60;
const CLOCK_STEP_PACKETS = 16;

class Engine {
  /** `emitter` is the tracker; null for a session that a program feeds by itself. `make_session` gives a connection its session. */
  constructor(options, emitter, make_session) {
    this.options = options;
    this.emitter = emitter;
    this.make_session = make_session;
    this.now = 0;
    this.epoch = 0;
    this.next_epoch = 0;
    this.epoch_length = Math.min(1, options.idle_timeout / 16, options.closed_timeout / 16);
    this.behind = 0;
    this.spare = new Segment(); // for the packet under way; null while there is one
    this.next_number = 0;
    this.history = options.overlap_history > 0 ? new History(options.overlap_history) : null;
    this.closed = false;
    this.is_single = false; // one connection only: a session that a program feeds by itself
    this.counts = {
      packets: 0,
      ignored: 0,
      late: 0,
      opened: 0,
      ended: 0,
      resets: 0,
      replaced: 0,
      retransmits: 0,
      overlaps: 0,
      gaps: 0,
      gap_bytes: 0,
      idle_timeout: 0,
      closed_timeout: 0,
      max_sessions: 0,
      max_half_open: 0,
      max_buffered_bytes: 0,
      max_buffered_bytes_total: 0,
    };
    this.buffers = new Buffers(options, this.counts);
    this.table = new FlowTable();
    // By phase; each has one timeout, so that the first of a list is the next to expire.
    this.embryonic = new AgeList();
    this.active = new AgeList();
    this.closing = new AgeList();
    this.linger = new Linger();
    this.next_expiry = 0;
    this.server_ports = new Set(options.server_ports);
    this.defragmenter = make_defragmenter(options.defragment);
  }

  get sessions() {
    return this.embryonic.size + this.active.size + this.closing.size;
  }

  track(packet) {
    if (this.closed) return;
    // A listener may have us track another packet while one is under way.
    const segment = this.spare ?? new Segment();
    this.spare = null;
    try {
      if (segment.read(packet, this.table)) this.#take(segment);
      else if (segment.has_fragment) this.#take_fragment(segment, packet);
    } finally {
      segment.forget();
      this.spare = segment;
    }
  }

  #take_fragment(segment, packet) {
    const whole = this.defragmenter?.defragment(packet);
    if (whole === undefined || whole === null || !segment.read_layers(whole, this.table)) return;
    this.#take(segment);
  }

  #take(segment) {
    this.counts.packets += 1;
    const time = this.#tick(segment.time);
    if (this.now >= this.next_expiry) this.#expire();
    if (this.now >= this.buffers.next_gap) this.buffers.give_up_holes(this.now);
    this.#dispatch(segment, time);
  }

  #dispatch(segment, time) {
    const { saddr, daddr, sport, dport, bits } = segment;
    const hash = this.table.hash(saddr, sport, daddr, dport);
    let conn = this.table.find(hash, segment);
    // A connection between equal ends (RFC 9293's self-connect) looks the same both ways: all of it is 'send'.
    let from_src = conn !== null && conn.saddr === saddr && conn.sport === sport;
    if (conn !== null && ((bits & SYN) !== 0 || conn.successor !== null) && !this.is_single) {
      const verdict = judge(conn, from_src, segment);
      if (verdict === CANDIDATE) {
        const candidate = this.#make(hash, segment, time);
        this.#nominate(conn, candidate);
        candidate.receive((bits & ACK) === 0, segment, time);
        return;
      }
      if (verdict === CONFIRM || verdict === REPLACE) {
        conn = this.#succeed(conn, verdict === CONFIRM ? conn.successor : null);
        if (conn !== null) from_src = conn.saddr === saddr && conn.sport === sport;
      }
    }
    if (conn === null) {
      if (!this.#may_open(bits)) return;
      const over = this.linger.find(
        hash,
        saddr,
        sport,
        daddr,
        dport,
        this.now - this.options.closed_timeout,
      );
      if (over >= 0 && !this.#opens_again(over, segment)) return;
      conn = this.#make(hash, segment, time);
      from_src = conn.saddr === saddr && conn.sport === sport;
      this.#install(conn);
    }
    if (conn.epoch !== this.epoch) this.#touch(conn);
    conn.receive(from_src, segment, time);
  }

  /** A reset for nobody opens nothing, nor does what no TCP sends: a segment with neither SYN nor ACK. */
  #may_open(bits) {
    if ((bits & RST) === 0 && (bits & (SYN | ACK)) !== 0 && !this.closed && !this.is_single)
      return true;
    this.counts.ignored += 1;
    return false;
  }

  // A segment on the numbers of a connection that is over. A SYN with another number opens the next one; a SYN with the same
  // may be a late copy, unless it is answered.
  #opens_again(over, { seq, bits }) {
    const is_syn = (bits & SYN) !== 0;
    const is_old = !is_syn || this.linger.began_at(over, seq);
    if (is_syn && is_old && (bits & ACK) === 0) this.linger.mark(over);
    if (is_old && !(is_syn && (bits & ACK) !== 0 && this.linger.is_marked(over))) {
      this.counts.late += 1;
      return false;
    }
    this.linger.forget(over);
    return true;
  }

  #make(hash, segment, time) {
    const conn = new Connection(this);
    conn.number = this.next_number = (this.next_number + 1) & 0x3fffffff;
    const { saddr, daddr, sport, dport, bits, ip6 } = segment;
    const from_src = !is_server(sport, dport, bits, this.server_ports);
    conn.hash = hash;
    conn.saddr = from_src ? saddr : daddr;
    conn.daddr = from_src ? daddr : saddr;
    conn.sport = from_src ? sport : dport;
    conn.dport = from_src ? dport : sport;
    if (ip6 !== null)
      conn.words = from_src ? words_of(ip6.saddr, ip6.daddr) : words_of(ip6.daddr, ip6.saddr);
    handshake.open(conn, from_src, segment, time);
    return conn;
  }

  #install(conn) {
    const { max_half_open, max_sessions } = this.options;
    const list = this.#list_of(conn);
    if (list === this.embryonic && list.size >= max_half_open) {
      this.#push_out(longest_idle(list), 'max_half_open');
    }
    if (this.sessions >= max_sessions) this.#push_out(this.#least_missed(), 'max_sessions');
    this.table.add(conn);
    conn.epoch = this.epoch;
    list.add(conn);
    this.counts.opened += 1;
    conn.session = this.make_session(conn);
    if (this.emitter !== null) this.emitter.emit('session', conn.session);
  }

  #nominate(conn, candidate) {
    this.#dismiss(conn);
    conn.successor = candidate;
    candidate.is_forward = candidate.saddr === conn.saddr && candidate.sport === conn.sport;
  }

  #dismiss(conn) {
    const { successor } = conn;
    conn.successor = null;
    if (successor !== null) this.#clear(successor);
  }

  #clear(conn) {
    reassembly.clear(conn, conn.send);
    reassembly.clear(conn, conn.recv);
  }

  // The old connection goes; `successor`, if it is known already, takes its place.
  #succeed(conn, successor) {
    if (successor === null) this.#dismiss(conn);
    conn.successor = null;
    this.counts.replaced += 1;
    this.#end(conn, 'replaced');
    if (successor === null) return null;
    if (this.closed) {
      this.#clear(successor); // by a listener
      return null;
    }
    this.#install(successor);
    return successor;
  }

  /** The connection that is least likely to be missed: a flood of SYNs must not push out those that have work to do. */
  #least_missed() {
    const { embryonic, closing, active, options } = this;
    const many = embryonic.size > options.max_sessions / 8;
    return (
      (many ? longest_idle(embryonic) : null) ??
      longest_idle(closing) ??
      longest_idle(active) ??
      longest_idle(embryonic)
    );
  }

  #push_out(conn, limit) {
    this.counts[limit] += 1;
    this.#end(conn, limit, limit);
  }

  #end(conn, reason, expired) {
    conn.end(reason, undefined, expired);
    // Where a listener of this very end has brought us here, it is not over yet, but out of the way.
    if (conn.list !== null) this.#forget(conn);
  }

  #forget(conn) {
    conn.list.remove(conn);
    this.table.remove(conn);
  }

  // Lists are sorted by epoch, not by packet: to move a connection costs more than all else on a packet's way.
  #touch(conn) {
    conn.epoch = this.epoch;
    conn.list?.touch(conn);
  }

  #list_of(conn) {
    if (conn.phase === SYN_SENT || conn.phase === SYN_RCVD) return this.embryonic;
    return conn.is_closing ? this.closing : this.active;
  }

  /** A connection's phase has changed. */
  moved(conn) {
    if (conn.list === null) return;
    const list = this.#list_of(conn);
    if (list === conn.list) return;
    conn.list.remove(conn);
    list.add(conn);
  }

  /** A connection is over: only its numbers are remembered for a while. */
  ended(conn) {
    this.counts.ended += 1;
    this.#dismiss(conn);
    this.buffers.forget(conn);
    if (conn.list === null) return;
    this.#forget(conn);
    // One that only a limit has ended may go on: then it is met in the middle.
    if (!LIMITS.has(conn.end_reason)) {
      this.linger.add(conn, this.now);
    }
  }

  /** The capture's time. It may jitter; it does not run backwards for a single packet. */
  #tick(time) {
    if (time >= this.now) {
      this.now = time;
      this.behind = 0;
    } else if (time < this.now - CLOCK_STEP) {
      this.behind += 1;
      if (this.behind >= CLOCK_STEP_PACKETS) this.#set_back(time);
    } else if (!(time >= 0)) {
      return this.now;
    }
    if (this.now >= this.next_epoch) {
      this.epoch = (this.epoch + 1) | 0;
      this.next_epoch = this.now + this.epoch_length;
    }
    return time;
  }

  // The clock was set back for good. Connections that were heard of before are not idle until it gets there again.
  #set_back(time) {
    const step = this.now - time;
    this.now = time;
    this.behind = 0;
    this.linger.shift(step);
    this.buffers.shift(step);
    this.next_epoch = time;
    this.next_expiry = time;
  }

  #expire() {
    const { idle_timeout, closed_timeout } = this.options;
    let budget = MAX_EXPIRED;
    let next = Infinity;
    for (const list of [this.embryonic, this.active, this.closing]) {
      const timeout = list === this.closing ? closed_timeout : idle_timeout;
      while (budget > 0 && list.oldest !== null && this.now - list.oldest.time >= timeout) {
        budget -= 1;
        this.#push_out(list.oldest, list === this.closing ? 'closed_timeout' : 'idle_timeout');
      }
      next = Math.min(next, (list.oldest === null ? this.now : list.oldest.time) + timeout);
    }
    this.next_expiry = next;
  }

  /** Ends all connections; packets that come later are ignored. */
  close() {
    if (this.closed) return;
    this.closed = true;
    for (const list of [this.closing, this.active, this.embryonic]) {
      while (list.oldest !== null) this.#end(list.oldest, 'close');
    }
  }

  /** Calls `visit` with each connection that is not over, oldest first. */
  each(visit) {
    for (const list of [this.embryonic, this.active, this.closing]) {
      for (let conn = list.oldest; conn !== null; conn = conn.behind) visit(conn);
    }
  }
}

// A list's order is right but within an epoch, where a few are looked at more closely.
function longest_idle({ oldest }) {
  let victim = oldest;
  let next = oldest;
  for (let i = 0; i < LOOK_AT && next !== null; i++) {
    if (next.time < victim.time) victim = next;
    next = next.behind;
  }
  return victim;
}

function make_defragmenter(option) {
  if (option === false) return null;
  return option === true ? new Defragmenter() : option;
}

exports.Engine = Engine;
