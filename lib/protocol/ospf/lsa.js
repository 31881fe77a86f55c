'use strict';

// What advertisements of OSPF say after their headers: version 2 RFC 2328, A.4, RFC 3101 (NSSA) and
// RFC 5250 (opaque ones); version 3 RFC 5340, A.4.

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const router = (reader) => reader.address(IPv4Addr, 4);
const ipv6 = (reader) => reader.address(IPv6Addr, 16);
const OPAQUE_NAMES = new Map([
  [1, 'traffic engineering'],
  [3, 'grace'],
  [4, 'router information'],
  [7, 'extended prefix'],
  [8, 'extended link'],
]);

// --- version 2

function read_tos(reader) {
  const tos = reader.u8();
  reader.skip(1);
  return { tos, metric: reader.u16() };
}

/** `type`: 1 point to point, 2 a network that others are on, too, 3 stub, 4 virtual. */
function read_link_2(reader) {
  const link = { id: router(reader), data: router(reader), type: reader.u8() };
  const count = reader.u8();
  return { ...link, metric: reader.u16(), tos: reader.list(count, read_tos) };
}

/** `flags`: 1 area border, 2 AS boundary, 4 virtual link. */
function read_router_2(reader) {
  const flags = reader.u8();
  reader.skip(1);
  const count = reader.u16();
  return { flags, links: reader.list(count, read_link_2) };
}

function read_network_2(reader) {
  return { network_mask: router(reader), routers: reader.list_rest(router) };
}

function read_summary_2(reader) {
  const network_mask = router(reader);
  const read_metric = () => ({ tos: reader.u8(), metric: reader.u24() });
  const { metric } = read_metric();
  return { network_mask, metric, tos: reader.list_rest(read_metric) };
}

function read_external_metric(reader) {
  const bits = reader.u8();
  const [is_type_2, tos] = bits === undefined ? [] : [bits >> 7 === 1, bits & 0x7f];
  const metric = reader.u24();
  return { is_type_2, tos, metric, forwarding_address: router(reader), tag: reader.u32() };
}

function read_external_2(reader) {
  const network_mask = router(reader);
  const first = read_external_metric(reader);
  return { network_mask, ...first, tos: reader.list_rest(read_external_metric) };
}

/** The upper octet of the identifier says what it is: items of type, length and padded data. */
function read_opaque(reader, { id }) {
  const [opaque_type] = id?.addr ?? [];
  const name = OPAQUE_NAMES.get(opaque_type);
  if (name === undefined) return { opaque_type };
  return { opaque_type, opaque_name: name, tlvs: read_items(reader) };
}

function read_items(reader) {
  return reader.list_rest(() => {
    const type = reader.u16();
    const length = reader.u16();
    const data = reader.take(length ?? 0);
    reader.skip(Math.min(reader.left, -(length ?? 0) & 3));
    return { type, length, data };
  });
}

const READERS_2 = new Map([
  [1, read_router_2],
  [2, read_network_2],
  [3, read_summary_2],
  [4, read_summary_2],
  [5, read_external_2],
  [7, read_external_2],
  [9, read_opaque],
  [10, read_opaque],
  [11, read_opaque],
]);

// --- version 3

/** As many whole words as the prefix needs. */
function read_address(reader, prefix_length) {
  const octets = Buffer.alloc(16);
  if (prefix_length > 128) reader.fail(`prefix length ${prefix_length} is more than 128`);
  reader.take(4 * Math.ceil((prefix_length ?? 0) / 32)).copy(octets);
  return reader.is_whole ? new IPv6Addr().decode(octets, 0) : undefined;
}

/** A prefix; `name`: what its third field is. */
function read_prefix(reader, name) {
  const prefix_length = reader.u8();
  const prefix_options = reader.u8();
  const value = reader.u16();
  const more = name === undefined ? {} : { [name]: value };
  return { prefix_length, prefix_options, ...more, prefix: read_address(reader, prefix_length) };
}

function read_link_3(reader) {
  const type = reader.u8();
  reader.skip(1);
  const metric = reader.u16();
  const ids = { interface_id: reader.u32(), neighbor_interface_id: reader.u32() };
  return { type, metric, ...ids, neighbor_router_id: router(reader) };
}

function read_router_3(reader) {
  const flags = reader.u8();
  return { flags, options: reader.u24(), links: reader.list_rest(read_link_3) };
}

function read_network_3(reader) {
  reader.skip(1);
  return { options: reader.u24(), routers: reader.list_rest(router) };
}

function read_inter_area_prefix(reader) {
  reader.skip(1);
  return { metric: reader.u24(), ...read_prefix(reader) };
}

function read_inter_area_router(reader) {
  reader.skip(1);
  const options = reader.u24();
  reader.skip(1);
  return { options, metric: reader.u24(), destination_router_id: router(reader) };
}

/** `flags`: 4 metric of type 2, 2 a forwarding address follows, 1 a tag. */
function read_external_3(reader) {
  const flags = reader.u8();
  const metric = reader.u24();
  const { referenced_type, ...prefix } = read_prefix(reader, 'referenced_type');
  const more = {};
  if (flags & 2) more.forwarding_address = ipv6(reader);
  if (flags & 1) more.tag = reader.u32();
  if (referenced_type) more.referenced_id = reader.u32();
  return { flags, metric, referenced_type, ...prefix, ...more };
}

function read_link_lsa(reader) {
  const priority = reader.u8();
  const options = reader.u24();
  const link_local_address = ipv6(reader);
  const count = reader.u32();
  const prefixes = reader.list(count, () => read_prefix(reader));
  return { priority, options, link_local_address, prefixes };
}

function read_intra_area_prefix(reader) {
  const count = reader.u16();
  const referenced_type = reader.u16();
  const referenced_id = reader.u32();
  const referenced_router = router(reader);
  const prefixes = reader.list(count, () => read_prefix(reader, 'metric'));
  return { referenced_type, referenced_id, referenced_router, prefixes };
}

/** By function code, which the scope's bits are before. */
const READERS_3 = new Map([
  [1, read_router_3],
  [2, read_network_3],
  [3, read_inter_area_prefix],
  [4, read_inter_area_router],
  [5, read_external_3],
  [7, read_external_3],
  [8, read_link_lsa],
  [9, read_intra_area_prefix],
  [12, (reader) => ({ tlvs: read_items(reader) })], // router information
]);
const FUNCTION_CODE = 0x1fff;

/** What an advertisement says; undefined for types that are not known. */
function read_body(part, version, header) {
  const read =
    version === 2 ? READERS_2.get(header.type) : READERS_3.get(header.type & FUNCTION_CODE);
  return read?.(part, header);
}

exports.read_body = read_body;
