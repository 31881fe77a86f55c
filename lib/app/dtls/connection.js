'use strict';

const { guard_getters } = require('../../getters');
const { show_agreed } = require('../tls/agreed');
const { Handshake } = require('../tls/handshake');
const { HANDSHAKE, RECORD, alert_name } = require('../tls/names');
const { Messages } = require('./messages');

const OFFSET_AT = 6; // of a fragment
const RANDOM_AT = 14; // in a record with a ClientHello
const OF_CLIENT = new Set([HANDSHAKE.CLIENT_HELLO]);
const OF_SERVER = new Set([HANDSHAKE.SERVER_HELLO, HANDSHAKE.HELLO_VERIFY_REQUEST]);
const FATAL = 2;

/** What the two sides of a DTLS connection say before they encrypt. */
class DTLSConnection {
  /** The first fatal alert that was sent in clear. */
  alert = undefined;
  last_time = NaN;
  #handshake;
  #client;
  #server;
  #report;
  #is_told = false;

  /**
   * @param {string} src  the client's address and port
   * @param {string} dst  the server's
   * @param {number} max_message
   * @param {(event: string, ...args: any[]) => void} report
   */
  constructor(src, dst, max_message, report) {
    this.src = src;
    this.dst = dst;
    /** When its first packet came: seconds, as in TCPSession. */
    this.time = undefined;
    this.#report = report;
    this.#handshake = new Handshake(
      max_message,
      (event, ...args) => this.#event(event, args),
      'dtls',
    );
    this.#client = new Messages(max_message);
    this.#server = new Messages(max_message);
  }

  /** JA4 over DTLS: `d…`. */
  get ja4() {
    return this.client_hello?.ja4;
  }

  get held_bytes() {
    return this.#client.held_bytes + this.#server.held_bytes;
  }

  /** Whether a record has the ClientHello of another connection between the same ports. */
  is_replaced_by(record) {
    const known = this.client_hello?.random;
    if (known === undefined || is_from_client(record) !== true) return false;
    const { fragment } = record;
    const random = fragment.subarray(RANDOM_AT, RANDOM_AT + known.length);
    if (random.length < known.length || fragment.readUIntBE(OFFSET_AT, 3) > 0) return false;
    return !random.equals(known);
  }

  /** Takes a record; `is_client`: who sent it. */
  take({ type, is_clear, fragment }, is_client) {
    if (!is_clear || type === RECORD.CHANGE_CIPHER_SPEC) this.finish();
    else if (type === RECORD.ALERT) this.#take_alert(fragment);
    else if (type === RECORD.HANDSHAKE) this.#take_handshake(fragment, is_client);
  }

  /** All is known that will be. */
  finish() {
    if (this.#is_told) return;
    this.#is_told = true;
    this.#report('connection', this);
  }

  #take_alert(fragment) {
    const [level, code] = fragment;
    if (level !== FATAL || code === undefined) return;
    this.alert ??= alert_name(code);
    this.finish();
  }

  #take_handshake(fragment, is_client) {
    const side = { direction: is_client ? 'send' : 'recv', is_client };
    const messages = is_client ? this.#client : this.#server;
    for (const { type, body } of messages.take(fragment)) {
      const is_other = (is_client ? OF_SERVER : OF_CLIENT).has(type);
      if (!is_other) this.#handshake.take(side, type, body);
    }
  }

  #event(event, args) {
    if (event === 'tls client hello') this.#report('client hello', this, ...args);
    else if (event === 'tls server hello') this.#report('server hello', this, ...args);
  }

  toJSON() {
    const { src, dst, version, cipher, alpn, client_hello, server_hello, ja4 } = this;
    return { src, dst, version, cipher, alpn, client_hello, server_hello, ja4 };
  }

  static {
    show_agreed(this, (object) => object.#handshake);
    guard_getters(this, (object) => #handshake in object);
  }
}

/** Who sends a record: true: the client; undefined: it does not say. */
function is_from_client({ type, is_clear, fragment }) {
  if (type !== RECORD.HANDSHAKE || !is_clear) return undefined;
  const [message] = fragment;
  if (OF_CLIENT.has(message)) return true;
  return OF_SERVER.has(message) ? false : undefined;
}

exports.DTLSConnection = DTLSConnection;
exports.is_from_client = is_from_client;
