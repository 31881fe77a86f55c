'use strict';

// Network layer reachability information, by address family: prefixes of IPv4 and IPv6 (RFC 4271,
// 4760), with labels (RFC 8277), of VPNs (RFC 4364, 4659), Ethernet VPNs (RFC 7432, 9136), VPLS
// (RFC 4761), and route targets (RFC 4684).

const { FieldReader } = require('../framed/field_reader');
const { extended_community, ipv4, ipv6, route_distinguisher } = require('./addresses');

const IPV4 = 1;
const IPV6 = 2;
const L2VPN = 25;
const UNICAST = 1;
const MULTICAST = 2;
const LABELED = 4;
const VPLS = 65;
const EVPN = 70;
const VPN = 128;
const VPN_MULTICAST = 129;
const ROUTE_TARGET = 132;
const RD_SIZE = 8;
const LABEL_SIZE = 3;
const LAST_LABEL = 1;
const NO_LABEL = 0x800000; // of a route that is withdrawn

/** A prefix as `192.0.2.0/24`, of `bits`; none of an address is longer than its family's. */
function prefix_text(reader, afi, bits) {
  const size = afi === IPV6 ? 16 : 4;
  const length = Math.ceil(bits / 8);
  if (bits < 0 || length > size) reader.is_short = true;
  if (reader.is_short) return undefined;
  const octets = Buffer.alloc(size);
  reader.take(length).copy(octets);
  return `${(afi === IPV6 ? ipv6 : ipv4)(new FieldReader(octets))}/${bits}`;
}

/** Labels up to the one that says that it is the last. */
function read_labels(reader) {
  const labels = [];
  while (!reader.is_short) {
    const high = reader.u16();
    const entry = high * 256 + reader.u8();
    if (entry === NO_LABEL) return labels;
    labels.push(entry >>> 4);
    if (entry & LAST_LABEL || entry === 0) return labels;
  }
  return labels;
}

const read_plain = (afi) => (reader) => ({ prefix: prefix_text(reader, afi, reader.u8()) });

const read_labeled = (afi) => (reader) => {
  const bits = reader.u8();
  const start = reader.at;
  const labels = read_labels(reader);
  const prefix = prefix_text(reader, afi, bits - 8 * (reader.at - start));
  return { prefix, labels };
};

const read_vpn = (afi) => (reader) => {
  const bits = reader.u8();
  const start = reader.at;
  const labels = read_labels(reader);
  const rd = route_distinguisher(reader);
  return { prefix: prefix_text(reader, afi, bits - 8 * (reader.at - start)), labels, rd };
};

function read_route_target(reader) {
  const bits = reader.u8();
  if (bits === 0) return { origin_as: undefined, route_target: undefined }; // the default one
  if (bits !== 96) reader.is_short = true; // masked ones are not read
  return { origin_as: reader.u32(), route_target: extended_community(reader) };
}

function read_vpls(reader) {
  const part = new FieldReader(reader.take(reader.u16()));
  const rd = route_distinguisher(part);
  const [ve_id, ve_block_offset, ve_block_size] = [part.u16(), part.u16(), part.u16()];
  const high = part.u16();
  const label_base = (high * 256 + part.u8()) >>> 4;
  reader.is_short ||= part.is_short;
  return { rd, ve_id, ve_block_offset, ve_block_size, label_base };
}

const esi = (reader) =>
  reader
    .take(10)
    .toString('hex')
    .replace(/..(?=.)/g, '$&:');
const label = (reader) => (reader.u16() * 256 + reader.u8()) >>> 4;

/** An address with its length in bits before it; undefined where that is zero. */
function sized_address(reader) {
  const bits = reader.u8();
  if (bits === 128) return ipv6(reader);
  if (bits === 32) return ipv4(reader);
  if (bits !== 0) reader.is_short = true;
  return undefined;
}

function read_mac_route(reader) {
  const ids = { esi: esi(reader), ethernet_tag: reader.u32() };
  if (reader.u8() !== 48) reader.is_short = true;
  const mac = reader
    .take(6)
    .toString('hex')
    .replace(/..(?=.)/g, '$&:');
  const ip = sized_address(reader);
  const labels = [];
  while (reader.left >= LABEL_SIZE) labels.push(label(reader));
  return { ...ids, mac, ip, labels };
}

function read_ip_route(reader) {
  const ids = { esi: esi(reader), ethernet_tag: reader.u32() };
  const bits = reader.u8();
  const address = reader.left > 20 ? ipv6 : ipv4;
  return {
    ...ids,
    prefix: `${address(reader)}/${bits}`,
    gateway: address(reader),
    labels: [label(reader)],
  };
}

const EVPN_ROUTES = new Map([
  [
    1,
    [
      'ethernet_auto_discovery',
      (reader) => ({ esi: esi(reader), ethernet_tag: reader.u32(), labels: [label(reader)] }),
    ],
  ],
  [2, ['mac_ip_advertisement', read_mac_route]],
  [
    3,
    [
      'inclusive_multicast_ethernet_tag',
      (reader) => ({ ethernet_tag: reader.u32(), ip: sized_address(reader) }),
    ],
  ],
  [4, ['ethernet_segment', (reader) => ({ esi: esi(reader), ip: sized_address(reader) })]],
  [5, ['ip_prefix', read_ip_route]],
]);

/** A route of a type that is not known has its bytes only. */
function read_evpn(reader) {
  const type = reader.u8();
  const part = new FieldReader(reader.take(reader.u8()));
  const [name, read] = EVPN_ROUTES.get(type) ?? [];
  if (read === undefined) return { type, name, data: Buffer.from(part.rest()) };
  const route = { type, name, rd: route_distinguisher(part), ...read(part) };
  reader.is_short ||= part.is_short;
  return route;
}

/** How a route of a family is read; undefined for families that are not known. */
function reader_of(afi, safi) {
  if (afi === L2VPN) return { [VPLS]: read_vpls, [EVPN]: read_evpn }[safi];
  if (afi !== IPV4 && afi !== IPV6) return undefined;
  if (safi === UNICAST || safi === MULTICAST) return read_plain(afi);
  if (safi === LABELED) return read_labeled(afi);
  if (safi === VPN || safi === VPN_MULTICAST) return read_vpn(afi);
  return safi === ROUTE_TARGET ? read_route_target : undefined;
}

/** Routes up to the end, or to the first that does not fit. */
function routes_of(reader, read, has_id) {
  const routes = [];
  while (reader.left > 0) {
    const path_id = has_id ? reader.u32() : undefined;
    const route = read(reader);
    if (reader.is_short) break;
    routes.push(told(route, path_id));
  }
  return routes;
}

/** A prefix that nothing is said of is a text. */
function told(route, path_id) {
  if (path_id !== undefined) return { ...route, path_id };
  const { prefix, ...more } = route;
  return prefix !== undefined && Object.keys(more).length === 0 ? prefix : route;
}

/**
 * Routes up to the end; undefined for families that are not known. Where it is not known whether
 * they have path identifiers (`has_id` is undefined), they are told if only one of both fits, or
 * nothing speaks for identifiers.
 */
function read_nlri(reader, afi, safi, has_id) {
  const read = reader_of(afi, safi);
  if (read === undefined) return undefined;
  if (has_id !== undefined) return routes_of(reader, read, has_id);
  const { bytes, at, end } = reader;
  const plain = routes_of(reader, read, false);
  if (!reader.is_short && !plain.some(is_default)) return plain;
  const other = new FieldReader(bytes, at, end);
  const with_ids = routes_of(other, read, true);
  if (reader.is_short) reader.is_short = other.is_short;
  else if (plain.length === 1 || other.is_short) return plain;
  else return undefined;
  return other.is_short ? plain : with_ids;
}

// Four zeros of an identifier read as default routes.
const is_default = (route) => /\/0$/.test(route.prefix ?? route);

/** Next hops, by what their lengths can be; those of VPNs have a distinguisher before each. */
function read_next_hops(bytes, afi, safi) {
  if (reader_of(afi, safi) === undefined) return undefined;
  const rd = safi === VPN || safi === VPN_MULTICAST ? RD_SIZE : 0;
  const count = bytes.length === 2 * (16 + rd) ? 2 : 1;
  const size = bytes.length / count - rd;
  if (size !== 4 && size !== 16) return undefined;
  const reader = new FieldReader(bytes);
  return Array.from({ length: count }, () => {
    reader.skip(rd);
    return (size === 16 ? ipv6 : ipv4)(reader);
  });
}

exports.read_next_hops = read_next_hops;
exports.read_nlri = read_nlri;
