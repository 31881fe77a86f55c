'use strict';

// How much memory the sessions above TCP may hold, all together: messages that wait for their
// answer, values and heads that are not whole yet. A TCPTracker has one (`tracker.budget`);
// sessions without a tracker, or with an option `budget`, use their own.
//
// Each session that holds anything has an account. Accounts are kept in classes by the logarithm of
// their size, so that one of the largest is found without a search: it pays when the limit is
// reached.

const { option_error } = require('./errors');
const { guard_getters } = require('./getters');

const DEFAULT_LIMIT = 64 * 1024 * 1024;
const SIZE_CLASSES = 54;

/** What one session holds. */
class Account {
  #budget;
  bytes = 0;

  /**
   * @param {Budget} budget
   * @param {() => void} shed  makes the session hold at most half of what it holds
   */
  constructor(budget, shed) {
    this.#budget = budget;
    this.shed = shed;
  }

  /** The session holds `bytes` from now on. */
  set(bytes) {
    if (bytes !== this.bytes) this.#budget.move(this, bytes);
  }
}

class Budget {
  #bytes = 0;
  #classes = []; // Sets of accounts, by the logarithm of their size
  #limit = DEFAULT_LIMIT;

  /** @param {number} [limit]  bytes */
  constructor(limit = DEFAULT_LIMIT) {
    this.limit = limit;
  }

  /**
   * Bytes, as sessions estimate them: an object counts for what the JavaScript engine takes for it.
   */
  get bytes() {
    return this.#bytes;
  }

  get limit() {
    return this.#limit;
  }

  set limit(limit) {
    if (typeof limit !== 'number' || !(limit >= 0)) {
      throw option_error(`Budget: limit must be a number of bytes, not ${String(limit)}`);
    }
    this.#limit = limit;
  }

  /**
   * Opens an account; `shed()` is called when the budget is exhausted and this is one of the
   * largest.
   */
  open(shed) {
    return new Account(this, shed);
  }

  /** For Account: changes its size. */
  move(account, bytes) {
    this.#bytes += bytes - account.bytes;
    const from = size_class(account.bytes);
    const to = size_class(bytes);
    account.bytes = bytes;
    if (from === to) return;
    if (from >= 0) this.#classes[from].delete(account);
    if (to >= 0) (this.#classes[to] ??= new Set()).add(account);
  }

  /**
   * Has the largest sessions drop what they hold until the limit is kept. Each pass lowers the sum;
   * a session that can't drop anything now, because it is at work, ends this: it comes here when it
   * is done.
   */
  enforce() {
    while (this.#bytes > this.#limit) {
      const account = this.#largest();
      const before = account.bytes;
      account.shed();
      if (account.bytes >= before) return;
    }
  }

  #largest() {
    let at = this.#classes.length - 1;
    while (!(this.#classes[at]?.size > 0)) at--;
    return this.#classes[at].values().next().value;
  }

  static {
    guard_getters(this, (object) => #bytes in object);
  }
}

/** -1 for nothing, else the logarithm. */
function size_class(bytes) {
  if (bytes < 1) return -1;
  if (bytes < 2 ** 31) return 31 - Math.clz32(bytes);
  return Math.min(SIZE_CLASSES - 1, Math.floor(Math.log2(bytes)));
}

exports.Budget = Budget;
