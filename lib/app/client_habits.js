'use strict';

// How a client goes about its requests, learned while nothing is missing: whether it waits for
// answers, and how many requests it keeps under way. pairing.js relies on it where bytes are
// missing.

const { count_below } = require('./sorted');

const MAX_STARTS = 4096;
const MAX_UNCHECKED = 64;
const STEADY = 12; // pairs in a row
const LIKELY = 3; // pairs in a row, to which those after a loss are added
const ENOUGH_BATCHES = 2; // of several requests, all answered before more came

// Requests, each sent after the answer to the one before, after which a client is taken not to
// pipeline: at first only where no more is missing than these requests take.
const FEW_SINGLES = 4;
const MANY_SINGLES = 10;

/** Where answers began, in order. */
class AnswerStarts {
  #starts = [];

  add(position) {
    this.#starts.push(position);
    if (this.#starts.length > MAX_STARTS) this.#starts = this.#starts.slice(MAX_STARTS / 2);
  }

  /** How many are in [from, to). */
  count(from, to) {
    return Math.max(0, count_below(this.#starts, to) - count_below(this.#starts, from));
  }
}

/** How a client goes about it: 'single', 'batches', 'sliding'; 'unknown': it pipelines, somehow. */
class Habit {
  kind = 'single';
  #batches = 0;
  #least_size = Infinity; // of a request
  #most_size = 0;
  #singles = 0;
  #unchecked = []; // batches after which the next has begun: { from, to, size }

  /** Several requests were under way. */
  saw_pipelining() {
    if (this.kind === 'single') this.kind = 'unknown';
  }

  /** A request took so many bytes. */
  saw_size(size) {
    this.#least_size = Math.min(this.#least_size, size);
    this.#most_size = Math.max(this.#most_size, size);
  }

  /**
   * What was taken to be its habit contradicts what came. Returns whether it has sent requests one
   * after the other up to now: it may go on so.
   */
  proved_wrong() {
    const was_single = this.kind === 'single' && this.#singles >= FEW_SINGLES;
    this.kind = 'sliding';
    this.#unchecked = [];
    return was_single;
  }

  /** A batch of `size` was sent at `from`, the next one at `to`. */
  batch_ended(batch) {
    this.#unchecked.push(batch);
    if (this.#unchecked.length > MAX_UNCHECKED) this.#unchecked.shift();
  }

  /** All answers before `position` have been seen, from `clean_from` on. */
  check(starts, position, clean_from) {
    while (this.#unchecked.length > 0 && position >= this.#unchecked[0].to) {
      this.#check_batch(this.#unchecked.shift(), starts, clean_from);
    }
  }

  #check_batch({ from, to, size }, starts, clean_from) {
    if (clean_from > from) return;
    const answers = starts.count(from, to);
    if (answers < size) this.kind = 'sliding';
    else if (size === 1 && answers === 1) this.#singles++;
    else if (answers === size && ++this.#batches >= ENOUGH_BATCHES && this.kind === 'unknown') {
      this.kind = 'batches';
    }
  }

  /** Whether it waits for all answers before it sends more. */
  get waits() {
    return this.kind === 'batches' || this.kind === 'single';
  }

  /** Whether that is likely: it has never pipelined, or waited where it did. */
  get likely_waits() {
    return this.waits || (this.kind !== 'sliding' && this.#batches > 0);
  }

  /** Whether that may be so, but has not been seen often enough. */
  get may_wait() {
    return !this.waits && this.kind !== 'sliding';
  }

  /**
   * Whether what is missing can be taken for requests that were answered, each before the next was
   * sent; that `count` of them were, is known.
   */
  never_pipelines(length, count) {
    if (this.kind !== 'single') return false;
    if (count > 0 && length < (count + 1) * this.#least_size) return true; // no room for more
    if (this.#singles < FEW_SINGLES) return false;
    return this.#singles >= MANY_SINGLES || length <= 1.5 * Math.max(1, count) * this.#most_size;
  }
}

/**
 * How many answers come between a request's sending and its own, where that is always the same: a
 * client that sends the next request when an answer comes, and keeps so many under way.
 */
class Window {
  #answers = NaN;
  #times = 0; // in a row
  #changes = 0; // after it was steady
  /** It has sent several requests without an answer between. */
  has_batches = false;

  /** Whether it has been the same for some pairs; after `more`, for enough. */
  is_likely(more = 0) {
    const times = this.#times + more;
    return (
      this.#changes === 0 && this.#times >= LIKELY && (more === 0 || (more >= 6 && times >= STEADY))
    );
  }

  /** What it is, if is_likely(). */
  get likely_answers() {
    return this.#answers;
  }

  /** Of a pair that is certain. */
  learn(answers, in_batch) {
    if (answers === this.#answers) {
      this.#times++;
      this.has_batches ||= in_batch;
      return;
    }
    if (this.#times >= STEADY) this.#changes++;
    this.#answers = answers;
    this.#times = 0;
    this.has_batches = in_batch;
  }

  /** It is likely to be `answers`; nothing else is known. */
  expect(answers) {
    this.#answers = answers;
    this.#times = LIKELY;
    this.#changes = 0;
  }

  /** What was taken to be so contradicts what came. */
  proved_wrong() {
    this.#changes++;
    this.#times = 0;
  }

  /** Undefined where it is not known, or changes. */
  get answers() {
    return this.#times >= STEADY && this.#changes === 0 ? this.#answers : undefined;
  }
}

exports.AnswerStarts = AnswerStarts;
exports.Habit = Habit;
exports.Window = Window;
