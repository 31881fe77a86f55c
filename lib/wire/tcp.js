'use strict';

// Where the fields of a TCP header stand, from its first byte (RFC 9293, 3.1). They are read by a
// DataView, as in ethernet.js.

/** Octets of a header without options. */
exports.HEADER = 20;

const SPORT = (exports.SPORT = 0);
const DPORT = (exports.DPORT = 2);
const SEQNO = (exports.SEQNO = 4);
const ACKNO = (exports.ACKNO = 8);
const OFFSET = 12;
const FLAGS = (exports.FLAGS = 12);
const WINDOW = (exports.WINDOW = 14);
const CHECKSUM = (exports.CHECKSUM = 16);
exports.URGENT = 18;
exports.OPTIONS = 20;

exports.sport = (view, o) => view.getUint16(o + SPORT);
exports.dport = (view, o) => view.getUint16(o + DPORT);
exports.seqno = (view, o) => view.getUint32(o + SEQNO);
exports.ackno = (view, o) => view.getUint32(o + ACKNO);

/** In octets, options included. */
exports.header_length = (view, o) => (view.getUint8(o + OFFSET) & 0xf0) >> 2;
exports.reserved = (view, o) => (view.getUint8(o + OFFSET) >> 1) & 0x07;

/** Nine flags, FIN the lowest bit, the nonce sum the highest. */
exports.flags = (view, o) => view.getUint16(o + FLAGS) & 0x1ff;
exports.window = (view, o) => view.getUint16(o + WINDOW);
exports.checksum = (view, o) => view.getUint16(o + CHECKSUM);

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
