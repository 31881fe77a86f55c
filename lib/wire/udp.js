'use strict';

// Where the fields of a UDP header stand, from its first byte (RFC 768), and what they mean for
// what follows.

const { u16 } = require('../packet/bytes');

/** Octets of the header. */
exports.HEADER = 8;

const SPORT = 0;
const DPORT = 2;
const LENGTH = 4;
const CHECKSUM = 6;

exports.sport = (bytes, o) => u16(bytes, o + SPORT);
exports.dport = (bytes, o) => u16(bytes, o + DPORT);
exports.length = (bytes, o) => u16(bytes, o + LENGTH);
exports.checksum = (bytes, o) => u16(bytes, o + CHECKSUM);

/**
 * The datagram's length in octets, header included: what the header says, but no more than the
 * `granted` octets of what carries it. 0 is a jumbogram's (RFC 2675) or segmentation offload's: all
 * that is granted.
 */
exports.total_length = (bytes, o, granted) => {
  const length = u16(bytes, o + LENGTH);
  if (length === 0 || length > granted) return granted;
  return length < 8 ? 8 : length;
};
