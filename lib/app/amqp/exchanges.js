'use strict';

// Methods of one direction that wait for their answer. On a channel, answers come in order. A
// client asks again when it has its answer: so, after bytes that are missing, an answer is for the
// newest method that was sent before it. Of a client that does not wait it is not known any more
// then which answer is whose: none is paired.

const MAX_WAITING = 1000; // on a channel

class Exchanges {
  #channels = new Map(); // number -> [{ method, start, acked, cost }], oldest first
  #pipelines = false;
  #has_gap = false;
  bytes = 0;

  /** A method that is to be answered; where it stands, and what its sender had when it sent it. */
  add(method, { start, place }, cost) {
    const { channel } = method;
    const waiting = this.#channels.get(channel) ?? [];
    this.#channels.set(channel, waiting);
    waiting.push({ method, start, acked: place.acked, cost });
    this.bytes += cost;
    if (waiting.length > MAX_WAITING) this.#give_up(channel);
  }

  // Its answer may come yet, for no other.
  #give_up(channel) {
    this.#drop(channel, 1);
    this.#has_gap = true;
  }

  /**
   * Takes the method that an answer on a channel is for; undefined where that is not known.
   * @param {number} channel
   * @param {string} name  of the method
   * @param {{ start: number, place: { acked: number } }} answer
   */
  take(channel, name, { start, place }) {
    const waiting = this.#channels.get(channel) ?? [];
    let newest = 0; // how many were sent before the answer
    while (newest < waiting.length && waiting[newest].acked <= start) newest++;
    if (newest > 1 && (!this.#has_gap || waiting[0].acked === waiting[newest - 1].acked)) {
      this.#pipelines = true;
    }
    if (newest === 0 || (this.#has_gap && this.#pipelines)) return undefined;
    const at = this.#has_gap ? newest - 1 : 0;
    const { method, start: sent_at } = waiting[at];
    if (method.method !== name || sent_at >= place.acked) return undefined;
    this.#drop(channel, at + 1);
    return method;
  }

  #drop(channel, count) {
    const waiting = this.#channels.get(channel);
    for (const { cost } of waiting.splice(0, count)) this.bytes -= cost;
    if (waiting.length === 0) this.#channels.delete(channel);
  }

  /** Bytes are missing, of methods or of their answers. */
  desync() {
    this.#has_gap = true;
  }

  /** A channel is closed, or (0) the connection: nothing of it will be answered. */
  close(channel) {
    if (channel === 0) this.clear();
    else if (this.#channels.has(channel)) this.#drop(channel, Infinity);
  }

  clear() {
    this.#channels.clear();
    this.bytes = 0;
  }

  /** Gives up the oldest of each channel until they take `target` bytes or less. */
  evict(target) {
    let count = 0;
    while (this.bytes > target && this.#channels.size > 0) {
      const [channel] = this.#channels.keys();
      this.#give_up(channel);
      count++;
    }
    return count;
  }
}

exports.Exchanges = Exchanges;
