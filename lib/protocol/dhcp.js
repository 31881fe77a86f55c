'use strict';

// Dynamic Host Configuration Protocol, RFC 2131 and 2132, and BOOTP, RFC 951.
//    0       7 8      15 16     23 24     31
//   +---------+---------+---------+---------+
//   |   op    |  htype  |  hlen   |  hops   |
//   |                  xid                  |
//   |       secs        |       flags       |
//   |                ciaddr                 |
//   |                yiaddr                 |
//   |                siaddr                 |
//   |                giaddr                 |
//   |            chaddr (16 octets)         |
//   |            sname (64 octets)          |
//   |            file (128 octets)          |
//   |         magic cookie 63825363         |
//   |               options …               |

const { u16, u32, view } = require('../packet/bytes');
const { Cursor } = require('../packet/cursor');
const { layer_class } = require('../packet/layer');
const { Message, hex, quoted, text_of } = require('./message');
const { CODES, option_of, read_options } = require('./dhcp/options');
const EthernetAddr = require('./ethernet_addr');
const IPv4Addr = require('./ipv4_addr');

const SNAME = 44;
const FILE = 108;
const HEADER = 236;
const COOKIE = 0x63825363;
const FILE_HAS_OPTIONS = 1;
const SNAME_HAS_OPTIONS = 2;

/** RFC 2132, 9.6, and those that came later, from 1 on. */
const MESSAGE_TYPES =
  `Discover Offer Request Decline ACK NACK Release Inform Force-Renew Lease-Query
  Lease-Unassigned Lease-Unknown Lease-Active Bulk-Lease-Query Lease-Query-Done Active-Lease-Query
  Lease-Query-Status TLS`.split(/\s+/);

const OPERATIONS = [undefined, 'Request', 'Reply'];

class DHCP extends Message {
  constructor(emitter) {
    super(emitter);
    this.op = undefined;
    this.htype = undefined;
    this.hlen = undefined;
    this.hops = undefined;
    this.xid = undefined;
    this.secs = undefined;
    this.flags = undefined;
    this.ciaddr = undefined;
    this.yiaddr = undefined;
    this.siaddr = undefined;
    this.giaddr = undefined;
    this.chaddr = undefined;
    this.sname = undefined;
    this.file = undefined;
    this.options = undefined;
  }

  read_header(bytes, offset) {
    this.op = bytes[offset];
    this.htype = bytes[offset + 1];
    this.hlen = bytes[offset + 2];
    this.hops = bytes[offset + 3];
    this.xid = u32(bytes, offset + 4);
    this.secs = u16(bytes, offset + 8);
    this.flags = u16(bytes, offset + 10);
    this.ciaddr = IPv4Addr.at(bytes, offset + 12);
    this.yiaddr = IPv4Addr.at(bytes, offset + 16);
    this.siaddr = IPv4Addr.at(bytes, offset + 20);
    this.giaddr = IPv4Addr.at(bytes, offset + 24);
    const has_mac = this.hlen === 6;
    const size = Math.min(this.hlen, 16);
    const start = offset + 28;
    this.chaddr = has_mac ? new EthernetAddr(bytes, start) : view(bytes, start, start + size);
    this.sname = text_of(view(bytes, offset + SNAME, offset + FILE));
    this.file = text_of(view(bytes, offset + FILE, offset + HEADER));
  }

  read_body(cursor) {
    // BOOTP's vendor area.
    if (cursor.left < 4 || u32(cursor.bytes, cursor.offset) !== COOKIE) return;
    const header = cursor.offset - HEADER;
    cursor.skip(4);
    const found = new Map();
    read_options(cursor, found);
    const overload = found.get(CODES.option_overload)?.[0]?.[0] ?? 0;
    if (overload & FILE_HAS_OPTIONS) {
      this.file = undefined;
      read_options(new Cursor(cursor.bytes, header + FILE, header + HEADER), found);
    }
    if (overload & SNAME_HAS_OPTIONS) {
      this.sname = undefined;
      read_options(new Cursor(cursor.bytes, header + SNAME, header + FILE), found);
    }
    this.options = [...found].map(([code, parts]) => option_of(code, parts));
  }

  /**
   * The value of an option by its name or code, as in `options`; undefined where it is not there.
   */
  option(name_or_code) {
    const is_it = ({ name, code }) => name === name_or_code || code === name_or_code;
    return Array.isArray(this.options) ? this.options.find(is_it)?.value : undefined;
  }

  /** True where answers are to be broadcast. */
  get broadcast() {
    return this.flags === undefined ? undefined : (this.flags & 0x8000) !== 0;
  }

  get message_type() {
    return this.option('message_type');
  }

  /** `Discover`, `Offer`, `Request` … */
  get message_type_name() {
    return MESSAGE_TYPES[this.message_type - 1];
  }

  get host_name() {
    return this.option('host_name');
  }

  get requested_ip_address() {
    return this.option('requested_ip_address');
  }

  get server_identifier() {
    return this.option('server_identifier');
  }

  get vendor_class_identifier() {
    return this.option('vendor_class_identifier');
  }

  /** Seconds. */
  get ip_address_lease_time() {
    return this.option('ip_address_lease_time');
  }

  toString() {
    const operation = OPERATIONS[this.op] ?? `op ${this.op}`;
    const chaddr = this.chaddr instanceof EthernetAddr ? ` from ${this.chaddr}` : '';
    const parts = [`BOOTP/DHCP, ${operation}${chaddr}, xid ${hex(this.xid)}`];
    if (this.message_type !== undefined) {
      parts.push(`DHCP-Message ${this.message_type_name ?? this.message_type}`);
    }
    for (const [label, address] of [
      ['Client-IP', this.ciaddr],
      ['Your-IP', this.yiaddr],
      ['Gateway-IP', this.giaddr],
    ]) {
      if (address instanceof IPv4Addr && address.word(0) !== 0) parts.push(`${label} ${address}`);
    }
    if (this.requested_ip_address) parts.push(`Requested-IP ${this.requested_ip_address}`);
    if (typeof this.host_name === 'string') parts.push(`Hostname ${quoted(this.host_name)}`);
    return parts.join(', ');
  }
}

DHCP.header_size = HEADER;
// Shown among `options`.
DHCP.hidden = [
  ...['message_type', 'host_name', 'requested_ip_address', 'server_identifier'],
  ...['vendor_class_identifier', 'ip_address_lease_time'],
];
layer_class(DHCP, 'dhcp', true);

module.exports = DHCP;
