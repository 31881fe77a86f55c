'use strict';

// Puts what several threads print in order. Each thread's items come with places that do not fall:
// numbers of packets in a file, times of a device's packets, or texts.

/** A queue whose items are taken one by one. */
class Queue {
  #batches = []; // { places, items, size }
  #next = 0; // in the first

  add(batch) {
    if (batch.items.length > 0) this.#batches.push(batch);
  }

  /** Place of the first item; undefined: there is none. */
  get place() {
    return this.#batches[0]?.places[this.#next];
  }

  take() {
    const { items, size } = this.#batches[0];
    const item = items[this.#next++];
    const is_over = this.#next === items.length;
    if (is_over) {
      this.#batches.shift();
      this.#next = 0;
    }
    return { item, freed: is_over ? size : 0 };
  }
}

class TimeOrder {
  #queues;
  #print;
  size = 0; // characters that wait

  /** `print(item)` gets the items in their order. */
  constructor(workers, print) {
    this.#queues = Array.from({ length: workers }, () => new Queue());
    this.#print = print;
  }

  /** A thread's next items, `size` characters in all. */
  add(worker, { items, places, size }) {
    this.#queues[worker].add({ items, places, size });
    this.size += size;
  }

  /** Prints what is before `place`: nothing more will come that is. */
  release(place) {
    this.#release((first) => first < place);
  }

  /** Prints what is at `place` and before. */
  release_through(place) {
    this.#release((first) => first <= place);
  }

  /** Prints all there is. */
  release_all() {
    this.#release(() => true);
  }

  #release(is_wanted) {
    for (let queue; (queue = this.#first()) !== undefined && is_wanted(queue.place);) {
      const { item, freed } = queue.take();
      this.size -= freed;
      this.#print(item);
    }
  }

  /** The queue that has the first item; that of the thread with the lowest number, of several. */
  #first() {
    let first;
    for (const queue of this.#queues) {
      if (queue.place !== undefined && !(queue.place >= first?.place)) first = queue;
    }
    return first;
  }
}

exports.TimeOrder = TimeOrder;
