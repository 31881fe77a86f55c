'use strict';

// Where TLS begins in a stream. Most connections open with it; after STARTTLS and its like (SMTP,
// IMAP, XMPP, PostgreSQL, MySQL, a proxy's CONNECT) it comes after bytes in clear.

const { HANDSHAKE, RECORD } = require('./names');
const { HEADER, begins_record } = require('./records');

const HELLO_HEAD = 11; // header of the record, of the message, and the version in it

/** Whether these bytes can be the beginning of a TLS connection. */
function looks_like_tls(bytes) {
  if (bytes[0] !== RECORD.HANDSHAKE) return false;
  if (bytes.length > 1 && bytes[1] !== 3) return false;
  return bytes.length < 6 || bytes[5] === HANDSHAKE.CLIENT_HELLO;
}

/** Whether a record with a hello of this type begins the bytes; undefined: more are needed. */
function begins_hello(bytes, type) {
  if (bytes[0] !== RECORD.HANDSHAKE || !begins_record(bytes, 0)) return false;
  if (bytes.length > 5 && bytes[5] !== type) return false;
  if (bytes.length < HELLO_HEAD) return undefined;
  const length = bytes.readUInt16BE(3);
  if (length < HELLO_HEAD - HEADER) return length > 0; // a hello in tiny records
  return bytes[6] === 0 && bytes[9] === 3 && bytes[10] <= 4;
}

// Within bytes in clear it must be whole, and the last that there is: other protocols carry pieces
// of TLS connections between headers of their own.
function ends_with_client_hello(bytes) {
  if (!begins_hello(bytes, HANDSHAKE.CLIENT_HELLO)) return false;
  const length = bytes.readUInt16BE(3);
  return bytes.length === HEADER + length && bytes.readUIntBE(6, 3) === length - 4;
}

/**
 * Looks for a ClientHello.
 * @param {Buffer} bytes  as they came from one side
 * @returns {number | undefined}  where it begins, -1 when there is none; undefined: more bytes are
 *   needed to tell. That is so only where all bytes can be the beginning of one.
 */
function find_client_hello(bytes) {
  const at_once = begins_hello(bytes, HANDSHAKE.CLIENT_HELLO);
  if (at_once === undefined) return undefined;
  let at = at_once ? 0 : bytes.indexOf(RECORD.HANDSHAKE, 1);
  while (at > 0 && !ends_with_client_hello(bytes.subarray(at))) {
    at = bytes.indexOf(RECORD.HANDSHAKE, at + 1);
  }
  return at;
}

/** Whether bytes begin with a whole record, and another one or nothing follows: no text does. */
function is_joined_late(bytes) {
  if (bytes.length < HEADER || !begins_record(bytes, 0)) return false;
  const end = HEADER + bytes.readUInt16BE(3);
  const is_data = bytes[0] === RECORD.APPLICATION_DATA && end > HEADER + 16;
  return begins_record(bytes, end) && (end <= bytes.length || is_data);
}

const OTHER = { send: 'recv', recv: 'send' };
const NOTHING = Buffer.alloc(0);

/** Watches a connection until TLS begins in both directions. */
class Sniffer {
  /** The direction of the client; undefined before a hello was seen. */
  client = undefined;
  #held = { send: NOTHING, recv: NOTHING }; // may be the beginning of a ClientHello

  /**
   * Takes bytes of a direction in which TLS has not begun.
   * @param {boolean} is_first  nothing of this direction was passed on before
   * @returns {{ clear?: Buffer, tls?: Buffer, is_late?: boolean }}  clear: bytes before TLS; tls:
   *   from
   *   where it begins; is_late: the connection has TLS, and its hellos were not captured
   */
  sniff(direction, bytes, is_first) {
    const all =
      this.#held[direction].length > 0 ? Buffer.concat([this.#held[direction], bytes]) : bytes;
    this.#held[direction] = NOTHING;
    // The other side has begun: this one does with its next record.
    if (this.client !== undefined) return begins_record(all, 0) ? { tls: all } : { clear: all };
    if (begins_hello(all, HANDSHAKE.SERVER_HELLO)) {
      this.client = OTHER[direction];
      return { tls: all };
    }
    const at = find_client_hello(all);
    if (at !== 0 && is_first && is_joined_late(all)) return { is_late: true };
    if (at === -1) return { clear: all };
    if (at === undefined) {
      this.#held[direction] = all;
      return {};
    }
    this.client = direction;
    return { clear: all.subarray(0, at), tls: all.subarray(at) };
  }

  /** Bytes that are held, and no longer are. */
  release(direction) {
    const held = this.#held[direction];
    this.#held[direction] = NOTHING;
    return held;
  }
}

exports.Sniffer = Sniffer;
exports.looks_like_tls = looks_like_tls;
