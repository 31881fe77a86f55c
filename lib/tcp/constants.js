'use strict';

// Numbers that several files here share.

exports.FIN = 0x01;
exports.SYN = 0x02;
exports.RST = 0x04;
exports.ACK = 0x10;

/** Phases of a connection; the states of its ends follow from these and the streams' flags (states.js). */
exports.NEW = 0;
exports.SYN_SENT = 1;
exports.SYN_RCVD = 2;
exports.ESTABLISHED = 3;
exports.CLOSED = 4;

exports.MAX_SHIFT = 14;

/**
 * No window reaches further than this (RFC 7323, section 2.3), so no valid sequence number is further from the next
 * expected one, on either side. Differences of numbers within this bound can't overflow.
 */
exports.MAX_WINDOW = 1 << 30;

/** How far a sequence number may be from the expected one to be taken for this connection's where no window is known. */
exports.PLAUSIBLE = 1 << 26;
