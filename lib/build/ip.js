'use strict';

// Builders of IPv4 and IPv6 headers, without options and extension headers.

const { fold, sum16 } = require('../wire/checksum');
const { address, bit, number } = require('./fields');

const PROTOCOLS = { icmp: 1, ipv4: 4, tcp: 6, udp: 17, ipv6: 41, icmpv6: 58 };
const NO_NEXT = 59;
const HEADER = { ipv4: 20, ipv6: 40 }; // bytes

/** The checksum of bytes in which it is zero. */
const checksum_of = (bytes, start = 0) => ~fold(sum16(bytes, 0, bytes.length, start)) & 0xffff;

function ipv4(context, payload) {
  const { fields, next } = context;
  const head = Buffer.alloc(HEADER.ipv4);
  head[0] = 0x45;
  head[1] = number(context, 'diffserv', 8);
  head.writeUInt16BE(number(context, 'length', 16, head.length + payload.length), 2);
  head.writeUInt16BE(number(context, 'identification', 16), 4);
  const { flags } = fields;
  const bits =
    bit(flags, 'reserved', 4) | bit(flags, 'doNotFragment', 2) | bit(flags, 'moreFragments', 1);
  head.writeUInt16BE((bits << 13) | (number(context, 'fragmentOffset', 16) >> 3), 6);
  head[8] = number(context, 'ttl', 8, 64);
  head[9] = number(context, 'protocol', 8, PROTOCOLS[next] ?? 0);
  address(context, 'saddr', 4).copy(head, 12);
  address(context, 'daddr', 4).copy(head, 16);
  head.writeUInt16BE(number(context, 'headerChecksum', 16, checksum_of(head)), 10);
  return Buffer.concat([head, payload]);
}

function ipv6(context, payload) {
  const head = Buffer.alloc(HEADER.ipv6);
  const first =
    (6 << 28) | (number(context, 'trafficClass', 8) << 20) | number(context, 'flowLabel', 20);
  head.writeUInt32BE(first >>> 0, 0);
  head.writeUInt16BE(number(context, 'payloadLength', 16, payload.length), 4);
  head[6] = number(context, 'nextHeader', 8, PROTOCOLS[context.next] ?? NO_NEXT);
  head[7] = number(context, 'hopLimit', 8, 64);
  address(context, 'saddr', 16).copy(head, 8);
  address(context, 'daddr', 16).copy(head, 24);
  return Buffer.concat([head, payload]);
}

/** What the checksums of TCP, UDP and ICMPv6 begin with: addresses, length and protocol. */
function pseudo_sum({ ip }, name, length) {
  if (ip === undefined) return undefined;
  const size = ip.layer === 'ipv4' ? 4 : 16;
  const addresses = Buffer.concat([address(ip, 'saddr', size), address(ip, 'daddr', size)]);
  return sum16(addresses, 0, addresses.length, length + PROTOCOLS[name]);
}

exports.checksum_of = checksum_of;
exports.ipv4 = ipv4;
exports.ipv6 = ipv6;
exports.pseudo_sum = pseudo_sum;
