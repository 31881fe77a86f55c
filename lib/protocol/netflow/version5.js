'use strict';

const { u16, u32 } = require('../../packet/bytes');
const IPv4Addr = require('../ipv4_addr');

/** A record of NetFlow 5, of 48 octets. Times are milliseconds since the router began. */
function read_record_5(bytes, o) {
  return {
    saddr: IPv4Addr.at(bytes, o),
    daddr: IPv4Addr.at(bytes, o + 4),
    next_hop: IPv4Addr.at(bytes, o + 8),
    input: u16(bytes, o + 12),
    output: u16(bytes, o + 14),
    packets: u32(bytes, o + 16),
    octets: u32(bytes, o + 20),
    first: u32(bytes, o + 24),
    last: u32(bytes, o + 28),
    sport: u16(bytes, o + 32),
    dport: u16(bytes, o + 34),
    tcp_flags: bytes[o + 37],
    protocol: bytes[o + 38],
    tos: bytes[o + 39],
    source_as: u16(bytes, o + 40),
    destination_as: u16(bytes, o + 42),
    source_mask: bytes[o + 44],
    destination_mask: bytes[o + 45],
  };
}

exports.read_record_5 = read_record_5;
