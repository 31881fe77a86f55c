'use strict';

// The connections of a TCPTracker: finds, opens, replaces, evicts and ends them, within the limits
// for connections. Those for queues are in buffer_limits.js.

const { CaptureClock } = require('./capture_clock');
const { Connection } = require('./connection');
const { BufferLimits } = require('./buffer_limits');
const { FlowTable, LRUList, words_of } = require('./flow_table');
const { Segment } = require('./segment');
const { is_server } = require('./roles');
const { OverlapHistory } = require('./overlap_history');
const handshake = require('./handshake');
const { TimeWaitTable } = require('./time_wait');
const { WorkQueue } = require('./work_queue');
const { classify_syn, BELONGS, CANDIDATE, CONFIRM } = require('./reopen');
const { SYN, RST, ACK, SYN_SENT, SYN_RCVD } = require('./seq');
const Defragmenter = require('../ip/defragmenter');

/** Reasons for which a connection ends here although it may go on. */
const LIMITS = new Set(['idle_timeout', 'max_sessions', 'max_half_open']);

/** How many connections at the head of a list are compared to find the one that is idle longest. */
const SAMPLE = 8;

/**
 * How many connections, and queued segments, may expire with one packet. The others follow with the
 * next.
 */
const MAX_EXPIRED = 1024;
const MAX_EXPIRED_SEGMENTS = 4096;

/** What WorkQueue hands out for flush(). */
const FLUSH = Symbol('flush');

class ConnectionTable {
  /**
   * `emitter` is the tracker, or null. `make_session(conn)` returns the session of a connection.
   */
  constructor(options, emitter, make_session) {
    this.options = options;
    this.emitter = emitter;
    this.make_session = make_session;
    const epoch_length = Math.min(1, options.idle_timeout / 16, options.closed_timeout / 16);
    this.clock = new CaptureClock(epoch_length, (step) => this.#on_set_back(step));
    this.work = new WorkQueue((packet) => this.#handle(packet));
    this.scratch = new Segment(); // for the packet under way
    this.next_number = 0;
    this.history = options.overlap_history > 0 ? new OverlapHistory(options.overlap_history) : null;
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
    this.limits = new BufferLimits(options, this.counts);
    this.flows = new FlowTable(options.key === 'network');
    // By phase; each has one timeout, so that the head of a list is the next to expire.
    this.embryonic = new LRUList();
    this.active = new LRUList();
    this.closing = new LRUList();
    this.time_wait = new TimeWaitTable();
    this.next_expiry = 0;
    this.server_ports = new Set(options.server_ports);
    this.defragmenter = make_defragmenter(options.defragment);
  }

  get sessions() {
    return this.embryonic.size + this.active.size + this.closing.size;
  }

  get now() {
    return this.clock.now;
  }

  /** Tracks a packet. If a listener calls this, it does so when the packet under way is done. */
  track(packet) {
    if (!this.closed && !this.work.run(packet)) this.counts.ignored += 1;
  }

  /**
   * Delivers what connections queue. If a listener calls this, it does so when the packet under way
   * is done.
   */
  flush() {
    if (!this.closed) this.work.run(FLUSH);
  }

  /**
   * Ends all connections, at once also if a listener calls this. Packets that come later are
   * ignored.
   */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.work.finish(() => {
      // Each pass takes one from its list: end() does, whatever its listeners do.
      for (const list of [this.closing, this.active, this.embryonic]) {
        while (list.head !== null) list.head.end('close');
      }
    });
  }

  /** A listener has thrown `error`. */
  keep_error(error) {
    this.work.keep_error(error);
  }

  #handle(packet) {
    if (packet === FLUSH) {
      this.limits.flush();
      return;
    }
    const segment = this.scratch;
    if (segment.read(packet, this.flows)) this.#process(segment);
    else if (segment.has_fragment) this.#process_fragment(segment);
    segment.clear();
  }

  #process_fragment(segment) {
    const whole = this.defragmenter?.defragment(segment.packet);
    if (whole === undefined || whole === null || !segment.read_layers(whole, this.flows)) return;
    this.#process(segment);
  }

  #process(segment) {
    this.counts.packets += 1;
    const time = this.clock.tick(segment.time);
    const { now } = this.clock;
    if (now >= this.next_expiry) this.#expire();
    if (now >= this.limits.next_due) this.limits.skip_due_gaps(now);
    this.#dispatch(segment, time);
  }

  #dispatch(segment, time) {
    const hash = this.flows.hash(segment);
    let conn = this.flows.find(hash, segment);
    if (
      conn !== null &&
      ((segment.bits & SYN) !== 0 || conn.successor !== null) &&
      !this.is_single
    ) {
      const verdict = classify_syn(conn, conn.is_from_src(segment), segment);
      if (verdict === CANDIDATE) {
        this.#nominate(conn, hash, segment, time);
        return;
      }
      if (verdict !== BELONGS) conn = this.#replace(conn, verdict === CONFIRM);
    }
    if (conn !== null) {
      const from_src = conn.is_from_src(segment);
      conn.count(from_src, segment, time);
      if (conn.epoch !== this.clock.epoch) this.#touch(conn);
      conn.receive(from_src, segment, time);
    } else if (this.#may_open(hash, segment)) {
      conn = this.#make(hash, segment, time);
      if (this.#install(conn)) conn.receive(conn.is_from_src(segment), segment, time);
    }
  }

  // RFC 9293, section 3.10.7.1: what can't be the first segment that a capture sees of a
  // connection.
  #may_open(hash, segment) {
    const { saddr, daddr, sport, dport, bits } = segment;
    // A reset for no connection opens none, nor does what no TCP sends: a segment with neither SYN
    // nor ACK.
    if ((bits & RST) !== 0 || (bits & (SYN | ACK)) === 0 || this.closed || this.is_single) {
      this.counts.ignored += 1;
      return false;
    }
    const since = this.now - this.options.closed_timeout;
    const slot = this.time_wait.find(hash, saddr, sport, daddr, dport, since);
    if (slot < 0 || this.#leaves_time_wait(slot, segment)) return true;
    this.counts.late += 1;
    return false;
  }

  // A segment of a connection in TIME-WAIT. A SYN with another number opens the next one; a SYN
  // with the same number may be a late copy, unless it is answered.
  #leaves_time_wait(slot, { seq, bits }) {
    const is_syn = (bits & SYN) !== 0;
    const is_answer = is_syn && (bits & ACK) !== 0;
    if (!is_syn || this.time_wait.has_isn(slot, seq)) {
      if (is_syn && !is_answer) this.time_wait.set_syn_repeated(slot);
      if (!is_answer || !this.time_wait.is_syn_repeated(slot)) return false;
    }
    this.time_wait.remove(slot);
    return true;
  }

  /**
   * A connection whose first segment is `segment`. Counts it, so that listeners of 'session' see
   * the count.
   */
  #make(hash, segment, time) {
    this.next_number = (this.next_number + 1) & 0x3fffffff;
    const conn = new Connection(this, this.next_number);
    const { ip6 } = segment;
    const from_src = !is_server(segment, this.server_ports);
    let words = null;
    if (ip6 !== null)
      words = from_src ? words_of(ip6.saddr, ip6.daddr) : words_of(ip6.daddr, ip6.saddr);
    conn.set_key(hash, segment, from_src, words);
    handshake.open(conn, from_src, segment, time);
    conn.count(conn.is_from_src(segment), segment, time);
    return conn;
  }

  /**
   * Gives a connection its session. False if a listener of one that was evicted for it has closed
   * the tracker.
   */
  #install(conn) {
    const { max_half_open, max_sessions } = this.options;
    const list = this.#list_of(conn);
    if (list === this.embryonic && list.size >= max_half_open) {
      this.#evict(longest_idle(list), 'max_half_open');
    }
    if (this.sessions >= max_sessions) this.#evict(this.#eviction_victim(), 'max_sessions');
    if (this.closed) {
      conn.discard();
      return false;
    }
    this.flows.add(conn);
    list.add(conn);
    conn.epoch = this.clock.epoch;
    conn.session = this.make_session(conn);
    this.counts.opened += 1;
    if (this.emitter !== null) {
      try {
        this.emitter.emit('session', conn.session);
      } catch (error) {
        this.keep_error(error);
      }
    }
    return true;
  }

  // A SYN that may begin a new connection in place of `conn`.
  #nominate(conn, hash, segment, time) {
    const candidate = this.#make(hash, segment, time);
    this.#dismiss(conn);
    conn.successor = candidate;
    candidate.is_forward = candidate.saddr === conn.saddr && candidate.sport === conn.sport;
    candidate.receive((segment.bits & ACK) === 0, segment, time);
  }

  #dismiss(conn) {
    const { successor } = conn;
    conn.successor = null;
    if (successor !== null) successor.discard();
  }

  /** The old connection ends. Returns its successor in its place if that is confirmed, or null. */
  #replace(conn, is_confirmed) {
    const { successor } = conn;
    if (!is_confirmed) this.#dismiss(conn);
    conn.successor = null;
    this.counts.replaced += 1;
    conn.end('replaced');
    if (!is_confirmed) return null;
    return this.#install(successor) ? successor : null;
  }

  /**
   * The connection that is least likely to be missed: a flood of SYNs must not evict those that
   * have work to do.
   */
  #eviction_victim() {
    const { embryonic, closing, active, options } = this;
    const is_flood = embryonic.size > options.max_sessions / 8; // true if there are no others
    return (
      (is_flood ? longest_idle(embryonic) : null) ?? longest_idle(closing) ?? longest_idle(active)
    );
  }

  #evict(conn, limit) {
    this.counts[limit] += 1;
    conn.end(limit, undefined, limit);
  }

  // Lists are sorted by epoch, not by packet: moving a connection costs more than the rest of
  // dispatch.
  #touch(conn) {
    conn.epoch = this.clock.epoch;
    conn.list?.touch(conn);
  }

  #list_of(conn) {
    if (conn.phase === SYN_SENT || conn.phase === SYN_RCVD) return this.embryonic;
    return conn.is_closing ? this.closing : this.active;
  }

  /** A connection's phase, or is_closing, may have changed. */
  on_phase_change(conn) {
    if (conn.list === null) return;
    const list = this.#list_of(conn);
    if (list === conn.list) return;
    conn.list.remove(conn);
    list.add(conn);
  }

  /** A connection is over: only its numbers are remembered for a while. */
  on_end(conn) {
    this.counts.ended += 1;
    this.#dismiss(conn);
    this.limits.remove(conn);
    if (conn.list === null) return;
    conn.list.remove(conn);
    this.flows.remove(conn);
    // One that only a limit has ended may go on: then it is met in the middle.
    if (!LIMITS.has(conn.end_reason)) this.time_wait.add(conn, this.now);
  }

  // Connections that were heard of before are not idle until the clock gets there again.
  #on_set_back(step) {
    this.time_wait.shift(step);
    this.limits.shift(step);
    this.next_expiry = this.now;
  }

  // Each pass takes one connection from its list.
  #expire() {
    const { idle_timeout, closed_timeout } = this.options;
    const { limits } = this;
    const least_segments = limits.segments - MAX_EXPIRED_SEGMENTS;
    let budget = MAX_EXPIRED;
    let next = Infinity;
    for (const list of [this.embryonic, this.active, this.closing]) {
      const timeout = list === this.closing ? closed_timeout : idle_timeout;
      while (
        budget > 0 &&
        limits.segments >= least_segments &&
        list.head !== null &&
        this.now - list.head.time >= timeout
      ) {
        budget -= 1;
        this.#evict(list.head, list === this.closing ? 'closed_timeout' : 'idle_timeout');
      }
      next = Math.min(next, (list.head === null ? this.now : list.head.time) + timeout);
    }
    this.next_expiry = next;
  }

  /** Calls `visit` with each connection that is not over, least recently used first. */
  each(visit) {
    for (const list of [this.embryonic, this.active, this.closing]) {
      for (let conn = list.head; conn !== null; conn = conn.next) visit(conn);
    }
  }
}

// A list's order is right but within an epoch, where a few are looked at more closely.
function longest_idle({ head }) {
  let victim = head;
  let next = head;
  for (let i = 0; i < SAMPLE && next !== null; i++) {
    if (next.time < victim.time) victim = next;
    next = next.next;
  }
  return victim;
}

function make_defragmenter(option) {
  if (option === false) return null;
  return option === true ? new Defragmenter() : option;
}

exports.ConnectionTable = ConnectionTable;
