'use strict';

// The base of sessions of protocols that are made of messages: PostgreSQL, MQTT, SSH and others. It
// cuts the streams into messages, goes on after bytes that are missing or make no sense, pairs
// answers with requests, and hands over to TLS. A subclass says how long a message is (measure),
// where one may begin (find), and what it means (on_message).

const { pcap_error } = require('../../errors');
const { custom, number } = require('../../validate');
const { Pairing } = require('../pairing');
const { STREAM_OPTIONS, StreamSession, not_captured } = require('../stream_session');
const { FramedStream } = require('./stream');
const { guard_getters } = require('../../getters');

const is_object = (value) => typeof value === 'object' && value !== null;

/** Options of every FramedSession. */
const FRAMED_OPTIONS = {
  ...STREAM_OPTIONS,
  max_message: number({ default: 64 * 1024, min: 1024, integer: true }),
  tls: custom({ default: undefined, accepts: is_object, what: 'an object' }),
};

const ENTRY_COST = 400;

class FramedSession extends StreamSession {
  #name;
  #streams;
  #pairing;
  #upgrade = null;
  #outer = null; // the session before it went over to TLS
  #is_sure = false; // the protocol was recognised
  #is_over = false;

  /**
   * @param {TCPSession} below
   * @param {object} options
   * @param {object} table  that has FRAMED_OPTIONS
   * @param {{ name: string, least_request?: number }} protocol  the prefix of its events
   */
  constructor(below, options, table, { name, least_request = 1 }) {
    super(below, options, table);
    this.#name = name;
    this.#pairing = new Pairing(least_request);
    const limit = this.options.max_message;
    const stream = (direction) =>
      new FramedStream({
        measure: (bytes, at) => this.#measure(direction, bytes, at),
        take: (message) => this.#take(direction, message),
        limit,
      });
    this.#streams = { send: stream('send'), recv: stream('recv') };
    if (below?.missed_syn) this.#join_late();
  }

  #join_late() {
    this.#streams.send.synced = this.#streams.recv.synced = false;
    this.#pairing.join_late();
  }

  // --- what a subclass overrides

  /** How long the message at `at` is; undefined: more bytes are needed; 0: this is none. */
  measure() {
    return 0;
  }

  /** A message; see FramedStream. */
  on_message() {}

  /** Where in the bytes of a segment a message begins, when that is not known any more; or -1. */
  find(direction, bytes) {
    return this.measure(direction, bytes, 0) > 0 ? 0 : -1;
  }

  /** Whether an answer of several messages has begun that is not over. */
  is_in_answer() {
    return false;
  }

  /** It was lost where messages of this direction begin. */
  on_lost() {}

  /** Bytes of memory that the subclass holds. */
  kept_bytes() {
    return 0;
  }

  /** Lets the subclass give up what it holds. */
  shed_kept() {
    return [];
  }

  /** Called on the session above TLS with the one below. */
  continue_from() {}

  // --- bytes

  get answering() {
    return this.#is_over ? undefined : 'recv';
  }

  #measure(direction, bytes, at) {
    if (this.#upgrade !== null) return bytes.length - at;
    return this.measure(direction, bytes, at);
  }

  #take(direction, message) {
    if (this.#is_over) return;
    if (this.#upgrade === null) this.on_message(direction, message);
    else this.#pass_on(direction, message);
  }

  on_data(direction, bytes, time, info, place) {
    if (this.#is_over) return;
    const stream = this.#streams[direction];
    stream.enter(time, place, info);
    if (!stream.synced && this.#upgrade === null) {
      const at = this.find(direction, bytes);
      if (at < 0) return;
      bytes = bytes.subarray(at);
      stream.enter(time, at === 0 ? place : { ...place, start: place.start + at }, info);
    }
    stream.synced = true;
    const taken = stream.execute(bytes);
    if (taken < bytes.length && stream.synced && !this.#is_over) {
      this.#fail(direction, 'ERR_PCAP_STREAM', this.#nonsense());
    }
  }

  #nonsense() {
    return `bytes that are not ${this.#name}`;
  }

  on_gap(direction, count, time, info, place) {
    if (this.#is_over) return;
    if (this.#upgrade !== null) {
      this.#upgrade.gap(direction, count, time, info);
      return;
    }
    const stream = this.#streams[direction];
    stream.enter(time, place, info);
    if (!stream.synced || stream.skip(count)) return;
    this.#fail(direction, 'ERR_PCAP_STREAM_GAP', not_captured(count));
  }

  on_fin(direction) {
    this.#upgrade?.fin(direction);
  }

  on_end() {
    this.#upgrade?.end();
  }

  // Bytes that make no sense at the beginning are another protocol's.
  #fail(direction, code, text) {
    this.#desync(direction);
    if (!this.#is_sure && code === 'ERR_PCAP_STREAM') {
      this.stop();
      return;
    }
    this.emit_event(`${this.#name} error`, direction, pcap_error(code, text));
  }

  #desync(direction) {
    const stream = this.#streams[direction];
    if (direction === 'send') this.#pairing.missed_requests(stream.start);
    else this.#pairing.missed_answers(stream.start);
    stream.synced = false;
    stream.reset();
    this.on_lost(direction);
  }

  get #is_between_answers() {
    const { synced, is_between } = this.#streams.recv;
    return synced && is_between && !this.is_in_answer();
  }

  // --- for subclasses

  /** The subclass found its protocol: what makes no sense is an error from now on. */
  recognised() {
    this.#is_sure = true;
  }

  get is_recognised() {
    return this.#is_sure;
  }

  /** What follows is not read. */
  stop() {
    this.#is_over = true;
    for (const stream of [this.#streams.send, this.#streams.recv]) stream.reset();
    this.#pairing.shed(0);
  }

  get is_stopped() {
    return this.#is_over;
  }

  /** It is not known where messages of a direction begin; it says so with an error. */
  fail(direction, text) {
    this.#fail(direction, 'ERR_PCAP_STREAM', text);
  }

  /** A request that is answered in order. Returns the answer that came before it, if one did. */
  ask(request, message, cost = ENTRY_COST) {
    const { start, end, place } = message;
    const { acked, is_early } = place;
    const is_settled = !is_early && this.#is_between_answers;
    return this.#pairing.add(request, { start, end, acked, is_settled }, cost);
  }

  /** An answer in order. Returns its request; undefined where that is not known. */
  answer(answer, message, cost = ENTRY_COST) {
    return this.#pairing.answer(answer, { ...message.place, start: message.start }, cost);
  }

  /** The request that the next answer is for; undefined where that is not known. */
  next_request() {
    return this.#pairing.current;
  }

  /** An answer of which it is not known whether it is the next request's. */
  miss_answer({ start }) {
    this.#pairing.missed_answers(start);
  }

  /** What comes after this message is TLS; the session above is of the same class. */
  start_tls() {
    if (this.#upgrade !== null) return;
    const upgrade = new (require('./upgrade').Upgrade)(this, this.options.tls);
    const { tls } = upgrade;
    const inner = new this.constructor(tls, { ...this.options, tls: undefined });
    inner.#outer = this;
    inner.continue_from(this);
    this.emit_event(`${this.#name} tls`, tls);
    this.#upgrade = upgrade;
  }

  #pass_on(direction, { bytes, start }) {
    const stream = this.#streams[direction];
    const at = start - stream.place.start;
    this.#upgrade.data(direction, Buffer.from(bytes), stream.time, stream.info, at);
  }

  // The events of a session above TLS are those of the one that the program knows.
  emit_event(event, ...args) {
    if (this.#outer !== null && event !== 'end') this.#outer.emit_event(event, ...args);
    else super.emit_event(event, ...args);
  }

  // --- limits

  get held_bytes() {
    const { send, recv } = this.#streams;
    return send.held_bytes + recv.held_bytes + this.#pairing.held_bytes + this.kept_bytes();
  }

  shed(target) {
    const dropped = [];
    if (this.held_bytes > target) dropped.push(...this.shed_kept(target));
    this.#shed_pairing(target, dropped);
    for (const direction of ['send', 'recv']) {
      const held = this.#streams[direction].held_bytes;
      if (held === 0 || this.held_bytes <= target) continue;
      this.#desync(direction);
      dropped.push({ what: 'messages', count: 1, bytes: held });
    }
    return dropped;
  }

  #shed_pairing(target, dropped) {
    const before = this.#pairing.held_bytes;
    if (before === 0 || this.held_bytes <= target) return;
    const { answers, requests } = this.#pairing.shed(
      Math.max(0, target - (this.held_bytes - before)),
    );
    const bytes = before - this.#pairing.held_bytes;
    if (answers > 0) dropped.push({ what: 'answers', count: answers, bytes });
    if (requests > 0) dropped.push({ what: 'requests', count: requests, bytes });
  }

  static {
    guard_getters(this, (object) => #streams in object);
  }
}

exports.ENTRY_COST = ENTRY_COST;
exports.FRAMED_OPTIONS = FRAMED_OPTIONS;
exports.FramedSession = FramedSession;
