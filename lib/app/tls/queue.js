'use strict';

const ITEM_COST = 200; // bytes of memory beside those of the record

/** What waits in one direction, first in, first out, with the memory that it takes. */
class Queue {
  #items = [];
  #head = 0;
  bytes = 0;

  get is_empty() {
    return this.#head === this.#items.length;
  }

  get length() {
    return this.#items.length - this.#head;
  }

  get first() {
    return this.#items[this.#head];
  }

  push(item) {
    this.#items.push(item);
    this.bytes += cost_of(item);
  }

  shift() {
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.bytes -= cost_of(item);
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

function cost_of(item) {
  return ITEM_COST + (item.bytes?.length ?? 0);
}

exports.Queue = Queue;
