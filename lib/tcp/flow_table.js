'use strict';

// Connections by their addresses and ports, and lists of them, least recently used first.

const { randomBytes } = require('node:crypto');

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

/**
 * A list of connections, or anything with `list`, `prev` and `next`: the least recently used one is
 * the head.
 */
class LRUList {
  head = null;
  tail = null;
  size = 0;

  add(conn) {
    conn.list = this;
    conn.prev = this.tail;
    conn.next = null;
    if (this.tail === null) this.head = conn;
    else this.tail.next = conn;
    this.tail = conn;
    this.size += 1;
  }

  remove(conn) {
    if (conn.prev === null) this.head = conn.next;
    else conn.prev.next = conn.next;
    if (conn.next === null) this.tail = conn.prev;
    else conn.next.prev = conn.prev;
    conn.list = null;
    conn.prev = null;
    conn.next = null;
    this.size -= 1;
  }

  /** Moves `conn`, which is in the list, to the tail. */
  touch(conn) {
    if (this.tail === conn) return;
    this.remove(conn);
    this.add(conn);
  }
}

exports.FlowTable = FlowTable;
exports.LRUList = LRUList;
exports.words_of = words_of;
