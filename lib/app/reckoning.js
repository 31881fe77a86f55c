'use strict';

// Which answers belong to which requests, on a connection of which bytes are missing.
//
// The n-th answer is that to the n-th request. How many are missing has bounds.
// Of a request we know where it stands in its sender's stream, and how much of the other stream its
// sender had received (`acked`); of an answer the same. So:
//
//   - Before it sends a request, a client has not received more answers than it has sent requests.
//   - The sender of an answer had received the request.
//   - Most clients wait for all answers before they send more (Habit: 'single', 'batches'). Then,
//     when one sends something, there are as many answers as requests.
//   - Others keep so many requests under way, always the same number (Window).
//   - In a gap there can't be more requests than it has room for.
//
// All these bound differences of counts (CountBounds). An answer for which they leave one request
// is that one's.

const { CountBounds } = require('./count_bounds');
const { CountedStream } = require('./counted_stream');

const MAX_STRETCHES = 32;
const MAX_MESSAGES = 8 * 1024;
const MAX_DOUBTFUL = 32;

class Reckoning {
  #bounds = new CountBounds();
  #requests;
  #answers = new CountedStream(this.#bounds, 0);
  #habit;
  #window;
  #begin; // the position from which on answers are counted
  #first_request = NaN; // the position from which on requests are counted
  #starts; // AnswerStarts, of those before
  #clean_from;
  #claims = []; // requests whose `acked` has not been reached by the answers that were seen
  #doubtful = []; // those that begin a batch, if the client waits
  #under_way = null; // how many were, while that is watched
  #joined = null; // the first request after a capture began in the middle
  #changes = 0;

  /**
   * @param {Habit} habit
   * @param {Window} window
   * @param {AnswerStarts} starts
   * @param {number} least_request  bytes
   * @param {{ position: number, clean_from: number, ahead: number }} begin  where the next answer
   *   begins, and how many requests before the first that is told are not answered; NaN: not known
   */
  constructor(habit, window, starts, least_request, { position, clean_from, ahead }) {
    this.#habit = habit;
    this.#window = window;
    this.#starts = starts;
    this.#begin = position;
    this.#clean_from = clean_from;
    this.#requests = new CountedStream(this.#bounds, least_request);
    if (Number.isNaN(ahead)) return;
    const { first_number: asked } = this.#requests;
    const { first_number: answered } = this.#answers;
    this.#bounds.limit(asked, answered, ahead);
    this.#bounds.limit(answered, asked, -ahead);
  }

  /** Whether it holds more than is worth the while. */
  get is_full() {
    const { stretches, length } = this.#requests;
    return (
      stretches + this.#answers.stretches > MAX_STRETCHES ||
      length + this.#answers.length > MAX_MESSAGES
    );
  }

  /** Whether so many requests and gaps between them are enough to begin with. */
  static is_plenty(requests, gaps) {
    return requests > MAX_MESSAGES / 2 || gaps > MAX_STRETCHES / 2;
  }

  // --- what comes. These return false where it contradicts what was taken to be true.

  /** A request, as Pairing has it. */
  request(entry) {
    const { number, start, acked, missing, before, before_start } = entry;
    if (this.#requests.add(start, number) === undefined) return false;
    if (Number.isNaN(this.#first_request)) this.#first_request = start;
    if (entry.joins) this.#joined = { start, acked };
    if (acked !== before) this.#claims.push({ start, acked, missing, before, before_start });
    return true;
  }

  missed_requests({ start, min, max }) {
    this.#requests.gap(start, min, max);
  }

  missed_answers(start, min = 0, likely = min) {
    this.#answers.gap(start, min, Infinity, likely);
  }

  /** An answer. Returns its place; undefined where that is a contradiction. */
  answer(start, acked) {
    if (!this.#take_joined(start)) return undefined;
    const place = this.#answers.add(start, null);
    if (place === undefined || acked === undefined) return place;
    return this.#is_less(place, this.#requests.place(acked), 1) ? place : undefined;
  }

  /** All answers that begin before `position` are known. */
  reach(position) {
    let count = 0;
    while (count < this.#claims.length && this.#claims[count].acked <= position) count++;
    for (const entry of this.#claims.splice(0, count)) if (!this.#claim(entry)) return false;
    return this.#take_doubtful();
  }

  // a + least <= b, of places.
  #is_less(a, b, least = 0) {
    return this.#bounds.limit(a.number, b.number, b.index - a.index - least);
  }

  #is_equal(a, b) {
    return this.#is_less(a, b) && this.#is_less(b, a);
  }

  #claim(entry) {
    if (entry.acked < this.#begin) return this.#claim_window(entry);
    const sent = this.#requests.place(entry.start);
    if (!this.#is_less(this.#answers.place(entry.acked), sent)) return false;
    if (!this.#claim_window(entry)) return false;
    if (Number.isNaN(entry.before) || entry.before === entry.acked) return true;
    if (this.#habit.waits) return this.#claim_batch(entry);
    if (this.#habit.may_wait && this.#doubtful.length < MAX_DOUBTFUL) {
      this.#doubtful.push(entry);
    }
    return true;
  }

  // A batch begins with this request, or in the gap before it.
  #claim_batch({ start, acked, missing }) {
    const sent = this.#requests.place(start);
    const answered = this.#answers.place(acked);
    if (missing === null) return this.#is_equal(sent, answered);
    const before = this.#requests.place(missing.start);
    if (!this.#is_less(before, answered)) return false;
    const least = this.#bounds.least(answered.number, before.number);
    const count = least + answered.index - before.index;
    const is_single = this.#habit.never_pipelines(start - missing.start, count);
    return !is_single || this.#is_equal(sent, answered);
  }

  // A client that keeps so many under way has, where it has sent the last of several, that many.
  #claim_window({ start, acked, missing, before, before_start }) {
    if (this.#habit.kind !== 'sliding') return true;
    if (!this.#window.has_batches) return this.#claim_under_way(start, acked);
    if (missing !== null || !(before_start >= this.#first_request)) return true;
    return this.#claim_under_way(before_start, before);
  }

  #claim_under_way(start, acked) {
    const { answers } = this.#window;
    if (answers === undefined) return this.#watch_window(start, acked);
    if (acked < Math.min(this.#clean_from, this.#begin)) return true;
    return this.#are_under_way(start, acked, answers);
  }

  // How many were under way before bytes were missing was seen a few times only. If it goes on to
  // be the same number, it is taken to be that.
  #watch_window(start, acked) {
    if (!this.#window.is_likely() || acked < this.#begin) return true;
    const sent = this.#requests.place(start);
    const answered = this.#answers.place(acked);
    const count = sent.index - answered.index;
    const seen = this.#under_way;
    if (seen !== null && seen.sent === sent.number && seen.answered === answered.number) {
      if (seen.count !== count) {
        this.#window.proved_wrong();
        return true;
      }
      seen.times++;
    } else {
      const times = (seen?.times ?? 0) + 1;
      this.#under_way = { sent: sent.number, answered: answered.number, count, times };
    }
    if (!this.#window.is_likely(this.#under_way.times)) return true;
    return this.#are_under_way(start, acked, this.#window.likely_answers);
  }

  #are_under_way(start, acked, answers) {
    const answered = this.#answers.place(Math.max(acked, this.#begin));
    const index = answered.index + answers - this.#starts.count(acked, this.#begin);
    return this.#is_equal(this.#requests.place(start), { ...answered, index });
  }

  #take_doubtful() {
    if (this.#doubtful.length === 0 || this.#habit.may_wait) return true;
    const doubtful = this.#doubtful;
    this.#doubtful = [];
    if (!this.#habit.waits) return true;
    return doubtful.every((entry) => this.#claim_batch(entry));
  }

  /** No more will be known of its habit: a client that is likely to wait is taken to. */
  presume() {
    this.#answers.presume();
    if (!this.#habit.likely_waits) return true;
    return this.#doubtful.splice(0).every((entry) => this.#claim_batch(entry));
  }

  // What was sent before the capture began is taken to have been answered, if the client waits.
  #take_joined(start) {
    const entry = this.#joined;
    if (entry === null || start < entry.acked) return true;
    this.#joined = null;
    if (this.#habit.kind !== 'single') return true;
    return this.#is_equal(this.#requests.place(entry.start), this.#answers.place(entry.acked));
  }

  // --- what is known

  /** Whether more is known than when this was asked last. */
  get has_changed() {
    const { changes } = this.#bounds;
    const has_changed = changes !== this.#changes;
    this.#changes = changes;
    return has_changed;
  }

  /**
   * The request of an answer, as CountedStream#counterpart() gives it: `message` is its number in
   * the queue.
   */
  match(place) {
    return this.#requests.counterpart(place);
  }

  /** Whether an answer is the last, and no bytes are missing since. */
  is_last(place) {
    return this.#answers.is_last(place);
  }

  /** A pair is certain: what was before is of no use any more. */
  forget_before(request, answer) {
    this.#requests.forget_before(request.number);
    this.#answers.forget_before(answer.number);
  }
}

exports.Reckoning = Reckoning;
