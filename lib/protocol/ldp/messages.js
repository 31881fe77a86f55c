'use strict';

// Messages of the Label Distribution Protocol and their items.

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const FEC = 0x0100;
const ADDRESSES = 0x0101;
const GENERIC_LABEL = 0x0200;
const STATUS = 0x0300;
const HELLO_PARAMETERS = 0x0400;
const TRANSPORT_ADDRESS = 0x0401;
const SESSION_PARAMETERS = 0x0500;
const IPV4 = 1; // IANA's address families
const IPV6 = 2;
const WILDCARD = 1;
const PREFIX = 2;
const PSEUDOWIRE = 128;

const MESSAGES = new Map([
  [0x0001, 'Notification'],
  [0x0100, 'Hello'],
  [0x0200, 'Initialization'],
  [0x0201, 'Keep Alive'],
  [0x0202, 'Capability'],
  [0x0300, 'Address'],
  [0x0301, 'Address Withdraw'],
  [0x0400, 'Label Mapping'],
  [0x0401, 'Label Request'],
  [0x0402, 'Label Withdraw'],
  [0x0403, 'Label Release'],
  [0x0404, 'Label Abort Request'],
  [0x0500, 'Call Setup'],
  [0x0501, 'Call Release'],
  [0x0700, 'RG Connect'],
  [0x0701, 'RG Disconnect'],
  [0x0702, 'RG Notification'],
  [0x0703, 'RG Application Data'],
]);

const ITEMS = new Map([
  [FEC, 'fec'],
  [ADDRESSES, 'address list'],
  [0x0103, 'hop count'],
  [0x0104, 'path vector'],
  [GENERIC_LABEL, 'generic label'],
  [0x0201, 'atm label'],
  [0x0202, 'frame relay label'],
  [0x0203, 'ft protection'],
  [0x0204, 'upstream-assigned label'],
  [0x0205, 'upstream-assigned label request'],
  [0x0206, 'entropy label capability'],
  [STATUS, 'status'],
  [0x0301, 'extended status'],
  [0x0302, 'returned pdu'],
  [0x0303, 'returned message'],
  [0x0304, 'returned tlvs'],
  [HELLO_PARAMETERS, 'hello parameters'],
  [TRANSPORT_ADDRESS, 'ipv4 transport address'],
  [0x0402, 'configuration sequence'],
  [0x0403, 'ipv6 transport address'],
  [0x0404, 'mac list'],
  [0x0405, 'cryptographic authentication'],
  [0x0406, 'mac flush parameters'],
  [SESSION_PARAMETERS, 'session parameters'],
  [0x0501, 'atm session parameters'],
  [0x0502, 'frame relay session parameters'],
  [0x0503, 'ft session'],
  [0x0504, 'ft ack'],
  [0x0505, 'ft cork'],
  [0x0506, 'dynamic capability announcement'],
  [0x0507, 'upstream label assignment capability'],
  [0x0508, 'p2mp capability'],
  [0x0509, 'mp2mp capability'],
  [0x050a, 'mbb capability'],
  [0x050b, 'typed wildcard fec capability'],
  [0x050c, 'multi-topology capability'],
  [0x050d, 'state advertisement control capability'],
  [0x050f, 'targeted application capability'],
  [0x0600, 'label request message id'],
  [0x0601, 'mtu'],
  [0x0603, 'unrecognized notification capability'],
  [0x0700, 'iccp capability'],
  [0x0701, 'dual-stack capability'],
  [0x096a, 'pw status'],
  [0x096b, 'pw interface parameters'],
  [0x096c, 'pw group id'],
]);

const read_ipv4 = (reader) => reader.address(IPv4Addr, 4);
const read_ipv6 = (reader) => reader.address(IPv6Addr, 16);

function read_prefix(reader, family) {
  const [Address, size] = family === IPV6 ? [IPv6Addr, 16] : [IPv4Addr, 4];
  const prefix_length = reader.u8();
  const octets = Buffer.alloc(size);
  reader.take(Math.ceil((prefix_length ?? 0) / 8)).copy(octets);
  return { family, prefix_length, prefix: new Address().decode(octets, 0) };
}

/** RFC 8077, 6.1: of a pseudowire. */
function read_pseudowire(reader) {
  const bits = reader.u16();
  const size = reader.u8();
  if (size === undefined) return undefined;
  const wire = { has_control_word: bits >> 15 === 1, pw_type: bits & 0x7fff };
  const group_id = reader.u32();
  const part = reader.part(size);
  if (size === 0) return { ...wire, group_id, parameters: [] }; // of all of the group
  return { ...wire, group_id, pw_id: part.u32(), parameters: part.list_rest(read_parameter) };
}

// The length counts type and length, too.
function read_parameter(reader) {
  const type = reader.u8();
  const length = reader.u8();
  return { type, length, data: reader.take(Math.max(0, (length ?? 0) - 2)) };
}

/** What labels are for: a prefix, a pseudowire; other kinds are left as bytes. */
function read_element(reader) {
  const type = reader.u8();
  if (type === WILDCARD) return { type };
  if (type === PSEUDOWIRE) return { type, ...read_pseudowire(reader) };
  if (type !== PREFIX) return { type, data: reader.rest() };
  const family = reader.u16();
  if (family !== IPV4 && family !== IPV6) return { type, family, data: reader.rest() };
  return { type, ...read_prefix(reader, family) };
}

function read_addresses(reader) {
  const family = reader.u16();
  if (family !== IPV4 && family !== IPV6) return { family };
  return { family, addresses: reader.list_rest(family === IPV4 ? read_ipv4 : read_ipv6) };
}

/** `flags`: 128 advertisement on demand, 64 loop detection. */
function read_session(reader) {
  const version = reader.u16();
  const keepalive_time = reader.u16();
  const flags = reader.u8();
  const path_vector_limit = reader.u8();
  const max_pdu_length = reader.u16();
  const receiver_lsr_id = read_ipv4(reader);
  const receiver_label_space = reader.u16();
  const limits = { keepalive_time, flags, path_vector_limit, max_pdu_length };
  return { version, ...limits, receiver_lsr_id, receiver_label_space };
}

function read_hello(reader) {
  const hold_time = reader.u16();
  const flags = reader.u16();
  if (flags === undefined) return { hold_time };
  return { hold_time, is_targeted: flags >> 15 === 1, wants_targeted: ((flags >> 14) & 1) === 1 };
}

const READERS = new Map([
  [FEC, (part) => ({ elements: part.list_rest(read_element) })],
  [ADDRESSES, read_addresses],
  [0x0103, (part) => ({ value: part.u8() })],
  [0x0104, (part) => ({ addresses: part.list_rest(read_ipv4) })],
  [GENERIC_LABEL, (part) => ({ label: part.u32() })],
  [STATUS, (part) => ({ status: part.u32(), message_id: part.u32(), message_type: part.u16() })],
  [HELLO_PARAMETERS, read_hello],
  [TRANSPORT_ADDRESS, (part) => ({ address: read_ipv4(part) })],
  [0x0402, (part) => ({ value: part.u32() })],
  [0x0403, (part) => ({ address: read_ipv6(part) })],
  [SESSION_PARAMETERS, read_session],
  [0x0601, (part) => ({ value: part.u16() })],
  [0x096a, (part) => ({ status: part.u32() })],
  [0x096c, (part) => ({ value: part.u32() })],
]);

/** Items whose type's upper two bits say what to do with one that is unknown. */
function read_item(reader) {
  const bits = reader.u16();
  const length = reader.u16();
  if (length === undefined) return undefined;
  const type = bits & 0x3fff;
  const part = reader.part(length);
  const data = part.peek();
  const name = ITEMS.get(type) ?? `type ${type}`;
  return { type, name, length, flags: bits >> 14, data, ...READERS.get(type)?.(part) };
}

function read_message(reader) {
  const bits = reader.u16();
  const length = reader.u16();
  if (length === undefined) return undefined;
  const type = bits & 0x7fff;
  const name = MESSAGES.get(type) ?? `type ${type}`;
  const part = reader.part(length);
  return { type, name, length, id: part.u32(), tlvs: part.list_rest(read_item) };
}

/** All messages of a PDU. */
function read_messages(reader) {
  return reader.list_rest(read_message);
}

exports.read_messages = read_messages;
