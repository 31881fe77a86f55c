'use strict';

// Connections by their addresses and ports: those that go on, and those in TIME-WAIT.

const { randomBytes } = require('node:crypto');
const { SYN, ACK } = require('./seq');

const FIRST_SIZE = 4096;

function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/**
 * A hash table with chains through the connections. Packets choose the keys, so the hash starts
 * from a secret. Both directions of a connection have the same hash.
 */
class FlowTable {
  /** With `has_networks`, equal addresses and ports in two networks are two connections. */
  constructor(has_networks) {
    this.has_networks = has_networks;
  }

  #buckets = new Array(FIRST_SIZE).fill(null);
  #mask = FIRST_SIZE - 1;
  #secret = randomBytes(4).readInt32LE(0);
  #secret_ports = randomBytes(4).readInt32LE(0) | 1;
  size = 0;

  /** IPv6 addresses count as the hash of their four words. */
  fold(addr) {
    let h = this.#secret;
    for (let i = 0; i < 4; i++) h = mix(h ^ addr.word(i));
    return h;
  }

  #end_hash(addr, port) {
    return mix((addr ^ this.#secret) + Math.imul(port + 1, this.#secret_ports));
  }

  hash({ saddr, sport, daddr, dport, network }) {
    const h = mix((this.#end_hash(saddr, sport) + this.#end_hash(daddr, dport)) | 0);
    return network === '' ? h : this.#mix_name(h, network);
  }

  #mix_name(h, name) {
    for (let i = 0; i < name.length; i++) h = mix(h ^ name.charCodeAt(i) ^ this.#secret);
    return h;
  }

  /** The connection that a segment belongs to, in either direction, or null. */
  find(hash, { saddr, sport, daddr, dport, ip6, network }) {
    for (let conn = this.#buckets[hash & this.#mask]; conn !== null; conn = conn.chain) {
      if (conn.hash !== hash || conn.network !== network) continue;
      if (
        (conn.saddr === saddr &&
          conn.sport === sport &&
          conn.daddr === daddr &&
          conn.dport === dport) ||
        (conn.saddr === daddr &&
          conn.sport === dport &&
          conn.daddr === saddr &&
          conn.dport === sport)
      ) {
        if (ip6 === null ? conn.words === null : conn.words !== null && has_words(conn, ip6))
          return conn;
      }
    }
    return null;
  }

  add(conn) {
    // Half empty, so that most look-ups meet no other connection: each would be a wait for memory.
    if (2 * this.size > this.#mask) this.#grow();
    const index = conn.hash & this.#mask;
    conn.chain = this.#buckets[index];
    this.#buckets[index] = conn;
    this.size += 1;
  }

  remove(conn) {
    const index = conn.hash & this.#mask;
    let at = this.#buckets[index];
    if (at === conn) {
      this.#buckets[index] = conn.chain;
    } else {
      while (at.chain !== conn) at = at.chain;
      at.chain = conn.chain;
    }
    conn.chain = null;
    this.size -= 1;
  }

  #grow() {
    const old = this.#buckets;
    this.#buckets = new Array(old.length * 2).fill(null);
    this.#mask = old.length * 2 - 1;
    for (let conn of old) {
      while (conn !== null) {
        const { chain } = conn;
        const index = conn.hash & this.#mask;
        conn.chain = this.#buckets[index];
        this.#buckets[index] = conn;
        conn = chain;
      }
    }
  }
}

/** The eight words of source and destination, for telling addresses of equal hash apart. */
function words_of(source, destination) {
  const words = [];
  for (let i = 0; i < 4; i++) words.push(source.word(i));
  for (let i = 0; i < 4; i++) words.push(destination.word(i));
  return words;
}

function has_words(conn, { saddr, daddr }) {
  return same_words(conn.words, saddr, daddr) || same_words(conn.words, daddr, saddr);
}

function same_words(words, source, destination) {
  for (let i = 0; i < 4; i++) {
    if (words[i] !== source.word(i) || words[i + 4] !== destination.word(i)) return false;
  }
  return true;
}

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

const FREE = 0;
const IN_USE = 1;
const SYN_REPEATED = 2; // the SYN came again, with the same number

/**
 * TIME-WAIT (RFC 9293, section 3.6.1) as a capture needs it: connections that are over are known
 * for a while, so that late copies of their segments open nothing. Plain numbers in one piece of
 * memory, because most connections of a busy capture are in here. A newer one takes an older one's
 * place.
 */
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

  /**
   * Whether a segment, in either direction, belongs to a connection that ended after `since`. A SYN
   * with another number opens the next one; a SYN with the same number may be a late copy, unless
   * it is answered.
   */
  holds(hash, segment, since) {
    const slot = this.#find(hash, segment, since);
    if (slot < 0) return false;
    const { seq, bits } = segment;
    const is_syn = (bits & SYN) !== 0;
    const is_answer = is_syn && (bits & ACK) !== 0;
    const state = slot * WIDTH + STATE;
    if (!is_syn || this.#has_isn(slot, seq)) {
      if (is_syn && !is_answer) this.#numbers[state] = SYN_REPEATED;
      if (!is_answer || this.#numbers[state] !== SYN_REPEATED) return true;
    }
    this.#numbers[state] = FREE;
    return false;
  }

  #find(hash, { saddr, sport, daddr, dport }, since) {
    const slot = hash & (SLOTS - 1);
    const at = slot * WIDTH;
    const numbers = this.#numbers;
    if (numbers[at + STATE] === FREE || numbers[at + HASH] !== hash || this.#times[slot] < since)
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
  #has_isn(slot, isn) {
    const at = slot * WIDTH;
    return this.#numbers[at + SEND_ISN] === isn || this.#numbers[at + RECV_ISN] === isn;
  }

  /** The clock was set back by `step` seconds. */
  shift(step) {
    for (let slot = 0; slot < SLOTS; slot++) this.#times[slot] -= step;
  }
}

exports.FlowTable = FlowTable;
exports.TimeWaitTable = TimeWaitTable;
exports.words_of = words_of;
