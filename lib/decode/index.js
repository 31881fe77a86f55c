'use strict';

// Decoders by themselves: nothing here needs libpcap or the addon.

const PcapPacket = require('./pcap_packet');

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
 * @param {string} [link_type]  what the bytes begin with, as named at https://www.tcpdump.org/linktypes.html
 * @param {import('node:events').EventEmitter} [emitter]
 */
function decode_bytes(bytes, link_type = 'LINKTYPE_ETHERNET', emitter = undefined) {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(bytes.length, 12);
  return decode({ buf: bytes, header, link_type }, emitter);
}

exports.decode = decode;
exports.packet = decode;
exports.bytes = decode_bytes;

// Tables that say who comes next; programs add their own decoders there.
exports.link_types = require('./link_types');
exports.ether_types = require('./ether_types');
exports.ip_protocols = require('./ip_protocols');
exports.udp_ports = require('./udp_ports');
exports.tcp_ports = require('./tcp_ports');

// The classes of layers, for `instanceof` and for decoding bytes that come from elsewhere. First by v3's names.
exports.EthernetPacket = require('./ethernet_packet');
exports.IPv4Packet = require('./ipv4');
exports.IPv6Packet = require('./ipv6');
exports.ArpPacket = require('./arp');
exports.PcapPacket = PcapPacket;
exports.IPv4 = require('./ipv4');
exports.IPv6 = require('./ipv6');
exports.Arp = require('./arp');
exports.TCP = require('./tcp');
exports.UDP = require('./udp');
exports.DNS = require('./dns');
exports.ICMP = require('./icmp');
exports.IGMP = require('./igmp');
exports.EthernetAddr = require('./ethernet_addr');
exports.IPv4Addr = require('./ipv4_addr');
exports.IPv6Addr = require('./ipv6_addr');

// `pcap.decode` is the function and, as in v3, the place where the rest is found.
Object.assign(decode, exports);
