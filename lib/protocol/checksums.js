'use strict';

// packet.checksum_ok(): whether checksums are right, computed when a program asks. Undefined where
// that can't be told: the capture has not all bytes, a fragment, no checksum, or one that the
// sender's device was to compute and that the capture saw before.

const { next_layer } = require('../packet/layer');
const { fold, sum16 } = require('../wire/checksum');

const MAX_LAYERS = 64; // that are looked at
const RIGHT = 0xffff; // sum of what includes its checksum
const ROUTING = 43; // an extension header: the address in the checksum is another
const TRANSPORTS = {
  tcp: { protocol: 6, at: 16, pseudo: true },
  udp: { protocol: 17, at: 6, pseudo: true },
  icmp: { protocol: 1, at: 2, pseudo: false },
  icmpv6: { protocol: 58, at: 2, pseudo: true },
};

/** Of an IPv4 header, which lies before what it carries. */
function ipv4_ok({ headerLength: size, headerChecksum, payload_bytes, _error }) {
  const start = payload_bytes?.byteOffset - size;
  if (_error !== undefined || !(size >= 20 && start >= 0) || payload_bytes.length === 0) {
    return undefined;
  }
  const header = new Uint8Array(payload_bytes.buffer, start, size);
  if (fold(sum16(header, 0, size)) === RIGHT) return true;
  return headerChecksum === 0 ? undefined : false; // left to the device
}

/** Addresses, length and protocol, as the checksums of TCP and UDP have them. */
function pseudo_sum({ saddr, daddr }, length, protocol) {
  const sum = sum16(saddr.addr, 0, saddr.addr.length, length + protocol);
  return sum16(daddr.addr, 0, daddr.addr.length, sum);
}

/** Octets that the IP header grants what it carries. */
function declared_length(ip, around) {
  if (ip.decoderName === 'ipv4') return ip.length - ip.headerLength;
  const headers = ip.payload_bytes.length - around.payload_bytes.length;
  return ip.payloadLength - headers;
}

/**
 * @param {object} layer  a transport layer
 * @param {object} ip  the IP layer of its packet
 * @param {object} around  the layer that carries it: `ip`, or an extension header of its
 */
function transport_ok({ decoderName, checksum, length }, ip, around) {
  const { protocol, at, pseudo } = TRANSPORTS[decoderName];
  const bytes = around.payload_bytes;
  const size = decoderName === 'udp' && length >= 8 ? length : declared_length(ip, around);
  if (!(size >= at + 2) || bytes === undefined || bytes.length < size) return undefined;
  if (decoderName === 'udp' && checksum === 0) return undefined; // none
  const start = pseudo ? fold(pseudo_sum(ip, size, protocol)) : 0;
  if (fold(sum16(bytes, 0, size, start)) === RIGHT) return true;
  return checksum === start ? undefined : false; // the device adds the rest
}

const is_fragment = ({ flags, moreFragments, fragmentOffset }) =>
  fragmentOffset > 0 || Boolean(flags?.moreFragments ?? moreFragments);

/** Name and result of each checksum in a packet, outermost first. */
function* checksums_of(packet) {
  let ip; // the innermost IP layer so far
  let around;
  let is_known = false; // that its payload's checksum can be told
  let layer = next_layer(packet);
  for (let i = 0; layer !== undefined && i < MAX_LAYERS; i++) {
    const { decoderName } = layer;
    if (decoderName === 'ipv4' || decoderName === 'ipv6') {
      ip = layer;
      is_known = !is_fragment(ip) && ip._error === undefined;
      if (decoderName === 'ipv4') yield ['ipv4', ipv4_ok(ip)];
    } else if (decoderName === 'header-extension') {
      if (is_fragment(layer) || around?.nextHeader === ROUTING) is_known = false;
    } else if (Object.hasOwn(TRANSPORTS, decoderName ?? '') && ip !== undefined) {
      yield [decoderName, is_known ? transport_ok(layer, ip, around) : undefined];
      is_known = false;
    }
    around = layer;
    layer = next_layer(layer);
  }
}

/**
 * @param {object} packet  a PcapPacket
 * @param {string} [name]  of a layer: 'ipv4', 'tcp', 'udp', 'icmp', 'icmpv6'; without one, all of
 *   them
 * @returns {boolean | undefined} of several false where one is wrong
 */
function checksum_ok(packet, name) {
  let result;
  for (const [layer, ok] of checksums_of(packet)) {
    if (name !== undefined && layer !== name) continue;
    if (ok === false) return false;
    result = ok ?? result;
    if (name !== undefined) return result;
  }
  return result;
}

exports.checksum_ok = checksum_ok;
