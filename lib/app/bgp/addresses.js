'use strict';

// What many parts of BGP's messages are made of, from a FieldReader.

const IPv6Addr = require('../../protocol/ipv6_addr');

const ipv4 = (reader) => reader.take(4).join('.');

function ipv6(reader) {
  return new IPv6Addr().decode(Buffer.from(reader.take(16)), 0).to_short_string();
}

/** What `read` reads, as often as there are bytes. */
function list(reader, read) {
  const items = [];
  while (reader.left > 0 && !reader.is_short) items.push(read(reader));
  return items;
}

/** RFC 4364, 4.2: `65000:1`, `192.0.2.1:1`; of other types in hex. */
function route_distinguisher(reader) {
  const type = reader.u16();
  if (type === 0) return `${reader.u16()}:${reader.u32()}`;
  if (type === 1) return `${ipv4(reader)}:${reader.u16()}`;
  if (type === 2) return `${reader.u32()}:${reader.u16()}`;
  return type.toString(16).padStart(4, '0') + reader.take(6).toString('hex');
}

const KINDS = new Map([
  [0x02, 'rt'],
  [0x03, 'ro'],
]);
const AS = 0x00;
const IPV4 = 0x01;
const AS4 = 0x02;
const OPAQUE = 0x03;
const ENCAPSULATION = 0x0c;
const TYPE = 0x3f; // without the bits of who assigned it, and of whether it is transitive

/**
 * RFC 4360, 5668, 9012: `rt:65000:1` (route target), `ro:192.0.2.1:1` (route origin),
 * `encapsulation:8`; others in hex.
 */
function extended_community(reader) {
  const octets = reader.take(8);
  if (octets.length < 8) return '';
  const type = octets[0] & TYPE;
  const kind = KINDS.get(octets[1]);
  if (type === OPAQUE && octets[1] === ENCAPSULATION) {
    return `encapsulation:${octets.readUInt16BE(6)}`;
  }
  if (kind === undefined) return octets.toString('hex');
  if (type === AS) return `${kind}:${octets.readUInt16BE(2)}:${octets.readUInt32BE(4)}`;
  if (type === IPV4) return `${kind}:${octets.subarray(2, 6).join('.')}:${octets.readUInt16BE(6)}`;
  if (type === AS4) return `${kind}:${octets.readUInt32BE(2)}:${octets.readUInt16BE(6)}`;
  return octets.toString('hex');
}

exports.extended_community = extended_community;
exports.ipv4 = ipv4;
exports.ipv6 = ipv6;
exports.list = list;
exports.route_distinguisher = route_distinguisher;
