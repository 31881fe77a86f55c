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
const { EMPTY, clamp_end, view } = require('../packet/bytes');
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
    if (this.#is_valid(bytes, offset, length, end))
      this.#decode_payload(bytes, offset, length, end);
    if (this.emitter) emit(this);
    return this;
  }

  #set_payload(bytes, start, end) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  read_header(bytes, offset) {
    this.version = wire.version(bytes, offset);
    this.headerLength = wire.header_length(bytes, offset);
    this.diffserv = wire.diffserv(bytes, offset);
    this.length = wire.length(bytes, offset);
    this.identification = wire.identification(bytes, offset);
    this.flags = new IPFlags().decode(bytes[offset + wire.FLAGS]);
    this.fragmentOffset = wire.fragment_offset(bytes, offset);
    this.ttl = wire.ttl(bytes, offset);
    this.protocol = wire.protocol(bytes, offset);
    this.headerChecksum = wire.checksum(bytes, offset);
    this.saddr = IPv4Addr.at(bytes, offset + wire.SADDR);
    this.daddr = IPv4Addr.at(bytes, offset + wire.DADDR);
  }

  /** A header of which all is known to be there and valid: what it carries is at [start, end). */
  static around(bytes, offset, start, end) {
    const ip = new IPv4(undefined);
    ip.read_header(bytes, offset);
    ip.#set_payload(bytes, start, end);
    return ip;
  }

  #is_valid(bytes, offset, length, end) {
    const { version, headerLength } = this;
    const total = wire.total_length(bytes, offset, length);
    if (version === 4 && headerLength >= wire.HEADER && total >= headerLength) {
      if (end - offset >= headerLength) return true;
      truncated(this, 'ipv4', headerLength, bytes, offset, end);
      return false;
    }
    this.#set_payload(EMPTY, 0, 0);
    if (version !== 4) malformed(this, `ipv4: version ${version} is not 4`);
    else if (headerLength < wire.HEADER) {
      malformed(this, `ipv4: header length ${headerLength} is less than ${wire.HEADER}`);
    } else {
      malformed(this, `ipv4: total length ${total} is less than header length ${headerLength}`);
    }
    return false;
  }

  #decode_payload(bytes, offset, length, end) {
    const total = wire.total_length(bytes, offset, length);
    const start = offset + this.headerLength;
    this.#set_payload(bytes, start, offset + total < end ? offset + total : end);
    if (this.length > length) {
      malformed(this, `ipv4: total length ${this.length} is more than the ${length} there are`);
    }
    const Decoder = ip_protocols[this.protocol];
    const carried = total - this.headerLength;
    if (Decoder === undefined) {
      this.protocolName = 'Unknown';
    } else if (this.fragmentOffset > 0) {
      return;
    } else if (Decoder === TCP) {
      // By their names, which lets the engine compile them and this as one.
      this.payload = new TCP(this.emitter).decode(bytes, start, carried, this);
    } else if (Decoder === UDP) {
      this.payload = new UDP(this.emitter).decode(bytes, start, carried, this);
    } else {
      this.payload = decode_child(this, Decoder, bytes, start, carried);
    }
  }

  get payload_bytes() {
    return #bytes in this ? view(this.#bytes, this.#start, this.#end) : undefined;
  }

  /** The header's options: `[{ type, name, length, data }]`. */
  get options() {
    if (!(#bytes in this)) return undefined;
    const start = this.#start - (this.headerLength - wire.HEADER);
    return start >= 0 ? read_options(view(this.#bytes, start, this.#start)) : [];
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

IPv4.hidden = ['flag_bits'];
layer_class(IPv4, 'ipv4', true);
v2_aliases(IPv4, { tcp: 'tcp', udp: 'udp', icmp: 'icmp', igmp: 'igmp' });
has_text(IPv4, put_ipv4);

module.exports = IPv4;
