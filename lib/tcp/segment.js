'use strict';

// One TCP segment as numbers, out of a packet: the innermost segment and the IP header nearest above it, whatever lies around
// them. Most packets are Ethernet, IPv4 and TCP with nothing between; as long as nobody has looked into such a one, it is read
// where it lies, and no layer is made. Everything else goes by the layers.

const { NO_BYTES, view, u16, u32 } = require('../packet/bytes');
const EthernetPacket = require('../protocol/ethernet_packet');
const IPv4 = require('../protocol/ipv4');
const IPv6 = require('../protocol/ipv6');
const TCP = require('../protocol/tcp');
const { window_scale } = require('../protocol/tcp_options');
const { layers_of } = require('../packet/layers_of');
const { has_header, undecoded } = require('../packet/pcap_packet');
const { ether_types } = require('../protocol/tables');
const { ip_protocols } = require('../protocol/tables');
const { link_types } = require('../protocol/tables');
const { SLAB, START, CAPLEN } = require('../packet/raw_packet');
const { is_ipv4_fragment, is_fragment, is_leaf } = require('../ip/fragment');
const { network_of } = require('../ip/network');

// Ethernet's header; the least that IPv4's and TCP's have.
const ETHERNET = 14;
const IP = 20;
const TCP_HEADER = 20;

class Segment {
  constructor() {
    this.saddr = 0; // IPv4: the address; IPv6: a hash of it, and the header in `ip6`
    this.daddr = 0;
    this.sport = 0;
    this.dport = 0;
    this.seq = 0; // signed, as all sequence numbers here
    this.ack = 0;
    this.bits = 0; // the flags
    this.window = 0; // as it stands in the header
    this.header_bytes = 0; // of TCP
    this.ip_bytes = 0; // of IP's headers
    this.length = 0; // of the data, captured or not
    this.ip6 = null;
    this.network = ''; // the name of the network that the addresses belong to
    this.time = 0; // of the packet, in seconds; NaN where it says none
    this.is_cut = false; // the packet was captured in part
    this.has_fragment = false; // there is no segment, but a fragment of an IP packet
    // What is captured of the options and the data: in `tcp`, or in bytes[data_start, data_end).
    this.tcp = null;
    this.bytes = NO_BYTES;
    this.data_start = 0;
    this.data_end = 0;
  }

  /** The data as far as it was captured: a Buffer on the packet's bytes. */
  get data() {
    if (this.tcp !== null) return this.tcp.data ?? NO_BYTES;
    return view(this.bytes, this.data_start, this.data_end);
  }

  /** The shift that the options offer; undefined where they don't. */
  get window_scale() {
    if (this.tcp !== null) return this.tcp.options?.window_scale ?? undefined;
    const options = this.data_start - this.header_bytes + TCP_HEADER;
    return window_scale(this.bytes, options, this.data_start);
  }

  /** Takes the segment of `packet`; false where there is none. `flows` hashes IPv6 addresses, and says whether networks matter. */
  read(packet, flows) {
    const raw = undecoded(packet);
    // The raw packet says what its header would, without being made one.
    const header = raw === null || has_header(packet) ? packet?.pcap_header : raw;
    this.time = header ? header.tv_sec + header.tv_usec / 1e6 : NaN;
    this.is_cut = header?.caplen !== header?.len;
    if (raw !== null && is_plain(packet) && read_in_slab(this, raw, header)) return true;
    return this.read_layers(packet, flows);
  }

  /** The same by the packet's layers, without its header. */
  read_layers(packet, flows) {
    this.has_fragment = false;
    const ip = packet?.payload?.payload;
    if (ip instanceof IPv4 && ip.payload instanceof TCP && !is_ipv4_fragment(ip)) {
      this.network = flows.has_networks ? network_of(packet.payload) : '';
      return take(this, ip, ip.payload, ip.headerLength, flows);
    }
    return find_deep(this, packet, flows);
  }

  /** Forgets the packet, so that its bytes can go. */
  forget() {
    if (this.tcp === null && this.bytes === NO_BYTES) return;
    this.tcp = null;
    this.ip6 = null;
    this.bytes = NO_BYTES;
  }
}

function is_plain(packet) {
  return (
    link_types.find(packet.link_type) === EthernetPacket &&
    ether_types.find(0x0800) === IPv4 &&
    ip_protocols[6] === TCP
  );
}

// False where the packet is anything but whole headers of Ethernet, IPv4 and TCP.
function read_in_slab(segment, raw, { len }) {
  const slab = raw[SLAB];
  const caplen = raw[CAPLEN];
  const ip = raw[START] + ETHERNET;
  const captured = raw[START] + caplen;
  if (captured - ip < IP + TCP_HEADER) return false;
  const ip_bytes = (slab[ip] & 0x0f) << 2;
  const is_tcp = u16(slab, ip - 2) === 0x0800 && slab[ip] >> 4 === 4 && slab[ip + 9] === 6;
  if (!is_tcp || ip_bytes < IP || (u16(slab, ip + 6) & 0x3fff) !== 0) return false;
  const granted = (len > caplen ? len : caplen) - ETHERNET;
  let total = u16(slab, ip + 2);
  if (total === 0 || total > granted) total = granted;
  const tcp = ip + ip_bytes;
  const end = Math.min(ip + total, captured);
  if (end - tcp < TCP_HEADER) return false;
  const header_bytes = (slab[tcp + 12] & 0xf0) >> 2;
  if (header_bytes < TCP_HEADER || end - tcp < header_bytes) return false;
  segment.saddr = u32(slab, ip + 12) | 0;
  segment.daddr = u32(slab, ip + 16) | 0;
  segment.sport = u16(slab, tcp);
  segment.dport = u16(slab, tcp + 2);
  segment.seq = u32(slab, tcp + 4) | 0;
  segment.ack = u32(slab, tcp + 8) | 0;
  segment.bits = u16(slab, tcp + 12) & 0x1ff;
  segment.window = u16(slab, tcp + 14);
  segment.header_bytes = header_bytes;
  segment.ip_bytes = ip_bytes;
  segment.length = total - ip_bytes - header_bytes;
  segment.ip6 = null;
  segment.network = '';
  segment.tcp = null;
  if (segment.bytes !== slab) segment.bytes = slab;
  segment.data_start = tcp + header_bytes;
  segment.data_end = end;
  return true;
}

/** True where the segment can be worked with: decoded far enough, and with addresses. */
function is_usable(ip, tcp) {
  return (
    tcp.dataLength >= 0 &&
    tcp.headerLength >= TCP_HEADER &&
    tcp.flag_bits !== undefined &&
    typeof ip.saddr?.word === 'function' &&
    typeof ip.daddr?.word === 'function'
  );
}

function take(segment, ip, tcp, ip_bytes, flows) {
  if (!is_usable(ip, tcp)) return false;
  const is_ip6 = ip instanceof IPv6;
  segment.saddr = is_ip6 ? flows.fold(ip.saddr) : ip.saddr.word(0);
  segment.daddr = is_ip6 ? flows.fold(ip.daddr) : ip.daddr.word(0);
  segment.sport = tcp.sport;
  segment.dport = tcp.dport;
  segment.seq = tcp.seqno | 0;
  segment.ack = tcp.ackno | 0;
  segment.bits = tcp.flag_bits;
  segment.window = tcp.windowSize;
  segment.header_bytes = tcp.headerLength;
  segment.ip_bytes = ip_bytes;
  segment.length = tcp.dataLength;
  segment.ip6 = is_ip6 ? ip : null;
  segment.tcp = tcp;
  segment.bytes = NO_BYTES;
  return true;
}

function find_deep(segment, packet, flows) {
  let ip = null;
  let ip_bytes = 0;
  let network = '';
  for (const layer of layers_of(packet)) {
    if (layer instanceof TCP) {
      if (ip === null || !take(segment, ip, layer, ip_bytes, flows)) return false;
      segment.network = flows.has_networks ? network : '';
      return true;
    }
    if (layer instanceof IPv4 || layer instanceof IPv6) {
      ip = layer;
      ip_bytes = layer instanceof IPv4 ? layer.headerLength : 40;
    } else {
      ip_bytes += layer.headerLength ?? 0; // IPv6's extension headers
    }
    if (ip !== null && is_fragment(layer)) {
      segment.has_fragment = true;
      return false;
    }
    if (is_leaf(layer)) return false;
    network += network_of(layer);
  }
  return false;
}

exports.Segment = Segment;
