'use strict';

const { layers_of } = require('../packet/layers_of');
const PcapPacket = require('../protocol/pcap_packet');
const UDP = require('../protocol/udp');

/**
 * The innermost datagram of a packet, decoded or raw.
 * @returns {{ bytes: Buffer, udp: UDP, src: string, dst: string, time: number } | undefined}
 *   time: seconds, as in TCPSession
 */
function datagram_of(packet) {
  const decoded = packet?.payload === undefined ? new PcapPacket().decode(packet) : packet;
  let ip;
  let found;
  for (const layer of layers_of(decoded)) {
    if (layer.saddr !== undefined && layer.daddr !== undefined) ip = layer;
    if (layer instanceof UDP) found = { udp: layer, ip };
  }
  if (found === undefined || !(found.udp.data?.length > 0)) return undefined;
  const { udp } = found;
  const { pcap_header: header } = decoded;
  return {
    bytes: udp.data,
    udp,
    src: end_of(found.ip?.saddr, udp.sport),
    dst: end_of(found.ip?.daddr, udp.dport),
    time: header ? header.tv_sec + header.tv_usec / 1e6 : NaN,
  };
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`. */
function end_of(address, port) {
  const text = address?.to_short_string?.() ?? `${address ?? '?'}`;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

exports.datagram_of = datagram_of;
