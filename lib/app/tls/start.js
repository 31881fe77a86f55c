'use strict';

// Where TLS begins in a stream. Most connections open with it; after STARTTLS and its like (SMTP,
// IMAP, XMPP, PostgreSQL, MySQL, a proxy's CONNECT) it comes after bytes in clear.

const { HANDSHAKE, RECORD } = require('./names');
const { HEADER, begins_record } = require('./records');

const HELLO_HEAD = 11; // header of the record, of the message, and the version in it

/** Whether a record with a hello of this type begins the bytes; undefined: more are needed. */
function begins_hello(bytes, type) {
  if (bytes[0] !== RECORD.HANDSHAKE || !begins_record(bytes, 0)) return false;
  if (bytes.length > 5 && bytes[5] !== type) return false;
  if (bytes.length < HELLO_HEAD) return undefined;
  const length = bytes.readUInt16BE(3);
  if (length < HELLO_HEAD - HEADER) return length > 0; // a hello in tiny records
  return bytes[6] === 0 && bytes[9] === 3 && bytes[10] <= 4;
}

// Within bytes in clear it must be whole, and the last that there is: other protocols carry pieces of
// TLS connections between headers of their own.
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

exports.begins_hello = begins_hello;
exports.find_client_hello = find_client_hello;
exports.is_joined_late = is_joined_late;
