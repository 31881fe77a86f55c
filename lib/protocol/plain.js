'use strict';

// The packets that most are: Ethernet, IPv4, and TCP or UDP with nothing between, all of it whole
// and valid. Their layers are made from where they lie in a slab, and no Buffer on the packet is
// made for that. Every other packet is left to the decoders, which read the same of this one.

const { FastBuffer } = require('../packet/bytes');
const ethernet = require('../wire/ethernet');
const ipv4 = require('../wire/ipv4');
const tcp = require('../wire/tcp');
const udp = require('../wire/udp');
const EthernetPacket = require('./ethernet_packet');
const IPv4 = require('./ipv4');
const { ether_types, ip_protocols, link_types } = require('./tables');
const TCP = require('./tcp');
const UDP = require('./udp');

const LEAST = ethernet.HEADER + ipv4.HEADER + udp.HEADER;

/** Whether the tables lead to the decoders here: programs may have put in their own. */
function is_usual(link_type) {
  return (
    link_types.find(link_type) === EthernetPacket &&
    ether_types.find(ethernet.IPV4) === IPv4 &&
    ip_protocols[ipv4.TCP] === TCP &&
    ip_protocols[ipv4.UDP] === UDP
  );
}

/**
 * The link layer of the packet at [start, end) of `slab`, whose ArrayBuffer is `memory`; null where
 * it is not so plain. `length` is the packet's on the wire.
 */
function decode_plain(slab, memory, start, end, length) {
  if (end - start < LEAST || ethernet.ethertype(slab, start) !== ethernet.IPV4) return null;
  const o = start + ethernet.HEADER;
  const header = ipv4.header_length(slab, o);
  const total = ipv4.length(slab, o);
  if (ipv4.version(slab, o) !== 4 || header < ipv4.HEADER || total > length - ethernet.HEADER) {
    return null;
  }
  if (ipv4.is_fragment(slab, o)) return null;
  const at = o + header;
  const ip_end = o + total < end ? o + total : end;
  const protocol = ipv4.protocol(slab, o);
  const ip = IPv4.around(slab, o, at, ip_end);
  if (protocol === ipv4.TCP) {
    ip.payload = decode_tcp(slab, memory, at, ip_end, total - header);
  } else if (protocol === ipv4.UDP) {
    ip.payload = decode_udp(slab, memory, at, ip_end, total - header, ip);
  }
  if (!ip.payload) return null;
  return EthernetPacket.around(ip, slab, start, o, end);
}

// `end` is where the captured bytes end, `length` what IP grants.
function decode_tcp(slab, memory, o, end, length) {
  if (end - o < tcp.HEADER) return null;
  const header = tcp.header_length(slab, o);
  if (header < tcp.HEADER || end - o < header) return null;
  const start = o + header;
  const data =
    length > header ? new FastBuffer(memory, slab.byteOffset + start, end - start) : null;
  return TCP.with_data(data, length - header, slab, o, start);
}

function decode_udp(slab, memory, o, end, length, ip) {
  if (end - o < udp.HEADER || udp.length(slab, o) !== length) return null;
  const start = o + udp.HEADER;
  return UDP.with_data(new FastBuffer(memory, slab.byteOffset + start, end - start), slab, o, ip);
}

exports.decode_plain = decode_plain;
exports.is_usual = is_usual;
