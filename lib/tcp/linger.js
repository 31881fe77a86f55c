'use strict';

// Connections that are over, for a while: late copies of their segments must open nothing. Plain numbers in one piece of
// memory, because most connections of a busy capture are in here. A newer one takes an older one's place.

const SLOTS = 8192;

// Where the numbers of a slot are.
const HASH = 0;
const SADDR = 1;
const DADDR = 2;
const PORTS = 3;
const SEND_ISN = 4;
const RECV_ISN = 5;
const MARK = 6;
const WIDTH = 8;

const EMPTY = 0;
const OVER = 1;
const SYN_AGAIN = 2; // the SYN has come once more, with the same number

class Linger {
  #numbers = new Int32Array(SLOTS * WIDTH);
  #times = new Float64Array(SLOTS);

  add(conn, now) {
    const slot = conn.hash & (SLOTS - 1);
    const at = slot * WIDTH;
    const numbers = this.#numbers;
    numbers[at + HASH] = conn.hash;
    numbers[at + SADDR] = conn.saddr;
    numbers[at + DADDR] = conn.daddr;
    numbers[at + PORTS] = (conn.sport << 16) | conn.dport;
    numbers[at + SEND_ISN] = conn.send.isn;
    numbers[at + RECV_ISN] = conn.recv.isn;
    numbers[at + MARK] = OVER;
    this.#times[slot] = now;
  }

  /** The slot of a connection that ended after `since`, or -1. Both directions find it. */
  find(hash, saddr, sport, daddr, dport, since) {
    const slot = hash & (SLOTS - 1);
    const at = slot * WIDTH;
    const numbers = this.#numbers;
    if (numbers[at + MARK] === EMPTY || numbers[at + HASH] !== hash || this.#times[slot] < since)
      return -1;
    const forward = (sport << 16) | dport;
    const back = (dport << 16) | sport;
    if (
      numbers[at + SADDR] === saddr &&
      numbers[at + DADDR] === daddr &&
      numbers[at + PORTS] === forward
    )
      return slot;
    if (
      numbers[at + SADDR] === daddr &&
      numbers[at + DADDR] === saddr &&
      numbers[at + PORTS] === back
    )
      return slot;
    return -1;
  }

  /** Whether `isn` is where one side of it began. */
  began_at(slot, isn) {
    const at = slot * WIDTH;
    return this.#numbers[at + SEND_ISN] === isn || this.#numbers[at + RECV_ISN] === isn;
  }

  is_marked(slot) {
    return this.#numbers[slot * WIDTH + MARK] === SYN_AGAIN;
  }

  mark(slot) {
    this.#numbers[slot * WIDTH + MARK] = SYN_AGAIN;
  }

  forget(slot) {
    this.#numbers[slot * WIDTH + MARK] = EMPTY;
  }

  /** The clock was set back. */
  shift(step) {
    for (let slot = 0; slot < SLOTS; slot++) this.#times[slot] -= step;
  }
}

exports.Linger = Linger;
