'use strict';

// The records of a datagram (RFC 6347, 4.1), as far as they are in clear.
//
//   type u8, version u16, epoch u16, sequence number u48, length u16, fragment
//
// DTLS stands at the beginning, or after the 4 bytes of a CAPWAP preamble (RFC 5415, 4.2) or of
// a ChannelData message of TURN (RFC 8656, 12.4).

const { RECORD } = require('../tls/names');

const HEADER = 13;
const EPOCH = 3;
const LENGTH = 11;
const PREAMBLE = 4;
const MAX_FRAGMENT = 16384 + 2048; // RFC 6347, 4.1
const MAX_RECORDS = 32; // of a datagram that are looked at
const VERSIONS = new Set([0x0100, 0xfeff, 0xfefd]); // 1.3 says that it is 1.2

function begins_record(bytes, at) {
  if (bytes.length - at < HEADER) return false;
  const type = bytes[at];
  if (type < RECORD.CHANGE_CIPHER_SPEC || type > RECORD.HEARTBEAT) return false;
  const length = bytes.readUInt16BE(at + LENGTH);
  return VERSIONS.has(bytes.readUInt16BE(at + 1)) && length > 0 && length <= MAX_FRAGMENT;
}

/** Where DTLS begins; -1: this is something else. */
function start_of(bytes) {
  if (begins_record(bytes, 0)) return 0;
  const is_capwap = bytes.length > PREAMBLE && bytes.readUInt32BE(0) === 0x01000000;
  const is_channel = (bytes[0] ?? 0) >> 6 === 1;
  return (is_capwap || is_channel) && begins_record(bytes, PREAMBLE) ? PREAMBLE : -1;
}

/**
 * @param {Buffer} bytes  a datagram
 * @returns {{ type: number, is_clear: boolean, fragment: Buffer }[]}  up to the first that is none;
 *   a fragment that the capture cut is as long as it is
 */
function records_of(bytes) {
  const found = [];
  const start = start_of(bytes);
  if (start < 0) return found;
  for (let at = start; found.length < MAX_RECORDS && begins_record(bytes, at);) {
    const end = at + HEADER + bytes.readUInt16BE(at + LENGTH);
    const is_clear = bytes.readUInt16BE(at + EPOCH) === 0;
    found.push({ type: bytes[at], is_clear, fragment: bytes.subarray(at + HEADER, end) });
    at = end;
  }
  return found;
}

exports.records_of = records_of;
