'use strict';

// Path attributes of BGP updates (RFC 4271, 4760, 1997, 4456, 6793, 8092, 6514, 7311, 9234, 6368).

const { FieldReader } = require('../framed/field_reader');
const { extended_community, ipv4, list } = require('./addresses');
const { read_next_hops, read_nlri } = require('./nlri');

const ORIGINS = ['igp', 'egp', 'incomplete'];
const SEGMENTS = [undefined, 'as_set', 'as_sequence', 'as_confed_sequence', 'as_confed_set'];
const EXTENDED_LENGTH = 0x10;
const MAX_DEPTH = 3; // of attributes in a set of attributes

/** Segments of an AS path with numbers of `size` bytes; undefined where they do not fit. */
function segments_of(bytes, size) {
  const reader = new FieldReader(bytes);
  const segments = [];
  while (reader.left > 0) {
    const type = SEGMENTS[reader.u8()];
    const count = reader.u8();
    if (type === undefined || reader.left < count * size) return undefined;
    const read = () => (size === 4 ? reader.u32() : reader.u16());
    segments.push({ type, as_numbers: Array.from({ length: count }, read) });
  }
  return segments;
}

/** Without knowledge of the two speakers, a path is told where only one size of numbers fits. */
function read_as_path(bytes, as_size) {
  if (as_size !== undefined) return segments_of(bytes, as_size);
  const [two, four] = [segments_of(bytes, 2), segments_of(bytes, 4)];
  if (bytes.length === 0) return [];
  return two === undefined || four === undefined ? (two ?? four) : undefined;
}

function read_aggregator(reader, as_size) {
  const size = as_size ?? (reader.left === 8 ? 4 : 2);
  return { as_number: size === 4 ? reader.u32() : reader.u16(), address: ipv4(reader) };
}

const READERS = new Map([
  [1, ['origin', (reader) => ORIGINS[reader.u8()]]],
  [2, ['as_path', (reader, { as_size }) => read_as_path(reader.rest(), as_size)]],
  [3, ['next_hop', ipv4]],
  [4, ['med', (reader) => reader.u32()]],
  [5, ['local_pref', (reader) => reader.u32()]],
  [6, ['atomic_aggregate', () => true]],
  [7, ['aggregator', (reader, { as_size }) => read_aggregator(reader, as_size)]],
  [8, ['communities', (reader) => list(reader, (each) => `${each.u16()}:${each.u16()}`)]],
  [9, ['originator_id', ipv4]],
  [10, ['cluster_list', (reader) => list(reader, ipv4)]],
  [14, ['mp_reach', read_reach]],
  [15, ['mp_unreach', read_unreach]],
  [16, ['extended_communities', (reader) => list(reader, extended_community)]],
  [17, ['as4_path', (reader) => segments_of(reader.rest(), 4)]],
  [18, ['as4_aggregator', (reader) => read_aggregator(reader, 4)]],
  [22, ['pmsi_tunnel', read_pmsi_tunnel]],
  [26, ['aigp', read_aigp]],
  [
    32,
    [
      'large_communities',
      (reader) => list(reader, (each) => `${each.u32()}:${each.u32()}:${each.u32()}`),
    ],
  ],
  [35, ['only_to_customer', (reader) => reader.u32()]],
  [128, ['attr_set', read_attr_set]],
]);

function read_pmsi_tunnel(reader) {
  const [flags, tunnel_type] = [reader.u8(), reader.u8()];
  const label = (reader.u16() * 256 + reader.u8()) >>> 4;
  return { flags, tunnel_type, label, tunnel_id: Buffer.from(reader.rest()) };
}

// The accumulated metric is the item of type 1, of 11 octets; others are passed over.
function read_aigp(reader) {
  while (reader.left >= 3) {
    const type = reader.u8();
    const length = reader.u16();
    const value = reader.take(Math.max(0, length - 3));
    if (type === 1 && value.length === 8) return value.readBigUInt64BE();
  }
  return undefined;
}

// Attributes that a provider carries for its customer.
function read_attr_set(reader, { depth = 0, ...how }) {
  const origin_as = reader.u32();
  if (depth === MAX_DEPTH) return { origin_as, attributes: undefined };
  const attributes = read_attributes(reader, { ...how, depth: depth + 1 });
  return { origin_as, attributes };
}

function read_reach(reader, { has_path_id }) {
  const afi = reader.u16();
  const safi = reader.u8();
  const next_hops = read_next_hops(reader.take(reader.u8()), afi, safi);
  for (let count = reader.u8(); count > 0 && !reader.is_short; count--) {
    reader.skip(Math.ceil(reader.u8() / 2)); // a subnetwork's point of attachment, in semi-octets
  }
  return { afi, safi, next_hops, ...routes(reader, afi, safi, has_path_id) };
}

function read_unreach(reader, { has_path_id }) {
  const afi = reader.u16();
  const safi = reader.u8();
  return { afi, safi, ...routes(reader, afi, safi, has_path_id) };
}

// Families that are not known are left as bytes.
function routes(reader, afi, safi, has_path_id) {
  const rest = reader.rest();
  const part = new FieldReader(rest);
  const nlri = read_nlri(part, afi, safi, has_path_id(afi, safi));
  reader.is_short ||= part.is_short;
  return nlri === undefined ? { nlri, nlri_bytes: Buffer.from(rest) } : { nlri };
}

/**
 * Path attributes, by name; `others` has those that are not known: { type, flags, value }.
 * @param {FieldReader} reader
 * @param {{ as_size: number | undefined, has_path_id: Function }} how
 */
function read_attributes(reader, how) {
  const attributes = {};
  let is_odd = false;
  while (reader.left > 2) {
    const flags = reader.u8();
    const type = reader.u8();
    const length = flags & EXTENDED_LENGTH ? reader.u16() : reader.u8();
    const value = reader.take(length);
    if (reader.is_short) break;
    const [name, read] = READERS.get(type) ?? [];
    if (name === undefined) {
      (attributes.others ??= []).push({ type, flags, value: Buffer.from(value) });
      continue;
    }
    const part = new FieldReader(value);
    attributes[name] = read(part, how);
    is_odd ||= part.is_short;
  }
  reader.is_short ||= is_odd;
  return attributes;
}

exports.read_attributes = read_attributes;
