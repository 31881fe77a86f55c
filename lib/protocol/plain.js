'use strict';

// The packets that most are: Ethernet, IPv4, and TCP or UDP with nothing between, all of it whole
// and valid. Their layers are made from where they lie in a slab, and no Buffer on the packet is
// made for that. Every other packet is left to the decoders, which read the same of this one.

const { FastBuffer } = require('../packet/bytes');
const ethernet = require('../wire/ethernet');
const ipv4 = require('../wire/ipv4');
const tcp = require('../wire/tcp');
const udp = require('../wire/udp');
const EthernetPacket = require('./ethernet_packet');
const IPv4 = require('./ipv4');
const { ether_types, ip_protocols, link_types } = require('./tables');
const TCP = require('./tcp');
const UDP = require('./udp');

const LEAST = ethernet.HEADER + ipv4.HEADER + udp.HEADER;

/** Whether the tables lead to the decoders here: programs may have put in their own. */
function is_usual(link_type) {
  return (
    link_types.find(link_type) === EthernetPacket &&
    ether_types.find(ethernet.IPV4) === IPv4 &&
    ip_protocols[ipv4.TCP] === TCP &&
    ip_protocols[ipv4.UDP] === UDP
  );
}

/**
 * The link layer of the packet at [start, end) of `slab`, which `view` shows; null where it is not
 * so plain. `length` is the packet's on the wire.
 */
function decode_plain(slab, view, start, end, length) {
  if (end - start < LEAST || ethernet.ethertype(view, start) !== ethernet.IPV4) return null;
  const o = start + ethernet.HEADER;
  const first = view.getUint8(o + ipv4.VERSION);
  const header = (first & 0x0f) << 2;
  const total = view.getUint16(o + ipv4.LENGTH);
  if (first >> 4 !== 4 || header < ipv4.HEADER || total > length - ethernet.HEADER) return null;
  if (ipv4.is_fragment(view, o)) return null;
  const at = o + header;
  const ip_end = o + total < end ? o + total : end;
  const protocol = view.getUint8(o + ipv4.PROTOCOL);
  const ip = IPv4.around(slab, view, o, at, ip_end);
  const granted = total - header;
  let payload = null;
  if (protocol === ipv4.TCP) {
    if (ip_end - at < tcp.HEADER) return null;
    const tcp_header = tcp.header_length(view, at);
    if (tcp_header < tcp.HEADER || ip_end - at < tcp_header) return null;
    const data = granted > tcp_header ? buffer_of(view, at + tcp_header, ip_end) : null;
    payload = TCP.with_data(data, granted - tcp_header, slab, view, at, at + tcp_header);
  } else if (protocol === ipv4.UDP) {
    if (ip_end - at < udp.HEADER || udp.length(view, at) !== granted) return null;
    payload = UDP.with_data(buffer_of(view, at + udp.HEADER, ip_end), view, at, ip);
  }
  if (payload === null) return null;
  ip.payload = payload;
  return EthernetPacket.around(ip, slab, view, start, o, end);
}

const buffer_of = (view, start, end) =>
  new FastBuffer(view.buffer, view.byteOffset + start, end - start);

exports.decode_plain = decode_plain;
exports.is_usual = is_usual;
