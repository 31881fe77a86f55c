'use strict';

// What a connection has given a name or number: prepared statements, aliases. The oldest give way.

const ENTRY_COST = 200;
const MAX_NAMES = 10000;

class NamedItems {
  #items = new Map();
  bytes = 0;

  get(name) {
    return this.#items.get(name)?.item;
  }

  set(name, item, size) {
    this.delete(name);
    const cost = ENTRY_COST + 2 * (String(name).length + size);
    this.#items.set(name, { item, cost });
    this.bytes += cost;
    if (this.#items.size > MAX_NAMES) this.#drop_oldest();
  }

  delete(name) {
    this.bytes -= this.#items.get(name)?.cost ?? 0;
    this.#items.delete(name);
  }

  #drop_oldest() {
    const [name] = this.#items.keys();
    this.delete(name);
  }

  /** Forgets the oldest until they take `target` bytes or less; returns how many they were. */
  evict(target) {
    let count = 0;
    for (; this.bytes > target && this.#items.size > 0; count++) this.#drop_oldest();
    return count;
  }
}

exports.NamedItems = NamedItems;
