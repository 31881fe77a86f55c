'use strict';

// Path attributes of BGP updates (RFC 4271, 4760, 1997, 4456, 6793, 8092) and their prefixes.

const { FieldReader } = require('../framed/field_reader');
const IPv6Addr = require('../../protocol/ipv6_addr');

const ORIGINS = ['igp', 'egp', 'incomplete'];
const SEGMENTS = [undefined, 'as_set', 'as_sequence', 'as_confed_sequence', 'as_confed_set'];
const EXTENDED_LENGTH = 0x10;

const ipv4 = (reader) => reader.take(4).join('.');
const as4 = (reader) => reader.u32();
const list = (reader, read) => {
  const items = [];
  while (reader.left > 0 && !reader.is_short) items.push(read(reader));
  return items;
};

function ipv6(reader) {
  return new IPv6Addr().decode(Buffer.from(reader.take(16)), 0).to_short_string();
}

/** A prefix as `192.0.2.0/24`; with a path identifier in front where `has_id` says so. */
function read_prefix(reader, afi, has_id) {
  const path_id = has_id ? reader.u32() : undefined;
  const bits = reader.u8();
  const size = afi === 2 ? 16 : 4;
  const length = Math.ceil(bits / 8);
  if (length > size) reader.is_short = true;
  const octets = Buffer.alloc(size);
  reader.take(length).copy(octets);
  const text = (afi === 2 ? ipv6 : ipv4)(new FieldReader(octets));
  return path_id === undefined ? `${text}/${bits}` : { prefix: `${text}/${bits}`, path_id };
}

/**
 * Prefixes up to the end. Where it is not known whether they have path identifiers (`has_id` is
 * undefined), they are told if only one of both fits, or nothing speaks for identifiers.
 */
function read_prefixes(reader, afi, has_id) {
  if (has_id !== undefined) return prefixes_of(reader, afi, has_id);
  const { bytes, at, end } = reader;
  const plain = prefixes_of(reader, afi, false);
  if (!reader.is_short && !plain.some((prefix) => prefix.endsWith('/0'))) return plain;
  const other = new FieldReader(bytes, at, end);
  const with_ids = prefixes_of(other, afi, true);
  if (reader.is_short) reader.is_short = other.is_short;
  else if (plain.length === 1 || other.is_short) return plain;
  else return undefined;
  return other.is_short ? plain : with_ids;
}

function prefixes_of(reader, afi, has_id) {
  const prefixes = [];
  while (reader.left > 0) {
    const prefix = read_prefix(reader, afi, has_id);
    if (reader.is_short) break;
    prefixes.push(prefix);
  }
  return prefixes;
}

/** Segments of an AS path with numbers of `size` bytes; undefined where they do not fit. */
function segments_of(bytes, size) {
  const reader = new FieldReader(bytes);
  const segments = [];
  while (reader.left > 0) {
    const type = SEGMENTS[reader.u8()];
    const count = reader.u8();
    if (type === undefined || reader.left < count * size) return undefined;
    const read = size === 4 ? as4 : (each) => each.u16();
    segments.push({ type, as_numbers: Array.from({ length: count }, () => read(reader)) });
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
  [16, ['extended_communities', (reader) => list(reader, (each) => each.take(8).toString('hex'))]],
  [17, ['as4_path', (reader) => segments_of(reader.rest(), 4)]],
  [18, ['as4_aggregator', (reader) => read_aggregator(reader, 4)]],
  [
    32,
    [
      'large_communities',
      (reader) => list(reader, (each) => `${each.u32()}:${each.u32()}:${each.u32()}`),
    ],
  ],
]);

function read_reach(reader, how) {
  const afi = reader.u16();
  const safi = reader.u8();
  const hops = new FieldReader(reader.take(reader.u8()));
  reader.skip(1);
  const is_known = (afi === 1 || afi === 2) && (safi === 1 || safi === 2);
  const next_hops = !is_known ? undefined : list(hops, hops.left % 16 === 0 ? ipv6 : ipv4);
  return { afi, safi, next_hops, ...read_nlri(reader, afi, safi, how) };
}

function read_unreach(reader, how) {
  const afi = reader.u16();
  const safi = reader.u8();
  return { afi, safi, ...read_nlri(reader, afi, safi, how) };
}

// Labels, VPNs and others are left as bytes.
function read_nlri(reader, afi, safi, { has_path_id }) {
  const is_known = (afi === 1 || afi === 2) && (safi === 1 || safi === 2);
  if (!is_known) return { nlri: undefined, nlri_bytes: Buffer.from(reader.rest()) };
  return { nlri: read_prefixes(reader, afi, has_path_id(afi, safi)) };
}

/**
 * Path attributes, by name; `others` has those that are not known: { type, flags, value }.
 * @param {FieldReader} reader
 * @param {{ as_size: number | undefined, has_path_id: Function }} how
 */
function read_attributes(reader, how) {
  const attributes = {};
  while (reader.left > 2) {
    const flags = reader.u8();
    const type = reader.u8();
    const length = flags & EXTENDED_LENGTH ? reader.u16() : reader.u8();
    const value = reader.take(length);
    if (reader.is_short) break;
    const [name, read] = READERS.get(type) ?? [];
    if (name === undefined)
      (attributes.others ??= []).push({ type, flags, value: Buffer.from(value) });
    else attributes[name] = read(new FieldReader(value), how);
  }
  return attributes;
}

exports.ipv4 = ipv4;
exports.read_attributes = read_attributes;
exports.read_prefixes = read_prefixes;
