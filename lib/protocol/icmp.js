'use strict';

// Internet Control Message Protocol, RFC 792.
//    0             7 8            15 16                           31
//   +---------------+---------------+-------------------------------+
//   |     type      |     code      |           checksum            |
//   |    by type: id and seq, gateway, pointer, mtu, lifetime …     |
//   |        by type: data, quoted packet, timestamps, mask …       |

const { EMPTY, clamp_end, u16, u32 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  emit,
} = require('../packet/layer');
const { current_depth, at_depth, decode_child } = require('../packet/layer');
const wire = require('../wire/ipv4');
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
  #rest = undefined; // the four octets after the checksum as a number
  #quoted = undefined;
  #depth = current_depth();

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.code = undefined;
    this.checksum = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'icmp', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    if (end - offset >= 8) {
      this.#rest = u32(bytes, offset + 4);
      set_payload(this, bytes, offset + 8, end);
    } else {
      truncated(this, 'icmp', 8, bytes, offset, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    this.code = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  // Undefined where the message ends before, or is another one.
  static #if(icmp, wanted) {
    return wanted && #rest in icmp ? icmp.#rest : undefined;
  }

  /**
   * Identifier of echo, timestamp, information and mask messages; undefined for others, as all
   * below.
   */
  get id() {
    const rest = ICMP.#if(this, WITH_ID.has(this.type));
    return rest === undefined ? undefined : rest >>> 16;
  }

  /** Sequence number of the same messages. */
  get seq() {
    const rest = ICMP.#if(this, WITH_ID.has(this.type));
    return rest === undefined ? undefined : rest & 0xffff;
  }

  /** An echo's data, a Buffer on the packet's bytes. */
  get data() {
    const rest = ICMP.#if(this, this.type === ECHO || this.type === ECHO_REPLY);
    return rest === undefined ? undefined : this.payload_bytes;
  }

  /** A redirect's better gateway, an IPv4Addr. */
  get gateway() {
    const rest = ICMP.#if(this, this.type === REDIRECT);
    if (rest === undefined) return undefined;
    return new IPv4Addr([rest >>> 24, (rest >>> 16) & 255, (rest >>> 8) & 255, rest & 255]);
  }

  /** The next hop's MTU, where fragmentation was required (RFC 1191). */
  get mtu() {
    const rest = ICMP.#if(this, this.type === UNREACHABLE && this.code === 4);
    return rest === undefined ? undefined : rest & 0xffff;
  }

  /** A parameter problem's offset in the quoted packet. */
  get pointer() {
    const rest = ICMP.#if(this, this.type === PARAMETER_PROBLEM);
    return rest === undefined ? undefined : rest >>> 24;
  }

  /**
   * The packet that an error message is about, an IPv4 layer; usually cut, which is no error of
   * this packet.
   */
  get quoted() {
    if (ICMP.#if(this, QUOTING.has(this.type)) === undefined) return undefined;
    return (this.#quoted ??= this.#read_quoted());
  }

  #read_quoted() {
    const bytes = this.payload_bytes;
    if (bytes.length === 0) return undefined;
    const is_whole = bytes.length >= wire.HEADER;
    const length = is_whole ? u16(bytes, wire.LENGTH) : 0;
    const available = Math.max(bytes.length, length);
    return at_depth(this.#depth, () => decode_child(this, IPv4, bytes, 0, available, null));
  }

  toString() {
    const simple = TEXTS.get(this.type);
    if (simple !== undefined) return simple;
    const by_code = CODE_TEXTS.get(this.type);
    if (by_code === undefined) return `type ${this.type} code ${this.code}`;
    return by_code.codes[this.code] ?? `${by_code.name} (unknown code ${this.code})`;
  }
}

ICMP.hidden = ['data'];
layer_class(ICMP, 'icmp', true);

module.exports = ICMP;
