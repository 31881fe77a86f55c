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

const { NO_BYTES, limit, u16, view, octet_at, u16_at } = require('../packet/bytes');
const { assignable } = require('../packet/fields');
const {
  Layer,
  BYTES,
  OFFSET,
  START,
  END,
  malformed,
  ran_short,
  emit,
  decode_child,
} = require('../packet/layer');
const { text_of } = require('../text/text');
const {
  WRITE,
  layer_text,
  codes,
  put_codes,
  put,
  put_decimal,
  put_ipv4,
  put_layer,
} = require('../text/text_writer');
const IPv4Addr = require('./ipv4_addr');
const { ip_protocols } = require('./tables');
const TCP = require('./tcp');
const UDP = require('./udp');

const FLAGS = Symbol('flags');
const SADDR = Symbol('saddr');
const DADDR = Symbol('daddr');

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

  toString() {
    const r = this.reserved ? 'r' : '';
    const d = this.doNotFragment ? 'd' : '';
    const m = this.moreFragments ? 'm' : '';
    return `[${r}${d}${m}]`;
  }
}

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

/** Options as `{ type, name, length, data }`; stops at the end of the list or where a length lies. */
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

// Pieces of its text.
const ARROW = codes(' -> ');
const SPACE = codes(' ');
const DO_NOT_FRAGMENT = 0x40;
const DO_NOT_FRAGMENT_WORD = codes(' flags [d] ');
const TCP_NAME = codes('TCP');
const UDP_NAME = codes('UDP');
const flags_text = IPFlags.prototype.toString;
const address_text = IPv4Addr.prototype.toString;

class IPv4 extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this[FLAGS] = undefined;
    this[SADDR] = undefined;
    this[DADDR] = undefined;
    this.protocolName = undefined;
    this.payload = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length = bytes.length - offset) {
    const end = limit(bytes, offset, length);
    this[BYTES] = bytes;
    this[OFFSET] = offset;
    this[START] = this[END] = end;
    if (end - offset < 20) ran_short(this, 'ipv4', 20, bytes, offset, end);
    else decode_payload(this, bytes, offset, length, end);
    if (this.emitter) emit(this);
    return this;
  }

  get version() {
    const octet = octet_at(this[BYTES], this[OFFSET], this[END]);
    return octet === undefined ? undefined : octet >> 4;
  }

  /** In octets. */
  get headerLength() {
    const octet = octet_at(this[BYTES], this[OFFSET], this[END]);
    return octet === undefined ? undefined : (octet & 0x0f) << 2;
  }

  get diffserv() {
    return octet_at(this[BYTES], this[OFFSET] + 1, this[END]);
  }

  get length() {
    return u16_at(this[BYTES], this[OFFSET] + 2, this[END]);
  }

  get identification() {
    return u16_at(this[BYTES], this[OFFSET] + 4, this[END]);
  }

  get flags() {
    if (this[FLAGS] === undefined && this[OFFSET] + 6 < this[END]) {
      this[FLAGS] = new IPFlags().decode(this[BYTES][this[OFFSET] + 6]);
    }
    return this[FLAGS];
  }

  set flags(flags) {
    this[FLAGS] = flags ?? null;
  }

  /** The octet that holds the flags, in its upper three bits: for those who look at many packets. */
  get flag_bits() {
    const octet = octet_at(this[BYTES], this[OFFSET] + 6, this[END]);
    return octet === undefined ? undefined : octet & 0xe0;
  }

  /** In octets, as tcpdump counts. */
  get fragmentOffset() {
    const two = u16_at(this[BYTES], this[OFFSET] + 6, this[END]);
    return two === undefined ? undefined : (two & 0x1fff) << 3;
  }

  get ttl() {
    return octet_at(this[BYTES], this[OFFSET] + 8, this[END]);
  }

  get protocol() {
    return octet_at(this[BYTES], this[OFFSET] + 9, this[END]);
  }

  get headerChecksum() {
    return u16_at(this[BYTES], this[OFFSET] + 10, this[END]);
  }

  get saddr() {
    if (this[SADDR] === undefined && this[OFFSET] + 16 <= this[END]) {
      this[SADDR] = new IPv4Addr().decode(this[BYTES], this[OFFSET] + 12);
    }
    return this[SADDR];
  }

  set saddr(address) {
    this[SADDR] = address ?? null;
  }

  get daddr() {
    if (this[DADDR] === undefined && this[OFFSET] + 20 <= this[END]) {
      this[DADDR] = new IPv4Addr().decode(this[BYTES], this[OFFSET] + 16);
    }
    return this[DADDR];
  }

  set daddr(address) {
    this[DADDR] = address ?? null;
  }

  /** The header's options: `[{ type, name, length, data }]`. */
  get options() {
    const start = this[OFFSET] + 20;
    const end = Math.min(this[OFFSET] + (this.headerLength ?? 0), this[END]);
    return read_options(view(this[BYTES], start, end));
  }

  get tcp() {
    return this.payload?.decoderName === 'tcp' ? this.payload : undefined;
  }

  get udp() {
    return this.payload?.decoderName === 'udp' ? this.payload : undefined;
  }

  get icmp() {
    return this.payload?.decoderName === 'icmp' ? this.payload : undefined;
  }

  get igmp() {
    return this.payload?.decoderName === 'igmp' ? this.payload : undefined;
  }

  [WRITE](o) {
    o = put_address(o, this, this[SADDR], 12, 'saddr');
    o = put_codes(o, ARROW);
    o = put_address(o, this, this[DADDR], 16, 'daddr');
    o = put_flags(o, this);
    const { payload } = this;
    if (payload === undefined || payload === null) o = put_decimal(put(o, 'proto '), this.protocol);
    else o = put_name(o, payload);
    return put_layer(put_codes(o, SPACE), payload);
  }
}

// The same of the flags.
function put_flags(o, ip) {
  const bits = ip.flag_bits;
  const unseen = ip[FLAGS] === undefined && IPFlags.prototype.toString === flags_text;
  if (unseen && bits === DO_NOT_FRAGMENT) return put_codes(o, DO_NOT_FRAGMENT_WORD);
  if (unseen && !bits) return put_codes(o, SPACE);
  const text = text_of(ip.flags);
  return put(o, text === '[]' ? ' ' : ` flags ${text} `);
}

// A class's name is a call into C++.
function put_name(o, layer) {
  if (layer.constructor === TCP) return put_codes(o, TCP_NAME);
  if (layer.constructor === UDP) return put_codes(o, UDP_NAME);
  return put(o, layer.constructor.name);
}

// Unless somebody has looked at the address, or has a text of his own for addresses, it needs no object.
function put_address(o, ip, address, offset, name) {
  const at = ip[OFFSET] + offset;
  const unseen = address === undefined && IPv4Addr.prototype.toString === address_text;
  if (unseen && at + 4 <= ip[END]) return put_ipv4(o, ip[BYTES], at);
  return put(o, text_of(ip[name]));
}

// `granted` is what the packet has at most, by what carries it: that can be more than was captured.
function decode_payload(ip, bytes, offset, granted, end) {
  const version = bytes[offset] >> 4;
  const header = (bytes[offset] & 0x0f) << 2;
  // Segmentation offload leaves the length at 0: the packet then goes on to the end.
  let total = u16(bytes, offset + 2);
  if (total === 0 || total > granted) total = granted;
  if (version !== 4) {
    malformed(ip, `ipv4: version ${version} is not 4`);
  } else if (header < 20) {
    malformed(ip, `ipv4: header length ${header} is less than 20`);
  } else if (total < header) {
    malformed(ip, `ipv4: total length ${total} is less than header length ${header}`);
  } else if (end - offset < header) {
    ran_short(ip, 'ipv4', header, bytes, offset, end);
  } else {
    ip[START] = offset + header;
    if (offset + total < end) ip[END] = offset + total;
    const is_first = (u16(bytes, offset + 6) & 0x1fff) === 0;
    const Decoder = ip_protocols[bytes[offset + 9]];
    if (Decoder === undefined) {
      ip.protocolName = 'Unknown';
    } else if (!is_first) {
      return;
    } else if (Decoder === TCP) {
      // By their names, which lets the engine compile them and this as one.
      ip.payload = new TCP(ip.emitter).decode(bytes, offset + header, total - header);
    } else if (Decoder === UDP) {
      ip.payload = new UDP(ip.emitter).decode(bytes, offset + header, total - header);
    } else {
      ip.payload = decode_child(ip, Decoder, bytes, offset + header, total - header);
    }
  }
}

IPv4.fields = [
  'emitter',
  'version',
  'headerLength',
  'diffserv',
  'length',
  'identification',
  'flags',
  'fragmentOffset',
  'ttl',
  'protocol',
  'headerChecksum',
  'saddr',
  'daddr',
  'protocolName',
  'payload',
];
assignable(IPv4);
IPv4.prototype.toString = layer_text;
IPv4.prototype.decoderName = 'ipv4';
IPv4.prototype.eventsOnDecode = true;

module.exports = IPv4;
