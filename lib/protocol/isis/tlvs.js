'use strict';

// Items of IS-IS's packets: ISO 10589, RFC 1195, 5120 (multi-topology), 5303 (point-to-point
// adjacencies), 5304 and 5310 (authentication), 5305 and 5308 (extended reachability), 5306
// (restart), 7981 (capabilities).

const EthernetAddr = require('../ethernet_addr');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');
const { read_id } = require('./ids');

const NAMES = new Map([
  [1, 'area addresses'],
  [2, 'is reachability'],
  [3, 'es neighbors'],
  [4, 'partition designated l2 is'],
  [5, 'prefix neighbors'],
  [6, 'is neighbors'],
  [7, 'instance identifier'],
  [8, 'padding'],
  [9, 'lsp entries'],
  [10, 'authentication'],
  [11, 'extended sequence number'],
  [12, 'checksum'],
  [13, 'purge originator'],
  [14, 'lsp buffer size'],
  [16, 'reverse metric'],
  [22, 'extended is reachability'],
  [23, 'is neighbor attribute'],
  [24, 'is alias'],
  [25, 'l2 bundle member attributes'],
  [128, 'ip internal reachability'],
  [129, 'protocols supported'],
  [130, 'ip external reachability'],
  [131, 'inter-domain information'],
  [132, 'ip interface addresses'],
  [133, 'ip authentication'],
  [134, 'te router id'],
  [135, 'extended ip reachability'],
  [137, 'hostname'],
  [138, 'shared risk link group'],
  [139, 'ipv6 shared risk link group'],
  [140, 'ipv6 te router id'],
  [141, 'inter-as reachability'],
  [142, 'group addresses'],
  [143, 'multi-topology port capability'],
  [144, 'multi-topology capability'],
  [145, 'trill neighbor'],
  [147, 'mac reachability'],
  [148, 'bfd-enabled'],
  [149, 'segment identifier binding'],
  [150, 'multi-topology segment identifier binding'],
  [211, 'restart'],
  [222, 'multi-topology is reachability'],
  [223, 'multi-topology is neighbor attribute'],
  [229, 'multi-topology'],
  [232, 'ipv6 interface addresses'],
  [233, 'ipv6 global interface addresses'],
  [235, 'multi-topology ip reachability'],
  [236, 'ipv6 reachability'],
  [237, 'multi-topology ipv6 reachability'],
  [238, 'application-specific shared risk link group'],
  [240, 'point-to-point adjacency state'],
  [242, 'router capability'],
  [251, 'generic information'],
]);

const ipv4 = (reader) => reader.address(IPv4Addr, 4);
const ipv6 = (reader) => reader.address(IPv6Addr, 16);
const mac = (reader) => reader.address(EthernetAddr, 6);

function read_area(reader) {
  return reader.take(reader.u8() ?? 0).toString('hex');
}

function read_lsp_entry(reader) {
  const remaining_lifetime = reader.u16();
  const lsp_id = read_id(reader, 8);
  const sequence = reader.u32();
  return { remaining_lifetime, lsp_id, sequence, checksum: reader.u16() };
}

/** Items within items: `[{ type, length, data }]`. */
function read_sub_tlvs(reader, size) {
  return reader.part(size ?? 0).list_rest((part) => {
    const type = part.u8();
    const length = part.u8();
    return { type, length, data: part.take(length ?? 0) };
  });
}

function read_neighbor(reader) {
  const id = read_id(reader, 7);
  const metric = reader.u24();
  return { id, metric, sub_tlvs: read_sub_tlvs(reader, reader.u8()) };
}

/** The default metric, and those that are marked as supported: delay, expense, error. */
function read_metrics(reader) {
  const [first, ...others] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  if (others[2] === undefined) return { metric: undefined };
  const [delay, expense, error] = others.map((octet) => (octet & 0x80 ? undefined : octet & 0x3f));
  const metric = first & 0x3f;
  return {
    metric,
    is_external: (first & 0x40) !== 0,
    is_down: first >> 7 === 1,
    delay,
    expense,
    error,
  };
}

function read_old_neighbor(reader) {
  return { ...read_metrics(reader), id: read_id(reader, 7) };
}

function read_old_neighbors(reader) {
  const is_virtual = reader.u8() === 1;
  return { is_virtual, neighbors: reader.list_rest(read_old_neighbor) };
}

function read_old_prefix(reader) {
  return { ...read_metrics(reader), prefix: ipv4(reader), mask: ipv4(reader) };
}

function read_bits(reader, Address, size, prefix_length) {
  if (prefix_length > 8 * size) reader.fail(`prefix length ${prefix_length} is too much`);
  const octets = Buffer.alloc(size);
  reader.take(Math.ceil(prefix_length / 8)).copy(octets);
  return reader.is_whole ? new Address().decode(octets, 0) : undefined;
}

function read_prefix(reader) {
  const metric = reader.u32();
  const control = reader.u8();
  if (control === undefined) return undefined;
  const prefix_length = control & 0x3f;
  const prefix = read_bits(reader, IPv4Addr, 4, prefix_length);
  const sub_tlvs = control & 0x40 ? read_sub_tlvs(reader, reader.u8()) : [];
  return { metric, is_down: control >> 7 === 1, prefix_length, prefix, sub_tlvs };
}

function read_prefix_6(reader) {
  const metric = reader.u32();
  const control = reader.u8();
  const prefix_length = reader.u8();
  if (prefix_length === undefined) return undefined;
  const prefix = read_bits(reader, IPv6Addr, 16, prefix_length);
  const sub_tlvs = control & 0x20 ? read_sub_tlvs(reader, reader.u8()) : [];
  const bits = { is_down: control >> 7 === 1, is_external: (control & 0x40) !== 0 };
  return { metric, ...bits, prefix_length, prefix, sub_tlvs };
}

function read_topology(reader) {
  const bits = reader.u16();
  if (bits === undefined) return undefined;
  return { topology: bits & 0xfff, overload: bits >> 15 === 1, attached: ((bits >> 14) & 1) === 1 };
}

/** Of one topology: its number, then what `read` reads. */
const of_topology = (name, read) => (reader) => {
  const bits = reader.u16();
  const topology = bits === undefined ? undefined : bits & 0xfff;
  return { topology, [name]: reader.list_rest(read) };
};

/** `auth_type`: 1 password, 3 key and digest, 54 HMAC-MD5. */
function read_authentication(reader) {
  const auth_type = reader.u8();
  if (auth_type !== 3) return { auth_type, value: reader.rest() };
  return { auth_type, key_id: reader.u16(), value: reader.rest() };
}

/** `flags`: 1 restart request, 2 acknowledgement, 4 suppress the adjacency. */
function read_restart(reader) {
  const restart = { flags: reader.u8() };
  if (reader.left >= 2) restart.remaining_time = reader.u16();
  if (reader.left >= 6) restart.neighbor_id = read_id(reader, 6);
  return restart;
}

/** Short forms leave out what the sender does not know. */
function read_adjacency(reader) {
  const adjacency = { state: reader.u8() };
  if (reader.left >= 4) adjacency.circuit_id = reader.u32();
  if (reader.left >= 6) adjacency.neighbor_id = read_id(reader, 6);
  if (reader.left >= 4) adjacency.neighbor_circuit_id = reader.u32();
  return adjacency;
}

/** `flags`: 1 scope of the domain, 2 was led down. */
function read_capability(reader) {
  const router_id = ipv4(reader);
  return { router_id, flags: reader.u8(), sub_tlvs: read_sub_tlvs(reader, reader.left) };
}

function read_instance(reader) {
  return { instance_id: reader.u16(), topologies: reader.list_rest((each) => each.u16()) };
}

function read_purge(reader) {
  reader.skip(1);
  return { systems: reader.list_rest((each) => read_id(each, 6)) };
}

const list = (name, read) => (reader) => ({ [name]: reader.list_rest(read) });

const READERS = new Map([
  [1, list('areas', read_area)],
  [2, read_old_neighbors],
  [6, list('neighbors', mac)],
  [7, read_instance],
  [9, list('entries', read_lsp_entry)],
  [10, read_authentication],
  [12, (reader) => ({ checksum: reader.u16() })],
  [13, read_purge],
  [14, (reader) => ({ size: reader.u16() })],
  [22, list('neighbors', read_neighbor)],
  [23, list('neighbors', read_neighbor)],
  [128, list('prefixes', read_old_prefix)],
  [129, list('protocols', (reader) => reader.u8())],
  [130, list('prefixes', read_old_prefix)],
  [132, list('addresses', ipv4)],
  [134, (reader) => ({ router_id: ipv4(reader) })],
  [135, list('prefixes', read_prefix)],
  [137, (reader) => ({ text: reader.rest().toString('utf8') })],
  [140, (reader) => ({ router_id: ipv6(reader) })],
  [211, read_restart],
  [222, of_topology('neighbors', read_neighbor)],
  [223, of_topology('neighbors', read_neighbor)],
  [229, list('topologies', read_topology)],
  [232, list('addresses', ipv6)],
  [233, list('addresses', ipv6)],
  [235, of_topology('prefixes', read_prefix)],
  [236, list('prefixes', read_prefix_6)],
  [237, of_topology('prefixes', read_prefix_6)],
  [240, read_adjacency],
  [242, read_capability],
]);

/** What an item says, where that has a form of its own. */
function read_item(type, part) {
  return READERS.get(type)?.(part);
}

exports.NAMES = NAMES;
exports.read_item = read_item;
