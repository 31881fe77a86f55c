'use strict';

// Numbers of the TCP header (RFC 9293, section 3.1) and how to compare sequence numbers (section
// 3.4).

exports.FIN = 0x01;
exports.SYN = 0x02;
exports.RST = 0x04;
exports.PSH = 0x08;
exports.ACK = 0x10;

/**
 * Phases of a connection; the states of its two ends follow from these and from the flags of its
 * streams.
 */
exports.NEW = 0;
exports.SYN_SENT = 1;
exports.SYN_RCVD = 2;
exports.ESTABLISHED = 3;
exports.CLOSED = 4;

/** The largest window scale (RFC 7323, section 2.3). */
exports.MAX_SHIFT = 14;

/**
 * No window is larger (RFC 7323, section 2.3), so no valid sequence number is further from the next
 * expected one, on either side. Numbers within this bound compare correctly with each other.
 */
exports.MAX_WINDOW = 1 << 30;

/** How far a sequence number may be from the expected one where no window is known. */
exports.PLAUSIBLE = 1 << 26;

/**
 * `a - b` for sequence numbers, which are kept as signed integers of 32 bits: positive where `a` is
 * ahead of `b`.
 */
exports.seq_diff = (a, b) => (a - b) | 0;
