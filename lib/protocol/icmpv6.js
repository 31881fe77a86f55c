'use strict';

// ICMPv6, RFC 4443; neighbour discovery, RFC 4861; multicast listener discovery, RFC 2710 and RFC
// 3810.
//    0             7 8            15 16                           31
//   +---------------+---------------+-------------------------------+
//   |     type      |     code      |           checksum            |
//   |    by type: id and seq, mtu, pointer, flags, lifetime …       |
//   |    by type: data, quoted packet, addresses, options …         |

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
const wire = require('../wire/ipv6');
const IPv6Addr = require('./ipv6_addr');
const { check_records, read_addresses, read_records } = require('./group_records');
const { check_options, nd_options } = require('./icmpv6_options');
const { MAX_LISTED } = require('../packet/limits');
const IPv6 = require('./ipv6');

const UNREACHABLE = 1;
const TOO_BIG = 2;
const PARAMETER_PROBLEM = 4;
const ECHO_REQUEST = 128;
const ECHO_REPLY = 129;
const MLD_QUERY = 130;
const MLD_REPORT = 131;
const MLD_DONE = 132;
const ROUTER_SOLICITATION = 133;
const ROUTER_ADVERTISEMENT = 134;
const NEIGHBOUR_SOLICITATION = 135;
const NEIGHBOUR_ADVERTISEMENT = 136;
const REDIRECT = 137;
const MLD2_REPORT = 143;

const TEXTS = new Map([
  [UNREACHABLE, 'destination unreachable'],
  [TOO_BIG, 'packet too big'],
  [3, 'time exceeded'],
  [PARAMETER_PROBLEM, 'parameter problem'],
  [ECHO_REQUEST, 'echo request'],
  [ECHO_REPLY, 'echo reply'],
  [MLD_QUERY, 'multicast listener query'],
  [MLD_REPORT, 'multicast listener report'],
  [MLD_DONE, 'multicast listener done'],
  [ROUTER_SOLICITATION, 'router solicitation'],
  [ROUTER_ADVERTISEMENT, 'router advertisement'],
  [NEIGHBOUR_SOLICITATION, 'neighbor solicitation'],
  [NEIGHBOUR_ADVERTISEMENT, 'neighbor advertisement'],
  [REDIRECT, 'redirect'],
  [138, 'router renumbering'],
  [139, 'node information query'],
  [140, 'node information response'],
  [141, 'inverse neighbor solicitation'],
  [142, 'inverse neighbor advertisement'],
  [MLD2_REPORT, 'multicast listener report v2'],
  [144, 'home agent address discovery request'],
  [145, 'home agent address discovery reply'],
  [146, 'mobile prefix solicitation'],
  [147, 'mobile prefix advertisement'],
  [148, 'certification path solicitation'],
  [149, 'certification path advertisement'],
  [151, 'multicast router advertisement'],
  [152, 'multicast router solicitation'],
  [153, 'multicast router termination'],
  [155, 'rpl control'],
  [157, 'duplicate address request'],
  [158, 'duplicate address confirmation'],
  [160, 'extended echo request'],
  [161, 'extended echo reply'],
]);

const UNREACHABLE_CODES = [
  'no route',
  'administratively prohibited',
  'beyond scope',
  'address',
  'port',
  'source address failed policy',
  'reject route',
];

/** How many bytes of a message its fixed part has, where that is more than the 4 of all. */
const SIZES = new Map([
  [UNREACHABLE, 8],
  [TOO_BIG, 8],
  [3, 8],
  [PARAMETER_PROBLEM, 8],
  [ECHO_REQUEST, 8],
  [ECHO_REPLY, 8],
  [MLD_QUERY, 24],
  [MLD_REPORT, 24],
  [MLD_DONE, 24],
  [ROUTER_SOLICITATION, 8],
  [ROUTER_ADVERTISEMENT, 16],
  [NEIGHBOUR_SOLICITATION, 24],
  [NEIGHBOUR_ADVERTISEMENT, 24],
  [REDIRECT, 40],
  [MLD2_REPORT, 8],
]);

const is_echo = (type) => type === ECHO_REQUEST || type === ECHO_REPLY;
const is_error = (type) => type >= UNREACHABLE && type <= PARAMETER_PROBLEM;
const is_mld1 = (type) => type >= MLD_QUERY && type <= MLD_DONE;
const is_discovery = (type) => type >= ROUTER_SOLICITATION && type <= REDIRECT;

/**
 * The bytes after the checksum; undefined where `wanted` is false or the message's fixed part is
 * cut.
 */
function body_if(icmp, wanted) {
  if (!wanted) return undefined;
  const body = icmp.payload_bytes;
  return body?.length >= (SIZES.get(icmp.type) ?? 4) - 4 ? body : undefined;
}

/**
 * `payload_bytes` holds what follows type, code and checksum; getters of other messages are
 * undefined.
 */
class ICMPv6 extends Layer {
  #quoted = undefined;
  #depth = current_depth();

  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.code = undefined;
    this.checksum = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 4) return truncated_header(this, 'icmpv6', 4, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 4, end);
    const size = SIZES.get(this.type) ?? 4;
    if (end - offset < size) truncated(this, 'icmpv6', size, bytes, offset, end);
    else this.#check_lists(bytes, offset, end, offset + length);
    emit(this);
    return this;
  }

  // What follows the fixed part: group records, or options of neighbour discovery.
  #check_lists(bytes, offset, end, granted) {
    const at = { bytes, offset: offset + SIZES.get(this.type), end, granted };
    if (this.type === MLD2_REPORT) check_records(this, 'icmpv6', 16, u16(bytes, offset + 6), at);
    else if (is_discovery(this.type)) check_options(this, at);
  }

  read_header(bytes, offset) {
    this.type = bytes[offset];
    this.code = bytes[offset + 1];
    this.checksum = u16(bytes, offset + 2);
  }

  /** Echo identifier. */
  get id() {
    const body = body_if(this, is_echo(this.type));
    return body && u16(body, 0);
  }

  /** Echo sequence number. */
  get seq() {
    const body = body_if(this, is_echo(this.type));
    return body && u16(body, 2);
  }

  /** An echo's data, a Buffer on the packet's bytes. */
  get data() {
    const body = body_if(this, is_echo(this.type));
    return body && body.subarray(4);
  }

  /** Packet too big: the next hop's MTU. */
  get mtu() {
    const body = body_if(this, this.type === TOO_BIG);
    return body && u32(body, 0);
  }

  /** Parameter problem: offset in the quoted packet. */
  get pointer() {
    const body = body_if(this, this.type === PARAMETER_PROBLEM);
    return body && u32(body, 0);
  }

  /**
   * The packet that an error message is about, an IPv6 layer; usually cut, which is no error of
   * this packet.
   */
  get quoted() {
    const body = body_if(this, is_error(this.type));
    return body?.length > 4 ? (this.#quoted ??= this.#read_quoted(body)) : undefined;
  }

  #read_quoted(body) {
    const length = body.length >= 4 + wire.HEADER ? wire.payload_length(body, 4) : 0;
    const available = Math.max(body.length - 4, wire.HEADER + length);
    return at_depth(this.#depth, () => decode_child(this, IPv6, body, 4, available, null));
  }

  /** Neighbour solicitation, advertisement and redirect: whom it is about, an IPv6Addr. */
  get target() {
    const type = this.type;
    const body = body_if(this, type >= NEIGHBOUR_SOLICITATION && type <= REDIRECT);
    return body && new IPv6Addr().decode(body, 4);
  }

  /** Redirect: where the packets went to, an IPv6Addr. */
  get destination() {
    const body = body_if(this, this.type === REDIRECT);
    return body && new IPv6Addr().decode(body, 20);
  }

  /**
   * Neighbour advertisement: `{ router, solicited, override }`. Router advertisement: `{ managed,
   * other, home_agent }`.
   */
  get flags() {
    const advertised = this.type === NEIGHBOUR_ADVERTISEMENT;
    const body = body_if(this, advertised || this.type === ROUTER_ADVERTISEMENT);
    if (body === undefined) return undefined;
    const bits = body[advertised ? 0 : 1];
    const [a, b, c] = [(bits & 0x80) !== 0, (bits & 0x40) !== 0, (bits & 0x20) !== 0];
    return advertised
      ? { router: a, solicited: b, override: c }
      : { managed: a, other: b, home_agent: c };
  }

  /**
   * Router advertisement: hop limit, lifetime (s), reachable time and retransmission timer (ms).
   */
  get router() {
    const body = body_if(this, this.type === ROUTER_ADVERTISEMENT);
    if (body === undefined) return undefined;
    return {
      hop_limit: body[0],
      lifetime: u16(body, 2),
      reachable_time: u32(body, 4),
      retrans_timer: u32(body, 8),
    };
  }

  /** Neighbour discovery's options in wire order; see icmpv6_options.js. */
  get options() {
    const body = body_if(this, is_discovery(this.type));
    return body && nd_options(body, SIZES.get(this.type) - 4);
  }

  /** MLD: maximum response delay in ms (version 1), or response code. */
  get max_response() {
    const body = body_if(this, is_mld1(this.type));
    return body && u16(body, 0);
  }

  /** MLD query, report and done: the multicast address, an IPv6Addr. */
  get group() {
    const body = body_if(this, is_mld1(this.type));
    return body && new IPv6Addr().decode(body, 4);
  }

  /** MLD version 2 query: source addresses. */
  get sources() {
    const body = body_if(this, this.type === MLD_QUERY);
    return body && body.length >= 24
      ? read_addresses(IPv6Addr, 16, body, 24, u16(body, 22))
      : undefined;
  }

  /** MLD version 2 report: `[{ type, group, sources, auxiliary }]`. */
  get records() {
    const body = body_if(this, this.type === MLD2_REPORT);
    if (body === undefined) return undefined;
    const count = Math.min(u16(body, 2), MAX_LISTED);
    return read_records(IPv6Addr, 16, body, 4, count);
  }

  toString() {
    let text = TEXTS.get(this.type) ?? `type ${this.type} code ${this.code}`;
    if (this.type === UNREACHABLE)
      text += `, ${UNREACHABLE_CODES[this.code] ?? `code ${this.code}`}`;
    if (this.id !== undefined) text += `, id ${this.id}, seq ${this.seq}`;
    if (this.mtu !== undefined) text += `, mtu ${this.mtu}`;
    if (this.type === NEIGHBOUR_SOLICITATION && this.target)
      text += `, who has ${this.target.to_short_string()}`;
    if (this.type === NEIGHBOUR_ADVERTISEMENT && this.target)
      text += `, tgt is ${this.target.to_short_string()}`;
    return text;
  }
}

ICMPv6.hidden = ['data'];
layer_class(ICMPv6, 'icmpv6', true);

module.exports = ICMPv6;
