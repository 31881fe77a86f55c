'use strict';

// Where the fields of a TCP header stand, from its first byte (RFC 9293, 3.1).

const { u16, u32 } = require('../packet/bytes');

/** Octets of a header without options. */
exports.HEADER = 20;

const SPORT = 0;
const DPORT = 2;
const SEQNO = 4;
const ACKNO = 8;
const OFFSET = 12;
const FLAGS = 12;
const WINDOW = 14;
const CHECKSUM = 16;
const URGENT = 18;
exports.OPTIONS = 20;

exports.sport = (bytes, o) => u16(bytes, o + SPORT);
exports.dport = (bytes, o) => u16(bytes, o + DPORT);
exports.seqno = (bytes, o) => u32(bytes, o + SEQNO);
exports.ackno = (bytes, o) => u32(bytes, o + ACKNO);

/** In octets, options included. */
exports.header_length = (bytes, o) => (bytes[o + OFFSET] & 0xf0) >> 2;
exports.reserved = (bytes, o) => (bytes[o + OFFSET] >> 1) & 0x07;

/** Nine flags, FIN the lowest bit, the nonce sum the highest. */
exports.flags = (bytes, o) => u16(bytes, o + FLAGS) & 0x1ff;
exports.window = (bytes, o) => u16(bytes, o + WINDOW);
exports.checksum = (bytes, o) => u16(bytes, o + CHECKSUM);
exports.urgent_pointer = (bytes, o) => u16(bytes, o + URGENT);

// Bits of flags().
exports.FIN = 0x001;
exports.SYN = 0x002;
exports.RST = 0x004;
exports.PSH = 0x008;
exports.ACK = 0x010;
exports.URG = 0x020;
exports.ECE = 0x040;
exports.CWR = 0x080;
exports.NONCE = 0x100;
