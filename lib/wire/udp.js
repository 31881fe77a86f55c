'use strict';

// Where the fields of a UDP header stand, from its first byte (RFC 768), and what they mean for
// what follows. They are read by a DataView, as in ethernet.js.

/** Octets of the header. */
exports.HEADER = 8;

const SPORT = (exports.SPORT = 0);
const DPORT = (exports.DPORT = 2);
const LENGTH = (exports.LENGTH = 4);
const CHECKSUM = (exports.CHECKSUM = 6);

exports.sport = (view, o) => view.getUint16(o + SPORT);
exports.dport = (view, o) => view.getUint16(o + DPORT);
exports.length = (view, o) => view.getUint16(o + LENGTH);
exports.checksum = (view, o) => view.getUint16(o + CHECKSUM);

/**
 * The datagram's octets, header included: the `length` that the header says, but no more than the
 * `granted` ones of what carries it. 0 is a jumbogram's (RFC 2675) or segmentation offload's: all
 * that is granted.
 */
exports.total_length = (length, granted) => {
  if (length === 0 || length > granted) return granted;
  return length < 8 ? 8 : length;
};
