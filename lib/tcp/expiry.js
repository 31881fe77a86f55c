'use strict';

// How connections grow old: the capture's clock, and lists of connections, least recently used
// first, from which those that have been idle for too long, or make room for others, are taken.

const { SYN_SENT, SYN_RCVD } = require('./seq');

/**
 * Packets in a row that are this much older than the newest one (seconds) mean that the clock was
 * set back.
 */
const STEP = 60;
const STEP_PACKETS = 16;

/**
 * The capture's time, as its packets tell it. It may jitter; it does not run backwards for a single
 * packet.
 */
class CaptureClock {
  now = 0;
  /** A number that changes whenever an epoch has passed. */
  epoch = 0;
  #next_epoch = 0;
  #epoch_length;
  #packets_behind = 0; // packets in a row that are older than STEP
  #on_set_back;

  /**
   * `epoch_length` is in seconds; `on_set_back(step)` is called when the clock was set back by so
   * many.
   */
  constructor(epoch_length, on_set_back) {
    this.#epoch_length = epoch_length;
    this.#on_set_back = on_set_back;
  }

  /** A packet was captured at `time`, NaN if it does not say. Returns when to say that it was. */
  tick(time) {
    if (time >= this.now) {
      this.now = time;
      this.#packets_behind = 0;
    } else if (time < this.now - STEP) {
      this.#packets_behind += 1;
      if (this.#packets_behind >= STEP_PACKETS) this.#set_back(time);
    } else if (!(time >= 0)) {
      return this.now;
    }
    if (this.now >= this.#next_epoch) {
      this.epoch = (this.epoch + 1) | 0;
      this.#next_epoch = this.now + this.#epoch_length;
    }
    return time;
  }

  #set_back(time) {
    const step = this.now - time;
    this.now = time;
    this.#packets_behind = 0;
    this.#next_epoch = time;
    this.#on_set_back(step);
  }
}

/**
 * A list of connections, or anything with `list`, `prev` and `next`: the least recently used one is
 * the head.
 */
class LRUList {
  head = null;
  tail = null;
  size = 0;

  add(conn) {
    conn.list = this;
    conn.prev = this.tail;
    conn.next = null;
    if (this.tail === null) this.head = conn;
    else this.tail.next = conn;
    this.tail = conn;
    this.size += 1;
  }

  remove(conn) {
    if (conn.prev === null) this.head = conn.next;
    else conn.prev.next = conn.next;
    if (conn.next === null) this.tail = conn.prev;
    else conn.next.prev = conn.prev;
    conn.list = null;
    conn.prev = null;
    conn.next = null;
    this.size -= 1;
  }

  /** Moves `conn`, which is in the list, to the tail. */
  touch(conn) {
    if (this.tail === conn) return;
    this.remove(conn);
    this.add(conn);
  }
}

/** How many connections at the head of a list are compared to find the one that is idle longest. */
const SAMPLE = 8;

/**
 * How many connections, and queued segments, may expire with one packet. The others follow with the
 * next.
 */
const MAX_EXPIRED = 1024;
const MAX_EXPIRED_SEGMENTS = 4096;

/**
 * The connections of a table by phase. Each phase has one timeout, so that the head of a list is
 * the next to expire. Lists are sorted by epoch of the clock, not by packet: moving a connection
 * costs more than all else that a packet needs.
 */
class ConnectionLists {
  #options;
  #embryonic = new LRUList(); // half open
  #active = new LRUList();
  #closing = new LRUList(); // both sides have sent a FIN
  next_expiry = 0; // when to call expire()

  constructor(options) {
    this.#options = options;
  }

  get size() {
    return this.#embryonic.size + this.#active.size + this.#closing.size;
  }

  #list_of(conn) {
    if (conn.phase === SYN_SENT || conn.phase === SYN_RCVD) return this.#embryonic;
    return conn.is_closing ? this.#closing : this.#active;
  }

  add(conn) {
    this.#list_of(conn).add(conn);
  }

  /** The phase of `conn`, or is_closing, may have changed. */
  update(conn) {
    if (conn.list === null) return;
    const list = this.#list_of(conn);
    if (list === conn.list) return;
    conn.list.remove(conn);
    list.add(conn);
  }

  /** The half-open connection that has to go before `conn` is added, or null. */
  half_open_victim(conn) {
    const list = this.#embryonic;
    const is_over = this.#list_of(conn) === list && list.size >= this.#options.max_half_open;
    return is_over ? idlest(list) : null;
  }

  /**
   * The connection that has to go before another is added, or null: the one that is least likely to
   * be missed. A flood of SYNs must not evict those that have work to do.
   */
  victim() {
    const { max_sessions } = this.#options;
    if (this.size < max_sessions) return null;
    const is_flood = this.#embryonic.size > max_sessions / 8; // true if there are no others
    return (
      (is_flood ? idlest(this.#embryonic) : null) ?? idlest(this.#closing) ?? idlest(this.#active)
    );
  }

  /**
   * Calls `evict(conn, limit)`, which takes it from its list, with those whose time is over at
   * `now`. `queued` has the number of queued segments.
   */
  expire(now, queued, evict) {
    const { idle_timeout, closed_timeout } = this.#options;
    const least_segments = queued.segments - MAX_EXPIRED_SEGMENTS;
    let budget = MAX_EXPIRED;
    let next = Infinity;
    for (const list of [this.#embryonic, this.#active, this.#closing]) {
      const timeout = list === this.#closing ? closed_timeout : idle_timeout;
      while (
        budget > 0 &&
        queued.segments >= least_segments &&
        list.head !== null &&
        now - list.head.time >= timeout
      ) {
        budget -= 1;
        evict(list.head, list === this.#closing ? 'closed_timeout' : 'idle_timeout');
      }
      next = Math.min(next, (list.head === null ? now : list.head.time) + timeout);
    }
    this.next_expiry = next;
  }

  /** The clock was set back to `now`: those that were heard of before are not idle until then. */
  set_back(now) {
    this.next_expiry = now;
  }

  /**
   * Calls `end(conn)`, which takes it from its list, with all: in the order of their last packets;
   * where these came at the same time, of their ports.
   */
  end_all(end) {
    const all = [];
    this.each((conn) => all.push(conn));
    all.sort((a, b) => a.time - b.time || a.sport - b.sport || a.dport - b.dport);
    for (const conn of all) if (conn.list !== null) end(conn);
  }

  /** Calls `visit` with each connection, least recently used first. */
  each(visit) {
    for (const list of [this.#embryonic, this.#active, this.#closing]) {
      for (let conn = list.head; conn !== null; conn = conn.next) visit(conn);
    }
  }
}

// A list's order is right but within an epoch, where a few are looked at more closely.
function idlest({ head }) {
  let victim = head;
  let next = head;
  for (let i = 0; i < SAMPLE && next !== null; i++) {
    if (next.time < victim.time) victim = next;
    next = next.next;
  }
  return victim;
}

exports.CaptureClock = CaptureClock;
exports.LRUList = LRUList;
exports.ConnectionLists = ConnectionLists;
