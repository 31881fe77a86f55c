'use strict';

// TIME-WAIT (RFC 9293, section 3.6.1) as a capture needs it: connections that are over are known
// for a while, so that late copies of their segments open nothing. Plain numbers in one piece of
// memory, because most connections of a busy capture are in here. A newer one takes an older one's
// place.

const SLOTS = 8192;

// Where the numbers of a slot are.
const HASH = 0;
const SADDR = 1;
const DADDR = 2;
const PORTS = 3;
const SEND_ISN = 4;
const RECV_ISN = 5;
const STATE = 6;
const WIDTH = 8;

const EMPTY = 0;
const IN_USE = 1;
const SYN_REPEATED = 2; // the SYN came again, with the same number

class TimeWaitTable {
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
    numbers[at + STATE] = IN_USE;
    this.#times[slot] = now;
  }

  /** The slot of a connection that ended after `since`, or -1. Both directions find it. */
  find(hash, saddr, sport, daddr, dport, since) {
    const slot = hash & (SLOTS - 1);
    const at = slot * WIDTH;
    const numbers = this.#numbers;
    if (numbers[at + STATE] === EMPTY || numbers[at + HASH] !== hash || this.#times[slot] < since)
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

  /** Whether `isn` is the initial sequence number of either side. */
  has_isn(slot, isn) {
    const at = slot * WIDTH;
    return this.#numbers[at + SEND_ISN] === isn || this.#numbers[at + RECV_ISN] === isn;
  }

  is_syn_repeated(slot) {
    return this.#numbers[slot * WIDTH + STATE] === SYN_REPEATED;
  }

  set_syn_repeated(slot) {
    this.#numbers[slot * WIDTH + STATE] = SYN_REPEATED;
  }

  remove(slot) {
    this.#numbers[slot * WIDTH + STATE] = EMPTY;
  }

  /** The clock was set back by `step` seconds. */
  shift(step) {
    for (let slot = 0; slot < SLOTS; slot++) this.#times[slot] -= step;
  }
}

exports.TimeWaitTable = TimeWaitTable;
