'use strict';

// Frames made to measure: raw packets as 'packet' events carry them, from what a test says about a
// segment.

const FLAGS = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ECE: 0x40,
  CWR: 0x80,
};

function ipv4_octets(text) {
  return Buffer.from(text.split('.').map(Number));
}

/** Full or `::` form. */
function ipv6_octets(text) {
  const [left, right = ''] = text.split('::');
  const groups = (part) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const head = groups(left);
  const tail = groups(right);
  const middle = new Array(8 - head.length - tail.length).fill(0);
  const octets = Buffer.alloc(16);
  [...head, ...middle, ...tail].forEach((group, i) => octets.writeUInt16BE(group, 2 * i));
  return octets;
}

/**
 * `{ sport, dport, seq, ack, flags: 'SYN,ACK', window, options: Buffer, data: Buffer }` as a TCP
 * segment.
 */
function tcp_segment({
  sport,
  dport,
  seq,
  ack = 0,
  flags = '',
  window = 65535,
  options,
  data,
  urgent = 0,
}) {
  const padded = Buffer.alloc(Math.ceil((options?.length ?? 0) / 4) * 4);
  if (options !== undefined) options.copy(padded);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(sport, 0);
  header.writeUInt16BE(dport, 2);
  header.writeUInt32BE(seq >>> 0, 4);
  header.writeUInt32BE(ack >>> 0, 8);
  header[12] = ((20 + padded.length) / 4) << 4;
  header[13] = flags.split(',').reduce((bits, name) => bits | (FLAGS[name.trim()] ?? 0), 0);
  header.writeUInt16BE(window, 14);
  header.writeUInt16BE(urgent, 18);
  return Buffer.concat([header, padded, data ?? Buffer.alloc(0)]);
}

/** An IPv4 packet; `fragment` is the octet pair of flags and offset. */
function ipv4_packet({ src, dst, payload, protocol = 6, id = 1, fragment = 0, length }) {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(length ?? 20 + payload.length, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE(fragment, 6);
  header[8] = 64;
  header[9] = protocol;
  ipv4_octets(src).copy(header, 12);
  ipv4_octets(dst).copy(header, 16);
  return Buffer.concat([header, payload]);
}

function ipv6_packet({ src, dst, payload, protocol = 6 }) {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(payload.length, 4);
  header[6] = protocol;
  header[7] = 64;
  ipv6_octets(src).copy(header, 8);
  ipv6_octets(dst).copy(header, 24);
  return Buffer.concat([header, payload]);
}

function ethernet_frame(ether_type, payload) {
  const header = Buffer.alloc(14);
  header.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]);
  header.writeUInt16BE(ether_type, 12);
  return Buffer.concat([header, payload]);
}

/** The raw packet of a frame; `keep` bytes of it are captured. */
function raw_packet(frame, time = 1, link_type = 'LINKTYPE_ETHERNET', keep = frame.length) {
  const header = Buffer.alloc(16);
  const microseconds = Math.round(time * 1e6);
  header.writeUInt32LE(Math.floor(microseconds / 1e6), 0);
  header.writeUInt32LE(microseconds % 1e6, 4);
  header.writeUInt32LE(Math.min(keep, frame.length), 8);
  header.writeUInt32LE(frame.length, 12);
  return { buf: frame.subarray(0, keep), header, link_type };
}

/**
 * A segment between two ends `{ address, port }` as an Ethernet frame; the addresses say which IP.
 */
function tcp_frame(from, to, segment) {
  const payload = tcp_segment({ sport: from.port, dport: to.port, ...segment });
  const ends = { src: from.address, dst: to.address, payload };
  return from.address.includes(':')
    ? ethernet_frame(0x86dd, ipv6_packet(ends))
    : ethernet_frame(0x0800, ipv4_packet(ends));
}

module.exports = {
  tcp_segment,
  ipv4_packet,
  ipv6_packet,
  ethernet_frame,
  raw_packet,
  tcp_frame,
};
