'use strict';

// Objects of RSVP: RFC 2205, A; integrated services RFC 2210; tunnels RFC 3209; summary refresh RFC
// 2961; fast reroute RFC 4090; generalized labels RFC 3473. Others are left as bytes.

const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');
const { read_route } = require('./routes');
const { read_traffic } = require('./traffic');

const HEADER = 4;
const NAMES = new Map([
  [0, 'null'],
  [1, 'session'],
  [3, 'hop'],
  [4, 'integrity'],
  [5, 'time values'],
  [6, 'error specification'],
  [7, 'scope'],
  [8, 'style'],
  [9, 'flow specification'],
  [10, 'filter specification'],
  [11, 'sender template'],
  [12, 'sender traffic specification'],
  [13, 'ad specification'],
  [14, 'policy data'],
  [15, 'confirmation'],
  [16, 'label'],
  [17, 'hop count'],
  [18, 'strict source route'],
  [19, 'label request'],
  [20, 'explicit route'],
  [21, 'record route'],
  [22, 'hello'],
  [23, 'message id'],
  [24, 'message id ack'],
  [25, 'message id list'],
  [34, 'recovery label'],
  [35, 'upstream label'],
  [36, 'label set'],
  [37, 'protection'],
  [50, 's2l sub-lsp'],
  [63, 'detour'],
  [65, 'diffserv'],
  [66, 'class type'],
  [67, 'required lsp attributes'],
  [129, 'suggested label'],
  [130, 'acceptable label set'],
  [131, 'restart capability'],
  [133, 'link capability'],
  [134, 'capability'],
  [193, 'lsp tunnel interface id'],
  [195, 'notify request'],
  [196, 'admin status'],
  [197, 'lsp attributes'],
  [199, 'association'],
  [202, 'call attributes'],
  [205, 'fast reroute'],
  [207, 'session attribute'],
  [225, 'dclass'],
  [229, 'generalized uni'],
  [230, 'call id'],
  [232, 'exclude route'],
]);

const ipv4 = (reader) => reader.address(IPv4Addr, 4);
const ipv6 = (reader) => reader.address(IPv6Addr, 16);

const read_session = (address) => (reader) => {
  const destination = address(reader);
  const protocol = reader.u8();
  return { destination, protocol, flags: reader.u8(), dport: reader.u16() };
};

function read_tunnel_session(reader) {
  const destination = ipv4(reader);
  reader.skip(2);
  return { destination, tunnel_id: reader.u16(), extended_tunnel_id: reader.u32() };
}

function read_tunnel_session_6(reader) {
  const destination = ipv6(reader);
  reader.skip(2);
  return { destination, tunnel_id: reader.u16(), extended_tunnel_id: ipv6(reader) };
}

/** The number that follows a sender: a port, or the identifier of an LSP. */
const read_sender = (address, name) => (reader) => {
  const sender = address(reader);
  reader.skip(2);
  return { sender, [name]: reader.u16() };
};

const read_error = (address) => (reader) => ({
  node: address(reader),
  flags: reader.u8(),
  error_code: reader.u8(),
  error_value: reader.u16(),
});

const read_hop = (address) => (reader) => ({
  address: address(reader),
  interface_handle: reader.u32(),
});

function read_attribute(reader) {
  const setup_priority = reader.u8();
  const holding_priority = reader.u8();
  const flags = reader.u8();
  const text = reader.take(reader.u8() ?? 0).toString('utf8');
  return { setup_priority, holding_priority, flags, text: text.replace(/\0+$/, '') };
}

/** With the links that it may or must use: ctype 1. */
function read_affinities(reader) {
  const affinities = { exclude_any: reader.u32(), include_any: reader.u32() };
  return { ...affinities, include_all: reader.u32(), ...read_attribute(reader) };
}

function read_label_request(reader) {
  reader.skip(2);
  return { protocol_id: reader.u16() };
}

/** Encoding of the LSP, switching type and payload, RFC 3471. */
function read_generalized_request(reader) {
  return { encoding: reader.u8(), switching_type: reader.u8(), protocol_id: reader.u16() };
}

function read_message_id(reader) {
  const flags = reader.u8();
  return { flags, epoch: reader.u24(), message_id: reader.u32() };
}

function read_message_ids(reader) {
  const flags = reader.u8();
  const epoch = reader.u24();
  return { flags, epoch, message_ids: reader.list_rest((each) => each.u32()) };
}

/** `flags`: 1 one backup each, 2 one for several. */
function read_reroute(reader) {
  const priorities = { setup_priority: reader.u8(), holding_priority: reader.u8() };
  const limits = { hop_limit: reader.u8(), flags: reader.u8(), bandwidth: reader.f32() };
  const affinities = { include_any: reader.u32(), exclude_any: reader.u32() };
  return { ...priorities, ...limits, ...affinities, include_all: reader.u32() };
}

const read_instances = (reader) => ({
  source_instance: reader.u32(),
  destination_instance: reader.u32(),
});

/** By class * 256 + ctype. */
const READERS = new Map([
  [0x0101, read_session(ipv4)],
  [0x0102, read_session(ipv6)],
  [0x0107, read_tunnel_session],
  [0x0108, read_tunnel_session_6],
  [0x0301, read_hop(ipv4)],
  [0x0302, read_hop(ipv6)],
  [0x0501, (part) => ({ refresh_period: part.u32() })],
  [0x0601, read_error(ipv4)],
  [0x0602, read_error(ipv6)],
  [0x0701, (part) => ({ addresses: part.list_rest(ipv4) })],
  [0x0702, (part) => ({ addresses: part.list_rest(ipv6) })],
  [0x0801, (part) => ({ flags: part.u8(), style: part.u24() })],
  [0x0902, read_traffic],
  [0x0a01, read_sender(ipv4, 'sport')],
  [0x0a02, read_sender(ipv6, 'sport')],
  [0x0a07, read_sender(ipv4, 'lsp_id')],
  [0x0a08, read_sender(ipv6, 'lsp_id')],
  [0x0b01, read_sender(ipv4, 'sport')],
  [0x0b02, read_sender(ipv6, 'sport')],
  [0x0b07, read_sender(ipv4, 'lsp_id')],
  [0x0b08, read_sender(ipv6, 'lsp_id')],
  [0x0c02, read_traffic],
  [0x0f01, (part) => ({ address: ipv4(part) })],
  [0x0f02, (part) => ({ address: ipv6(part) })],
  [0x1001, (part) => ({ label: part.u32() })],
  [0x1002, (part) => ({ label: part.u32() })],
  [0x1301, read_label_request],
  [0x1304, read_generalized_request],
  [0x1401, (part) => ({ route: part.list_rest(read_route) })],
  [0x1501, (part) => ({ route: part.list_rest(read_route) })],
  [0x1601, read_instances],
  [0x1602, read_instances],
  [0x1701, read_message_id],
  [0x1801, read_message_id],
  [0x1802, read_message_id],
  [0x1901, read_message_ids],
  [0x2302, (part) => ({ label: part.u32() })],
  [0x8102, (part) => ({ label: part.u32() })],
  [0x8301, (part) => ({ restart_time: part.u32(), recovery_time: part.u32() })],
  [0xc301, (part) => ({ address: ipv4(part) })],
  [0xc401, (part) => ({ flags: part.u32() })],
  [0xcd01, read_reroute],
  [0xcf01, read_affinities],
  [0xcf07, read_attribute],
]);

/** The next object: `{ class, ctype, name, length, data }`, and what it says. */
function read_object(reader) {
  const length = reader.u16();
  const number = reader.u8();
  const ctype = reader.u8();
  if (ctype === undefined) return undefined;
  if (length < HEADER) {
    reader.fail(`length ${length} of an object of class ${number} is less than ${HEADER}`);
    return undefined;
  }
  const part = reader.part(length - HEADER);
  const data = part.peek();
  const name = NAMES.get(number) ?? `class ${number}`;
  return { class: number, ctype, name, length, data, ...READERS.get(number * 256 + ctype)?.(part) };
}

exports.read_object = read_object;
