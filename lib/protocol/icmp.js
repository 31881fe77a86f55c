'use strict';

// Internet Control Message Protocol, RFC 792.
//    0             7 8            15 16                           31
//   +---------------+---------------+-------------------------------+
//   |     type      |     code      |           checksum            |
//   |    by type: id and seq, gateway, pointer, mtu, lifetime …     |
//   |        by type: data, quoted packet, timestamps, mask …       |

const { NO_BYTES, limit, u16, u32 } = require('../packet/bytes');
const { Layer, set_payload, ran_short, short_header, emit } = require('../packet/layer');
const { current_depth, decode_child_at } = require('../packet/layer');
const IPv4Addr = require('./ipv4_addr');
const IPv4 = require('./ipv4');

const TEXTS = new Map([
  [0, 'Echo Reply'],
  [4, 'Source Quench'],
  [6, 'Alternate Host Address'],
  [7, 'Reserved'],
  [8, 'Echo Request'],
  [9, 'Router Advertisement'],
  [10, 'Router Solicitation'],
]);

/** Texts by code, and what stands before `(unknown code N)`. */
const CODE_TEXTS = new Map([
  [
    3,
    {
      name: 'Destination Unreachable',
      codes: [
        'Destination Network Unreachable',
        'Destination Host Unreachable',
        'Destination Protocol Unreachable',
        'Destination Port Unreachable',
        'Fragmentation required, and DF flag set',
        'Source route failed',
        'Destination network unknown',
        'Destination host unknown',
        'Source host isolated',
        'Network administratively prohibited',
        'Host administratively prohibited',
        'Network unreachable for TOS',
        'Host unreachable for TOS',
        'Communication administratively prohibited',
      ],
    },
  ],
  [
    5,
    {
      name: 'Redirect',
      codes: [
        'Redirect Network',
        'Redirect Host',
        'Redirect TOS and Network',
        'Redirect TOS and Host',
      ],
    },
  ],
  [
    11,
    {
      name: 'Time Exceeded',
      codes: ['TTL expired in transit', 'Fragment reassembly time exceeded'],
    },
  ],
]);

const ECHO_REPLY = 0;
const UNREACHABLE = 3;
const REDIRECT = 5;
const ECHO = 8;
const PARAMETER_PROBLEM = 12;
/** Echo, timestamp, information, address mask: request and reply. */
const WITH_ID = new Set([0, 8, 13, 14, 15, 16, 17, 18]);
/** Error messages, which quote the packet that they are about. */
const QUOTING = new Set([UNREACHABLE, 4, REDIRECT, 11, PARAMETER_PROBLEM]);

class ICMP extends Layer {
  #rest = undefined; // the four octets behind the checksum as a number
  #quoted = undefined;
  #depth = current_depth();

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.code = undefined;
    this.checksum = undefined;
  }

  decode(bytes = NO_BYTES, offset = 0, length) {
    const end = limit(bytes, offset, length);
    if (end - offset < 4) return short_header(this, 'icmp', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    if (end - offset >= 8) {
      this.#rest = u32(bytes, offset + 4);
      set_payload(this, bytes, offset + 8, end);
    } else {
      ran_short(this, 'icmp', 8, bytes, offset, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    this.code = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  /** Identifier of echo, timestamp, information and mask messages; undefined for others, as all below. */
  get id() {
    return this.#rest !== undefined && WITH_ID.has(this.type) ? this.#rest >>> 16 : undefined;
  }

  /** Sequence number of the same messages. */
  get seq() {
    return this.#rest !== undefined && WITH_ID.has(this.type) ? this.#rest & 0xffff : undefined;
  }

  /** An echo's data, a Buffer on the packet's bytes. */
  get data() {
    if (this.#rest === undefined) return undefined;
    return this.type === ECHO || this.type === ECHO_REPLY ? this.payload_bytes : undefined;
  }

  /** A redirect's better gateway, an IPv4Addr. */
  get gateway() {
    if (this.#rest === undefined || this.type !== REDIRECT) return undefined;
    const word = this.#rest;
    return new IPv4Addr().decode([
      word >>> 24,
      (word >>> 16) & 255,
      (word >>> 8) & 255,
      word & 255,
    ]);
  }

  /** The next hop's MTU, where fragmentation was required (RFC 1191). */
  get mtu() {
    if (this.#rest === undefined || this.type !== UNREACHABLE || this.code !== 4) return undefined;
    return this.#rest & 0xffff;
  }

  /** A parameter problem's offset in the quoted packet. */
  get pointer() {
    return this.#rest !== undefined && this.type === PARAMETER_PROBLEM
      ? this.#rest >>> 24
      : undefined;
  }

  /** The packet that an error message is about, an IPv4 layer; usually cut, which is no error of this packet. */
  get quoted() {
    if (this.#quoted === undefined && this.#rest !== undefined && QUOTING.has(this.type)) {
      const bytes = this.payload_bytes;
      if (bytes.length === 0) return undefined;
      this.#quoted = decode_child_at(this.#depth, this, IPv4, bytes, 0, bytes.length, null);
    }
    return this.#quoted;
  }

  toString() {
    const simple = TEXTS.get(this.type);
    if (simple !== undefined) return simple;
    const by_code = CODE_TEXTS.get(this.type);
    if (by_code === undefined) return `type ${this.type} code ${this.code}`;
    return by_code.codes[this.code] ?? `${by_code.name} (unknown code ${this.code})`;
  }
}

ICMP.details = ['id', 'seq', 'gateway', 'mtu', 'pointer', 'quoted'];
ICMP.needs = { type: 1, code: 2, checksum: 4 };
ICMP.prototype.decoderName = 'icmp';
ICMP.prototype.eventsOnDecode = true;

module.exports = ICMP;
