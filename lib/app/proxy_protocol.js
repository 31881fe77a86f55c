'use strict';

// The PROXY protocol (haproxy.org, proxy-protocol.txt): what HAProxy, nginx and others send before
// a client's own bytes, to say who the client is.
//
//   version 1, a line      PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n
//   version 2, binary      signature 12, version and command u8, family u8, length u16, addresses …

const IPv6Addr = require('../protocol/ipv6_addr');

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const PREFIX = Buffer.from('PROXY ');
const MAX_LINE = 107;
const HEADER = 16; // bytes of version 2 before the addresses
const MAX_REST = 4096;
/** How many headers a connection can begin with: each proxy on its way puts its own first. */
const MAX_PROXIES = 8;
const LINE =
  /^PROXY (?:UNKNOWN.*|(TCP[46]) ([\dA-Fa-f.:]{2,39}) ([\dA-Fa-f.:]{2,39}) (\d{1,5}) (\d{1,5}))\r\n$/;
const BYTE = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const FAMILIES = new Map([
  [0x11, { protocol: 'TCP4', size: 4 }],
  [0x12, { protocol: 'UDP4', size: 4 }],
  [0x21, { protocol: 'TCP6', size: 16 }],
  [0x22, { protocol: 'UDP6', size: 16 }],
]);

function begins_alike(bytes, wanted) {
  const length = Math.min(bytes.length, wanted.length);
  return length > 0 && wanted.compare(bytes, 0, length, 0, length) === 0;
}

/**
 * Reads a PROXY header at the beginning of a stream.
 * @returns {{ proxy: object, length: number } | null | undefined}  `proxy` has version, protocol,
 *   source and destination (`{ address, port }`, undefined where the sender does not say);
 *   undefined: more bytes are needed; null: this is none
 */
function decode_proxy(bytes) {
  if (begins_alike(bytes, PREFIX)) return decode_line(bytes);
  return begins_alike(bytes, SIGNATURE) ? decode_binary(bytes) : null;
}

function decode_line(bytes) {
  const lf = bytes.indexOf(10);
  if (lf === -1) return bytes.length < MAX_LINE ? undefined : null;
  const match = lf < MAX_LINE ? LINE.exec(bytes.latin1Slice(0, lf + 1)) : null;
  if (match === null) return null;
  const [, protocol = 'UNKNOWN', from, to, sport, dport] = match;
  if (protocol !== 'UNKNOWN' && !are_ends(protocol, from, to, sport, dport)) return null;
  const end = (address, port) => (address ? { address, port: Number(port) } : undefined);
  const proxy = { version: 1, protocol, source: end(from, sport), destination: end(to, dport) };
  return { proxy, length: lf + 1 };
}

function are_ends(protocol, from, to, sport, dport) {
  const is_address = protocol === 'TCP4' ? is_ipv4 : is_ipv6;
  return is_address(from) && is_address(to) && sport <= 0xffff && dport <= 0xffff;
}

function is_ipv4(text) {
  return IPV4.test(text);
}

// Eight groups, or fewer around '::'; the last two may be an IPv4 address.
function is_ipv6(text) {
  const parts = text.split('::');
  const groups = parts.flatMap((part) => (part === '' ? [] : part.split(':')));
  const size = groups.length + (groups.length > 0 && is_ipv4(groups.at(-1)) ? 1 : 0);
  if (parts.length > 2 || (parts.length === 2 ? size > 7 : size !== 8)) return false;
  const hex = size > groups.length ? groups.slice(0, -1) : groups;
  return hex.every((group) => /^[\dA-Fa-f]{1,4}$/.test(group));
}

function decode_binary(bytes) {
  if (bytes.length < HEADER) return undefined;
  const length = bytes.readUInt16BE(14);
  if (bytes[12] >> 4 !== 2 || length > MAX_REST) return null;
  if (bytes.length < HEADER + length) return undefined;
  const family = FAMILIES.get(bytes[13]);
  const is_told = family !== undefined && (bytes[12] & 15) === 1 && length >= 2 * family.size + 4;
  const end = (index) => {
    if (!is_told) return undefined;
    const address = address_text(bytes, HEADER + index * family.size, family.size);
    return { address, port: bytes.readUInt16BE(HEADER + 2 * family.size + 2 * index) };
  };
  const protocol = is_told ? family.protocol : 'UNKNOWN';
  const proxy = { version: 2, protocol, source: end(0), destination: end(1) };
  return { proxy, length: HEADER + length };
}

function address_text(bytes, at, size) {
  if (size === 4) return bytes.subarray(at, at + 4).join('.');
  return new IPv6Addr().decode(Buffer.from(bytes.subarray(at, at + 16)), 0).to_short_string();
}

exports.MAX_PROXIES = MAX_PROXIES;
exports.decode_proxy = decode_proxy;
