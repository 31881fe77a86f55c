'use strict';

// How many messages of one direction begin before a position, where the capture missed some bytes.
//
// Between two gaps all messages are seen. Each such stretch has a number, which is not known: how
// many messages were missed before it. CountBounds has what is known of these numbers. Within a gap
// a position has a number of its own: a stretch without a message.

const { count_below } = require('./sorted');

const MAX_IN_GAP = 4;

class CountedStream {
  #bounds;
  #least; // bytes of a message
  #stretches; // { from, to, first, number }: first is the index of its first message
  #gap = null; // { before: the stretch, min, max, likely }: no message has come since
  #likely = []; // { before, after, likely }: how many messages there are likely to be between
  #starts = []; // of the messages that were seen, in order
  #messages = [];

  /** @param {number} least_size  of a message; 0: not known, any number may be missing */
  constructor(bounds, least_size) {
    this.#bounds = bounds;
    this.#least = least_size;
    this.#stretches = [{ from: -Infinity, to: Infinity, first: 0, number: bounds.add() }];
  }

  /** How many messages were seen. */
  get length() {
    return this.#starts.length;
  }

  get #newest() {
    return this.#stretches[this.#stretches.length - 1];
  }

  /** The number of the first stretch. */
  get first_number() {
    return this.#stretches[0].number;
  }

  /** How many stretches there are. */
  get stretches() {
    return this.#stretches.length;
  }

  /** Bytes are missing from `start` on, in which `min` to `max` messages begin; likely `likely`. */
  gap(start, min, max = Infinity, likely = min) {
    if (this.#gap !== null) return;
    const { length } = this.#starts;
    const newest = this.#newest;
    newest.to = length > newest.first ? Math.max(start, this.#starts[length - 1] + 1) : start;
    this.#gap = { before: newest, min, max, likely };
  }

  /** A message. Returns its place: that of its first byte; undefined where it can't be there. */
  add(start, message) {
    const { length } = this.#starts;
    if (length > 0 && start <= this.#starts[length - 1]) return undefined;
    if (this.#gap !== null && !this.#end_gap(start)) return undefined;
    this.#starts.push(start);
    this.#messages.push(message);
    return { number: this.#newest.number, index: length };
  }

  #end_gap(start) {
    const { before, min, max, likely } = this.#gap;
    this.#gap = null;
    const bounds = this.#bounds;
    const newest = this.#newest;
    if (newest.to > start) return false;
    if (newest === before || newest.to < start) {
      const number = bounds.add();
      bounds.limit(newest.number, number, 0);
      this.#stretches.push({ from: start, to: Infinity, first: this.length, number });
    } else {
      newest.to = Infinity;
    }
    const { number } = this.#newest;
    if (likely > min) this.#likely.push({ before: before.number, after: number, likely });
    const most = Math.min(max, this.#most(start - before.to));
    if (!bounds.limit(number, before.number, most)) return false;
    return bounds.limit(before.number, number, -Math.min(min, most));
  }

  /** Takes what is likely to be so. */
  presume() {
    const has = (number) => this.#stretches.some((stretch) => stretch.number === number);
    for (const { before, after, likely } of this.#likely.splice(0)) {
      if (has(before) && has(after)) this.#bounds.limit(before, after, -likely);
    }
  }

  // How many messages, whole ones, can be in so many bytes.
  #most(length) {
    return this.#least === 0 ? Infinity : Math.floor(length / this.#least);
  }

  /**
   * How many messages begin before `position`: `index` of those that were seen, and those that the
   * number says.
   */
  place(position) {
    const at = this.#stretch_at(position);
    const stretch = this.#stretches[at];
    const number = position <= stretch.to ? stretch.number : this.#place_in_gap(at, position);
    return { number, index: count_below(this.#starts, position) };
  }

  #stretch_at(position) {
    let at = this.#stretches.length - 1;
    while (at > 0 && this.#stretches[at].from > position) at--;
    return at;
  }

  #place_in_gap(at, position) {
    const bounds = this.#bounds;
    const stretches = this.#stretches;
    const number = bounds.add();
    const after = stretches[at + 1];
    bounds.limit(stretches[at].number, number, 0);
    if (after !== undefined) bounds.limit(number, after.number, 0);
    const first = after?.first ?? this.length;
    stretches.splice(at + 1, 0, { from: position, to: position, first, number });
    this.#thin_out(at);
    return number;
  }

  // Of the places in a gap the newest are kept.
  #thin_out(at) {
    const stretches = this.#stretches;
    let oldest = at + 1;
    while (oldest > 1 && stretches[oldest - 1].from === stretches[oldest - 1].to) oldest--;
    if (at + 1 - oldest < MAX_IN_GAP) return;
    this.#bounds.remove(stretches[oldest].number);
    stretches.splice(oldest, 1);
  }

  /**
   * The message before which as many come as before `place`, one of the other stream: { message,
   * number }. null: there is none; undefined: that can't be told.
   */
  counterpart({ number, index }) {
    const bounds = this.#bounds;
    let found = null;
    for (let at = 0; at < this.#stretches.length; at++) {
      const { first, number: own } = this.#stretches[at];
      const last = (this.#stretches[at + 1]?.first ?? this.length) - 1;
      const most = bounds.most(own, number);
      const least = bounds.least(own, number);
      if (Math.max(first, index - most) > Math.min(last, index - least)) continue;
      if (most !== least) return undefined;
      found = { message: this.#messages[index - most], number: own };
    }
    return found;
  }

  /** Whether nothing has come, and nothing was missed, since the message at a place. */
  is_last({ index }) {
    return this.#gap === null && index === this.length - 1;
  }

  /** Leaves out all stretches before the one that has this number. */
  forget_before(number) {
    const stretches = this.#stretches;
    const at = stretches.findIndex((stretch) => stretch.number === number);
    for (const old of stretches.splice(0, Math.max(0, at))) {
      this.#bounds.remove(old.number);
      if (this.#gap?.before === old)
        this.#gap = { before: stretches[0], min: 0, max: Infinity, likely: 0 };
    }
  }
}

exports.CountedStream = CountedStream;
