'use strict';

// Which decoder a number or name leads to. The tables are empty here, so that a decoder can require
// them without requiring the other decoders; protocols.js fills them. Programs add their own.

const { DecoderTable } = require('./decoder_table');

/**
 * Name of a link type -> decoder: `link_types.set('LINKTYPE_USER0', MyProtocol)`.
 * https://www.tcpdump.org/linktypes.html
 */
exports.link_types = new DecoderTable('LINKTYPE_ETHERNET');

/**
 * EtherType -> decoder: `ether_types.set(0x88b5, MyProtocol)`.
 * https://www.iana.org/assignments/ieee-802-numbers
 */
exports.ether_types = new DecoderTable(0x0800);

/**
 * IP protocol number or IPv6 next header -> decoder: `ip_protocols[89] = Ospf`.
 * https://www.iana.org/assignments/protocol-numbers
 */
exports.ip_protocols = new Array(256).fill(undefined);

/**
 * PPP protocol number -> decoder: `ppp_protocols.set(0x0027, Decnet)`.
 * https://www.iana.org/assignments/ppp-numbers
 */
exports.ppp_protocols = new DecoderTable();

/** Cisco's own types in SNAP -> decoder. */
exports.cisco_types = new DecoderTable();

/** First octet of an OSI packet, which says what it is -> decoder. */
exports.osi_protocols = new DecoderTable();

/** UDP port -> decoder of `udp.payload`: `udp_ports.set(67, Dhcp)`. */
exports.udp_ports = new DecoderTable(53);

/** TCP port -> decoder of `tcp.payload`, which gets the data of one segment. */
exports.tcp_ports = new DecoderTable();
