'use strict';

// The connections of a TCPTracker: finds, opens, replaces, evicts and ends them.

const { Connection } = require('./connection');
const { WorkQueue } = require('./events');
const { CaptureClock, ConnectionLists } = require('./expiry');
const { FlowTable, TimeWaitTable, words_of } = require('./flow_table');
const handshake = require('./handshake');
const { BufferLimits } = require('./limits');
const { OverlapHistory } = require('./reorder_queue');
const { Segment } = require('./segment');
const { SYN, RST, ACK } = require('./seq');
const { Alarms } = require('../alarms');
const Defragmenter = require('../ip/defragmenter');

const { classify_syn, BELONGS, MAY_REOPEN, CONFIRMS_REOPEN } = handshake;

/** Reasons for which a connection ends here although it may go on. */
const LIMITS = new Set(['idle_timeout', 'max_sessions', 'max_half_open']);

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
    this.alarms = new Alarms();
    this.flows = new FlowTable(options.key === 'network');
    this.lists = new ConnectionLists(options);
    this.time_wait = new TimeWaitTable();
    this.evict = (conn, limit) => this.#evict(conn, limit);
    this.server_ports = new Set(options.server_ports);
    this.defragmenter = make_defragmenter(options.defragment);
  }

  get sessions() {
    return this.lists.size;
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
      this.lists.end_all((conn) => conn.end('close'));
    });
  }

  /** A listener has thrown `error`. */
  keep_error(error) {
    this.work.keep_error(error);
  }

  #handle(packet) {
    if (packet === FLUSH) {
      this.limits.flush();
      this.#ring(Infinity);
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
    if (now >= this.lists.next_expiry) this.lists.expire(now, this.limits, this.evict);
    if (now >= this.limits.next_due) this.limits.skip_due_gaps(now);
    if (now >= this.alarms.next) this.#ring(now);
    this.#dispatch(segment, time);
  }

  #ring(now) {
    this.alarms.ring(now, (error) => this.keep_error(error));
  }

  #dispatch(segment, time) {
    const hash = this.flows.hash(segment);
    let conn = this.flows.find(hash, segment);
    if (
      conn !== null &&
      ((segment.bits & SYN) !== 0 || conn.pending_reopen !== null) &&
      !this.is_single
    ) {
      const syn_class = classify_syn(conn, conn.is_from_src(segment), segment);
      if (syn_class === MAY_REOPEN) {
        this.#open_pending(conn, hash, segment, time);
        return;
      }
      if (syn_class !== BELONGS) conn = this.#replace(conn, syn_class === CONFIRMS_REOPEN);
    }
    if (conn !== null) {
      const from_src = conn.is_from_src(segment);
      conn.count(from_src, segment, time);
      if (conn.epoch !== this.clock.epoch) conn.touch(this.clock.epoch);
      conn.receive(from_src, segment, time);
    } else if (this.#may_open(hash, segment)) {
      conn = this.#make(hash, segment, time);
      if (this.#install(conn)) conn.receive(conn.is_from_src(segment), segment, time);
    }
  }

  // RFC 9293, section 3.10.7.1: what can't be the first segment that a capture sees of a
  // connection.
  #may_open(hash, segment) {
    const { bits } = segment;
    // A reset for no connection opens none, nor does what no TCP sends: a segment with neither SYN
    // nor ACK.
    if ((bits & RST) !== 0 || (bits & (SYN | ACK)) === 0 || this.closed || this.is_single) {
      this.counts.ignored += 1;
      return false;
    }
    const since = this.now - this.options.closed_timeout;
    if (!this.time_wait.holds(hash, segment, since)) return true;
    this.counts.late += 1;
    return false;
  }

  /**
   * A connection whose first segment is `segment`. Counts it, so that listeners of 'session' see
   * the count.
   */
  #make(hash, segment, time) {
    this.next_number = (this.next_number + 1) & 0x3fffffff;
    const conn = new Connection(this, this.next_number);
    const { ip6 } = segment;
    const from_src = !handshake.is_server(segment, this.server_ports);
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
    const half_open = this.lists.half_open_victim(conn);
    if (half_open !== null) this.#evict(half_open, 'max_half_open');
    const victim = this.lists.victim();
    if (victim !== null) this.#evict(victim, 'max_sessions');
    if (this.closed) {
      conn.discard();
      return false;
    }
    this.flows.add(conn);
    this.lists.add(conn);
    conn.open(this.make_session(conn), this.clock.epoch);
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
  #open_pending(conn, hash, segment, time) {
    const candidate = this.#make(hash, segment, time);
    conn.set_pending_reopen(candidate);
    candidate.receive((segment.bits & ACK) === 0, segment, time);
  }

  /**
   * The old connection ends. Returns its pending_reopen in its place if that is confirmed, or null.
   */
  #replace(conn, is_confirmed) {
    const pending_reopen = is_confirmed ? conn.take_pending_reopen() : conn.drop_pending_reopen();
    this.counts.replaced += 1;
    conn.end('replaced');
    return pending_reopen !== null && this.#install(pending_reopen) ? pending_reopen : null;
  }

  #evict(conn, limit) {
    this.counts[limit] += 1;
    conn.end(limit, undefined, limit);
  }

  /** A connection's phase, or is_closing, may have changed. */
  on_phase_change(conn) {
    this.lists.update(conn);
  }

  /** A connection is over: only its numbers are remembered for a while. */
  on_end(conn) {
    this.counts.ended += 1;
    conn.drop_pending_reopen();
    this.limits.remove(conn);
    if (conn.list === null) return;
    conn.list.remove(conn);
    this.flows.remove(conn);
    // One that only a limit has ended may go on: then it is met in the middle.
    if (!LIMITS.has(conn.end_reason)) this.time_wait.add(conn, this.now);
  }

  #on_set_back(step) {
    this.time_wait.shift(step);
    this.limits.shift(step);
    this.alarms.shift(step);
    this.lists.set_back(this.now);
  }

  /** Calls `visit` with each connection that is not over, least recently used first. */
  each(visit) {
    this.lists.each(visit);
  }
}

function make_defragmenter(option) {
  if (option === false) return null;
  return option === true ? new Defragmenter() : option;
}

exports.ConnectionTable = ConnectionTable;
