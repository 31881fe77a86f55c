'use strict';

// Finds the TCP segment in a packet: the innermost one and the IP header nearest above it, whatever lies around them.

const IPv4 = require('../decode/ipv4');
const IPv6 = require('../decode/ipv6');
const TCP = require('../decode/tcp');
const { MAX_DEPTH } = require('../decode/layer');
const { is_ipv4_fragment, is_fragment, layer_below } = require('../ip/fragment');

/** What find_segment() has found; one object for all, good until the next call. */
const found = { ip: null, tcp: null, header_bytes: 0, has_fragment: false };

/** True where the segment can be worked with: decoded far enough, and with addresses. */
function is_usable(ip, tcp) {
  return (
    tcp.dataLength >= 0 &&
    tcp.headerLength >= 20 &&
    tcp.flag_bits !== undefined &&
    typeof ip.saddr?.word === 'function' &&
    typeof ip.daddr?.word === 'function'
  );
}

/** Returns whether there is a TCP segment, which is then in `found`. If not, `found.has_fragment` may tell why. */
function find_segment(packet) {
  found.has_fragment = false;
  const ip = packet?.payload?.payload;
  if (ip instanceof IPv4) {
    const tcp = ip.payload;
    if (tcp instanceof TCP && !is_ipv4_fragment(ip)) {
      found.ip = ip;
      found.tcp = tcp;
      found.header_bytes = ip.headerLength;
      return is_usable(ip, tcp);
    }
  }
  return find_deep(packet);
}

function find_deep(packet) {
  let ip = null;
  let header_bytes = 0;
  let layer = packet?.payload;
  for (
    let depth = 0;
    depth <= 2 * MAX_DEPTH && typeof layer === 'object' && layer !== null;
    depth++
  ) {
    if (layer instanceof TCP) {
      if (ip === null) return false;
      found.ip = ip;
      found.tcp = layer;
      found.header_bytes = header_bytes;
      return is_usable(ip, layer);
    }
    if (layer instanceof IPv4 || layer instanceof IPv6) {
      ip = layer;
      header_bytes = layer instanceof IPv4 ? layer.headerLength : 40;
    } else {
      header_bytes += layer.headerLength ?? 0; // IPv6's extension headers
    }
    if (ip !== null && is_fragment(layer)) {
      found.has_fragment = true;
      return false;
    }
    layer = layer_below(layer);
  }
  return false;
}

/** Forgets the packet, so that its bytes can go. */
function forget_segment() {
  found.ip = null;
  found.tcp = null;
}

exports.found = found;
exports.find_segment = find_segment;
exports.forget_segment = forget_segment;
