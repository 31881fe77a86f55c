'use strict';

// NFLOG packets have numbers in the byte order of the machine that captured them. libpcap turns
// them into the reader's when it reads a pcap file of the other order, and so do we.

const { u16 } = require('../packet/bytes');

const NFLOG = 239; // LINKTYPE_
const HEADER = 4; // bytes: family, version, resource id
const TLV = 4; // bytes: length and type

const HOST_IS_BIG = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

function swap16(bytes, at) {
  [bytes[at], bytes[at + 1]] = [bytes[at + 1], bytes[at]];
}

/** A number in the reader's order. */
function host16(bytes, at) {
  return HOST_IS_BIG ? u16(bytes, at) : bytes[at] | (bytes[at + 1] << 8);
}

/** Whether packets of that link type, in a file of that byte order, must be turned. */
function is_foreign(link_type, big_endian) {
  return link_type === NFLOG && big_endian !== HOST_IS_BIG;
}

/** Gives `packet` a copy of its bytes with lengths and types of its attributes turned. */
function turn(packet) {
  const bytes = packet.bytes.slice(packet.start, packet.start + packet.caplen);
  packet.bytes = bytes;
  packet.start = 0;
  if (bytes.length < HEADER || packet.len < HEADER || bytes[1] !== 0) return;
  const end = Math.min(bytes.length, packet.len);
  let at = HEADER;
  while (bytes.length - at >= TLV) {
    swap16(bytes, at);
    swap16(bytes, at + 2);
    const size = Math.ceil(host16(bytes, at) / 4) * 4;
    if (size < TLV || size > end - at) return;
    at += size;
  }
}

exports.is_foreign = is_foreign;
exports.turn = turn;
