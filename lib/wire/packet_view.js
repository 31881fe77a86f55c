'use strict';

// A packet's headers read where they lie, without making an object: for programs that look at every
// packet and keep little.

const { EMPTY, data_view, u32, u16, u32le, view } = require('../packet/bytes');
const { RawPacket } = require('../packet/raw_packet');
const { ipv4_text } = require('../text/text');
const { write_ipv6 } = require('../text/ipv6_text');
const ethernet = require('./ethernet');
const vlan = require('./vlan');
const ipv4 = require('./ipv4');
const ipv6 = require('./ipv6');
const tcp = require('./tcp');
const udp = require('./udp');

const { TCP, UDP } = ipv4;
const NONE = -1;

// IPv6 headers that stand between IPv6 and what it carries.
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;

const BSD_LOOPBACK = 4;
const SLL = { LENGTH: 16, PROTOCOL: 14 };
const SLL2 = { LENGTH: 20, PROTOCOL: 0 };

/**
 * Points at one packet after another: `view.read(raw)`, then its properties tell of that packet,
 * out of its bytes. It sees the outermost IPv4 or IPv6 header on Ethernet, with VLAN tags, on Linux
 * cooked and BSD loopback captures and on raw IP, and TCP or UDP after that. All numbers of headers
 * that are not there are undefined.
 */
class PacketView {
  #data = data_view(EMPTY); // of `bytes`

  constructor() {
    this.bytes = EMPTY; // the packet is at [start, end) of these, which can hold other packets too
    this.start = 0;
    this.end = 0;
    this.length = 0; // on the wire
    /** EtherType after all tags; undefined where the link layer has none. */
    this.ethertype = undefined;
    /** Id of the outermost VLAN tag; undefined without one. */
    this.vlan_id = undefined;
    this.is_ipv4 = false;
    this.is_ipv6 = false;
    this.is_tcp = false; // the whole TCP header is there
    this.is_udp = false; // the same of UDP
    /** Whether the IP packet is a piece of a larger one. */
    this.is_fragment = false;
    /** Offsets in `bytes`; -1 where there is no such header. */
    this.ip_start = NONE;
    this.transport_start = NONE;
    this.payload_start = NONE;
    this.payload_end = NONE; // where the captured payload ends
    /** Octets that TCP or UDP carries, captured or not; 0 without them. */
    this.payload_length = 0;
    /** Number of the protocol that IP carries, after IPv6's extension headers. */
    this.protocol = undefined;
    this.ip_end = 0; // where IP's payload ends on the wire
  }

  /**
   * @param {{ buf: Buffer, header: Buffer, link_type: string }} raw  as 'packet' events carry it
   * @returns {PacketView} itself
   */
  read(raw) {
    const slab = RawPacket.slab_of(raw);
    if (slab !== null) {
      const start = RawPacket.start_of(raw);
      const data = RawPacket.view_of(raw);
      this.bytes = slab;
      this.#data = data;
      this.start = start;
      this.end = start + RawPacket.caplen_of(raw);
      return this.#read(data.getUint32(start - 4, true), raw.link_type);
    }
    const caplen = Math.min(raw.buf.length, u32le(raw.header, 8));
    return this.read_bytes(raw.buf, 0, caplen, u32le(raw.header, 12), raw.link_type);
  }

  /**
   * The same of bytes from anywhere.
   * @param {Uint8Array} bytes
   * @param {number} [start]  offset of the link layer
   * @param {number} [end]  where the captured bytes end
   * @param {number} [length]  how many there were on the wire
   * @param {string} [link_type]
   */
  read_bytes(
    bytes,
    start = 0,
    end = bytes.length,
    length = end - start,
    link_type = 'LINKTYPE_ETHERNET',
  ) {
    if (bytes !== this.bytes) this.#data = data_view(bytes);
    this.bytes = bytes;
    this.start = start > 0 ? start : 0;
    this.end = end < bytes.length ? end : bytes.length;
    return this.#read(length, link_type);
  }

  #read(length, link_type) {
    const captured = this.end - this.start;
    this.length = length > captured ? length : captured;
    this.ethertype = undefined;
    this.vlan_id = undefined;
    this.is_ipv4 = false;
    this.is_ipv6 = false;
    this.is_tcp = false;
    this.is_udp = false;
    this.is_fragment = false;
    this.ip_start = NONE;
    this.transport_start = NONE;
    this.payload_start = NONE;
    this.payload_end = NONE;
    this.payload_length = 0;
    this.protocol = undefined;
    if (link_type === 'LINKTYPE_ETHERNET') this.#read_ethernet();
    else this.#read_other(link_type);
    return this;
  }

  #read_ethernet() {
    const { start, end } = this;
    const data = this.#data;
    if (end - start < ethernet.HEADER) return;
    this.#read_type(ethernet.ethertype(data, start), start + ethernet.HEADER);
  }

  #read_type(type, o) {
    const { bytes, end } = this;
    while (vlan.is_tag(type)) {
      if (end - o < vlan.HEADER) return;
      this.vlan_id ??= vlan.id(bytes, o);
      type = vlan.ethertype(bytes, o);
      o += vlan.HEADER;
    }
    this.ethertype = type;
    if (type === ethernet.IPV4) this.#read_ipv4(o);
    else if (type === ethernet.IPV6) this.#read_ipv6(o);
  }

  #read_other(link_type) {
    const { bytes, start, end } = this;
    switch (link_type) {
      case 'LINKTYPE_RAW':
      case 'LINKTYPE_IPV4':
      case 'LINKTYPE_IPV6':
        this.#read_ip(start);
        break;
      case 'LINKTYPE_NULL':
      case 'LINKTYPE_LOOP':
        this.#read_ip(start + BSD_LOOPBACK);
        break;
      case 'LINKTYPE_LINUX_SLL':
        if (end - start >= SLL.LENGTH) {
          this.#read_type(u16(bytes, start + SLL.PROTOCOL), start + SLL.LENGTH);
        }
        break;
      case 'LINKTYPE_LINUX_SLL2':
        if (end - start >= SLL2.LENGTH) {
          this.#read_type(u16(bytes, start + SLL2.PROTOCOL), start + SLL2.LENGTH);
        }
    }
  }

  // By the version, which says more than the link layer.
  #read_ip(o) {
    if (o >= this.end) return;
    if (this.bytes[o] >> 4 === 6) this.#read_ipv6(o);
    else this.#read_ipv4(o);
  }

  #read_ipv4(o) {
    const { end } = this;
    const data = this.#data;
    if (end - o < ipv4.HEADER || ipv4.version(data, o) !== 4) return;
    const header = ipv4.header_length(data, o);
    const total = ipv4.total_length(ipv4.length(data, o), this.length - (o - this.start));
    if (header < ipv4.HEADER || total < header || end - o < header) return;
    this.is_ipv4 = true;
    this.ip_start = o;
    this.protocol = ipv4.protocol(data, o);
    this.is_fragment = ipv4.is_fragment(data, o);
    if (ipv4.fragment_offset(data, o) === 0) {
      this.#read_transport(this.protocol, o + header, total - header);
    }
  }

  #read_ipv6(o) {
    const { bytes, end } = this;
    if (end - o < ipv6.HEADER || ipv6.version(bytes, o) !== 6) return;
    this.is_ipv6 = true;
    this.ip_start = o;
    const carried = ipv6.carried_length(bytes, o, this.length - (o - this.start));
    this.#read_next(ipv6.next_header(bytes, o), o + ipv6.HEADER, carried);
  }

  // Walks over extension headers, each of which has eight octets at least (RFC 8200, 4).
  #read_next(next, o, length) {
    const { bytes } = this;
    for (;;) {
      this.protocol = next;
      if (next === FRAGMENT) {
        if (this.end - o < 8 || length < 8) return;
        const pieces = u16(bytes, o + 2) & 0xfff9;
        this.is_fragment ||= pieces !== 0;
        if (pieces >= 8) {
          this.protocol = bytes[o];
          return;
        }
      } else if (!is_extension(next)) {
        break;
      }
      if (this.end - o < 8 || length < 8) return;
      const size = next === FRAGMENT ? 8 : extension_length(bytes, o, next);
      if (this.end - o < size || length < size) return;
      next = bytes[o];
      o += size;
      length -= size;
    }
    this.#read_transport(next, o, length);
  }

  // `length` is what IP grants, which can be more than was captured.
  #read_transport(protocol, o, length) {
    const data = this.#data;
    const end = length < this.end - o ? o + length : this.end;
    if (protocol === TCP) {
      if (end - o < tcp.HEADER) return;
      const header = tcp.header_length(data, o);
      if (header < tcp.HEADER || end - o < header) return;
      this.is_tcp = true;
      this.#place_payload(o, o + header, end, length - header);
    } else if (protocol === UDP) {
      if (end - o < udp.HEADER) return;
      this.is_udp = true;
      const total = udp.total_length(udp.length(data, o), length);
      this.#place_payload(o, o + udp.HEADER, Math.min(end, o + total), total - udp.HEADER);
    }
  }

  #place_payload(transport, start, end, length) {
    this.transport_start = transport;
    this.payload_start = start;
    this.payload_end = end;
    this.payload_length = length;
  }

  /** Octets of the IP header, options included. */
  get ip_header_length() {
    if (this.is_ipv4) return ipv4.header_length(this.#data, this.ip_start);
    return this.is_ipv6 ? ipv6.HEADER : undefined;
  }

  /** Time to live, or IPv6's hop limit. */
  get ttl() {
    if (this.is_ipv4) return ipv4.ttl(this.#data, this.ip_start);
    return this.is_ipv6 ? ipv6.hop_limit(this.bytes, this.ip_start) : undefined;
  }

  /** The IPv4 source address as an unsigned number; of IPv6, see saddr_word(). */
  get saddr() {
    return this.is_ipv4 ? this.#data.getUint32(this.ip_start + ipv4.SADDR) : undefined;
  }

  /** The IPv4 destination address as an unsigned number; of IPv6, see daddr_word(). */
  get daddr() {
    return this.is_ipv4 ? this.#data.getUint32(this.ip_start + ipv4.DADDR) : undefined;
  }

  /** The `index`-th (0 to 3) unsigned 32-bit number of the IPv6 source address. */
  saddr_word(index) {
    return this.is_ipv6 ? u32(this.bytes, this.ip_start + ipv6.SADDR + 4 * index) : undefined;
  }

  /** The `index`-th (0 to 3) unsigned 32-bit number of the IPv6 destination address. */
  daddr_word(index) {
    return this.is_ipv6 ? u32(this.bytes, this.ip_start + ipv6.DADDR + 4 * index) : undefined;
  }

  /** The source address as text, IPv6 in its short form. */
  get saddr_text() {
    return address_text(this, ipv4.SADDR, ipv6.SADDR);
  }

  /** The destination address as text, IPv6 in its short form. */
  get daddr_text() {
    return address_text(this, ipv4.DADDR, ipv6.DADDR);
  }

  /** Source port. */
  get sport() {
    return this.transport_start >= 0 ? this.#data.getUint16(this.transport_start) : undefined;
  }

  /** Destination port. */
  get dport() {
    return this.transport_start >= 0 ? this.#data.getUint16(this.transport_start + 2) : undefined;
  }

  /** TCP's sequence number. */
  get seqno() {
    return this.is_tcp ? tcp.seqno(this.#data, this.transport_start) : undefined;
  }

  /** TCP's acknowledgment number. */
  get ackno() {
    return this.is_tcp ? tcp.ackno(this.#data, this.transport_start) : undefined;
  }

  /**
   * TCP's nine flags as bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, NS 256.
   */
  get flags() {
    return this.is_tcp ? tcp.flags(this.#data, this.transport_start) : undefined;
  }

  /** TCP's window as it stands in the header, not scaled. */
  get window() {
    return this.is_tcp ? tcp.window(this.#data, this.transport_start) : undefined;
  }

  /** Octets of the TCP header, options included. */
  get tcp_header_length() {
    return this.is_tcp ? tcp.header_length(this.#data, this.transport_start) : undefined;
  }

  /**
   * What TCP or UDP carries, as far as it was captured: a Buffer on the packet's bytes, made at
   * each call.
   */
  payload() {
    return this.payload_start < 0 ? EMPTY : view(this.bytes, this.payload_start, this.payload_end);
  }
}

const is_extension = (next) =>
  next === HOP_BY_HOP || next === ROUTING || next === DESTINATION || next === AUTHENTICATION;

// The authentication header counts in units of four octets, less two (RFC 4302, 2.2).
const extension_length = (bytes, o, kind) =>
  kind === AUTHENTICATION ? (bytes[o + 1] + 2) * 4 : (bytes[o + 1] + 1) * 8;

function address_text(view, of_ipv4, of_ipv6) {
  if (view.is_ipv4) return ipv4_text(u32(view.bytes, view.ip_start + of_ipv4));
  return view.is_ipv6 ? ipv6_text_at(view.bytes, view.ip_start + of_ipv6) : undefined;
}

function ipv6_text_at(bytes, o) {
  const scratch = Buffer.allocUnsafe(40);
  return scratch.latin1Slice(0, write_ipv6(scratch, 0, bytes, o));
}

exports.PacketView = PacketView;
