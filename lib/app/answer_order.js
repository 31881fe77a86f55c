'use strict';

// Positions in the two streams of a connection, and answers in the order in which they were given.
//
// A capture can show an answer before its request: taps are merged with their clocks apart, or the
// tracker withholds bytes after a gap while the other direction goes on. What a segment acknowledges
// was sent before it. So data of the answering side waits until all that it acknowledges has come, or
// is known to be missing, or too much or too long has been waited for.

const { own_copy } = require('./byte_builder');

const MAX_WAIT_MS = 2000; // of capture time; a TCPTracker decides on a gap within a second
const MAX_WAITING_BYTES = 256 * 1024;
const ENTRY_COST = 500;

const OTHER = { send: 'recv', recv: 'send' };

class AnswerOrder {
  #reference = { send: null, recv: null }; // { seq, at }: a sequence number and its position
  #told = { send: NaN, recv: NaN }; // how far each direction has been passed on
  #given_up = { send: -Infinity, recv: -Infinity }; // what before has not come is not waited for
  #waiting = [];
  #head = 0; // of #waiting
  #waiting_bytes = 0;

  /** The position of a direction from which on nothing has come yet, if that is known. */
  begin(direction, seq) {
    this.#told[direction] = this.#position(direction, seq);
  }

  /**
   * Where data or a gap stands: `start`, `end` and `acked` (of the other direction) as positions that
   * do not wrap. Without numbers in `info` the order of arrival counts (`is_guess`).
   */
  place(direction, length, info) {
    const { seqno, ackno } = info ?? {};
    const other = OTHER[direction];
    const start =
      seqno === undefined ? this.#told[direction] || 0 : this.#position(direction, seqno);
    const is_guess = ackno === undefined;
    const acked = is_guess ? this.#told[other] || 0 : this.#position(other, ackno);
    return { start, end: start + length, acked, is_guess, is_early: false };
  }

  #position(direction, seq) {
    const reference = this.#reference[direction];
    if (reference === null) {
      this.#reference[direction] = { seq, at: 0 };
      return 0;
    }
    return reference.at + ((seq - reference.seq) | 0);
  }

  /** Data or a gap of this direction has been passed on, or its FIN, which takes a number. */
  passed(direction, end) {
    this.#told[direction] = end;
    const reference = this.#reference[direction];
    if (reference === null) return;
    reference.seq = (reference.seq + (end - reference.at)) >>> 0;
    reference.at = end;
  }

  passed_fin(direction) {
    if (!Number.isNaN(this.#told[direction])) this.passed(direction, this.#told[direction] + 1);
  }

  /** Whether a place acknowledges what has not come yet. */
  is_early(direction, place) {
    return place.acked > this.#told[OTHER[direction]];
  }

  /** Whether an event of the answering side has to wait. */
  must_wait(direction, place) {
    if (!this.is_empty) return this.#waiting[this.#head].direction === direction;
    return this.is_early(direction, place) && place.acked > this.#given_up[OTHER[direction]];
  }

  get is_empty() {
    return this.#head === this.#waiting.length;
  }

  get held_bytes() {
    return this.#waiting_bytes;
  }

  /** Keeps an event of the answering side for later. */
  put_off(event) {
    if (event.bytes) event.bytes = own_copy(event.bytes);
    this.#waiting.push(event);
    this.#waiting_bytes += ENTRY_COST + (event.bytes?.length ?? 0);
  }

  /** The next event that has its turn at `time` (milliseconds); undefined when none has. */
  next(time) {
    if (this.is_empty) return undefined;
    const { direction, place, time: since } = this.#waiting[this.#head];
    if (this.is_early(direction, place) && place.acked > this.#given_up[OTHER[direction]]) {
      const is_late = Math.abs(time - since) > MAX_WAIT_MS;
      if (!is_late && this.#waiting_bytes <= MAX_WAITING_BYTES) return undefined;
      this.#given_up[OTHER[direction]] = place.acked;
    }
    return this.take();
  }

  /** The next event, whether it has its turn or not. */
  take() {
    if (this.is_empty) return undefined;
    const event = this.#waiting[this.#head];
    this.#waiting[this.#head++] = undefined;
    this.#waiting_bytes -= ENTRY_COST + (event.bytes?.length ?? 0);
    if (this.is_empty) {
      this.#waiting = [];
      this.#head = 0;
    }
    return event;
  }
}

exports.AnswerOrder = AnswerOrder;
