'use strict';

// Which answer belongs to which request, where answers come in the order of requests (HTTP/1.1,
// Redis).
//
// While the capture has all bytes, a queue is enough. When it missed some, acknowledgements help.
// Of a request we know where it stands in its sender's stream (`start` to `end`) and how much of
// the other stream its sender had received when it was sent (`acked`); of an answer its `start`,
// and how much of the requests' stream its sender had received (`acked`). So:
//
//   - A request is sent before its answer: request.acked <= answer.start. And its sender had it:
//     request.start < answer.acked.
//   - Requests with the same `acked` are a batch, pipelined. Most clients wait for all answers of a
//     batch before they send the next (`batches`): then an answer belongs to the newest batch that
//     was sent before it, and the answers since that batch say to which request of it.
//   - Other clients keep several requests under way (`sliding`). Where that has always been the
//     same number, so many answers come between a request and its own (Window). Otherwise only
//     order helps.
//
// An answer for which these leave one request is that one's. One that could belong to several
// belongs to none: a wrong pair is worse than none.

const { AnswerStarts, Habit, Window } = require('./client_habits');
const { PendingQueue } = require('./pending_queue');

const MARKER_COST = 100;
const MAX_EARLY = 100;
const MAX_WINDOW = 64; // requests that are looked at

/** In the queue: bytes that the capture missed, in which there are requests, one at least. */
class Missing {
  message = null;
  acked = NaN;
  end = Infinity; // until it is known where the next request begins

  constructor(start, markers, requests_before) {
    this.start = start;
    this.markers = markers;
    this.requests_before = requests_before;
  }
}

class Pairing {
  #requests = new PendingQueue();
  #early = new PendingQueue(); // answers that came before any request that they could be for
  #habit = new Habit();
  #window = new Window();
  #starts = new AnswerStarts();
  #missing = null; // the Missing that is still open
  #is_guess = false; // what is acknowledged is not known, only the order of arrival
  #markers = 0; // how many of them there have been
  #last = null; // the newest request, as in the queue
  #least_size = Infinity; // of a request, or of its head, bytes
  #most_size = 0;
  #uncertain = false; // since bytes are missing: which request the next answer is for is not known
  #clean_from = -Infinity; // all answers that began from here on have been seen
  #settled = -Infinity; // answers from here on are not for the first #settled_requests requests
  #settled_requests = 0;
  #settled_markers = 0;
  // While uncertain, when only order helps: the first that the next answer can be for.
  #low = 0;

  #least_request;

  /** @param {number} [least_request]  bytes; fewer that are missing are no request */
  constructor(least_request = 1) {
    this.#least_request = least_request;
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
    if (this.#uncertain || this.#requests.forgotten > 0) return undefined;
    return this.#requests.get(this.#requests.first)?.message ?? undefined;
  }

  /**
   * Forgets answers that came early, then the oldest requests, until `target` bytes are held.
   * @returns {{ answers: number, requests: number }}  how many they were
   */
  shed(target) {
    const answers = this.held_bytes > target ? this.#early.clear() : 0;
    return { answers, requests: this.#requests.forget(target) };
  }

  /** The capture begins in the middle of the connection. */
  join_late() {
    this.missed_requests(-Infinity);
    this.#missing.is_over = true; // what was sent before is taken to have been answered
    this.missed_answers(-Infinity, false);
  }

  // --- requests

  /**
   * A request. Returns the answer that came before it, if one did.
   * @param {object} message
   * @param {{ start: number, end: number, acked: number }} place
   * @param {number} cost  bytes of memory that it takes
   */
  add(message, { start, end, acked }, cost) {
    const missing = this.#missing;
    if (missing !== null) this.#close(missing, start);
    this.#missing = null;
    const early = this.#answered_early(message, start);
    if (early !== undefined) {
      this.#last = null;
      return early;
    }
    const entry = {
      message,
      start,
      end,
      acked,
      markers: this.#markers,
      number: this.#requests.next,
    };
    this.#join_batch(entry, missing);
    this.#requests.push(entry, cost);
    return undefined;
  }

  #close(missing, end) {
    missing.end = end;
    if (end - missing.start < this.#least_request) missing.is_over = true;
  }

  #answered_early(message, start) {
    while (this.#early.length > 0) {
      const early = this.#early.shift();
      const is_older = early.is_guess ? early.message.start >= message.start : start < early.acked;
      if (is_older) return early.message;
    }
    return undefined;
  }

  // `batch` is the number of the first of a batch; `after`: what is missing just before that.
  #join_batch(entry, missing) {
    const last = this.#last;
    this.#last = entry;
    const is_same = last !== null && last.acked === entry.acked;
    if (is_same && missing === null) this.#habit.saw_pipelining();
    this.#least_size = Math.min(this.#least_size, entry.end - entry.start);
    if (last !== null && missing === null) {
      this.#most_size = Math.max(this.#most_size, entry.start - last.start);
    }
    entry.batch = is_same ? last.batch : entry.number;
    entry.batch_markers = is_same ? last.batch_markers : entry.markers;
    entry.after = is_same ? last.after : missing;
    if (last === null || is_same || missing !== null) return;
    if (last.markers !== last.batch_markers) return;
    const size = entry.number - last.batch;
    this.#habit.batch_ended({ from: last.acked, to: entry.acked, size });
  }

  /** The newest request takes more than it did. */
  grow(message, cost) {
    this.#requests.grow((entry) => entry.message === message, cost);
  }

  /**
   * Bytes from `start` on are missing in which requests can have begun.
   * @param {boolean} [is_seen]  the bytes are there, but make no sense: that is one request
   */
  missed_requests(start, is_seen = false) {
    this.#early.clear();
    if (this.#missing !== null) {
      this.#missing.is_seen &&= is_seen;
      return;
    }
    const before = this.#requests.next - this.#markers;
    this.#missing = new Missing(start, ++this.#markers, before);
    this.#missing.is_seen = is_seen;
    this.#requests.push(this.#missing, MARKER_COST);
  }

  // --- answers

  /**
   * Bytes are missing in which answers can have begun.
   * @param {number} start  where they begin
   * @param {boolean} has_begun  an answer has: they begin where one was to come
   */
  missed_answers(start, has_begun) {
    this.#early.clear();
    if (has_begun) this.#starts.add(start);
    this.#clean_from = Infinity; // until the next answer
    this.#become_uncertain();
    if (has_begun) this.#pass_one();
  }

  /**
   * An answer. Returns its request; undefined when that is not known (yet).
   * @param {object} message
   * @param {object} place  as StreamSession gives it, of the answer's first byte
   * @param {number} cost  bytes of memory that it takes
   */
  answer(message, place, cost) {
    const { start, acked, is_early } = place;
    if (this.#clean_from === Infinity) this.#clean_from = start;
    this.#is_guess = place.is_guess;
    this.#habit.check(this.#starts, start, this.#clean_from);
    const request = this.#uncertain ? null : this.#next_in_order(message, place, cost);
    const found =
      request ?? (is_early || request === undefined ? undefined : this.#find(start, acked));
    this.#starts.add(start);
    if (found === undefined && this.#uncertain) this.#pass_one();
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
      if (this.#early.length < MAX_EARLY) this.#early.push({ message, acked, is_guess }, cost);
      return undefined;
    }
    if (first.message === null) {
      this.#become_uncertain();
      return null;
    }
    // Sent before the request arrived: a timeout, for example.
    if (first.start >= acked) return undefined;
    this.#learn(first, start);
    return this.#pair(first, start);
  }

  #learn(entry, start) {
    if (this.#habit.waits || this.#clean_from > entry.acked) return;
    const later = this.#later_in_batch(entry);
    if (later === undefined) return;
    this.#window.learn(this.#starts.count(entry.acked, start) + later, later > 0);
  }

  #become_uncertain() {
    if (this.#uncertain) return;
    this.#uncertain = true;
    this.#low = this.#requests.forgotten > 0 ? -Infinity : this.#requests.first;
  }

  #pair(entry, start) {
    this.#requests.drop_through(entry.number);
    this.#uncertain = false;
    this.#settled = start + 1;
    this.#settled_requests = entry.number - entry.markers + 1;
    this.#settled_markers = entry.markers;
    return entry.message;
  }

  #find(start, acked) {
    const newest = this.#newest_before(start);
    if (newest === undefined) return undefined;
    const entry = this.#habit.waits
      ? this.#in_batch(newest, start, acked)
      : (this.#in_window(newest, start, acked) ?? this.#only_one(newest, acked));
    return entry === undefined ? undefined : this.#pair(entry, start);
  }

  // The newest request that was sent before an answer that starts here.
  #newest_before(start) {
    const requests = this.#requests;
    let low = requests.first;
    let found;
    for (let high = requests.next; low < high;) {
      const middle = (low + high) >>> 1;
      let at = middle;
      while (at < high && requests.get(at).message === null) at++;
      if (at < high && requests.get(at).acked <= start) {
        found = requests.get(at);
        low = at + 1;
      } else {
        high = middle;
      }
    }
    return found;
  }

  // The client has all answers to what came before this batch. How many answers there were since
  // then says which is next; where some can be missing, that is the least.
  #in_batch(newest, start, acked) {
    if (newest.after !== null && !this.#is_answered(newest.after, newest.acked)) return undefined;
    if (newest.batch < this.#requests.first && this.#requests.forgotten > 0) return undefined;
    const number = newest.batch + this.#starts.count(newest.acked, start);
    const entry = this.#requests.get(number);
    if (entry === undefined || entry.message === null || entry.start >= acked) return undefined;
    if (entry.number > newest.number || entry.markers !== newest.batch_markers) return undefined;
    if (this.#clean_from <= newest.acked) return entry;
    const next = this.#requests.get(number + 1);
    const is_last = next === undefined || !can_answer(next, start, acked);
    return is_last ? entry : undefined;
  }

  // Whether the requests that are missing have been answered before `acked`.
  #is_answered(missing, acked) {
    if (missing.is_over) return true;
    const length = missing.end - missing.start;
    const is_first = missing.markers === this.#settled_markers + 1;
    if (!is_first || this.#clean_from > this.#settled) {
      return this.#habit.never_pipelines(length, 1, this.#most_size);
    }
    const waiting = missing.requests_before - this.#settled_requests;
    const answers = this.#starts.count(this.#settled, acked) - waiting;
    if (answers < 1) {
      this.#habit.saw_pipelining(); // they were under way when the next request was sent
      return false;
    }
    if (missing.is_seen) return true;
    // Too little for one more, even if that is smaller than any so far.
    const least = (answers + (this.#is_guess ? 1 : 0.5)) * this.#least_size;
    if (this.#settled_requests > 0 && length < least) return true;
    return this.#habit.never_pipelines(length, answers, this.#most_size);
  }

  // The one after whose sending so many answers came as always.
  #in_window(newest, start, acked) {
    const { answers } = this.#window;
    if (answers === undefined) return undefined;
    const requests = this.#requests;
    const oldest = Math.max(requests.first, newest.number - MAX_WINDOW);
    for (let number = newest.number; number >= oldest; number--) {
      const entry = requests.get(number);
      if (entry.message === null) continue;
      if (entry.acked < this.#clean_from) return undefined;
      const later = this.#later_in_batch(entry);
      if (later === undefined) continue;
      if (this.#starts.count(entry.acked, start) + later !== answers) continue;
      return entry.start < acked ? entry : undefined;
    }
    return undefined;
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

  // Where order is all that helps: the last request that the answer's sender had is the first that
  // it can be for.
  #only_one(newest, acked) {
    const requests = this.#requests;
    for (let number = newest.number; number >= Math.max(this.#low, requests.first); number--) {
      const entry = requests.get(number);
      if (entry.end > acked) continue;
      const next = requests.get(number + 1);
      if (next?.message === null && next.start < acked) return undefined;
      return number === this.#low && entry.message !== null ? entry : undefined;
    }
    return undefined;
  }

  // One request, at least, has its answer now. What is missing is not passed: how many it is is not
  // known.
  #pass_one() {
    const entry = this.#requests.get(this.#low);
    if (entry !== undefined && entry.message !== null) this.#low++;
  }
}

function can_answer(entry, start, acked) {
  if (entry.message === null) return entry.start < acked;
  return entry.end <= acked && entry.acked <= start;
}

exports.Pairing = Pairing;
