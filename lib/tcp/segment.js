'use strict';

// The numbers of one TCP segment: the innermost of a packet, with the IP header nearest to it. A
// raw packet of Ethernet, IPv4 and TCP with nothing between is read where it lies, without layers;
// any other raw packet is decoded.

const { EMPTY, view: view_of } = require('../packet/bytes');
const { NETWORK, network_of: network_of_raw } = require('../packet/interface');
const { layers_of } = require('../packet/layers_of');
const { is_dns } = require('../protocol/dns/ports');
const IPv4 = require('../protocol/ipv4');
const IPv6 = require('../protocol/ipv6');
const TCP = require('../protocol/tcp');
const { by_port } = require('../protocol/decoder_table');
const { is_usual } = require('../protocol/plain');
const PcapPacket = require('../protocol/pcap_packet');
const TCPOptions = require('../protocol/tcp_options');
const { RawPacket } = require('../packet/raw_packet');
const ethernet = require('../wire/ethernet');
const ipv4 = require('../wire/ipv4');
const wire = require('../wire/tcp');
const udp = require('../wire/udp');
const { is_ipv4_fragment, is_fragment, is_leaf } = require('../ip/fragment');
const { network_of } = require('../ip/network');
const { udp_ports } = require('../protocol/tables');

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
    this.bytes = EMPTY;
    this.data_start = 0;
    this.data_end = 0;
    this.packet = null; // the decoded packet
  }

  /** The data as far as it was captured: a Buffer on the packet's bytes. */
  get data() {
    return this.tcp === null
      ? view_of(this.bytes, this.data_start, this.data_end)
      : (this.tcp.data ?? EMPTY);
  }

  /** The shift that the options offer; undefined where they don't. */
  get window_scale() {
    if (this.tcp !== null) return this.tcp.options?.window_scale ?? undefined;
    const start = this.data_start - this.header_bytes + wire.OPTIONS;
    const options = new TCPOptions();
    TCPOptions.read(options, this.bytes, start, this.data_start);
    return options.window_scale ?? undefined;
  }

  /**
   * Takes the segment of a packet, decoded or raw; false where there is none. `flows` hashes IPv6
   * addresses, and says whether networks matter.
   */
  read(packet, flows) {
    if (is_raw(packet)) {
      const found = this.read_raw(packet, flows);
      if (found !== undefined) return found;
      packet = new PcapPacket().decode(packet);
    }
    this.packet = packet;
    const header = packet?.pcap_header;
    this.time = header ? header.tv_sec + header.tv_usec / 1e6 : NaN;
    this.is_cut = header?.caplen !== header?.len;
    return this.read_layers(packet, flows);
  }

  /**
   * The same of a raw packet that lies in a slab, as its session delivers it; undefined where it
   * takes the decoders to tell: for anything but whole headers of Ethernet, IPv4 and TCP, or UDP
   * on ports that no decoder has. Straight down: this is most packets' way.
   */
  read_raw(raw, flows) {
    const slab = RawPacket.slab_of(raw);
    if (slab === null || !is_usual(raw.link_type)) return undefined;
    const view = RawPacket.view_of(raw);
    const start = RawPacket.start_of(raw);
    const caplen = RawPacket.caplen_of(raw);
    const captured = start + caplen;
    const o = start + ethernet.HEADER;
    if (captured - o < ipv4.HEADER + udp.HEADER) return undefined;
    if (ethernet.ethertype(view, start) !== ethernet.IPV4 || ipv4.version(view, o) !== 4)
      return undefined;
    const protocol = ipv4.protocol(view, o);
    if ((protocol !== ipv4.TCP && protocol !== ipv4.UDP) || ipv4.is_fragment(view, o))
      return undefined;
    const len = view.getUint32(start - 4, true);
    const ip_bytes = ipv4.header_length(view, o);
    const available = (len > caplen ? len : caplen) - ethernet.HEADER;
    const total = ipv4.total_length(ipv4.length(view, o), available);
    const at = o + ip_bytes;
    const end = Math.min(o + total, captured);
    if (protocol === ipv4.UDP) {
      if (ip_bytes < ipv4.HEADER || end - at < udp.HEADER || may_carry_ip(view, at))
        return undefined;
      this.has_fragment = false;
      return false;
    }
    if (ip_bytes < ipv4.HEADER || end - at < wire.HEADER) return undefined;
    const header_bytes = wire.header_length(view, at);
    if (header_bytes < wire.HEADER || end - at < header_bytes) return undefined;
    this.time = view.getUint32(start - 16, true) + view.getUint32(start - 12, true) / 1e6;
    this.is_cut = caplen !== len;
    this.has_fragment = false;
    this.saddr = view.getInt32(o + ipv4.SADDR);
    this.daddr = view.getInt32(o + ipv4.DADDR);
    this.sport = wire.sport(view, at);
    this.dport = wire.dport(view, at);
    this.seq = wire.seqno(view, at) | 0;
    this.ack = wire.ackno(view, at) | 0;
    this.bits = wire.flags(view, at);
    this.window = wire.window(view, at);
    this.header_bytes = header_bytes;
    this.ip_bytes = ip_bytes;
    this.length = total - ip_bytes - header_bytes;
    this.ip6 = null;
    this.network = flows.has_networks ? network_of_raw(raw) : '';
    this.tcp = null;
    if (this.bytes !== slab) this.bytes = slab;
    this.data_start = at + header_bytes;
    this.data_end = end;
    return true;
  }

  /** The same by the packet's layers, without its header. */
  read_layers(packet, flows) {
    this.has_fragment = false;
    const ip = packet?.payload?.payload;
    if (ip instanceof IPv4 && ip.payload instanceof TCP && !is_ipv4_fragment(ip)) {
      const link = packet.payload;
      this.network = (flows.has_networks && packet[NETWORK]) || '';
      if (link.vlan !== null && flows.has_networks) this.network += network_of(link);
      return read_fields(this, ip, ip.payload, ip.headerLength, flows);
    }
    return find_segment(this, packet, flows);
  }

  /** Forgets the packet, so that its bytes can go. */
  clear() {
    this.tcp = null;
    this.ip6 = null;
    this.packet = null;
    this.bytes = EMPTY;
  }
}

function is_raw(packet) {
  if (packet instanceof RawPacket) return true;
  return packet?.payload === undefined && packet?.buf instanceof Uint8Array;
}

/** Whether a decoder has a port of the UDP datagram at `o`: only that tells what it carries. */
function may_carry_ip(view, o) {
  const sport = udp.sport(view, o);
  const dport = udp.dport(view, o);
  return !is_dns(sport, dport) && by_port(udp_ports, sport, dport) !== undefined;
}

/** True where the segment can be worked with: decoded far enough, and with addresses. */
function is_usable(ip, tcp) {
  return (
    tcp.dataLength >= 0 &&
    tcp.headerLength >= wire.HEADER &&
    tcp.flag_bits !== undefined &&
    typeof ip.saddr?.word === 'function' &&
    typeof ip.daddr?.word === 'function'
  );
}

function read_fields(segment, ip, tcp, ip_bytes, flows) {
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
  return true;
}

function find_segment(segment, packet, flows) {
  let ip = null;
  let ip_bytes = 0;
  let network = packet?.[NETWORK] ?? '';
  for (const layer of layers_of(packet)) {
    if (layer instanceof TCP) {
      if (ip === null || !read_fields(segment, ip, layer, ip_bytes, flows)) return false;
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
