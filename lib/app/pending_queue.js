'use strict';

// Requests that wait for their answer, oldest first, and the memory that they take. Each has a
// number, one more than the one before. When they come to too much, the oldest are forgotten, but
// counted: their answers, should they come, are for no other.

class PendingQueue {
  #items = []; // from #head on
  #costs = [];
  #head = 0;
  #first = 0; // number of #items[#head]
  /** How many older than the first are forgotten, but not answered yet. */
  forgotten = 0;
  bytes = 0;

  /** How many there are that are not forgotten. */
  get length() {
    return this.#items.length - this.#head;
  }

  /** The number of the first. */
  get first() {
    return this.#first;
  }

  /** The number that the next one will have. */
  get next() {
    return this.#first + this.length;
  }

  /** The one with this number; undefined where there is none (any more). */
  get(number) {
    return number < this.#first ? undefined : this.#items[this.#head + number - this.#first];
  }

  push(item, cost) {
    this.#items.push(item);
    this.#costs.push(cost);
    this.bytes += cost;
  }

  /** The newest takes `cost` bytes, if it is the one that `is_it` says. */
  grow(is_it, cost) {
    const at = this.#items.length - 1;
    if (at < this.#head || !is_it(this.#items[at])) return;
    this.bytes += cost - this.#costs[at];
    this.#costs[at] = cost;
  }

  /** Whether there is one that `is_it` says. */
  has(is_it) {
    for (let at = this.#head; at < this.#items.length; at++) {
      if (is_it(this.#items[at])) return true;
    }
    return false;
  }

  /** Takes the first out. */
  shift() {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.bytes -= this.#costs[this.#head];
    this.#items[this.#head++] = undefined;
    this.#first++;
    if (this.#head >= 1024 && this.#head * 2 >= this.#items.length) this.#compact();
    return item;
  }

  /** Forgets the oldest until they take `target` bytes or less; returns how many they were. */
  forget(target) {
    let count = 0;
    for (; this.bytes > target && this.length > 0; count++) this.shift();
    this.forgotten += count;
    return count;
  }

  /** Takes all out; returns how many they were. */
  clear() {
    const { length } = this;
    this.drop_through(this.next);
    return length;
  }

  /** Takes out all up to the one with this number, and those that are forgotten. */
  drop_through(number) {
    this.forgotten = 0;
    while (this.length > 0 && this.#first <= number) this.shift();
  }

  // Array#shift() moves all that comes after: a pipeline of 100,000 commands would feel it.
  #compact() {
    this.#items = this.#items.slice(this.#head);
    this.#costs = this.#costs.slice(this.#head);
    this.#head = 0;
  }
}

exports.PendingQueue = PendingQueue;
