'use strict';

// Numbers of the TCP header (RFC 9293, section 3.1), states of connections and streams, and how to
// compare sequence numbers (section 3.4).

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

/** Bits of SendSequence#flags. */
exports.KNOWN = 1; // a segment of this side was seen: rcv_nxt is valid
exports.UNA_HINT = 2; // not KNOWN yet, but snd_una is, from what the other side acknowledged
exports.ACK_BEYOND = 4; // the other side acknowledged more than was seen, up to max_ack
exports.EDGE_KNOWN = 8; // a window of the other side was seen: wnd_edge is valid
exports.FIN_SEEN = 16; // a FIN was seen, at fin_seq
exports.FIN_DONE = 32; // the stream was delivered up to its FIN
exports.SYN_SEEN = 64; // the SYN itself was seen
exports.SYN_RETRIED = 128; // more than once, so that it says nothing about the round trip
// Bytes that the capture cut off are delivered but not yet reported: see Delivery.
exports.CUT = 256;
exports.PROBE = 512; // the next byte was seen, but not in the window: see Delivery

/** The window scale of a side whose SYN was missed. */
exports.UNKNOWN_SHIFT = -1;
/** The SYN was seen and had no such option. */
exports.NO_SHIFT = -2;

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
