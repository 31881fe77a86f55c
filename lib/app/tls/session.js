'use strict';

// TLS on a byte stream: who talks to whom, how, with which certificates; and what they say, where a key
// log has their secrets.

const { Handshake } = require('./handshake');
const { TLSKeys } = require('./keys');
const { HANDSHAKE, RECORD, alert_name } = require('./names');
const { BROKEN, Protection, SKIP, WAIT } = require('./protection');
const { HEADER, begins_record } = require('./records');
const { Side } = require('./side');
const { begins_hello, find_client_hello, is_joined_late } = require('./start');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { pcap_error } = require('../../errors');
const { custom, number } = require('../../validate');

const OTHER = { send: 'recv', recv: 'send' };
const PLAIN_ALERT = HEADER + 2;
const MAX_TIMEOUT = 2 ** 31 - 1; // of setTimeout()
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
  max_wait: number({ default: 1, min: 0 }),
  max_wait_bytes: number({ default: 1024 * 1024, min: 0 }),
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
  /** Why nothing can be read. */
  opaque = undefined;
  #keys;
  #handshake;
  #sides;
  #client = null; // the Side of the client
  #clear_bytes = 0;
  #order = 0; // of what came from below
  #random = undefined; // that #wake is registered for
  #wake = () => this.turn(() => this.#secrets_came());
  #told_opaque = false;
  #end_timer = null; // the session below is over, and records wait

  /**
   * @param {TCPSession} tcp_session  or another session that gives out a stream
   * @param {object} [options]
   * @param {TLSKeys} [options.keys]  the secrets to decrypt with
   * @param {number} [options.max_handshake_message]  bytes, 128 KiB; a larger one is passed over
   * @param {number} [options.max_clear_bytes]  after so many without TLS it is not looked for, 64 KiB
   * @param {number} [options.max_wait]  seconds that records wait for their secrets, 1
   * @param {number} [options.max_wait_bytes]  memory of the records that wait, 1 MiB
   * @param {number} [options.max_gap_records]  so many records a gap may hold, 16384
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    this.#keys = this.options.keys;
    const limit = this.options.max_handshake_message;
    this.#handshake = new Handshake(limit, (event, ...args) => this.tell(event, ...args));
    this.#sides = { send: this.#side('send'), recv: this.#side('recv') };
    this.listen();
    tcp_session.on('reset', (_, direction) => this.turn(() => this.#event('reset', direction)));
  }

  #side(direction) {
    const { keys, max_gap_records, max_handshake_message } = this.options;
    const protection = new Protection(this.#handshake, keys, max_gap_records);
    return new Side(direction, protection, max_handshake_message);
  }

  get client_hello() {
    return this.#handshake.client_hello;
  }

  get server_hello() {
    return this.#handshake.server_hello;
  }

  /** The server's name, as the client says it. */
  get server_name() {
    return this.client_hello?.server_name;
  }

  /** `TLS 1.3`; undefined before the server has chosen. */
  get version() {
    return this.server_hello?.version;
  }

  /** `TLS_AES_128_GCM_SHA256` */
  get cipher() {
    return this.server_hello?.cipher;
  }

  /** The protocol that server and client agreed on. */
  get alpn() {
    return this.#handshake.alpn;
  }

  /** Those of the server. */
  get certificates() {
    return this.#handshake.certificates;
  }

  /** The connection goes on with keys of one before. */
  get resumed() {
    return this.#handshake.resumed;
  }

  get missed_syn() {
    return this.tcp_session.missed_syn;
  }

  get current_cap_time() {
    return this.tcp_session.current_cap_time;
  }

  // --- what comes from below

  on_data(direction, bytes, time, info) {
    const side = this.#sides[direction];
    if (this.protocol === 'clear') {
      this.#tell_data(side, bytes, info);
      return;
    }
    if (!side.started) bytes = this.#look_for_start(side, bytes, info);
    if (bytes === undefined) return;
    side.records.push(bytes, info);
    for (let record; (record = side.records.next()) !== undefined;) this.#arrive(side, record);
    if (side.records.fault !== null) this.#fault(side, side.records.fault);
    side.records.fault = null;
    this.#check_waiting(info.time);
  }

  on_gap(direction, length, time, info) {
    const side = this.#sides[direction];
    side.started ||= this.#client !== null; // behind the other side's hello this one's is missing
    if (side.started) side.records.gap(length);
    else this.tell('gap', direction, length, info);
  }

  on_fin(direction) {
    this.#event('fin', direction);
  }

  #event(event, direction) {
    const side = this.#sides[direction];
    const { pending, loss } = side.records;
    this.#arrive(side, { event, is_cut: pending > 0 || loss !== null });
  }

  // Records may still wait for their secrets: the end waits with them.
  end() {
    this.turn(() => {
      if (!this.#is_waiting()) super.end();
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
    if (this.#random !== undefined) this.#keys.forget(this.#random, this.#wake);
    for (let side; (side = this.#oldest()) !== undefined;) this.#stop_waiting(side);
    for (const side of Object.values(this.#sides)) {
      this.#release(side);
      this.#tell_cut(side, side.records.pending > 0);
    }
  }

  get held_bytes() {
    let bytes = 0;
    for (const { queue, records, handshakes } of Object.values(this.#sides)) {
      bytes += queue.bytes + records.pending + handshakes.pending;
    }
    return bytes;
  }

  // What waits for secrets goes first; the rest is a record and a message at most.
  shed(target) {
    const before = this.held_bytes;
    let count = 0;
    for (let side; this.held_bytes > target && (side = this.#oldest()) !== undefined;) {
      count += side.queue.length;
      this.#stop_waiting(side);
    }
    const bytes = before - this.held_bytes;
    return count > 0 ? [{ what: 'records', count, bytes }] : [];
  }

  // --- before TLS begins

  // Returns the bytes from where TLS begins.
  #look_for_start(side, bytes, info) {
    if (side.held.length > 0) bytes = Buffer.concat([side.held, bytes]);
    side.held = bytes.subarray(0, 0);
    if (this.#client !== null) return this.#look_for_answer(side, bytes, info);
    if (begins_hello(bytes, HANDSHAKE.SERVER_HELLO)) {
      return this.#start(side, this.#sides[OTHER[side.direction]], bytes);
    }
    const at = find_client_hello(bytes);
    if (at !== 0 && side.offset === 0 && is_joined_late(bytes)) return this.#join_late();
    if (at === undefined) {
      side.held = bytes;
      return undefined;
    }
    this.#tell_clear(side, at < 0 ? bytes : bytes.subarray(0, at), info);
    return at < 0 ? undefined : this.#start(side, side, bytes.subarray(at));
  }

  // The other side has begun: this one does with its next record.
  #look_for_answer(side, bytes, info) {
    if (begins_record(bytes, 0)) return this.#start(side, this.#client, bytes);
    this.#tell_clear(side, bytes, info);
    return undefined;
  }

  #start(side, client, bytes) {
    this.protocol = 'tls';
    this.#client = client;
    for (const each of Object.values(this.#sides)) {
      each.is_client = each === client;
      each.protection.role = each.is_client ? 'client' : 'server';
    }
    side.started = true;
    return bytes;
  }

  #join_late() {
    this.protocol = 'tls';
    for (const side of Object.values(this.#sides)) {
      side.started = true;
      side.is_protected = true;
      this.#give_up(side, 'the beginning was not captured');
    }
    return undefined;
  }

  #tell_clear(side, bytes, info) {
    if (bytes.length === 0) return;
    this.#clear_bytes += bytes.length;
    if (this.#clear_bytes > this.options.max_clear_bytes) this.protocol ??= 'clear';
    this.#tell_data(side, bytes, info);
  }

  #release(side) {
    const { held } = side;
    side.held = held.subarray(0, 0);
    if (held.length > 0) this.#tell_clear(side, held, { time: this.current_cap_time });
  }

  // --- records and events, one after the other

  #arrive(side, item) {
    item.order = this.#order++;
    if (side.queue.is_empty && this.#take(side, item)) {
      if (this.#is_waiting()) this.#pump();
      return;
    }
    side.queue.push(item);
    this.#watch_keys();
  }

  // Takes what waits as far as it can be taken, in the order in which it came.
  #pump() {
    while (this.#step());
    if (this.#end_timer !== null && !this.#is_waiting()) super.end();
  }

  #step() {
    const waiting = Object.values(this.#sides).filter((side) => !side.queue.is_empty);
    waiting.sort((a, b) => a.queue.first.order - b.queue.first.order);
    for (const side of waiting) {
      if (!this.#take(side, side.queue.first)) continue;
      side.queue.shift();
      return true;
    }
    return false;
  }

  // Returns whether the item is done; otherwise it has to wait.
  #take(side, item) {
    if (item.event !== undefined) return this.#take_event(side, item);
    if (!side.is_protected && !this.#take_clear(side, item)) return false;
    return !side.is_protected || item.is_done || this.#take_protected(side, item);
  }

  #take_event(side, { event, is_cut, order }) {
    if (this.#is_behind(side, order)) return false;
    this.#tell_cut(side, is_cut);
    side.is_over = true;
    this.tell(event, side.direction);
    return true;
  }

  // Whether something that came before this waits in the other direction.
  #is_behind(side, order) {
    const { queue } = this.#sides[OTHER[side.direction]];
    return !queue.is_empty && queue.first.order < order;
  }

  // --- records in clear

  #take_clear(side, record) {
    if (record.loss !== null) {
      side.lost += record.loss.bytes;
      record.loss = null;
      side.handshakes.lose();
    }
    const { is_tls13 } = this.#handshake;
    const content = record.bytes.subarray(HEADER);
    if (record.type === RECORD.APPLICATION_DATA) return this.#join(side);
    record.is_done = true;
    if (record.type === RECORD.HANDSHAKE) this.#take_handshake(side, content, record);
    else if (record.type === RECORD.ALERT) this.#alert(side, content);
    else if (record.type === RECORD.CHANGE_CIPHER_SPEC) {
      if (is_tls13 === false) side.begin_protection('tls12');
    }
    return true;
  }

  // Protected records without a ChangeCipherSpec: TLS 1.3, or it is missing.
  #join(side) {
    const { client_hello, server_hello } = this.#handshake;
    if (!side.is_client && server_hello === undefined) this.#handshake.missed_server_hello = true;
    const { is_tls13 } = this.#handshake;
    const is_early = side.is_client && client_hello?.early_data === true;
    if (is_tls13 === false) side.join_protection('tls12');
    else side.join_protection(is_early ? 'early' : 'handshake');
    return true;
  }

  #take_handshake(side, content, record) {
    const is_used = side.handshakes.push(content, (type, body) => this.#message(side, type, body));
    if (!is_used) side.lost += record.bytes.length;
  }

  // --- protected records

  #take_protected(side, record) {
    const { is_tls13 } = this.#handshake;
    if (is_tls13 && this.#is_plain(side, record)) return true;
    if (side.is_opaque) {
      side.protection.skip(record);
      return true;
    }
    if (side.protection.is_ordered && this.#is_behind(side, record.order)) return false;
    const opened = side.protection.open(record);
    if (opened === WAIT) return false;
    if (typeof opened === 'string') {
      this.#give_up(side, opened);
      side.protection.skip(record);
    } else if (opened === BROKEN) this.#fault(side, 'a record that does not decrypt');
    else if (opened !== SKIP) this.#content(side, opened, record);
    return true;
  }

  // TLS 1.3 sends ChangeCipherSpec in clear, for the sake of middleboxes (RFC 8446, D.4), and the alert
  // of one who has no keys yet.
  #is_plain(side, { type, bytes }) {
    if (type === RECORD.CHANGE_CIPHER_SPEC) return true;
    if (type !== RECORD.ALERT || bytes.length !== PLAIN_ALERT) return false;
    this.#alert(side, bytes.subarray(HEADER));
    return true;
  }

  #content(side, { type, content, gap, is_after_loss }, record) {
    if (this.opaque !== undefined) this.opaque = undefined;
    const { seqno, ackno, time } = record;
    const info = { seqno, offset: side.offset, time, ackno };
    if (gap > 0) this.#tell_gap(side, gap, info);
    if (is_after_loss) side.handshakes.lose();
    if (type === RECORD.APPLICATION_DATA) {
      if (content.length > 0) this.#tell_data(side, content, { ...info, offset: side.offset });
    } else if (type === RECORD.HANDSHAKE) {
      side.handshakes.push(content, (kind, body) => this.#message(side, kind, body));
    } else if (type === RECORD.ALERT) this.#alert(side, content);
    else if (type === RECORD.CHANGE_CIPHER_SPEC) side.begin_protection('tls12');
  }

  #alert(side, content) {
    if (content.length !== 2) return;
    const level = content[0] === 1 ? 'warning' : 'fatal';
    const alert = { level, description: alert_name(content[1]), code: content[1] };
    this.tell('tls alert', side.direction, alert);
  }

  #message(side, type, body) {
    const is_hello = type === HANDSHAKE.CLIENT_HELLO || type === HANDSHAKE.SERVER_HELLO;
    if (is_hello && side.is_protected && this.#handshake.is_tls13) return; // none renegotiates
    const problem = this.#handshake.take(side, type, body);
    if (problem !== undefined) this.#fault(side, problem);
    else if (this.#handshake.is_tls13) this.#change_keys(side, type);
  }

  // Messages of TLS 1.3 after which their sender has new keys.
  #change_keys(side, type) {
    const { protection } = side;
    if (type === HANDSHAKE.SERVER_HELLO && !this.server_hello.retry) {
      if (!side.is_protected) side.begin_protection('handshake');
    } else if (type === HANDSHAKE.END_OF_EARLY_DATA && protection.epoch === 'early') {
      protection.begin('handshake');
    } else if (type === HANDSHAKE.FINISHED && protection.epoch === 'handshake') {
      protection.begin('application');
    } else if (type === HANDSHAKE.KEY_UPDATE && protection.epoch === 'application') {
      protection.update();
    }
  }

  // --- waiting for secrets

  #is_waiting() {
    return Object.values(this.#sides).some((side) => !side.queue.is_empty);
  }

  #watch_keys() {
    const { random } = this.#handshake;
    if (random === this.#random || random === undefined) return;
    if (this.#random !== undefined) this.#keys.forget(this.#random, this.#wake);
    this.#random = random;
    this.#keys.wait(random, this.#wake);
  }

  #secrets_came() {
    for (const side of Object.values(this.#sides)) {
      side.is_opaque = false;
      side.protection.retry();
    }
    this.#pump();
  }

  // Records wait for their secrets within limits.
  #check_waiting(now) {
    const { max_wait, max_wait_bytes } = this.options;
    for (let side; (side = this.#oldest()) !== undefined;) {
      const { time = now } = side.queue.first;
      const is_late = now - time > max_wait && !this.#keys.loading;
      const bytes = this.#sides.send.queue.bytes + this.#sides.recv.queue.bytes;
      if (!is_late && bytes <= max_wait_bytes) return;
      this.#stop_waiting(side);
    }
  }

  // The side that waits for secrets; the other one may wait for it.
  #oldest() {
    const { send, recv } = this.#sides;
    if (send.queue.is_empty) return recv.queue.is_empty ? undefined : recv;
    if (recv.queue.is_empty) return send;
    return send.queue.first.order < recv.queue.first.order ? send : recv;
  }

  #stop_waiting(side) {
    this.#give_up(side, 'no keys');
    this.#pump();
  }

  #give_up(side, reason) {
    side.is_opaque = true;
    this.opaque ??= reason;
    if (!this.#told_opaque) {
      this.#told_opaque = true;
      this.tell('tls opaque', reason);
    }
  }

  // --- what is told

  #tell_data(side, bytes, info) {
    side.offset += bytes.length;
    this.tell(`data ${side.direction}`, bytes, info);
  }

  #tell_gap(side, length, info) {
    if (Number.isFinite(length)) side.offset += length;
    this.tell('gap', side.direction, length, info);
  }

  // The end of a direction, or of the capture, in the middle of its content.
  #tell_cut(side, is_cut) {
    const { protection, offset } = side;
    if (side.is_opaque || side.is_over) return;
    if (!(protection.has_lost || (is_cut && protection.is_ordered))) return;
    this.#tell_gap(side, Infinity, { seqno: 0, offset, time: this.current_cap_time });
    protection.begin(protection.epoch);
  }

  #fault(side, text) {
    this.tell('tls error', side.direction, pcap_error('ERR_PCAP_TLS', text));
  }
}

exports.TLSSession = TLSSession;
