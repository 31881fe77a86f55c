'use strict';

// Attributes of RADIUS, https://www.iana.org/assignments/radius-types: number, name, kind.

const { u32 } = require('../../packet/bytes');
const { Cursor, read_tlvs } = require('../../packet/cursor');
const { MAX_LISTED } = require('../../packet/limits');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

/** RFC 2865 defines 1 to 39 and 60 to 63, RFC 2866 40 to 51, RFC 2869 52 to 55 and 70 to 88. */
const TABLE = `
  1 User-Name text
  2 User-Password data
  3 CHAP-Password data
  4 NAS-IP-Address ip
  5 NAS-Port number
  6 Service-Type number
  7 Framed-Protocol number
  8 Framed-IP-Address ip
  9 Framed-IP-Netmask ip
  10 Framed-Routing number
  11 Filter-Id text
  12 Framed-MTU number
  13 Framed-Compression number
  14 Login-IP-Host ip
  15 Login-Service number
  16 Login-TCP-Port number
  18 Reply-Message text
  19 Callback-Number text
  20 Callback-Id text
  22 Framed-Route text
  23 Framed-IPX-Network number
  24 State data
  25 Class data
  26 Vendor-Specific vendor
  27 Session-Timeout number
  28 Idle-Timeout number
  29 Termination-Action number
  30 Called-Station-Id text
  31 Calling-Station-Id text
  32 NAS-Identifier text
  33 Proxy-State data
  34 Login-LAT-Service text
  35 Login-LAT-Node text
  36 Login-LAT-Group data
  37 Framed-AppleTalk-Link number
  38 Framed-AppleTalk-Network number
  39 Framed-AppleTalk-Zone text
  40 Acct-Status-Type number
  41 Acct-Delay-Time number
  42 Acct-Input-Octets number
  43 Acct-Output-Octets number
  44 Acct-Session-Id text
  45 Acct-Authentic number
  46 Acct-Session-Time number
  47 Acct-Input-Packets number
  48 Acct-Output-Packets number
  49 Acct-Terminate-Cause number
  50 Acct-Multi-Session-Id text
  51 Acct-Link-Count number
  52 Acct-Input-Gigawords number
  53 Acct-Output-Gigawords number
  55 Event-Timestamp number
  56 Egress-VLANID number
  57 Ingress-Filters number
  58 Egress-VLAN-Name text
  59 User-Priority-Table data
  60 CHAP-Challenge data
  61 NAS-Port-Type number
  62 Port-Limit number
  63 Login-LAT-Port text
  64 Tunnel-Type tagged_number
  65 Tunnel-Medium-Type tagged_number
  66 Tunnel-Client-Endpoint tagged_text
  67 Tunnel-Server-Endpoint tagged_text
  68 Acct-Tunnel-Connection text
  69 Tunnel-Password data
  70 ARAP-Password data
  71 ARAP-Features data
  72 ARAP-Zone-Access number
  73 ARAP-Security number
  74 ARAP-Security-Data text
  75 Password-Retry number
  76 Prompt number
  77 Connect-Info text
  78 Configuration-Token text
  79 EAP-Message data
  80 Message-Authenticator data
  81 Tunnel-Private-Group-ID tagged_text
  82 Tunnel-Assignment-ID tagged_text
  83 Tunnel-Preference tagged_number
  84 ARAP-Challenge-Response data
  85 Acct-Interim-Interval number
  86 Acct-Tunnel-Packets-Lost number
  87 NAS-Port-Id text
  88 Framed-Pool text
  89 Chargeable-User-Identity data
  90 Tunnel-Client-Auth-ID tagged_text
  91 Tunnel-Server-Auth-ID tagged_text
  95 NAS-IPv6-Address ip6
  96 Framed-Interface-Id data
  97 Framed-IPv6-Prefix prefix
  98 Login-IPv6-Host ip6
  99 Framed-IPv6-Route text
  100 Framed-IPv6-Pool text
  101 Error-Cause number
  102 EAP-Key-Name data
  123 Delegated-IPv6-Prefix prefix
  168 Framed-IPv6-Address ip6
`;

const ATTRIBUTES = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map(([type, name, kind]) => [Number(type), { name, kind }]),
);

/** RFC 2868, 3: the first octet may be a tag, which puts attributes of one tunnel together. */
function tagged_text(data) {
  const has_tag = data.length > 0 && data[0] <= 0x1f;
  return { tag: has_tag ? data[0] : 0, text: data.toString('utf8', has_tag ? 1 : 0) };
}

function tagged_number(data) {
  return data.length < 4 ? undefined : { tag: data[0], number: u32(data, 0) & 0xffffff };
}

/** RFC 2865, 5.26: most vendors have attributes of their own in the same form. */
function vendor(data) {
  if (data.length < 4) return undefined;
  const cursor = new Cursor(data, 4, data.length);
  const attributes = read_tlvs(cursor, MAX_LISTED, { includes_header: true });
  const found = { vendor: u32(data, 0), data: data.subarray(4) };
  return cursor.error === undefined ? { ...found, attributes } : found;
}

function prefix(data) {
  if (data.length < 2) return undefined;
  const octets = Array.from({ length: 16 }, (_, i) => data[2 + i] ?? 0);
  return { prefix: new IPv6Addr(octets), prefix_length: data[1] };
}

const KINDS = {
  data: (data) => data,
  text: (data) => data.toString(),
  number: (data) => (data.length >= 4 ? u32(data, 0) : undefined),
  ip: (data) => (data.length >= 4 ? IPv4Addr.at(data, 0) : undefined),
  ip6: (data) => (data.length >= 16 ? IPv6Addr.at(data, 0) : undefined),
  prefix,
  tagged_number,
  tagged_text,
  vendor,
};

/** `{ type, name, length, data, value }` */
function attribute_of({ type, length, data }) {
  const { name, kind } = ATTRIBUTES.get(type) ?? { name: `Attribute-${type}`, kind: 'data' };
  return { type, name, length, data, value: KINDS[kind](data) };
}

exports.attribute_of = attribute_of;
