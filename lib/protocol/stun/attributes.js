'use strict';

// Attributes of STUN and TURN, https://www.iana.org/assignments/stun-parameters.

const { u16, u32 } = require('../../packet/bytes');
const { text_of } = require('../message');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const COOKIE = Buffer.from('2112a442', 'hex');

/** Family, port, address; `mask` is what they are XORed with, if at all. */
function address(data, mask) {
  if (data.length < 8) return undefined;
  const size = data[1] === 2 ? 16 : 4;
  if (data.length < 4 + size) return undefined;
  const octets = Array.from(data.subarray(4, 4 + size), (octet, i) => octet ^ (mask?.[i] ?? 0));
  const port = u16(data, 2) ^ (mask === undefined ? 0 : u16(mask, 0));
  return { address: size === 4 ? new IPv4Addr(octets) : new IPv6Addr(octets), port };
}

const plain_address = (data) => address(data);
/** RFC 8489, 14.2: XORed with the cookie, and for IPv6 with the transaction after it. */
const xor_address = (data, transaction_id) =>
  address(data, Buffer.concat([COOKIE, transaction_id ?? Buffer.alloc(12)]));

const number = (data) => (data.length >= 4 ? u32(data, 0) : undefined);
const channel = (data) => (data.length >= 2 ? u16(data, 0) : undefined);
const octet = (data) => (data.length >= 1 ? data[0] : undefined);
const bytes = (data) => data;
const flag = () => true;
const u64 = (data) => (data.length >= 8 ? data.readBigUInt64BE(0) : undefined);

function error_code(data) {
  if (data.length < 4) return undefined;
  return { code: (data[2] & 7) * 100 + data[3], reason: text_of(data.subarray(4)) };
}

const unknown_attributes = (data) =>
  Array.from({ length: data.length >> 1 }, (_, i) => u16(data, 2 * i));

const ATTRIBUTES = new Map([
  [0x0001, ['mapped_address', plain_address]],
  [0x0002, ['response_address', plain_address]],
  [0x0003, ['change_request', number]],
  [0x0004, ['source_address', plain_address]],
  [0x0005, ['changed_address', plain_address]],
  [0x0006, ['username', text_of]],
  [0x0008, ['message_integrity', bytes]],
  [0x0009, ['error_code', error_code]],
  [0x000a, ['unknown_attributes', unknown_attributes]],
  [0x000c, ['channel_number', channel]],
  [0x000d, ['lifetime', number]],
  [0x0012, ['xor_peer_address', xor_address]],
  [0x0013, ['data', bytes]],
  [0x0014, ['realm', text_of]],
  [0x0015, ['nonce', text_of]],
  [0x0016, ['xor_relayed_address', xor_address]],
  [0x0017, ['requested_address_family', octet]],
  [0x0018, ['even_port', octet]],
  [0x0019, ['requested_transport', octet]],
  [0x001a, ['dont_fragment', flag]],
  [0x001c, ['message_integrity_sha256', bytes]],
  [0x0020, ['xor_mapped_address', xor_address]],
  [0x001b, ['access_token', bytes]],
  [0x001d, ['password_algorithm', bytes]],
  [0x001e, ['userhash', bytes]],
  [0x0022, ['reservation_token', bytes]],
  [0x002a, ['connection_id', number]],
  [0x8000, ['additional_address_family', octet]],
  [0x8001, ['address_error_code', bytes]],
  [0x8002, ['password_algorithms', bytes]],
  [0x8003, ['alternate_domain', text_of]],
  [0x8004, ['icmp', bytes]],
  [0x0024, ['priority', number]],
  [0x0025, ['use_candidate', flag]],
  [0x8020, ['xor_mapped_address', xor_address]], // before RFC 5389
  [0x8022, ['software', text_of]],
  [0x8023, ['alternate_server', plain_address]],
  [0x8028, ['fingerprint', number]],
  [0x8029, ['ice_controlled', u64]],
  [0x802a, ['ice_controlling', u64]],
  [0x8025, ['transaction_transmit_counter', bytes]],
  [0x802b, ['response_origin', plain_address]],
  [0x802c, ['other_address', plain_address]],
  [0xc000, ['cisco_stun_flowdata', bytes]],
  [0xc001, ['enf_flow_description', bytes]],
  [0xc002, ['enf_network_status', bytes]],
  [0xc056, ['citrix_transaction_id', bytes]],
  [0xc057, ['goog_network_info', bytes]],
  [0xc058, ['goog_last_ice_check_received', bytes]],
  [0xc059, ['goog_misc_info', bytes]],
  [0xc05b, ['goog_connection_id', bytes]],
  [0xc05c, ['goog_delta', bytes]],
  [0xc05d, ['goog_delta_ack', bytes]],
  [0xc060, ['goog_message_integrity_32', bytes]],
]);

/** `{ type, name, length, data, value }` */
function attribute_of({ type, length, data }, transaction_id) {
  const [name, read] = ATTRIBUTES.get(type) ?? [
    `attribute_0x${type.toString(16).padStart(4, '0')}`,
    bytes,
  ];
  return { type, name, length, data, value: read(data, transaction_id) };
}

exports.attribute_of = attribute_of;
