'use strict';

// The slab of the session that reads for all workers: its packets are not emitted but dealt to the
// workers, by flow.

const { randomInt } = require('node:crypto');
const { performance } = require('node:perf_hooks');

const binding = require('../capture/binding');
const { Slab } = require('../capture/slab');
const { u32le } = require('../packet/bytes');
const { HEADER, NSEC } = require('../packet/record');
const { place_near } = require('./places');

const HAND = 128 * 1024; // bytes that a worker gets at a time
const SMALL = HAND / 4; // bytes that are copied instead, so that little memory is held by them
const CAPLEN = 8; // its offset in a record's header
const NUMBER = 4; // bytes of a packet's place, at the end of a hand

/**
 * A worker's packets, of one link type and interface:
 * `{ bytes, end, packets, link_type, interface, secrets, time, place }`. `time`, in seconds, and
 * `place`, in what is read, are those of the first. Those of the others are at the end of bytes, 32
 * bits each, the first one's last.
 * @typedef {object} Hand
 */
class DealtSlab extends Slab {
  #seed = randomInt(2 ** 32) | 0; // of the hash: who sends packets does not choose their worker
  #hands; // Buffers that are being filled
  #words; // for each where its packets end and how many there are; the one that is full; places
  #take;
  #is_idle;
  #link_type = null; // of the packets in the hands
  #source = undefined; // and their interface
  place = 0; // of the next packet

  /**
   * `take(worker, hand)` takes a hand; `is_idle(worker)` says that it wants what there is, however
   * little.
   */
  constructor(nano, workers, { take, is_idle }) {
    super(nano);
    this.#hands = Array.from({ length: workers }, () => Buffer.alloc(0));
    this.#words = new Uint32Array(workers * 2 + 2);
    this.#take = take;
    this.#is_idle = is_idle;
  }

  /** As a Slab's; no program keeps packets of this one, so it is read into again. */
  fill(native, state) {
    this.next = this.end = 0;
    super.fill(native, state);
  }

  /** Deals the slab's packets; false when that ends early: halted, or the time is up. */
  deliver(session, until) {
    const link_type = this.assigned_link_type ?? this.link_type;
    if (link_type !== this.#link_type || this.source !== this.#source) this.flush();
    this.#link_type = link_type;
    this.#source = this.source;
    while (this.next < this.end) {
      this.next = this.#deal(link_type);
      if (this.next < this.end) this.#make_room(this.#words.at(-2));
      if (this.halted) return false;
    }
    this.#hands.forEach((hand, worker) => this.offer(worker));
    return performance.now() < until;
  }

  #deal(link_type) {
    const { bytes, next, end, nano } = this;
    const words = this.#words;
    const at = binding.deal(this.#hands, words, bytes, next, end, link_type, nano, this.#seed);
    this.place = place_near(this.place, words.at(-1));
    return at;
  }

  /** A worker's hand can't take the next packet: here is another that can. */
  #make_room(worker) {
    this.#hand_over(worker);
    const header = this.next + (this.nano ? NSEC : 0);
    const size = header - this.next + HEADER + u32le(this.bytes, header + CAPLEN) + NUMBER;
    this.#hands[worker] = Buffer.allocUnsafeSlow(Math.max(HAND, size));
  }

  /** Gives a worker what there is for it, if it waits. */
  offer(worker) {
    if (this.#words[worker] > 0 && this.#is_idle(worker)) this.#hand_over(worker);
  }

  /** Gives all workers what there is for them. */
  flush() {
    for (let worker = 0; worker < this.#hands.length; worker++) this.#hand_over(worker);
  }

  #hand_over(worker) {
    const end = this.#words[worker];
    if (end === 0) return;
    const filled = this.#hands[worker];
    const packets = this.#words[this.#hands.length + worker];
    const first = this.first_of(worker);
    const is_small = end < SMALL;
    const bytes = is_small ? packed(filled, end, packets * NUMBER) : filled;
    if (!is_small) this.#hands[worker] = Buffer.alloc(0);
    this.#words[worker] = this.#words[this.#hands.length + worker] = 0;
    const hand = { bytes, end, packets, ...first };
    this.#take(worker, { ...hand, link_type: this.#link_type, interface: this.#source });
  }

  /** `{ time, place }` of the first packet in a worker's hand; undefined: there is none. */
  first_of(worker) {
    if (this.#words[worker] === 0) return undefined;
    const bytes = this.#hands[worker];
    const place = place_near(this.place, u32le(bytes, bytes.length - NUMBER));
    return { time: this.#time_of(bytes), place };
  }

  #time_of(bytes) {
    const header = this.nano ? NSEC : 0;
    return u32le(bytes, header) + u32le(bytes, header + 4) / 1e6;
  }
}

/** The beginning and the end of a Buffer. */
function packed(from, beginning, end) {
  const bytes = Buffer.allocUnsafeSlow(beginning + end);
  from.copy(bytes, 0, 0, beginning);
  from.copy(bytes, beginning, from.length - end);
  return bytes;
}

exports.DealtSlab = DealtSlab;
