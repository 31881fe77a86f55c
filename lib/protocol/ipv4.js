'use strict';

// Internet Protocol, RFC 791.
//    0       4       8              16    19           24            31
//   +-------+-------+---------------+-------------------------------+
//   |version|hdrLen |   diffserv    |            length             |
//   |        identification         |flags|     fragmentOffset      |
//   |      ttl      |   protocol    |        headerChecksum         |
//   |                             saddr                             |
//   |                             daddr                             |
//   |                            options …                          |

const { inspectable } = require('../inspection');
const { EMPTY, clamp_end, u16, view: view_of } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  v2_aliases,
  malformed,
  truncated,
  truncated_header,
  emit,
  decode_child,
} = require('../packet/layer');
const { has_text } = require('../text/text_writer');
const { put_ip_flags, put_ipv4 } = require('../text/ip');
const wire = require('../wire/ipv4');
const IPv4Addr = require('./ipv4_addr');
const { ip_protocols } = require('./tables');
const TCP = require('./tcp');
const UDP = require('./udp');

class IPFlags {
  constructor(emitter) {
    this.emitter = emitter;
    this.reserved = undefined;
    this.doNotFragment = undefined;
    this.moreFragments = undefined;
  }

  /** @param {number} octet  the one that holds the flags in its upper three bits */
  decode(octet) {
    this.reserved = (octet & 0x80) !== 0;
    this.doNotFragment = (octet & 0x40) !== 0;
    this.moreFragments = (octet & 0x20) !== 0;
    return this;
  }
}
has_text(IPFlags, put_ip_flags);
inspectable(IPFlags);

const OPTION_NAMES = new Map([
  [0, 'EOL'],
  [1, 'NOP'],
  [7, 'RR'],
  [25, 'QS'],
  [68, 'TS'],
  [130, 'SEC'],
  [131, 'LSRR'],
  [134, 'CIPSO'],
  [136, 'SID'],
  [137, 'SSRR'],
  [148, 'RA'],
]);

/**
 * Options as `{ type, name, length, data }`; stops at the end of the list or where a length lies.
 */
function read_options(bytes) {
  const options = [];
  for (let o = 0; o < bytes.length;) {
    const type = bytes[o];
    const name = OPTION_NAMES.get(type) ?? `option ${type}`;
    const length = type <= 1 ? 1 : bytes[o + 1];
    if (type > 1 && !(length >= 2 && o + length <= bytes.length)) break;
    options.push({ type, name, length, data: bytes.subarray(o + Math.min(2, length), o + length) });
    if (type === 0) break;
    o += length;
  }
  return options;
}

class IPv4 extends Layer {
  // What the header is followed by, for payload_bytes.
  #bytes = EMPTY;
  #start = 0;
  #end = 0;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.headerLength = undefined; // in octets
    this.diffserv = undefined;
    this.length = undefined;
    this.identification = undefined;
    this.flags = undefined;
    this.fragmentOffset = undefined; // in octets
    this.ttl = undefined;
    this.protocol = undefined;
    this.headerChecksum = undefined;
    this.saddr = undefined;
    this.daddr = undefined;
    this.protocolName = undefined;
    this.payload = undefined;
  }

  /**
   * `length` is what the packet has at most, by what carries it: that can be more than was
   * captured.
   */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < wire.HEADER) {
      return truncated_header(this, 'ipv4', wire.HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    if (IPv4.#is_valid(this, bytes, offset, length, end)) {
      IPv4.#decode_payload(this, bytes, offset, length, end);
    }
    if (this.emitter) emit(this);
    return this;
  }

  static #set_payload(ip, bytes, start, end) {
    ip.#bytes = bytes;
    ip.#start = start;
    ip.#end = end;
  }

  read_header(bytes, o) {
    const fragment = u16(bytes, o + wire.FRAGMENT);
    this.version = bytes[o + wire.VERSION] >> 4;
    this.headerLength = (bytes[o + wire.VERSION] & 0x0f) << 2;
    this.diffserv = bytes[o + wire.DIFFSERV];
    this.length = u16(bytes, o + wire.LENGTH);
    this.identification = u16(bytes, o + wire.IDENTIFICATION);
    this.flags = new IPFlags().decode(fragment >> 8);
    this.fragmentOffset = (fragment & 0x1fff) << 3;
    this.ttl = bytes[o + wire.TTL];
    this.protocol = bytes[o + wire.PROTOCOL];
    this.headerChecksum = u16(bytes, o + wire.CHECKSUM);
    this.saddr = IPv4Addr.at(bytes, o + wire.SADDR);
    this.daddr = IPv4Addr.at(bytes, o + wire.DADDR);
  }

  /** A header of which all is known to be there and valid: what it carries is at [start, end). */
  static around(bytes, view, offset, start, end) {
    const ip = read_by_view(view, offset);
    IPv4.#set_payload(ip, bytes, start, end);
    return ip;
  }

  static #is_valid(ip, bytes, offset, length, end) {
    const { version, headerLength } = ip;
    const total = wire.total_length(ip.length, length);
    if (version === 4 && headerLength >= wire.HEADER && total >= headerLength) {
      if (end - offset >= headerLength) return true;
      truncated(ip, 'ipv4', headerLength, bytes, offset, end);
      return false;
    }
    IPv4.#set_payload(ip, EMPTY, 0, 0);
    if (version !== 4) malformed(ip, `ipv4: version ${version} is not 4`);
    else if (headerLength < wire.HEADER) {
      malformed(ip, `ipv4: header length ${headerLength} is less than ${wire.HEADER}`);
    } else {
      malformed(ip, `ipv4: total length ${total} is less than header length ${headerLength}`);
    }
    return false;
  }

  static #decode_payload(ip, bytes, offset, length, end) {
    const total = wire.total_length(ip.length, length);
    const start = offset + ip.headerLength;
    IPv4.#set_payload(ip, bytes, start, offset + total < end ? offset + total : end);
    if (ip.length > length) {
      malformed(ip, `ipv4: total length ${ip.length} is more than the ${length} there are`);
    }
    const Decoder = ip_protocols[ip.protocol];
    const carried = total - ip.headerLength;
    if (Decoder === undefined) {
      ip.protocolName = 'Unknown';
    } else if (ip.fragmentOffset > 0) {
      return;
    } else if (Decoder === TCP) {
      // By their names, which lets the engine compile them and this as one.
      ip.payload = new TCP(ip.emitter).decode(bytes, start, carried, ip);
    } else if (Decoder === UDP) {
      ip.payload = new UDP(ip.emitter).decode(bytes, start, carried, ip);
    } else {
      ip.payload = decode_child(ip, Decoder, bytes, start, carried);
    }
  }

  get payload_bytes() {
    return #bytes in this ? view_of(this.#bytes, this.#start, this.#end) : undefined;
  }

  /** The header's options: `[{ type, name, length, data }]`. */
  get options() {
    if (!(#bytes in this)) return undefined;
    const start = this.#start - (this.headerLength - wire.HEADER);
    return start >= 0 ? read_options(view_of(this.#bytes, start, this.#start)) : [];
  }

  /** The flags as they stand in their octet, its upper three bits. */
  get flag_bits() {
    const { flags } = this;
    if (typeof flags !== 'object' || flags === null) return undefined;
    return (
      (flags.reserved ? 0x80 : 0) |
      (flags.doNotFragment ? 0x40 : 0) |
      (flags.moreFragments ? 0x20 : 0)
    );
  }
}

// As read_header(): see tcp.js.
function read_by_view(view, o) {
  const ip = new IPv4(undefined);
  const first = view.getUint8(o + wire.VERSION);
  const fragment = view.getUint16(o + wire.FRAGMENT);
  ip.version = first >> 4;
  ip.headerLength = (first & 0x0f) << 2;
  ip.diffserv = view.getUint8(o + wire.DIFFSERV);
  ip.length = view.getUint16(o + wire.LENGTH);
  ip.identification = view.getUint16(o + wire.IDENTIFICATION);
  ip.flags = new IPFlags().decode(fragment >> 8);
  ip.fragmentOffset = (fragment & 0x1fff) << 3;
  ip.ttl = view.getUint8(o + wire.TTL);
  ip.protocol = view.getUint8(o + wire.PROTOCOL);
  ip.headerChecksum = view.getUint16(o + wire.CHECKSUM);
  const s = view.getUint32(o + wire.SADDR);
  ip.saddr = new IPv4Addr([s >>> 24, (s >> 16) & 255, (s >> 8) & 255, s & 255]);
  const d = view.getUint32(o + wire.DADDR);
  ip.daddr = new IPv4Addr([d >>> 24, (d >> 16) & 255, (d >> 8) & 255, d & 255]);
  return ip;
}

IPv4.hidden = ['flag_bits'];
layer_class(IPv4, 'ipv4', true);
v2_aliases(IPv4, { tcp: 'tcp', udp: 'udp', icmp: 'icmp', igmp: 'igmp' });
has_text(IPv4, put_ipv4);

module.exports = IPv4;
