'use strict';

// Where the fields of an IPv4 header stand, from its first byte (RFC 791, 3.1), and what they mean
// for what follows. They are read by a DataView, as in ethernet.js.

/** Octets of a header without options, and of an address. */
exports.HEADER = 20;
exports.ADDRESS = 4;

const VERSION = (exports.VERSION = 0);
const DIFFSERV = (exports.DIFFSERV = 1);
const LENGTH = (exports.LENGTH = 2);
const IDENTIFICATION = (exports.IDENTIFICATION = 4);
const FRAGMENT = (exports.FRAGMENT = 6); // three flags, then the offset in units of eight octets
const TTL = (exports.TTL = 8);
const PROTOCOL = (exports.PROTOCOL = 9);
const CHECKSUM = (exports.CHECKSUM = 10);
/** The octet whose upper three bits are the flags. */
exports.flags = (view, o) => view.getUint8(o + FRAGMENT);

/** Numbers of protocols, which IPv6 has as well. */
exports.TCP = 6;
exports.UDP = 17;

exports.SADDR = 12;
exports.DADDR = 16;

exports.version = (view, o) => view.getUint8(o + VERSION) >> 4;

/** In octets, options included. */
exports.header_length = (view, o) => (view.getUint8(o + VERSION) & 0x0f) << 2;
exports.diffserv = (view, o) => view.getUint8(o + DIFFSERV);
exports.length = (view, o) => view.getUint16(o + LENGTH);
exports.identification = (view, o) => view.getUint16(o + IDENTIFICATION);

/** In octets, as tcpdump counts. */
exports.fragment_offset = (view, o) => (view.getUint16(o + FRAGMENT) & 0x1fff) << 3;
exports.is_fragment = (view, o) => (view.getUint16(o + FRAGMENT) & 0x3fff) !== 0;
exports.ttl = (view, o) => view.getUint8(o + TTL);
exports.protocol = (view, o) => view.getUint8(o + PROTOCOL);
exports.checksum = (view, o) => view.getUint16(o + CHECKSUM);

/**
 * The packet's octets, header included: the `length` that the header says, but no more than the
 * `granted` ones of what carries it. Segmentation offload leaves the field at 0: the packet then
 * goes on to the end.
 */
exports.total_length = (length, granted) => (length === 0 || length > granted ? granted : length);
