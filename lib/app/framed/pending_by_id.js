'use strict';

/**
 * Requests by the number that their answer repeats. The oldest is given up where there are too
 * many.
 */
class PendingById {
  #items = new Map(); // id -> { item, cost }
  bytes = 0;

  /** A request; one that has the same number and no answer yet is given up. */
  add(id, item, cost) {
    this.take(id);
    this.#items.set(id, { item, cost });
    this.bytes += cost;
  }

  get(id) {
    return this.#items.get(id)?.item;
  }

  /** Takes out the request with this number; undefined where there is none. */
  take(id) {
    const found = this.#items.get(id);
    if (found === undefined) return undefined;
    this.#items.delete(id);
    this.bytes -= found.cost;
    return found.item;
  }

  get size() {
    return this.#items.size;
  }

  /** Those that wait, oldest first. */
  *values() {
    for (const { item } of this.#items.values()) yield item;
  }

  drop_oldest() {
    const [id] = this.#items.keys();
    this.take(id);
  }

  /** Takes out those whose numbers are `last` or less, where they come in order. */
  take_through(last) {
    for (const id of this.#items.keys()) {
      if (id > last) break;
      this.take(id);
    }
  }

  /**
   * What a session's shed_kept() gives of them: `session` is to hold `target` bytes or less.
   * @returns {{ what: string, count: number, bytes: number }[]}
   */
  shed(session, target, what) {
    const before = this.bytes;
    const count = this.evict(Math.max(0, target - (session.held_bytes - before)));
    return count > 0 ? [{ what, count, bytes: before - this.bytes }] : [];
  }

  /** Gives up the oldest until they take `target` bytes or less; returns how many they were. */
  evict(target) {
    let count = 0;
    for (const id of this.#items.keys()) {
      if (this.bytes <= target) break;
      this.take(id);
      count++;
    }
    return count;
  }
}

exports.PendingById = PendingById;
