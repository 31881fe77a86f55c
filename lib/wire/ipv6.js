'use strict';

// Where the fields of an IPv6 header stand, from its first byte (RFC 8200, 3), and what they mean
// for what follows.

const { u16, u32 } = require('../packet/bytes');

/** Octets of the header, and of an address. */
exports.HEADER = 40;
exports.ADDRESS = 16;

const PAYLOAD_LENGTH = 4;
const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
exports.SADDR = 8;
exports.DADDR = 24;

/** The next header that says that nothing follows. */
const NO_NEXT_HEADER = 59;

exports.version = (bytes, o) => bytes[o] >> 4;
exports.traffic_class = (bytes, o) => (u16(bytes, o) >> 4) & 0xff;
exports.flow_label = (bytes, o) => u32(bytes, o) & 0xfffff;
exports.payload_length = (bytes, o) => u16(bytes, o + PAYLOAD_LENGTH);
exports.next_header = (bytes, o) => bytes[o + NEXT_HEADER];
exports.hop_limit = (bytes, o) => bytes[o + HOP_LIMIT];

/**
 * Octets after the header: what the header says, but no more than the `granted` octets of what
 * carries it, which have the header in them. Jumbograms and segmentation offload say 0: the packet
 * then goes on to the end, if it goes on.
 */
exports.carried_length = (bytes, o, granted) => {
  const length = u16(bytes, o + PAYLOAD_LENGTH);
  const room = granted - 40;
  const is_to_the_end = length === 0 && bytes[o + NEXT_HEADER] !== NO_NEXT_HEADER;
  return is_to_the_end || length > room ? room : length;
};
