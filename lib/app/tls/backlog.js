'use strict';

// Records and events of both directions that wait: for secrets, or for what came before them in the
// other direction.

const { Queue } = require('./queue');

class Backlog {
  #queues = new Map(); // side -> Queue
  #take;
  #order = 0;
  #waiting = 0; // items; mostly there are none

  /**
   * @param {Side[]} sides  both
   * @param {(side: Side, item: object) => boolean} take  does what is to be done with an item;
   *   false: it has to wait. `item.order` is its place among all that came.
   */
  constructor(sides, take) {
    for (const side of sides) this.#queues.set(side, new Queue());
    this.#take = take;
  }

  get is_empty() {
    return this.#waiting === 0;
  }

  /** Of memory. */
  get bytes() {
    let bytes = 0;
    if (this.#waiting === 0) return bytes;
    for (const queue of this.#queues.values()) bytes += queue.bytes;
    return bytes;
  }

  length_of(side) {
    return this.#queues.get(side).length;
  }

  first_of(side) {
    return this.#queues.get(side).first;
  }

  /**
   * The side whose first item is the older one: it waits for secrets, the other one may wait for
   * it.
   */
  oldest() {
    let oldest;
    if (this.#waiting === 0) return oldest;
    for (const [side, queue] of this.#queues) {
      if (queue.is_empty) continue;
      if (oldest === undefined || queue.first.order < this.first_of(oldest).order) oldest = side;
    }
    return oldest;
  }

  /** Whether something that came before this item waits in the other direction. */
  is_behind(side, { order }) {
    if (this.#waiting === 0) return false;
    for (const [other, queue] of this.#queues) {
      if (other !== side && !queue.is_empty && queue.first.order < order) return true;
    }
    return false;
  }

  /** Takes a new item, now or later. */
  add(side, item) {
    const queue = this.#queues.get(side);
    item.order = this.#order++;
    if (queue.is_empty && this.#take(side, item)) {
      this.go_on();
      return;
    }
    queue.push(item);
    this.#waiting += 1;
  }

  /** Takes what waits as far as it can be taken, in the order in which it came. */
  go_on() {
    while (this.#step());
  }

  #step() {
    const first = this.oldest();
    if (first === undefined) return false;
    if (this.#try(first)) return true;
    for (const side of this.#queues.keys()) {
      if (side !== first && this.#try(side)) return true;
    }
    return false;
  }

  #try(side) {
    const queue = this.#queues.get(side);
    if (queue.is_empty || !this.#take(side, queue.first)) return false;
    queue.shift();
    this.#waiting -= 1;
    return true;
  }
}

exports.Backlog = Backlog;
