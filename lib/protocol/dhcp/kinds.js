'use strict';

// Values of DHCP options by kind: a function of the option's bytes. One that has too few of them
// for its kind is undefined; what is too many for it is left alone.

const { u16, u32 } = require('../../packet/bytes');
const { Cursor, read_tlvs } = require('../../packet/cursor');
const { MAX_LISTED } = require('../../packet/limits');
const { text_of } = require('../message');
const EthernetAddr = require('../ethernet_addr');
const IPv4Addr = require('../ipv4_addr');

/** The values of `size` octets each that `data` is made of. */
function each(data, size, read) {
  const values = [];
  const most = Math.min(Math.floor(data.length / size), MAX_LISTED);
  for (let i = 0; i < most; i++) values.push(read(data, i * size));
  return values;
}

const of_size = (size, read) => (data) => (data.length >= size ? read(data, 0) : undefined);
const pair = (data, o) => [IPv4Addr.at(data, o), IPv4Addr.at(data, o + 4)];
const cursor_on = (data) => new Cursor(data, 0, data.length);

const u8 = of_size(1, (data) => data[0]);
const u32_of = of_size(4, u32);
const ip = of_size(4, IPv4Addr.at);

/** Names as DNS writes them (RFC 1035, 4.1.4): pointers count from the option's first octet. */
function names(data) {
  const found = [];
  for (let o = 0; o < data.length && found.length < MAX_LISTED;) {
    const { name, next } = name_at(data, o);
    if (name === undefined) break;
    found.push(name);
    o = next;
  }
  return found;
}

/** A name and what follows it; no name where it is cut or goes in circles. */
function name_at(data, start) {
  const labels = [];
  let next;
  for (let o = start, steps = 0; o < data.length && steps < 128; steps++) {
    const size = data[o];
    if (size === 0) return { name: labels.join('.'), next: next ?? o + 1 };
    if (size >= 0xc0) {
      next ??= o + 2;
      o = u16(data, o) & 0x3fff;
    } else {
      labels.push(data.toString('utf8', o + 1, o + 1 + size));
      o += 1 + size;
    }
  }
  return { name: undefined, next: data.length };
}

/** Hardware type and address, or an opaque one: RFC 2132, 9.14; type 255 is RFC 4361's. */
function client_identifier(data) {
  if (data.length < 2) return undefined;
  const type = data[0];
  if (type === 255 && data.length >= 7) {
    return { type, iaid: u32(data, 1), duid: data.subarray(5) };
  }
  const is_mac = type === 1 && data.length === 7;
  return { type, id: is_mac ? new EthernetAddr(data, 1) : data.subarray(1) };
}

/** RFC 3004: a list of classes, each with its length; some clients send one text without. */
function user_class(data) {
  const cursor = cursor_on(data);
  const classes = [];
  while (cursor.left > 0 && classes.length < MAX_LISTED) classes.push(text_of(cursor.string()));
  return cursor.error === undefined ? classes : [text_of(data)];
}

/** RFC 4702: flags S, O, E, N; the name is in DNS's form where E is set. */
function client_fqdn(data) {
  if (data.length < 3) return undefined;
  const [flags, rcode1, rcode2] = data;
  const rest = data.subarray(3);
  const name = flags & 0x04 ? (names(rest)[0] ?? unfinished_name(rest)) : text_of(rest);
  return { flags, rcode1, rcode2, name };
}

/** A name that only has its first labels: the server is to complete it. */
function unfinished_name(data) {
  const cursor = cursor_on(data);
  const labels = [];
  while (cursor.left > 0) labels.push(text_of(cursor.string()));
  return labels.join('.');
}

const RELAY_NAMES = new Map([
  [1, ['circuit_id', (data) => data]],
  [2, ['remote_id', (data) => data]],
  [4, ['docsis_device_class', u32_of]],
  [5, ['link_selection', ip]],
  [6, ['subscriber_id', text_of]],
  [7, ['radius_attributes', (data) => data]],
  [8, ['authentication', (data) => data]],
  [9, ['vendor_specific', (data) => data]],
  [10, ['relay_agent_flags', u8]],
  [11, ['server_identifier_override', ip]],
  [12, ['relay_agent_id', (data) => data]],
  [19, ['relay_source_port', (data) => data]],
  [150, ['link_selection', ip]], // Cisco's, before it had a number
  [151, ['virtual_subnet_selection', (data) => data]],
  [152, ['server_identifier_override', ip]],
]);

/** RFC 3046 and what came later: `[{ code, name, data, value }]`. */
function relay_agent_information(data) {
  return read_tlvs(cursor_on(data), MAX_LISTED).map(({ type, data: bytes }) => {
    const [name, read] = RELAY_NAMES.get(type) ?? [`suboption_${type}`, (value) => value];
    return { code: type, name, data: bytes, value: read(bytes) };
  });
}

/** RFC 3442: `[{ network, prefix_length, router }]`. */
function classless_static_route(data) {
  const cursor = cursor_on(data);
  const routes = [];
  while (cursor.left > 0 && routes.length < MAX_LISTED) {
    const prefix_length = cursor.u8();
    if (prefix_length > 32) return routes;
    const significant = cursor.take(Math.ceil(prefix_length / 8));
    const router = cursor.take(4);
    if (cursor.error !== undefined) return routes;
    const network = new IPv4Addr([0, 1, 2, 3].map((i) => significant[i] ?? 0));
    routes.push({ network, prefix_length, router: IPv4Addr.at(router, 0) });
  }
  return routes;
}

/** RFC 3925: `[{ enterprise, data }]`. */
function vendor_identifying(data) {
  const cursor = cursor_on(data);
  const found = [];
  while (cursor.left > 0 && found.length < MAX_LISTED) {
    found.push({ enterprise: cursor.u32(), data: cursor.string() });
  }
  return found;
}

/** RFC 3361: servers by name or by address. */
function sip_servers(data) {
  if (data[0] === 0) return names(data.subarray(1));
  return data[0] === 1 ? each(data.subarray(1), 4, IPv4Addr.at) : undefined;
}

/** RFC 2242 and others: an octet that says of what kind the rest is. */
const typed = (data) => (data.length > 0 ? { type: data[0], data: data.subarray(1) } : undefined);

exports.KINDS = {
  data: (data) => data,
  flag: () => true,
  text: text_of,
  u8,
  u16: of_size(2, u16),
  u32: u32_of,
  i32: of_size(4, (data) => u32(data, 0) | 0),
  bool: of_size(1, (data) => data[0] !== 0),
  ip,
  u8s: (data) => [...data.subarray(0, MAX_LISTED)],
  u16s: (data) => each(data, 2, u16),
  ips: (data) => each(data, 4, IPv4Addr.at),
  ip_pairs: (data) => each(data, 8, pair),
  client_identifier,
  user_class,
  client_fqdn,
  relay_agent_information,
  classless_static_route,
  vendor_identifying,
  sip_servers,
  names,
  typed,
};
