'use strict';

// What all sessions above a byte stream have in common. The stream is a TCPSession's, or that of
// another session (TLS): anything that emits 'data send', 'data recv', 'gap', 'fin' and 'end' as a
// TCPSession does.
//
// A subclass overrides on_data(), on_gap(), on_fin(), on_end(), held_bytes and shed(), and emits
// its events with emit_event(). It can rely on this:
//
//   - These methods are never entered while one of them is at work: what a listener feeds back into
//     the tracker waits for its turn.
//   - emit_event() never throws. What a listener throws is thrown on when the work at hand is done.
//   - Nothing is told after 'end', which comes once.
//   - Data of the side that `answering` names comes after the data that it acknowledges, as far as
//     the capture has that (AnswerOrder).

const { EventEmitter } = require('node:events');
const { ALARMS } = require('../alarms');
const { Budget } = require('../budget');
const { inspectable } = require('../inspection');
const { check_options, custom, number } = require('../validate');
const { AnswerOrder } = require('./answer_order');
const { own_copy } = require('./byte_builder');
const { HeldEvents } = require('./held_events');
const { guard_getters } = require('../getters');

const MAX_HELD_BYTES = 16 * 1024 * 1024;
const LONE_BUDGET = 8 * 1024 * 1024; // of a session that belongs to no tracker

/** Options of every StreamSession. */
const STREAM_OPTIONS = {
  max_held_bytes: number({ default: MAX_HELD_BYTES, min: 0 }),
  budget: custom({
    default: undefined,
    accepts: (value) => value instanceof Budget,
    what: 'a Budget (that of a TCPTracker, for example)',
  }),
};

/**
 * When data was captured, in milliseconds since 1970. The tracker's times are seconds; rounding to
 * microseconds takes away what the multiplication adds.
 */
function capture_time(session, info) {
  return Math.round((info?.time ?? session.current_cap_time) * 1e6) / 1e3;
}

/** What an error says of a gap; Infinity: how many bytes it has is unknown. */
function not_captured(count) {
  return count === Infinity ? 'bytes were not captured' : `${count} bytes were not captured`;
}

/**
 * Events: 'limit' (session, { limit, what, count, bytes }): the session had to drop what it held,
 * `count` of `what` ('requests', 'commands', 'a message' …), because it came to its
 * `max_held_bytes` or all sessions together to the `budget`; 'end' (session).
 */
class StreamSession extends EventEmitter {
  #below;
  #options;
  #budget;
  #account = null;
  #busy = false;
  #at_limits = false;
  #draining = false;
  #waiting = []; // what came while busy: functions
  #order = null; // AnswerOrder, once anything has come
  #held = null; // HeldEvents, once anything had to wait
  #is_telling = false; // what was held
  #alarm = null; // of the tracker's, when held events are due
  #failure = null; // { error }: the first that a listener threw
  #now = 0; // the time of what came last
  #ended = false;

  /**
   * @param {object} below  a TCPSession, or another session that gives out a stream
   * @param {object} [options]  checked by a table that includes STREAM_OPTIONS
   * @param {object} table
   */
  constructor(below, options, table) {
    super();
    this.#options = check_options(new.target.name, options, table);
    this.#below = below;
    this.tcp_session = below?.tcp_session ?? below;
    this.#budget =
      this.#options.budget ?? this.tcp_session?.tracker?.budget ?? new Budget(LONE_BUDGET);
  }

  /** What it listens to: a TCPSession, or a session that gives out a stream. */
  get below() {
    return this.#below;
  }

  /** Takes the data of the session below. */
  listen() {
    const below = this.#below;
    below.on('data send', (session, bytes, info) =>
      this.data('send', bytes, capture_time(session, info), info),
    );
    below.on('data recv', (session, bytes, info) =>
      this.data('recv', bytes, capture_time(session, info), info),
    );
    below.on('gap', (session, direction, count, info) =>
      this.gap(direction, count, capture_time(session, info), info),
    );
    below.on('fin', (session, direction) => this.fin(direction));
    below.on('end', () => this.end());
  }

  // --- what comes from below

  /** Takes bytes of the stream; `time` is in milliseconds. */
  data(direction, bytes, time, info) {
    this.#data(direction, bytes, time, info);
  }

  // Private, here and below: what is put off must not go through a subclass's method once more.
  #data(direction, bytes, time, info) {
    if (!this.#is_free) {
      this.#put_off_data(direction, bytes, time, info);
      return;
    }
    this.#busy = true;
    try {
      this.#take('data', direction, bytes.length, time, info, bytes);
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#leave();
  }

  // On its own: a function that makes a closure costs its every caller.
  #put_off_data(direction, bytes, time, info) {
    this.#enter(() => this.#data(direction, bytes, time, info));
  }

  get #is_free() {
    return !this.#busy && !this.#ended;
  }

  /** `count` bytes were not captured. */
  gap(direction, count, time, info) {
    this.#gap(direction, count, time, info);
  }

  #gap(direction, count, time, info) {
    if (this.#enter(() => this.#gap(direction, count, time, info))) return;
    this.attempt(() => this.#take('gap', direction, count, time, info));
    this.#leave();
  }

  /** One direction has ended. */
  fin(direction) {
    this.#fin(direction);
  }

  #fin(direction) {
    if (this.#enter(() => this.#fin(direction))) return;
    this.attempt(() => this.#take('fin', direction, 0, NaN));
    this.#leave();
  }

  /** The stream is over. */
  end() {
    this.#end();
  }

  #end() {
    if (this.#enter(() => this.#end())) return;
    this.attempt(() => {
      for (let next; (next = this.#order?.take()) !== undefined;) this.#pass_event(next);
      this.on_end();
    });
    if (this.#held !== null) this.#tell_held(Infinity);
    this.#clear_alarm();
    this.#check_limits();
    this.emit_event('end');
    this.#ended = true;
    this.#leave();
  }

  // Returns whether this is not the time: the work is put off, or there is none any more.
  #enter(work) {
    if (this.#ended) return true;
    if (this.#busy) {
      this.#waiting.push(work);
      return true;
    }
    this.#busy = true;
    return false;
  }

  // After the work, what came meanwhile, then what a listener threw.
  #leave() {
    if (this.#held !== null) this.#tell_held(this.#now);
    this.#check_limits();
    this.#busy = false;
    if (this.#waiting.length > 0 && !this.#draining) {
      this.#draining = true;
      while (this.#waiting.length > 0) this.attempt(this.#waiting.shift());
      this.#draining = false;
    }
    if (this.#failure !== null && !this.#draining) this.#throw_failure();
  }

  #throw_failure() {
    const { error } = this.#failure;
    this.#failure = null;
    throw error;
  }

  #take(kind, direction, length, time, info, bytes) {
    if (kind !== 'fin') this.#now = time;
    if (!this.needs_places) {
      if (kind === 'data') this.on_data(direction, bytes, time, info);
      else if (kind === 'gap') this.on_gap(direction, length, time, info);
      else this.on_fin(direction);
      return;
    }
    const order = (this.#order ??= this.#begin());
    // Above TLS it may not be known how much is missing: it goes on where `info` says.
    const place = order.place(direction, Number.isFinite(length) ? length : 0, info);
    const can_wait = direction === this.answering || !order.is_empty;
    if (can_wait && order.must_wait(direction, place)) {
      order.put_off({ kind, direction, length, bytes, time, info, place });
    } else {
      this.#pass(kind, direction, length, time, info, bytes, place);
    }
    // After a gap comes what was withheld because of it: that is not late yet.
    const now = kind === 'gap' && direction !== this.answering ? NaN : time;
    while (!order.is_empty) {
      const next = this.answering === undefined ? order.take() : order.next(now);
      if (next === undefined) return;
      this.#pass_event(next);
    }
  }

  #pass_event({ kind, direction, length, bytes, time, info, place }) {
    this.#pass(kind, direction, length, time, info, bytes, place);
  }

  #begin() {
    const order = new AnswerOrder();
    const { missed_syn, send_isn, recv_isn } = this.#below ?? {};
    if (missed_syn) return order;
    if (typeof send_isn === 'number') order.begin('send', send_isn + 1);
    if (typeof recv_isn === 'number') order.begin('recv', recv_isn + 1);
    return order;
  }

  #pass(kind, direction, length, time, info, bytes, place) {
    const order = this.#order;
    if (kind === 'fin') {
      this.on_fin(direction);
      order.passed_fin(direction);
      return;
    }
    place.is_early = order.is_early(direction, place);
    if (kind === 'data') this.on_data(direction, bytes, time, info, place);
    else this.on_gap(direction, length, time, info, place);
    order.passed(direction, place.end);
  }

  // --- for subclasses

  get options() {
    return this.#options;
  }

  /** 'send' or 'recv': the direction whose data answers the other's; undefined where none does. */
  get answering() {
    return undefined;
  }

  /** Whether it uses places, or has one side wait for the other. */
  get needs_places() {
    return true;
  }

  // `info` is what the session below says of the bytes. `place` is { start, end, acked, is_early }:
  // where they stand in their stream, how much of the other stream their sender had received, and
  // whether some of that has not come yet.
  on_data() {}
  on_gap() {}
  on_fin() {}
  on_end() {}

  /** Bytes of memory held for later, objects counted for what they take. */
  get held_bytes() {
    return 0;
  }

  /**
   * Drops what is held, the oldest first, until held_bytes is `target` or less.
   * @returns {{ what: string, count: number, bytes: number }[]}
   */
  // eslint-disable-next-line no-unused-vars -- the subclasses' signature
  shed(target) {
    return [];
  }

  /** Emits an event, the session first, then up to three arguments. Never throws. */
  emit_event(event, a, b, c) {
    if (this.#ended) return;
    if (this.#is_holding) {
      this.#hold_event(...arguments);
      return;
    }
    try {
      if (arguments.length === 2) this.emit(event, this, a);
      else if (arguments.length === 3) this.emit(event, this, a, b);
      else if (arguments.length === 1) this.emit(event, this);
      else this.emit(event, this, a, b, c);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  // Its bytes are those of a packet, which may not stay.
  #hold_event(...event) {
    let bytes = 0;
    const kept = event.map((what) => {
      if (!Buffer.isBuffer(what)) return what;
      bytes += what.length;
      return own_copy(what);
    });
    this.#held.push(() => this.emit_event(...kept), bytes);
  }

  // --- answers of which it is not known yet what they answer

  /** Whether events wait: work that tells of something is for hold(). */
  get is_holding() {
    return this.#is_holding;
  }

  get #is_holding() {
    return this.#held !== null && !this.#is_telling && !this.#held.is_empty;
  }

  /** Keeps work until its turn comes; `bytes` is what it keeps in memory. */
  hold(work, bytes = 0) {
    this.#held.push(work, bytes);
  }

  /** Events, from now on, wait until decided() is called with this answer. */
  wait_for(answer) {
    this.#held ??= new HeldEvents();
    this.#held.wait_for(answer, this.#now);
    if (this.#alarm === null) this.#set_alarm();
  }

  // The connection may be quiet when it has been waited for long enough.
  #set_alarm() {
    const alarms = this.tcp_session?.tracker?.[ALARMS];
    if (alarms === undefined) return;
    this.#alarm = alarms.set(this.#held.due / 1000, (now) => {
      this.#alarm = null;
      this.#turn(() => this.#wake(now * 1000));
    });
  }

  #clear_alarm() {
    if (this.#alarm !== null) this.tcp_session.tracker[ALARMS].clear(this.#alarm);
    this.#alarm = null;
  }

  #wake(now) {
    this.#now = Math.max(this.#now, now);
    this.#tell_held(this.#now);
    if (!this.#held.is_empty) this.#set_alarm();
  }

  decided(answer) {
    this.#held.decided(answer);
  }

  /** Too much or too long has been waited for: a subclass decides on all answers. */
  on_overdue() {}

  #tell_held(time) {
    if (this.#held.is_overdue(time)) this.attempt(() => this.on_overdue());
    this.#is_telling = true;
    for (let work; (work = this.#held.next()) !== undefined;) this.attempt(work);
    this.#is_telling = false;
  }

  /** Does work that something else than the stream has caused, as these methods are done. */
  turn(work) {
    this.#turn(work);
  }

  #turn(work) {
    if (this.#enter(() => this.#turn(work))) return;
    this.attempt(work);
    this.#leave();
  }

  /** Runs `work`; what it throws is thrown on when the work at hand is done. */
  attempt(work) {
    try {
      work();
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  // --- limits

  // Limits are kept after each segment, and not within it, where a parser is at work.
  #check_limits() {
    const bytes = this.#all_held;
    if (bytes === 0 && this.#account === null) return;
    const { max_held_bytes } = this.#options;
    if (bytes > max_held_bytes) this.#shed('max_held_bytes', max_held_bytes / 2);
    this.#account ??= this.#budget.open(() => this.#shed_for_budget());
    this.#account.set(this.#all_held);
    if (this.#budget.bytes <= this.#budget.limit) return;
    this.#at_limits = true;
    this.attempt(() => this.#budget.enforce());
    this.#at_limits = false;
  }

  get #all_held() {
    return this.#ended
      ? 0
      : this.held_bytes + (this.#order?.held_bytes ?? 0) + (this.#held?.held_bytes ?? 0);
  }

  // The budget is exhausted, and this session is one of those that hold most.
  #shed_for_budget() {
    if (this.#busy) {
      if (this.#at_limits) this.#shed_half();
      return;
    }
    this.#busy = true;
    this.#shed_half();
    this.#busy = false;
    if (this.#waiting.length > 0) this.attempt(this.#waiting.shift());
    if (this.#failure !== null) this.#throw_failure();
  }

  #shed_half() {
    this.#shed('budget', this.#account.bytes / 2);
    this.#account.set(this.#all_held);
  }

  // What waits for its turn is not dropped: it is taken now.
  #shed(limit, target) {
    while (this.#all_held > target && this.#order !== null && !this.#order.is_empty) {
      this.#pass_event(this.#order.take());
    }
    if (this.#held !== null && this.#all_held > target) this.#tell_held(Infinity);
    for (const dropped of this.shed(Math.floor(target)))
      this.emit_event('limit', { limit, ...dropped });
  }

  static {
    guard_getters(this, (object) => #below in object);
  }
}

inspectable(StreamSession);

exports.STREAM_OPTIONS = STREAM_OPTIONS;
exports.StreamSession = StreamSession;
exports.capture_time = capture_time;
exports.not_captured = not_captured;
