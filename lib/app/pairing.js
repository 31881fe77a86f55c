'use strict';

// Which answer belongs to which request, where answers come in the order of requests (HTTP/1.1,
// Redis).
//
// While the capture has all bytes, a queue is enough. When it missed some, how many requests and
// answers are missing has to be found out (Reckoning). Often what comes later tells: the next batch
// of a client that waits for all answers, for example. An answer can be held until then.
//
// One that could belong to several requests belongs to none: a wrong pair is worse than none.

const { AnswerStarts, Habit, Window } = require('./client_habits');
const { PendingQueue } = require('./pending_queue');
const { Reckoning } = require('./reckoning');

const MARKER_COST = 100;
const MAX_EARLY = 100;
const MAX_WINDOW = 64; // requests that are looked at
const MAX_UNDECIDED = 256;

/** What answer() returns where the request is not known yet. */
const UNDECIDED = Symbol('undecided');

/** In the queue: bytes that the capture missed, in which there are requests. */
class Missing {
  message = null;
  is_over = false; // there are none, after all

  constructor(start, min, max) {
    this.start = start;
    this.min = min;
    this.max = max;
  }
}

class Pairing {
  #requests = new PendingQueue();
  #early = new PendingQueue(); // answers that came before any request that they could be for
  #habit = new Habit();
  #window = new Window();
  #starts = new AnswerStarts();
  #missing = null; // the Missing that is still open
  #last = null; // the newest request, as in the queue
  #clean_from = -Infinity; // all answers that began from here on have been seen
  #reckoning = null; // since bytes are missing, until a pair is certain
  #undecided = []; // { message, place }: answers whose request is not known yet
  #is_hopeless = false; // what was held came to nothing
  #least_request;
  #decide;

  /**
   * @param {number} [least_request]  bytes; fewer that are missing are no request
   * @param {(answer, request) => void} [decide]  told of answers that were undecided; the request
   *   is undefined where it can't be known
   */
  constructor(least_request = 1, decide = () => {}) {
    this.#least_request = least_request;
    this.#decide = decide;
  }

  /** Bytes of memory that the waiting requests take. */
  get held_bytes() {
    return this.#requests.bytes + this.#early.bytes;
  }

  /** Whether no request waits, whatever is missing. */
  get is_empty() {
    return this.#last === null || this.#last.number < this.#requests.first;
  }

  /** The request that the next answer is for; undefined where that is not known. */
  get current() {
    if (this.#reckoning !== null || this.#requests.forgotten > 0) return undefined;
    return this.#requests.get(this.#requests.first)?.message ?? undefined;
  }

  /**
   * Forgets answers that came early, then the oldest requests, until `target` bytes are held.
   * @returns {{ answers: number, requests: number }}  how many they were
   */
  shed(target) {
    const answers = this.held_bytes > target ? this.#early.clear() : 0;
    const is_counted =
      this.#reckoning === null && !this.#requests.has((entry) => entry.message === null);
    const requests = this.#requests.forget(target);
    if (requests > 0 && !is_counted) this.#start_over(-Infinity);
    return { answers, requests };
  }

  /** The capture begins in the middle of the connection. */
  join_late() {
    this.missed_requests(-Infinity);
    this.#missing.is_over = true; // what was sent before is taken to have been answered
    this.#clean_from = Infinity;
    this.#start_over(-Infinity);
  }

  // --- requests

  /**
   * A request. Returns the answer that came before it, if one did.
   * @param {object} message
   * @param {object} place  `start` and `end`; `acked`: how much of the answers' stream its sender
   *   had; `is_settled`: all answers that begin in that are known
   * @param {number} cost  bytes of memory that it takes
   */
  add(message, { start, end, acked, is_settled }, cost) {
    const missing = this.#missing;
    this.#missing = null;
    if (missing !== null && start - missing.start < this.#least_request) missing.is_over = true;
    const early = this.#answered_early(message, start);
    if (early !== undefined) {
      this.#last = null;
      return early;
    }
    const entry = this.#enter({ message, start, acked, number: this.#requests.next }, missing);
    this.#habit.saw_size(end - start);
    this.#requests.push(entry, cost);
    if (this.#reckoning === null) return undefined;
    if (!this.#reckoning.request(entry)) this.#contradict(acked);
    else if (this.#reckoning.is_full) this.#start_over(acked);
    if (is_settled) {
      this.#reach(acked);
      this.#resolve();
    }
    return undefined;
  }

  #answered_early(message, start) {
    while (this.#early.length > 0) {
      const early = this.#early.shift();
      const is_older = early.is_guess ? early.message.start >= message.start : start < early.acked;
      if (is_older) return early.message;
    }
    return undefined;
  }

  // `before` and `before_start` are those of the request before; `batch` is the number of the first
  // of a batch, NaN where some of it can be missing.
  #enter(entry, missing) {
    const last = this.#last;
    this.#last = entry;
    const is_same = last !== null && entry.acked <= last.acked;
    entry.missing = missing === null || missing.is_over ? null : missing;
    entry.joins = missing?.start === -Infinity && missing.is_over;
    entry.before = last === null ? NaN : last.acked;
    entry.before_start = last === null ? NaN : last.start;
    if (missing !== null) entry.batch = NaN;
    else entry.batch = is_same ? last.batch : entry.number;
    if (last === null || missing !== null) return entry;
    this.#habit.saw_size(entry.start - last.start);
    if (is_same) this.#habit.saw_pipelining();
    else if (!Number.isNaN(last.batch)) {
      const size = entry.number - last.batch;
      this.#habit.batch_ended({ from: last.acked, to: entry.acked, size });
    }
    return entry;
  }

  /** The newest request takes more than it did. */
  grow(message, cost) {
    this.#requests.grow((entry) => entry.message === message, cost);
  }

  /**
   * Bytes from `start` on are missing in which `min` requests have begun, or more.
   * @param {number} [max]
   */
  missed_requests(start, min = 1, max = Infinity) {
    if (this.#missing !== null) {
      this.#missing.max = Math.max(this.#missing.max, max);
      return;
    }
    this.#missing = new Missing(start, min, max);
    this.#requests.push(this.#missing, MARKER_COST);
    if (this.#reckoning !== null) this.#reckoning.missed_requests(this.#missing);
    else if (this.#early.length > 0) this.#count_early();
  }

  // Answers that came early are for requests that are missing.
  #count_early() {
    this.#begin_reckoning(this.#early.get(this.#early.first).start, 0);
    while (this.#early.length > 0) this.#reckoning.answer(this.#early.shift().start);
  }

  // --- answers

  /** Bytes are missing from `start` on, in which `min` answers begin at least; likely, `likely`. */
  missed_answers(start, min = 0, likely = min) {
    const early = this.#early.clear();
    if (this.#reckoning === null) this.#begin_reckoning(start, this.#requests.forgotten - early);
    else this.#reach(start);
    this.#clean_from = Infinity; // until the next answer
    this.#reckoning.missed_answers(start, min, likely);
    this.#resolve();
  }

  /**
   * An answer. Returns its request; undefined when that is not known, or that of an early answer.
   * UNDECIDED: it may be known later; the answer is held until then.
   * @param {object} message
   * @param {object} place  as StreamSession gives it, of the answer's first byte
   * @param {number} cost  bytes of memory that it takes
   * @param {boolean} [can_wait]  whether the answer can be held
   */
  answer(message, place, cost, can_wait = false) {
    const { start } = place;
    if (this.#clean_from === Infinity) this.#clean_from = start;
    if (this.#reckoning === null) this.#habit.check(this.#starts, start, this.#clean_from);
    let found = this.#reckoning === null ? this.#next_in_order(message, place, cost) : null;
    if (found === null) found = this.#reckon(message, place, can_wait && !this.#is_hopeless);
    this.#starts.add(start);
    return found;
  }

  // In order, as long as nothing is missing; null where something is.
  #next_in_order(message, { start, acked, is_guess }, cost) {
    const requests = this.#requests;
    if (requests.forgotten > 0) {
      requests.forgotten--;
      return undefined;
    }
    let first = requests.get(requests.first);
    while (first?.is_over) {
      requests.shift();
      first = requests.get(requests.first);
    }
    if (first === undefined) {
      if (this.#early.length < MAX_EARLY) {
        this.#early.push({ message, start, acked, is_guess }, cost);
      }
      return undefined;
    }
    if (first.message === null) {
      this.#begin_reckoning(start, 0);
      return null;
    }
    // Sent before the request arrived: a timeout, for example.
    if (first.start >= acked) return undefined;
    this.#learn(first, start);
    requests.drop_through(first.number);
    return first.message;
  }

  #learn(entry, start) {
    if (this.#habit.waits || this.#clean_from > entry.acked) return;
    const later = this.#later_in_batch(entry);
    if (later === undefined) return;
    this.#window.learn(this.#starts.count(entry.acked, start) + later, later > 0);
  }

  // How many requests were sent after this one before an answer came; undefined where some can be
  // missing.
  #later_in_batch({ number, acked }) {
    const requests = this.#requests;
    for (let later = 0; later <= MAX_WINDOW; later++) {
      const next = requests.get(number + later + 1);
      if (next === undefined) return later;
      if (next.message === null) return this.#window.has_batches ? undefined : later;
      if (next.acked !== acked) return later;
    }
    return undefined;
  }

  // --- where bytes are missing

  // The next answer begins at `position`; it is for the first request in the queue, or one of the
  // `ahead` before that; NaN: that is not known.
  #begin_reckoning(position, ahead) {
    this.#habit.check(this.#starts, position, this.#clean_from);
    const requests = this.#requests;
    const first = this.#first_of_interest();
    if (first > requests.first) ahead = NaN;
    const begin = { position, clean_from: this.#clean_from, ahead };
    this.#reckoning = new Reckoning(
      this.#habit,
      this.#window,
      this.#starts,
      this.#least_request,
      begin,
    );
    for (let number = first; number < requests.next; number++) {
      const entry = requests.get(number);
      if (entry.message !== null) this.#reckoning.request(entry);
      else if (!entry.is_over) this.#reckoning.missed_requests(entry);
    }
  }

  // Of very many requests the newest.
  #first_of_interest() {
    const requests = this.#requests;
    let number = requests.next;
    for (let gaps = 0; number > requests.first; number--) {
      if (requests.get(number - 1).message === null) gaps++;
      if (Reckoning.is_plenty(requests.next - number, gaps)) break;
    }
    return number;
  }

  // All answers that begin before `position` are known.
  #reach(position) {
    const { waits } = this.#habit;
    this.#habit.check(this.#starts, position, this.#clean_from);
    const is_wrong = waits && !this.#habit.waits;
    if (is_wrong || !this.#reckoning.reach(position)) this.#contradict(position);
    else if (this.#reckoning.is_full) this.#start_over(position);
  }

  // What was taken to be the client's habit is not, or the server gave an answer that nobody asked
  // for. It has to be found out anew which request is next.
  #contradict(position) {
    if (this.#habit.proved_wrong()) this.#window.expect(0);
    else this.#window.proved_wrong();
    this.#start_over(position);
  }

  #start_over(position) {
    this.#give_up();
    this.#begin_reckoning(position, NaN);
    this.#reckoning.missed_answers(position);
  }

  #reckon(message, { start, acked, is_early }, can_wait) {
    this.#reach(start);
    const place = this.#reckoning.answer(start, is_early ? undefined : acked);
    if (place === undefined) {
      this.#contradict(start);
      return undefined;
    }
    const answer = { message, place, is_new: true, request: undefined };
    this.#undecided.push(answer);
    this.#resolve(true);
    if (this.#undecided.at(-1) !== answer) return answer.request;
    if (!can_wait && this.#reckoning.presume()) this.#resolve();
    if (this.#undecided.at(-1) !== answer) return answer.request;
    answer.is_new = false;
    if (can_wait && this.#undecided.length <= MAX_UNDECIDED) return UNDECIDED;
    this.#undecided.pop();
    return undefined;
  }

  // Decides on the answers of which enough is known. Once a pair is certain, nothing more will be
  // known of answers before it.
  #resolve(is_new = false) {
    const undecided = this.#undecided;
    if (!(this.#reckoning.has_changed && undecided.length > 0) && !is_new) return;
    const matches = undecided.map(({ place }) => this.#reckoning.match(place));
    const certain = matches.findLastIndex((match) => match);
    const requests = matches.map((match) => match && this.#requests.get(match.message)?.message);
    this.#undecided = undecided.filter((_, at) => at > certain && matches[at] === undefined);
    if (certain !== -1) this.#settle(matches[certain], undecided[certain].place);
    undecided.forEach((answer, at) => {
      if (at <= certain || matches[at] === null) this.#decided(answer, requests[at] ?? undefined);
    });
  }

  #settle(match, place) {
    this.#requests.drop_through(match.message);
    this.#is_hopeless = false;
    if (this.#reckoning.is_last(place)) this.#reckoning = null;
    else this.#reckoning.forget_before(match, place);
  }

  #decided(answer, request) {
    if (answer.is_new) answer.request = request;
    else this.#decide(answer.message, request);
  }

  /**
   * Too much or too long has been waited for: what is undecided now stays without request. All
   * answers that begin before `position` are known.
   */
  finish(position) {
    if (this.#reckoning === null) return;
    this.#reach(position);
    this.#resolve();
    if (this.#reckoning === null) return;
    if (this.#reckoning.presume()) this.#resolve();
    else this.#contradict(-Infinity);
    this.#give_up();
  }

  #give_up() {
    this.#is_hopeless = this.#undecided.length > 0 && !this.#habit.waits;
    for (const { message } of this.#undecided.splice(0)) this.#decide(message, undefined);
  }
}

exports.Pairing = Pairing;
exports.UNDECIDED = UNDECIDED;
