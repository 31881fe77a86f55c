'use strict';

// OpenVPN on TCP: each packet after its length, u16.

const { guard_getters } = require('../../getters');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { OpenVPNConnection } = require('./connection');
const { OPCODE, opening_of } = require('./control');

const LENGTH = 2;
const NOTHING = Buffer.alloc(0);

/**
 * Events: 'connection' (session, connection): a stream of TLS, for a TLSSession; 'limit' and 'end':
 * see StreamSession. After a gap nothing more is read.
 */
class OpenVPNSession extends StreamSession {
  #held = { send: NOTHING, recv: NOTHING };
  #connection = undefined;
  #is_over = false; // or something else

  /**
   * @param {TCPSession} tcp_session  or another session that gives out a stream
   * @param {object} [options]
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, STREAM_OPTIONS);
    this.listen();
  }

  /** Its first packet was one of OpenVPN. */
  get is_openvpn() {
    return this.#connection !== undefined;
  }

  on_data(direction, bytes, time) {
    if (this.#is_over) return;
    const held = this.#held[direction];
    let rest = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
    if (this.#connection === undefined && !may_begin(direction, rest)) {
      this.#stop();
      return;
    }
    while (rest.length >= LENGTH && !this.#is_over) {
      const end = LENGTH + rest.readUInt16BE(0);
      if (rest.length < end) break;
      this.#take(direction, rest.subarray(LENGTH, end), time / 1000);
      rest = rest.subarray(end);
    }
    this.#held[direction] = this.#is_over ? NOTHING : Buffer.from(rest);
  }

  #take(direction, packet, time) {
    if (this.#connection === undefined && direction === 'send') this.#open(packet);
    this.#connection?.take(direction, packet, time);
  }

  #open(packet) {
    const opening = opening_of(packet);
    if (opening === undefined) {
      this.#stop();
      return;
    }
    const { src, dst } = this.tcp_session;
    this.#connection = new OpenVPNConnection(src, dst, opening);
    this.emit_event('connection', this.#connection);
  }

  #stop() {
    this.#is_over = true;
    this.#held = { send: NOTHING, recv: NOTHING };
  }

  on_gap() {
    this.#stop();
  }

  on_fin() {}

  on_end() {
    this.#stop();
    this.#connection?.end();
  }

  get held_bytes() {
    return this.#held.send.length + this.#held.recv.length;
  }

  shed() {
    const bytes = this.held_bytes;
    this.#stop();
    return bytes > 0 ? [{ what: 'a message', count: 1, bytes }] : [];
  }

  static {
    guard_getters(this, (object) => #held in object);
  }
}

/** Whether the resets with which both sides begin can begin so. */
function may_begin(direction, bytes) {
  const opcode = direction === 'send' ? OPCODE.CLIENT_RESET : OPCODE.SERVER_RESET;
  return bytes.length <= LENGTH || bytes[LENGTH] === opcode << 3;
}

exports.OpenVPNSession = OpenVPNSession;
