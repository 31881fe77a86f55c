'use strict';

// What a packet says of IP fragments.

const { is_dns } = require('../protocol/dns/ports');
const IPv4 = require('../protocol/ipv4');
const IPv6 = require('../protocol/ipv6');
const FragmentHeader = require('../protocol/ipv6headers/fragment_header');
const TCP = require('../protocol/tcp');
const UDP = require('../protocol/udp');
const { layers_of } = require('../packet/layers_of');
const { NETWORK } = require('../packet/interface');
const { network_of } = require('./network');

const MORE_FRAGMENTS = 0x20;

/** Whether more fragments follow the one with this IPv4 header or IPv6 fragment header. */
function more_follow(layer) {
  if (!(layer instanceof IPv4)) return layer.moreFragments === true;
  const bits = layer.flag_bits;
  return bits === undefined ? layer.flags?.moreFragments === true : (bits & MORE_FRAGMENTS) !== 0;
}

/** True for the IPv4 header of a fragment. */
function is_ipv4_fragment(ip) {
  return ip.fragmentOffset > 0 || more_follow(ip);
}

/**
 * The same, and for an IPv6 fragment header, unless that stands before a whole packet (RFC 6946).
 * One that is cut counts as well: is_usable() tells.
 */
function is_fragment(layer) {
  if (layer instanceof IPv4) return is_ipv4_fragment(layer);
  if (!(layer instanceof FragmentHeader)) return false;
  return layer._error !== undefined || layer.fragmentOffset > 0 || more_follow(layer);
}

/** True where the headers of a fragment are whole and valid, so that it can be told from others. */
function is_usable(ip, layer) {
  return (
    layer._error === undefined &&
    ip._error === undefined &&
    typeof ip.saddr?.word === 'function' &&
    typeof ip.daddr?.word === 'function'
  );
}

/**
 * Whether `layer` carries no IP: TCP, and what runs over UDP on ports where looking would decode
 * each message.
 */
function is_leaf(layer) {
  if (layer instanceof TCP) return true;
  return layer instanceof UDP && is_dns(layer.sport, layer.dport);
}

/**
 * The first fragment in a packet, or undefined: `{ layer, ip, previous, depth, network }` with
 * `layer` the IPv4 or IPv6 fragment header, `ip` the IP header, `previous` the header before an
 * IPv6 fragment header, `depth` the number of layers before `ip`, `network` the name of the
 * network.
 */
function find_fragment(packet) {
  let ip = null;
  let ip_depth = 0;
  let previous = null;
  let depth = 0;
  let network = packet?.[NETWORK] ?? '';
  for (const layer of layers_of(packet)) {
    if (layer instanceof IPv4 || layer instanceof IPv6) {
      ip = layer;
      ip_depth = depth;
    }
    if (ip !== null && is_fragment(layer)) {
      return { layer, ip, previous, depth: ip_depth, network };
    }
    if (is_leaf(layer)) return undefined;
    network += network_of(layer);
    previous = layer;
    depth += 1;
  }
  return undefined;
}

exports.is_ipv4_fragment = is_ipv4_fragment;
exports.is_fragment = is_fragment;
exports.more_follow = more_follow;
exports.is_usable = is_usable;
exports.is_leaf = is_leaf;
exports.find_fragment = find_fragment;
