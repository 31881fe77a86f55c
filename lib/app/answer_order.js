'use strict';

// Positions in the two streams of a connection, and answers in the order in which they were given.
//
// A capture can show an answer before its request: taps are merged with their clocks apart, or the
// tracker withholds bytes after a gap while the other direction goes on. What a segment
// acknowledges was sent before it. So data of the answering side waits until all that it
// acknowledges has come, or is known to be missing, or too much or too long has been waited for.

const { own_copy } = require('./byte_builder');

const MAX_WAIT_MS = 3000; // of capture time; a TCPTracker decides on a gap within a second or two
const MAX_WAITING_BYTES = 256 * 1024;
const ENTRY_COST = 500;

const NO_INFO = Object.freeze({ seqno: undefined, ackno: undefined });

/** What is known of one direction. Positions are integers for V8, too: none of them is NaN. */
class Way {
  // The position `at` has the sequence number `seq`; it is not known until `is_known`.
  is_known = false;
  seq = 0; // signed
  at = 0;
  told = undefined; // how far it has been passed on
  given_up = -Infinity; // what before has not come is not waited for

  position(seq) {
    if (!this.is_known) {
      this.is_known = true;
      this.seq = seq | 0;
      this.at = this.told || 0;
    }
    return this.at + ((seq - this.seq) | 0);
  }

  pass(end) {
    this.told = end;
    if (!this.is_known) return;
    this.seq = (this.seq + (end - this.at)) | 0;
    this.at = end;
  }
}

class AnswerOrder {
  #send = new Way();
  #recv = new Way();
  #waiting = [];
  #head = 0; // of #waiting
  #waiting_bytes = 0;

  #way(direction) {
    return direction === 'send' ? this.#send : this.#recv;
  }

  #other(direction) {
    return direction === 'send' ? this.#recv : this.#send;
  }

  /** The position of a direction from which on nothing has come yet, if that is known. */
  begin(direction, seq) {
    const way = this.#way(direction);
    way.told = way.position(seq);
  }

  /**
   * Where data or a gap stands: `start`, `end` and `acked` (of the other direction) as positions
   * that do not wrap. Without numbers in `info` the order of arrival counts (`is_guess`).
   */
  place(direction, length, info) {
    const { seqno, ackno } = info ?? NO_INFO;
    const way = this.#way(direction);
    const other = this.#other(direction);
    const start = seqno === undefined ? way.told || 0 : way.position(seqno);
    const is_guess = ackno === undefined;
    const acked = is_guess ? other.told || 0 : other.position(ackno);
    return { start, end: start + length, acked, is_guess, is_early: false };
  }

  /** Data or a gap of this direction has been passed on, or its FIN, which takes a number. */
  passed(direction, end) {
    this.#way(direction).pass(end);
  }

  passed_fin(direction) {
    const way = this.#way(direction);
    if (way.told !== undefined) way.pass(way.told + 1);
  }

  /** Whether a place acknowledges what has not come yet. */
  is_early(direction, place) {
    return place.acked > this.#other(direction).told;
  }

  // And whether that may come.
  #is_awaited(direction, { acked }) {
    const other = this.#other(direction);
    return acked > other.told && acked > other.given_up;
  }

  /** Whether an event of the answering side has to wait. */
  must_wait(direction, place) {
    if (!this.is_empty) return this.#waiting[this.#head].direction === direction;
    return this.#is_awaited(direction, place);
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
    if (this.#is_awaited(direction, place)) {
      const is_late = Math.abs(time - since) > MAX_WAIT_MS;
      if (!is_late && this.#waiting_bytes <= MAX_WAITING_BYTES) return undefined;
      this.#other(direction).given_up = place.acked;
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
