'use strict';

// One packet at a time: what listeners ask for meanwhile waits, and what they throw is thrown when
// the work is done. So the work is never stopped half way, and all listeners hear of events in the
// same order.

/**
 * How much may wait of what listeners ask for because of what they asked for before: a listener
 * that feeds a packet back whenever it is called would never end.
 */
const MAX_FEEDBACK = 1024;

class WorkQueue {
  #handle;
  #is_busy = false;
  #backlog = [];
  #is_feedback = false; // the work under way comes from the backlog
  #feedback = 0; // what was asked for since
  #errors = [];

  /** `handle(item)` does the work. */
  constructor(handle) {
    this.#handle = handle;
  }

  /**
   * Handles `item`: at once, or when the work under way is done. False: too much waits. Throws the
   * first of the errors that listeners threw; the others may well follow from it.
   */
  run(item) {
    if (this.#is_busy) return this.#put_off(item);
    this.#is_busy = true;
    try {
      this.#handle(item);
      if (this.#backlog.length > 0) this.#work_off();
    } finally {
      this.#is_busy = false;
    }
    if (this.#errors.length > 0) this.#rethrow();
    return true;
  }

  /** Does the last work there is, at once; what waits is dropped. */
  finish(work) {
    const is_outermost = !this.#is_busy;
    this.#is_busy = true;
    this.#backlog = [];
    try {
      work();
    } finally {
      if (is_outermost) this.#is_busy = false;
    }
    if (is_outermost && this.#errors.length > 0) this.#rethrow();
  }

  /** A listener has thrown `error`. */
  keep_error(error) {
    this.#errors.push(error);
  }

  #put_off(item) {
    if (this.#is_feedback) this.#feedback += 1;
    if (this.#feedback > MAX_FEEDBACK) return false;
    this.#backlog.push(item);
    return true;
  }

  // Ends because what is put off meanwhile is bounded.
  #work_off() {
    this.#is_feedback = true;
    try {
      for (let i = 0; i < this.#backlog.length; i++) this.#handle(this.#backlog[i]);
    } finally {
      this.#backlog = [];
      this.#is_feedback = false;
      this.#feedback = 0;
    }
  }

  #rethrow() {
    const [error] = this.#errors;
    this.#errors = [];
    throw error;
  }
}

exports.WorkQueue = WorkQueue;
