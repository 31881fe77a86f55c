'use strict';

// Decoders by themselves: nothing here needs libpcap or the addon.

const { lazy_exports } = require('../packet/lazy_exports');
const PcapPacket = require('../protocol/pcap_packet');
const tables = require('../protocol/tables');
require('../protocol/protocols');

/**
 * Decodes a raw packet as 'packet' events carry it.
 * @param {{ buf: Buffer, header: Buffer, link_type: string }} raw_packet
 * @param {import('node:events').EventEmitter} [emitter]  is told each layer by an event of its name
 * @param {object} [options]  reserved, as in v3
 */
function decode(raw_packet, emitter, options) {
  return new PcapPacket(emitter).decode(raw_packet, options);
}

/**
 * Decodes bytes from anywhere: a packet of its own, captured whole.
 * @param {Uint8Array} bytes
 * @param {string} [link_type]  what the bytes begin with, as named at
 *   https://www.tcpdump.org/linktypes.html
 * @param {import('node:events').EventEmitter} [emitter]
 */
function decode_bytes(bytes, link_type = 'LINKTYPE_ETHERNET', emitter = undefined) {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  return decode({ buf: bytes, header, link_type }, emitter);
}

/**
 * Loads the decoders that are otherwise loaded with the first packet that needs them: for programs
 * that can't read files any more afterwards, since they become another user or change their root.
 */
function preload() {
  for (const table of Object.values(tables)) {
    for (const Decoder of table.values()) Decoder?.load?.(); // being asked for loads most of them
  }
  require('../text/summary');
  require('../text/to_object');
}

exports.preload = preload;
exports.decode = decode;
exports.packet = decode;
exports.bytes = decode_bytes;

// Tables that say who comes next; programs add their own decoders there.
exports.link_types = tables.link_types;
exports.ether_types = tables.ether_types;
exports.ip_protocols = tables.ip_protocols;
exports.udp_ports = tables.udp_ports;
exports.tcp_ports = tables.tcp_ports;

// The classes of layers, for `instanceof` and for decoding bytes that come from elsewhere. First by
// v3's names.
exports.EthernetPacket = require('../protocol/ethernet_packet');
exports.IPv4Packet = require('../protocol/ipv4');
exports.IPv6Packet = require('../protocol/ipv6');
exports.ArpPacket = undefined; // below
exports.PcapPacket = PcapPacket;
exports.IPv4 = require('../protocol/ipv4');
exports.IPv6 = require('../protocol/ipv6');
exports.Arp = undefined; // below
exports.TCP = require('../protocol/tcp');
exports.UDP = require('../protocol/udp');
exports.DNS = undefined; // below
exports.ICMP = require('../protocol/icmp');
exports.IGMP = undefined; // below
exports.EthernetAddr = require('../protocol/ethernet_addr');
exports.IPv4Addr = require('../protocol/ipv4_addr');
exports.IPv6Addr = require('../protocol/ipv6_addr');

// `pcap.decode` is the function and, as in v3, the place where the rest is found.
Object.assign(decode, exports);

const LATER = {
  ArpPacket: () => require('../protocol/arp'),
  Arp: () => require('../protocol/arp'),
  DNS: () => require('../protocol/dns'),
  IGMP: () => require('../protocol/igmp'),
};
lazy_exports(exports, LATER);
lazy_exports(decode, LATER);
