'use strict';

// Messages that wait for their counterpart, oldest first, and what they take. When they come to too
// much, the oldest are forgotten, but counted: their answers, should they come, are for no other.

class PendingQueue {
  #items = []; // from #head on
  #costs = [];
  #head = 0;
  #forgotten = 0; // older than #items[#head]
  bytes = 0;

  /** How many answers are still to come. */
  get length() {
    return this.#forgotten + this.kept;
  }

  /** How many of these are known. */
  get kept() {
    return this.#items.length - this.#head;
  }

  /** What the next answer is for; undefined where there is nothing, or where it is forgotten. */
  get first() {
    return this.#forgotten > 0 ? undefined : this.#items[this.#head];
  }

  /** The one after the first. */
  get second() {
    return this.#forgotten > 0 ? this.#items[this.#head] : this.#items[this.#head + 1];
  }

  push(item, cost) {
    this.#items.push(item);
    this.#costs.push(cost);
    this.bytes += cost;
  }

  /** The newest takes more than it did, if it is `item`. */
  grow(item, cost) {
    const at = this.#items.length - 1;
    if (at < this.#head || this.#items[at] !== item) return;
    this.bytes += cost - this.#costs[at];
    this.#costs[at] = cost;
  }

  /** Takes the first one out. */
  shift() {
    if (this.#forgotten > 0) {
      this.#forgotten--;
      return undefined;
    }
    return this.kept > 0 ? this.#take() : undefined;
  }

  /** Forgets the oldest until they take `target` bytes or less; returns how many they were. */
  forget(target) {
    let count = 0;
    for (; this.bytes > target && this.kept > 0; count++) this.#take();
    this.#forgotten += count;
    return count;
  }

  clear() {
    this.#items = [];
    this.#costs = [];
    this.#head = 0;
    this.#forgotten = 0;
    this.bytes = 0;
  }

  // Array#shift() moves all that comes after: a pipeline of 100,000 commands would feel it.
  #take() {
    const item = this.#items[this.#head];
    this.bytes -= this.#costs[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head >= 1024 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#costs = this.#costs.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

exports.PendingQueue = PendingQueue;
