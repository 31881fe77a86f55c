'use strict';

// What IS-IS's packets say after the common header, and their items.

const EthernetAddr = require('../ethernet_addr');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const NAMES = new Map([
  [1, 'area addresses'],
  [2, 'is reachability'],
  [6, 'is neighbors'],
  [8, 'padding'],
  [9, 'lsp entries'],
  [10, 'authentication'],
  [12, 'checksum'],
  [13, 'purge originator'],
  [14, 'lsp buffer size'],
  [22, 'extended is reachability'],
  [128, 'ip internal reachability'],
  [129, 'protocols supported'],
  [130, 'ip external reachability'],
  [132, 'ip interface addresses'],
  [134, 'te router id'],
  [135, 'extended ip reachability'],
  [137, 'hostname'],
  [143, 'multi-topology port capability'],
  [144, 'multi-topology capability'],
  [211, 'restart'],
  [222, 'multi-topology is reachability'],
  [229, 'multi-topology'],
  [232, 'ipv6 interface addresses'],
  [235, 'multi-topology ip reachability'],
  [236, 'ipv6 reachability'],
  [237, 'multi-topology ipv6 reachability'],
  [240, 'point-to-point adjacency state'],
  [242, 'router capability'],
]);

/** `1921.6800.1001`, of a node `1921.6800.1001.00`, of a packet `1921.6800.1001.00-00`. */
function id_text(bytes) {
  const hex = bytes.toString('hex');
  const system = hex.slice(0, 12).replace(/....(?=.)/g, '$&.');
  const rest = [hex.slice(12, 14), hex.slice(14, 16)].filter((part) => part !== '');
  return rest.length === 0 ? system : `${system}.${rest.join('-')}`;
}

function read_id(reader, size) {
  const bytes = reader.take(size);
  return bytes.length === size ? id_text(bytes) : undefined;
}

function read_lan_hello(reader) {
  const hello = read_hello(reader);
  const bits = reader.u8();
  const priority = bits === undefined ? undefined : bits & 0x7f;
  return { ...hello, priority, lan_id: read_id(reader, 7) };
}

function read_hello(reader) {
  const bits = reader.u8();
  const circuit_type = bits === undefined ? undefined : bits & 3;
  const source_id = read_id(reader, 6);
  const holding_time = reader.u16();
  return { circuit_type, source_id, holding_time, pdu_length: reader.u16() };
}

function read_point_hello(reader) {
  return { ...read_hello(reader), circuit_id: reader.u8() };
}

/** `flags`: 4 overload, the lower two the type of system. */
function read_lsp(reader) {
  const pdu_length = reader.u16();
  const remaining_lifetime = reader.u16();
  const lsp_id = read_id(reader, 8);
  const sequence = reader.u32();
  const checksum = reader.u16();
  return { pdu_length, remaining_lifetime, lsp_id, sequence, checksum, flags: reader.u8() };
}

function read_csnp(reader) {
  const part = read_psnp(reader);
  return { ...part, start_lsp_id: read_id(reader, 8), end_lsp_id: read_id(reader, 8) };
}

function read_psnp(reader) {
  return { pdu_length: reader.u16(), source_id: read_id(reader, 7) };
}

const READERS = new Map([
  [15, read_lan_hello],
  [16, read_lan_hello],
  [17, read_point_hello],
  [18, read_lsp],
  [20, read_lsp],
  [24, read_csnp],
  [25, read_csnp],
  [26, read_psnp],
  [27, read_psnp],
]);

/** Fields by type; undefined for types that nothing is known of. */
function read_message(reader, type) {
  return READERS.get(type)?.(reader);
}

function read_area(reader) {
  return reader.take(reader.u8() ?? 0).toString('hex');
}

function read_lsp_entry(reader) {
  const remaining_lifetime = reader.u16();
  const lsp_id = read_id(reader, 8);
  const sequence = reader.u32();
  return { remaining_lifetime, lsp_id, sequence, checksum: reader.u16() };
}

function read_neighbor(reader) {
  const id = read_id(reader, 7);
  const metric = reader.u24();
  reader.skip(reader.u8() ?? 0);
  return { id, metric };
}

function read_prefix(reader) {
  const metric = reader.u32();
  const control = reader.u8();
  if (control === undefined) return undefined;
  const prefix_length = control & 0x3f;
  const octets = Buffer.alloc(4);
  reader.take(Math.ceil(prefix_length / 8)).copy(octets);
  if (control & 0x40) reader.skip(reader.u8() ?? 0);
  return {
    metric,
    is_down: control >> 7 === 1,
    prefix_length,
    prefix: new IPv4Addr().decode(octets),
  };
}

const lists = new Map([
  [1, ['areas', read_area]],
  [6, ['neighbors', (reader) => reader.address(EthernetAddr, 6)]],
  [9, ['entries', read_lsp_entry]],
  [22, ['neighbors', read_neighbor]],
  [129, ['protocols', (reader) => reader.u8()]],
  [132, ['addresses', (reader) => reader.address(IPv4Addr, 4)]],
  [135, ['prefixes', read_prefix]],
  [232, ['addresses', (reader) => reader.address(IPv6Addr, 16)]],
]);

/** What an item says, where that has a form of its own. */
function read_item(type, part) {
  const list = lists.get(type);
  if (list !== undefined) return { [list[0]]: part.list_rest(list[1]) };
  if (type === 137) return { text: part.rest().toString('utf8') };
  if (type === 240) return { state: part.u8() };
  return undefined;
}

exports.NAMES = NAMES;
exports.read_item = read_item;
exports.read_message = read_message;
