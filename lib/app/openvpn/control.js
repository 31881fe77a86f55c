'use strict';

// The control channel of OpenVPN, which carries TLS.
//
//   opcode and key u8, session id 8, [HMAC, packet id u32, time u32], number of acks u8, acks u32
//   …, [the other's session id 8], packet number u32, TLS …
//
// The part in brackets in front is there with --tls-auth; it is as long as the digest. With
// --tls-crypt all that follows the session id is encrypted.

const OPCODE = { SOFT_RESET: 3, CONTROL: 4, CLIENT_RESET: 7, SERVER_RESET: 8 };
const SESSION_ID = 8;
const HEAD = 1 + SESSION_ID;
const RESET = HEAD + 5; // no acks, and packet number 0
const REPLAY = 8; // packet id and time
const AUTH_LENGTHS = [0, 16, 20, 32, 64].map((digest) => (digest > 0 ? digest + REPLAY : 0));
const MAX_ACKS = 8;

/**
 * The packet that opens a connection: how many bytes --tls-auth takes in the packets that follow,
 * and the client's session id. Undefined: it opens none.
 */
function opening_of(bytes) {
  if (bytes[0] !== OPCODE.CLIENT_RESET << 3) return undefined;
  const auth_length = AUTH_LENGTHS.find((auth) => bytes.length === RESET + auth);
  const is_first = bytes.subarray(-5).every((byte) => byte === 0);
  if (auth_length === undefined || !is_first) return undefined;
  return { auth_length, id: bytes.subarray(1, HEAD) };
}

/**
 * Reads a packet of the control channel.
 * @param {Buffer} bytes
 * @param {number} auth_length
 * @returns {{ opcode: number, key: number, number: number, data: Buffer } | undefined}
 */
function read_control(bytes, auth_length) {
  const opcode = bytes[0] >> 3;
  if (!Object.values(OPCODE).includes(opcode)) return undefined;
  let at = HEAD + auth_length;
  const acks = bytes[at];
  if (!(acks <= MAX_ACKS)) return undefined;
  at += 1 + 4 * acks + (acks > 0 ? SESSION_ID : 0);
  if (at + 4 > bytes.length) return undefined;
  const data = bytes.subarray(at + 4);
  return { opcode, key: bytes[0] & 7, number: bytes.readUInt32BE(at), data };
}

exports.OPCODE = OPCODE;
exports.opening_of = opening_of;
exports.read_control = read_control;
