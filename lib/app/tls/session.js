'use strict';

// TLS on a byte stream: who talks to whom, how, with which certificates; and what they say, where a
// key log has their secrets.

const { show_agreed } = require('./agreed');
const { Backlog } = require('./backlog');
const { Decoder } = require('./decoder');
const { Handshake } = require('./handshake');
const { TLSKeys } = require('./keys');
const { Sniffer } = require('./sniffer');
const { Protection } = require('./protection');
const { Side } = require('./side');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { custom, number } = require('../../validate');
const { guard_getters } = require('../../getters');
const { clearTimeout, setTimeout } = require('../../timers');

const MAX_TIMEOUT = 2 ** 31 - 1; // milliseconds; of setTimeout()
const NO_KEYS = new TLSKeys();
NO_KEYS.close();

const OPTIONS = {
  ...STREAM_OPTIONS,
  keys: custom({
    default: NO_KEYS,
    accepts: (value) => value instanceof TLSKeys,
    what: 'a TLSKeys',
  }),
  max_handshake_message: number({ default: 128 * 1024, min: 1024, integer: true }),
  max_clear_bytes: number({ default: 64 * 1024, min: 0 }),
  max_wait: number({ default: 2, min: 0 }),
  max_wait_bytes: number({ default: 8 * 1024 * 1024, min: 0 }),
  max_gap_records: number({ default: 16384, min: 0 }),
};

/**
 * One TLS connection. Bytes before TLS begins (STARTTLS) are passed on as they are.
 *
 * Events, the session first:
 *
 *   'tls client hello' (hello)                     'tls server hello' (hello)
 *   'tls certificate' (direction, certificates)    the sender's own first, then its chain
 *   'tls alert' (direction, { level, description, code })
 *   'tls opaque' (reason)                          once: what follows can't be read
 *   'tls error' (direction, error)                 it goes on at the next record
 *   'data send', 'data recv' (data, info)          content, in clear; as those of a TCPSession
 *   'gap' (direction, length, info), 'fin' (direction), 'reset' (direction), 'end'
 */
class TLSSession extends StreamSession {
  /** 'tls', or 'clear' where the connection is something else; undefined: not known yet. */
  protocol = undefined;
  #keys;
  #handshake;
  #decoder;
  #sides; // { send: Side, recv: Side }
  #backlog;
  #sniffer = new Sniffer();
  #clear_bytes = 0;
  #random = undefined; // that #wake is registered for
  #wake = () => this.turn(() => this.#secrets_came());
  #end_timer = null; // the session below is over, and records wait

  /**
   * @param {TCPSession} tcp_session  or another session that gives out a stream
   * @param {object} [options]
   * @param {TLSKeys} [options.keys]  the secrets to decrypt with
   * @param {number} [options.max_handshake_message]  bytes, 128 KiB; a larger one is passed over
   * @param {number} [options.max_clear_bytes]  after so many without TLS it is not looked for, 64
   *   KiB
   * @param {number} [options.max_wait]  seconds that records wait for their secrets, 2
   * @param {number} [options.max_wait_bytes]  memory of the records that wait, 8 MiB
   * @param {number} [options.max_gap_records]  so many records a gap may hold, 16384
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    const { keys, max_handshake_message } = this.options;
    const report = (event, ...args) => this.emit_event(event, ...args);
    this.#keys = keys;
    this.#handshake = new Handshake(max_handshake_message, report);
    this.#decoder = new Decoder(this.#handshake, report);
    this.#sides = { send: this.#side('send'), recv: this.#side('recv') };
    this.#sides.send.other = this.#sides.recv;
    this.#sides.recv.other = this.#sides.send;
    this.#backlog = new Backlog(this.#both, (side, item) => this.#take(side, item));
    this.listen();
    tcp_session.on('reset', (_, direction) => this.turn(() => this.#event('reset', direction)));
  }

  #side(direction) {
    const { keys, max_gap_records, max_handshake_message } = this.options;
    const protection = new Protection(this.#handshake, keys, max_gap_records);
    return new Side(direction, protection, max_handshake_message);
  }

  get #both() {
    return [this.#sides.send, this.#sides.recv];
  }

  /** Why nothing can be read. */
  get opaque() {
    return this.#decoder.opaque;
  }

  /** The client is the side that the session below calls the server's. */
  get swapped() {
    return this.#sniffer.client === 'recv';
  }

  get missed_syn() {
    return this.tcp_session.missed_syn;
  }

  // Where bytes in clear begin. Content of TLS has places of its own.

  get send_isn() {
    return this.protocol === 'tls' ? undefined : this.tcp_session.send_isn;
  }

  get recv_isn() {
    return this.protocol === 'tls' ? undefined : this.tcp_session.recv_isn;
  }

  get current_cap_time() {
    return this.tcp_session.current_cap_time;
  }

  // --- what comes from below

  get needs_places() {
    return false;
  }

  on_data(direction, bytes, time, info) {
    const side = direction === 'send' ? this.#sides.send : this.#sides.recv;
    if (this.protocol === 'clear') {
      side.offset += bytes.length;
      this.emit_event(direction === 'send' ? 'data send' : 'data recv', bytes, info);
      return;
    }
    const tls = side.started ? bytes : this.#open(side, bytes, info);
    if (tls === undefined) return;
    side.records.push(tls, info);
    for (let record; (record = side.records.next()) !== undefined;) this.#add(side, record);
    if (side.records.fault !== null) this.#decoder.fault(side, side.records.fault);
    side.records.fault = null;
    this.#check_waiting(info.time);
  }

  on_gap(direction, length, time, info) {
    const side = this.#sides[direction];
    side.started ||= this.#sniffer.client !== undefined; // the answer to the other side's hello
    if (side.started) side.records.gap(length);
    else this.emit_event('gap', direction, length, info);
  }

  on_fin(direction) {
    this.#event('fin', direction);
  }

  #event(event, direction) {
    const side = this.#sides[direction];
    const { pending, loss } = side.records;
    this.#add(side, { event, is_cut: pending > 0 || loss !== null });
  }

  // --- before TLS begins

  // Returns the bytes from where TLS begins.
  #open(side, bytes, info) {
    const { clear, tls, is_late } = this.#sniffer.sniff(side.direction, bytes, side.offset === 0);
    if (clear !== undefined) this.#tell_clear(side, clear, info);
    if (is_late) this.#join_late();
    if (tls !== undefined) this.#start(side);
    return tls;
  }

  #tell_clear(side, bytes, info) {
    if (bytes.length === 0) return;
    this.#clear_bytes += bytes.length;
    if (this.#clear_bytes > this.options.max_clear_bytes) this.protocol ??= 'clear';
    this.#decoder.tell_data(side, bytes, info);
  }

  #start(side) {
    this.protocol = 'tls';
    side.started = true;
    for (const each of this.#both) each.set_role(each.direction === this.#sniffer.client);
  }

  #join_late() {
    this.protocol = 'tls';
    for (const side of this.#both) {
      side.started = true;
      side.is_protected = true;
      this.#decoder.give_up(side, 'the beginning was not captured');
    }
  }

  // --- records and events, one after the other

  #add(side, item) {
    this.#backlog.add(side, item);
    if (!this.#backlog.is_empty) this.#watch_keys();
  }

  // Returns false where the item has to wait.
  #take(side, item) {
    const is_behind = () => this.#backlog.is_behind(side, item);
    if (item.event === undefined) return this.#decoder.take(side, item, is_behind);
    if (is_behind()) return false;
    this.#decoder.finish(side, item.is_cut, this.current_cap_time);
    this.emit_event(item.event, side.direction);
    return true;
  }

  #watch_keys() {
    const { random } = this.#handshake;
    if (random === this.#random || random === undefined) return;
    this.#forget_keys();
    this.#random = random;
    this.#keys.wait(random, this.#wake);
  }

  #forget_keys() {
    if (this.#random !== undefined) this.#keys.forget(this.#random, this.#wake);
  }

  #secrets_came() {
    for (const side of this.#both) this.#decoder.retry(side);
    this.#go_on();
  }

  #go_on() {
    this.#backlog.go_on();
    if (this.#end_timer !== null && this.#backlog.is_empty) super.end();
  }

  #stop_waiting(side) {
    this.#decoder.give_up(side, 'no keys');
    this.#go_on();
  }

  // --- the end

  // Records may still wait for their secrets: the end waits with them.
  end() {
    this.turn(() => {
      if (this.#backlog.is_empty) super.end();
      else this.#end_timer ??= this.#start_timer(() => super.end());
    });
  }

  // It keeps no program running.
  #start_timer(work) {
    const milliseconds = Math.min(this.options.max_wait * 1000, MAX_TIMEOUT);
    return setTimeout(work, milliseconds).unref();
  }

  on_end() {
    clearTimeout(this.#end_timer);
    this.#end_timer = null;
    this.#forget_keys();
    for (let side; (side = this.#backlog.oldest()) !== undefined;) this.#stop_waiting(side);
    const time = this.current_cap_time;
    for (const side of this.#both) {
      this.#tell_clear(side, this.#sniffer.release(side.direction), { time });
      this.#decoder.finish(side, side.records.pending > 0, time);
    }
  }

  // --- limits

  // Records wait for their secrets within limits.
  #check_waiting(now) {
    const { max_wait, max_wait_bytes } = this.options;
    for (let side; (side = this.#backlog.oldest()) !== undefined;) {
      const { time = now } = this.#backlog.first_of(side);
      const is_late = now - time > max_wait && !this.#keys.loading;
      if (!is_late && this.#backlog.bytes <= max_wait_bytes) return;
      this.#stop_waiting(side);
    }
  }

  get held_bytes() {
    const { send, recv } = this.#sides;
    return this.#backlog.bytes + send.pending + recv.pending;
  }

  // What waits for secrets goes first; the rest is a record and a message at most.
  shed(target) {
    const before = this.held_bytes;
    let count = 0;
    for (let side; this.held_bytes > target && (side = this.#backlog.oldest()) !== undefined;) {
      count += this.#backlog.length_of(side);
      this.#stop_waiting(side);
    }
    const bytes = before - this.held_bytes;
    return count > 0 ? [{ what: 'records', count, bytes }] : [];
  }

  static {
    show_agreed(this, (object) => object.#handshake);
    guard_getters(this, (object) => #handshake in object);
  }
}

exports.TLSSession = TLSSession;
