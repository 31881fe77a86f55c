'use strict';

// Decoders by themselves: nothing here needs libpcap or the addon.

const PcapPacket = require('./pcap_packet');
const PacketWithHeader = require('../raw_packet');

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
  return decode(PacketWithHeader.from_bytes(bytes, link_type), emitter);
}

exports.decode = decode;
exports.decode.packet = decode;
exports.decode.bytes = decode_bytes;
exports.packet = decode;
exports.bytes = decode_bytes;

exports.link_types = require('./link_types');
exports.ether_types = require('./ether_types');
exports.ip_protocols = require('./ip_protocols');
exports.udp_ports = require('./udp_ports');
exports.tcp_ports = require('./tcp_ports');
