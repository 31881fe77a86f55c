'use strict';

// What port 3478 carries: STUN and TURN, and beside them RTP and others, told apart as RFC 7983 and
// RFC 8656, 12 do.

const { u16, u32 } = require('../../packet/bytes');
const { recognizer } = require('../message');
const STUN = require('../stun');

const COOKIE = 0x2112a442;

/** Its length fits the datagram, and it has the cookie, or is a request or response of RFC 3489. */
function is_message(bytes, offset, length) {
  if (bytes.length - offset < 8 || bytes[offset] > 3) return false;
  if (u16(bytes, offset + 2) + 20 !== length) return false;
  return u32(bytes, offset + 4) === COOKIE || (u16(bytes, offset) & 0xfeef) <= 2;
}

/**
 * Channels have the numbers 0x4000 to 0x4fff, in RFC 5766 up to 0x7fff; data may be padded to four
 * octets.
 */
function is_channel_data(bytes, offset, length) {
  if (bytes.length - offset < 4 || bytes[offset] >> 6 !== 1) return false;
  const padding = length - 4 - u16(bytes, offset + 2);
  return padding >= 0 && padding < 4;
}

module.exports = recognizer([STUN, is_message], [STUN, is_channel_data]);
