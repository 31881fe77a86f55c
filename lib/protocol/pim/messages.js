'use strict';

// What PIM's messages say after the header, by type.

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const REGISTER = 1;
const IPV4 = 1; // IANA's address families
const IPV6 = 2;
const NATIVE = 0; // the one encoding of addresses
const WITH_ATTRIBUTES = 1; // of sources, RFC 5384

const HOLDTIME = 1;
const LAN_PRUNE_DELAY = 2;
const DR_PRIORITY = 19;
const GENERATION_ID = 20;
const STATE_REFRESH_CAPABLE = 21;
const ADDRESS_LIST = 24;
const OPTIONS = new Map([
  [HOLDTIME, 'holdtime'],
  [LAN_PRUNE_DELAY, 'lan prune delay'],
  [17, 'dr priority (deprecated)'],
  [18, 'bidirectional capable (deprecated)'],
  [DR_PRIORITY, 'dr priority'],
  [GENERATION_ID, 'generation id'],
  [STATE_REFRESH_CAPABLE, 'state refresh capable'],
  [22, 'bidirectional capable'],
  [ADDRESS_LIST, 'address list'],
  [26, 'join attribute'],
  [65001, 'address list (old)'],
]);

/** An address of a family, in its native encoding. */
function read_bare(reader, family, encoding) {
  if (family === undefined) return undefined;
  if (encoding === NATIVE || encoding === WITH_ATTRIBUTES) {
    if (family === IPV4) return reader.address(IPv4Addr, 4);
    if (family === IPV6) return reader.address(IPv6Addr, 16);
  }
  reader.fail(`address family ${family} of encoding ${encoding} is unknown`);
  return undefined;
}

function read_unicast(reader) {
  const family = reader.u8();
  return read_bare(reader, family, reader.u8());
}

/** `flags`: 0x80 is bidirectional, 0x01 a zone's. */
function read_group(reader) {
  const family = reader.u8();
  const encoding = reader.u8();
  const flags = reader.u8();
  const mask_length = reader.u8();
  return { flags, mask_length, address: read_bare(reader, family, encoding) };
}

/** `flags`: 4 sparse, 2 wildcard, 1 by way of the rendezvous point. */
function read_source(reader) {
  const family = reader.u8();
  const encoding = reader.u8();
  const flags = reader.u8();
  const mask_length = reader.u8();
  const source = { flags, mask_length, address: read_bare(reader, family, encoding) };
  if (encoding === WITH_ATTRIBUTES) skip_attributes(reader);
  return source;
}

function skip_attributes(reader) {
  for (let is_last = false; !is_last && reader.left > 0;) {
    is_last = (reader.u8() & 0x40) !== 0;
    reader.skip(reader.u8() ?? 0);
  }
}

function read_option(type, part) {
  if (type === HOLDTIME) return { seconds: part.u16() };
  if (type === DR_PRIORITY || type === GENERATION_ID) return { value: part.u32() };
  if (type === LAN_PRUNE_DELAY) {
    const delay = part.u16();
    if (delay === undefined) return undefined;
    const can_track = delay >> 15 === 1;
    return { can_track, propagation_delay: delay & 0x7fff, override_interval: part.u16() };
  }
  if (type === STATE_REFRESH_CAPABLE) return { version: part.u8(), interval: part.u8() };
  if (type === ADDRESS_LIST) return { addresses: part.list_rest(read_unicast) };
  return undefined;
}

function read_hello(reader) {
  return { options: reader.tlvs({ size: 2 }, OPTIONS, read_option) };
}

function read_register(reader) {
  const flags = reader.u32();
  if (flags === undefined) return {};
  return { border: flags >>> 31 === 1, null_register: ((flags >>> 30) & 1) === 1 };
}

function read_register_stop(reader) {
  return { group: read_group(reader), source: read_unicast(reader) };
}

function read_joined_group(reader) {
  const group = read_group(reader);
  const join_count = reader.u16();
  const prune_count = reader.u16();
  const joins = reader.list(join_count, read_source);
  return { group, joins, prunes: reader.list(prune_count, read_source) };
}

/** Join / Prune, Graft and Graft-ACK. */
function read_join_prune(reader) {
  const upstream_neighbor = read_unicast(reader);
  reader.skip(1);
  const count = reader.u8();
  const holdtime = reader.u16();
  return { upstream_neighbor, holdtime, groups: reader.list(count, read_joined_group) };
}

function read_rendezvous_point(reader) {
  const address = read_unicast(reader);
  const holdtime = reader.u16();
  const priority = reader.u8();
  reader.skip(1);
  return { address, holdtime, priority };
}

function read_bootstrap_group(reader) {
  const group = read_group(reader);
  const rp_count = reader.u8();
  const fragment_rp_count = reader.u8();
  reader.skip(2);
  return { group, rp_count, rps: reader.list(fragment_rp_count, read_rendezvous_point) };
}

function read_bootstrap(reader) {
  const fragment_tag = reader.u16();
  const hash_mask_length = reader.u8();
  const bsr_priority = reader.u8();
  const bsr = read_unicast(reader);
  const groups = reader.list_rest(read_bootstrap_group);
  return { fragment_tag, hash_mask_length, bsr_priority, bsr, groups };
}

function read_metrics(reader) {
  const bits = reader.u32();
  if (bits === undefined) return {};
  const metric_preference = bits & 0x7fffffff;
  return { rpt: bits >>> 31 === 1, metric_preference, metric: reader.u32() };
}

function read_assert(reader) {
  return { group: read_group(reader), source: read_unicast(reader), ...read_metrics(reader) };
}

function read_candidate(reader) {
  const count = reader.u8();
  const priority = reader.u8();
  const holdtime = reader.u16();
  const rp = read_unicast(reader);
  return { priority, holdtime, rp, groups: reader.list(count, read_group) };
}

function read_state_refresh(reader) {
  const group = read_group(reader);
  const source = read_unicast(reader);
  const originator = read_unicast(reader);
  const metrics = read_metrics(reader);
  const mask_length = reader.u8();
  const ttl = reader.u8();
  const flags = reader.u8();
  const interval = reader.u8();
  return { group, source, originator, ...metrics, mask_length, ttl, flags, interval };
}

const BACKOFF = 3;
const PASS = 4;

/**
 * Who forwards for a rendezvous point, RFC 5015. `subtype`: 1 offer, 2 winner, 3 backoff, 4 pass.
 */
function read_election(reader, subtype) {
  const message = { subtype, rp: read_unicast(reader) };
  message.sender_metric_preference = reader.u32();
  message.sender_metric = reader.u32();
  if (subtype === BACKOFF || subtype === PASS) {
    message.winner = read_unicast(reader);
    message.winner_metric_preference = reader.u32();
    message.winner_metric = reader.u32();
  }
  if (subtype === BACKOFF) message.interval = reader.u16();
  return message;
}

const READERS = [
  read_hello,
  read_register,
  read_register_stop,
  read_join_prune,
  read_bootstrap,
  read_assert,
  read_join_prune,
  read_join_prune,
  read_candidate,
  read_state_refresh,
  read_election,
];

/**
 * What a message of this type (and subtype, where the type has some) says; undefined for types that
 * nothing is known of.
 */
function read_message(reader, type, subtype) {
  return READERS[type]?.(reader, subtype);
}

exports.REGISTER = REGISTER;
exports.read_message = read_message;
