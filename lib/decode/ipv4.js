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

const { NO_BYTES, limit, u16 } = require('./bytes');
const {
  Layer,
  set_payload,
  header_bytes,
  malformed,
  ran_short,
  short_header,
  emit,
  decode_child,
} = require('./layer');
const { text_of } = require('./text');
const IPv4Addr = require('./ipv4_addr');

const FLAGS = Symbol('ipv4 flags');

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

class IPv4 extends Layer {
  // Made from the octet behind FLAGS when first read.
  #flags = undefined;

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.headerLength = undefined;
    this.diffserv = undefined;
    this.length = undefined;
    this.identification = undefined;
    this[FLAGS] = undefined;
    this.fragmentOffset = undefined;
    this.ttl = undefined;
    this.protocol = undefined;
    this.headerChecksum = undefined;
    this.saddr = undefined;
    this.daddr = undefined;
    this.protocolName = undefined;
    this.payload = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    if (end - offset < 20) return short_header(this, 'ipv4', 20, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = this.headerLength;
    const total = this.#total(length ?? bytes.length - offset);
    if (this.version !== 4) {
      malformed(this, `ipv4: version ${this.version} is not 4`);
    } else if (header < 20) {
      malformed(this, `ipv4: header length ${header} is less than 20`);
    } else if (total < header) {
      malformed(this, `ipv4: total length ${total} is less than header length ${header}`);
    } else if (end - offset < header) {
      ran_short(this, 'ipv4', header, bytes, offset, end);
    } else {
      this.#decode_payload(bytes, offset + header, total - header, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset] >> 4;
    this.headerLength = (bytes[offset] & 0x0f) << 2;
    this.diffserv = bytes[offset + 1];
    this.length = u16(bytes, offset + 2);
    this.identification = u16(bytes, offset + 4);
    this[FLAGS] = bytes[offset + 6] & 0xe0;
    this.fragmentOffset = (u16(bytes, offset + 6) & 0x1fff) << 3;
    this.ttl = bytes[offset + 8];
    this.protocol = bytes[offset + 9];
    this.headerChecksum = u16(bytes, offset + 10);
    this.saddr = new IPv4Addr().decode(bytes, offset + 12);
    this.daddr = new IPv4Addr().decode(bytes, offset + 16);
  }

  // The length that counts, of header and payload. Segmentation offload leaves the header's at 0: the packet then goes on to
  // the end. A packet can't be longer than what carries it.
  #total(granted) {
    return this.length === 0 || this.length > granted ? granted : this.length;
  }

  // `length` is what the header grants, which can be more than was captured.
  #decode_payload(bytes, offset, length, end) {
    set_payload(this, bytes, offset, Math.min(end, offset + length));
    const Decoder = ip_protocols[this.protocol];
    if (Decoder === undefined) {
      this.protocolName = 'Unknown';
    } else if (this.fragmentOffset === 0) {
      this.payload = decode_child(this, Decoder, bytes, offset, length);
    }
  }

  get flags() {
    if (this.#flags === undefined && this[FLAGS] !== undefined) {
      this.#flags = new IPFlags().decode(this[FLAGS]);
    }
    return this.#flags;
  }

  set flags(flags) {
    this.#flags = flags;
  }

  /** The octet that holds the flags, in its upper three bits: for those who look at many packets. */
  get flag_bits() {
    return this[FLAGS];
  }

  /** The header's options: `[{ type, name, length, data }]`. */
  get options() {
    const length = this.headerLength > 20 ? this.headerLength - 20 : 0;
    return read_options(header_bytes(this, length, length));
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

  toString() {
    const flags = this[FLAGS] || this.#flags ? ` flags ${this.flags} ` : ' ';
    const { payload } = this;
    const what =
      payload === undefined || payload === null
        ? `proto ${this.protocol}`
        : payload.constructor.name;
    return (
      text_of(this.saddr) + ' -> ' + text_of(this.daddr) + flags + what + ' ' + text_of(payload)
    );
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
IPv4.needs = {
  version: 1,
  headerLength: 1,
  diffserv: 2,
  length: 4,
  identification: 6,
  [FLAGS]: 7,
  fragmentOffset: 8,
  ttl: 9,
  protocol: 10,
  headerChecksum: 12,
  saddr: 16,
  daddr: 20,
};
IPv4.prototype.decoderName = 'ipv4';
IPv4.prototype.eventsOnDecode = true;

module.exports = IPv4; // before the table below, whose decoders may require this file

const ip_protocols = require('./ip_protocols');
