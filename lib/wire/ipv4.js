'use strict';

// Where the fields of an IPv4 header stand, from its first byte (RFC 791, 3.1), and what they mean
// for what follows.

const { u16 } = require('../packet/bytes');

/** Octets of a header without options, and of an address. */
exports.HEADER = 20;
exports.ADDRESS = 4;

const VERSION = 0;
const DIFFSERV = 1;
const LENGTH = 2;
const IDENTIFICATION = 4;
const FRAGMENT = 6; // three flags, then the offset in units of eight octets
const TTL = 8;
const PROTOCOL = 9;
const CHECKSUM = 10;
exports.FLAGS = FRAGMENT;

/** Numbers of protocols, which IPv6 has as well. */
exports.TCP = 6;
exports.UDP = 17;

exports.SADDR = 12;
exports.DADDR = 16;

exports.version = (bytes, o) => bytes[o + VERSION] >> 4;

/** In octets, options included. */
exports.header_length = (bytes, o) => (bytes[o + VERSION] & 0x0f) << 2;
exports.diffserv = (bytes, o) => bytes[o + DIFFSERV];
exports.length = (bytes, o) => u16(bytes, o + LENGTH);
exports.identification = (bytes, o) => u16(bytes, o + IDENTIFICATION);
exports.more_fragments = (bytes, o) => (bytes[o + FRAGMENT] & 0x20) !== 0;

/** In octets, as tcpdump counts. */
exports.fragment_offset = (bytes, o) => (u16(bytes, o + FRAGMENT) & 0x1fff) << 3;
exports.is_fragment = (bytes, o) => (u16(bytes, o + FRAGMENT) & 0x3fff) !== 0;
exports.ttl = (bytes, o) => bytes[o + TTL];
exports.protocol = (bytes, o) => bytes[o + PROTOCOL];
exports.checksum = (bytes, o) => u16(bytes, o + CHECKSUM);

/**
 * The packet's length in octets, header included: what the header says, but no more than the
 * `granted` octets of what carries it. Segmentation offload leaves the field at 0: the packet then
 * goes on to the end.
 */
exports.total_length = (bytes, o, granted) => {
  const length = u16(bytes, o + LENGTH);
  return length === 0 || length > granted ? granted : length;
};
