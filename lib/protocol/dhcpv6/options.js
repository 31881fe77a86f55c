'use strict';

// Options of DHCPv6, https://www.iana.org/assignments/dhcpv6-parameters.

const { u16, u32 } = require('../../packet/bytes');
const { Cursor, read_tlvs } = require('../../packet/cursor');
const { MAX_LISTED } = require('../../packet/limits');
const { KINDS } = require('../dhcp/kinds');
const EthernetAddr = require('../ethernet_addr');
const IPv6Addr = require('../ipv6_addr');
const { text_of } = require('../message');

const WIDE = { type_size: 2, length_size: 2 };
/** Options inside options: a relayed message has its own, which may be relayed too. */
const MAX_NESTED = 16;

const cursor_on = (data) => new Cursor(data, 0, data.length);

function addresses(data) {
  const found = [];
  for (let o = 0; o + 16 <= data.length && found.length < MAX_LISTED; o += 16) {
    found.push(IPv6Addr.at(data, o));
  }
  return found;
}

/** Who a client or server is, RFC 8415, 11: by hardware address, enterprise number or UUID. */
function duid(data) {
  if (data.length < 2) return undefined;
  const type = u16(data, 0);
  const hardware = (start) =>
    data.length === start + 6 ? new EthernetAddr(data, start) : data.subarray(start);
  if (type === 1 && data.length >= 8) {
    return { type, hardware_type: u16(data, 2), time: u32(data, 4), address: hardware(8) };
  }
  if (type === 2 && data.length >= 6) {
    return { type, enterprise: u32(data, 2), identifier: data.subarray(6) };
  }
  if (type === 3 && data.length >= 4) {
    return { type, hardware_type: u16(data, 2), address: hardware(4) };
  }
  return { type, identifier: data.subarray(2) };
}

function status_code(data) {
  return data.length < 2 ? undefined : { code: u16(data, 0), message: text_of(data.subarray(2)) };
}

/** An identity association: its number, times, and the options inside of it. */
const association = (has_times) => (data, depth) => {
  const cursor = cursor_on(data);
  const found = { iaid: cursor.u32() };
  if (has_times) Object.assign(found, { t1: cursor.u32(), t2: cursor.u32() });
  found.options = read_options(cursor, depth + 1);
  return cursor.error === undefined || found.options.length > 0 ? found : undefined;
};

function ia_address(data, depth) {
  if (data.length < 24) return undefined;
  return {
    address: IPv6Addr.at(data, 0),
    preferred_lifetime: u32(data, 16),
    valid_lifetime: u32(data, 20),
    options: read_options(new Cursor(data, 24, data.length), depth + 1),
  };
}

function ia_prefix(data, depth) {
  if (data.length < 25) return undefined;
  return {
    preferred_lifetime: u32(data, 0),
    valid_lifetime: u32(data, 4),
    prefix_length: data[8],
    prefix: IPv6Addr.at(data, 9),
    options: read_options(new Cursor(data, 25, data.length), depth + 1),
  };
}

/** Texts or bytes with 16-bit lengths. */
function strings(data) {
  const cursor = cursor_on(data);
  const found = [];
  while (cursor.left > 0 && found.length < MAX_LISTED) found.push(cursor.string(2));
  return found;
}

const after_enterprise = (read) => (data) =>
  data.length < 4 ? undefined : { enterprise: u32(data, 0), ...read(data.subarray(4)) };

function client_fqdn(data) {
  return data.length < 1
    ? undefined
    : { flags: data[0], name: KINDS.client_fqdn(Buffer.from([4, 0, 0, ...data.subarray(1)])).name };
}

/** RFC 5908: addresses, multicast addresses, names. */
function ntp_server(data) {
  return read_tlvs(cursor_on(data), MAX_LISTED, WIDE).map(({ type, data: bytes }) => {
    const is_address = (type === 1 || type === 2) && bytes.length >= 16;
    if (is_address) return { type, address: IPv6Addr.at(bytes, 0) };
    return type === 3 ? { type, name: KINDS.names(bytes)[0] } : { type, data: bytes };
  });
}

function link_layer_address(data) {
  if (data.length < 2) return undefined;
  const address = data.length === 8 ? new EthernetAddr(data, 2) : data.subarray(2);
  return { hardware_type: u16(data, 0), address };
}

const READ = {
  ...KINDS,
  ip6: (data) => (data.length >= 16 ? IPv6Addr.at(data, 0) : undefined),
  ip6s: addresses,
  name: (data) => KINDS.names(data)[0],
  duid,
  status_code,
  ia_na: association(true),
  ia_ta: association(false),
  ia_address,
  ia_prefix,
  strings,
  vendor_class: after_enterprise((data) => ({ classes: strings(data) })),
  vendor_options: after_enterprise((data) => ({
    options: read_tlvs(cursor_on(data), MAX_LISTED, WIDE),
  })),
  remote_id: after_enterprise((data) => ({ id: data })),
  fqdn: client_fqdn,
  ntp_server,
  link_layer_address,
};

/** RFC 8415 defines 1 to 83 where nothing else is said. */
const TABLE = `
  1 client_identifier duid
  2 server_identifier duid
  3 ia_na ia_na
  4 ia_ta ia_ta
  5 ia_address ia_address
  6 option_request u16s
  7 preference u8
  8 elapsed_time u16
  9 relay_message data
  11 authentication data
  12 server_unicast ip6
  13 status_code status_code
  14 rapid_commit flag
  15 user_class strings
  16 vendor_class vendor_class
  17 vendor_options vendor_options
  18 interface_id data
  19 reconfigure_message u8
  20 reconfigure_accept flag
  21 sip_server_domain_names names RFC3319
  22 sip_server_addresses ip6s RFC3319
  23 dns_servers ip6s RFC3646
  24 domain_search_list names RFC3646
  25 ia_pd ia_na
  26 ia_prefix ia_prefix
  27 nis_servers ip6s RFC3898
  28 nis_plus_servers ip6s RFC3898
  29 nis_domain_name name RFC3898
  30 nis_plus_domain_name name RFC3898
  31 sntp_servers ip6s RFC4075
  32 information_refresh_time u32
  33 bcmcs_server_domain_names names RFC4280
  34 bcmcs_server_addresses ip6s RFC4280
  36 geoconf_civic data RFC4776
  37 remote_id remote_id RFC4649
  38 subscriber_id data RFC4580
  39 client_fqdn fqdn RFC4704
  40 pana_agent ip6s RFC5192
  41 posix_timezone text RFC4833
  42 tzdb_timezone text RFC4833
  43 echo_request u16s RFC4994
  44 leasequery_query data RFC5007
  45 client_data data RFC5007
  46 client_last_transaction_time u32 RFC5007
  47 leasequery_relay_data data RFC5007
  48 leasequery_client_link ip6s RFC5007
  51 lost_server name RFC5223
  52 capwap_access_controller ip6s RFC5417
  53 relay_id duid RFC5460
  56 ntp_server ntp_server RFC5908
  59 boot_file_url text RFC5970
  60 boot_file_parameters strings RFC5970
  61 client_architecture_type u16s RFC5970
  62 network_interface_identifier data RFC5970
  64 aftr_name name RFC6334
  79 client_link_layer_address link_layer_address RFC6939
  82 sol_max_rt u32
  83 inf_max_rt u32
  103 captive_portal text RFC8910
  112 mud_url text RFC8520
`;

const OPTIONS = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map(([code, name, kind]) => [Number(code), { name, kind }]),
);

/** `[{ code, name, length, data, value }]`, in wire order. */
function read_options(cursor, depth = 0) {
  if (depth > MAX_NESTED) return [];
  return read_tlvs(cursor, MAX_LISTED, WIDE).map(({ type, length, data }) => {
    const { name, kind } = OPTIONS.get(type) ?? { name: `option_${type}`, kind: 'data' };
    return { code: type, name, length, data, value: READ[kind](data, depth) };
  });
}

exports.read_options = read_options;
