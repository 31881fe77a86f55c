'use strict';

// Which partition a flow belongs to: the tracker's hash without its secret, so that every sensor
// and every consumer comes to the same number. docs/scale.md describes it.

const { decode } = require('../decode');
const { address_bytes } = require('../file/address_bytes');
const { PacketView } = require('../wire');

const PORT_FACTOR = 0x9e3779b1;
// L2TP, GTP, Teredo, VXLAN, …
const TUNNEL_PORTS = new Set([1701, 2152, 3544, 4789, 6081, 6635, 8472]);
const PORT_PROTOCOLS = new Set([6, 17]); // TCP, UDP
const TUNNEL_PROTOCOLS = new Set([4, 41, 47, 137]); // IP in IP, IPv6 in IP, GRE, MPLS in IP

function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** The hash of one end: an address of 4 or 16 bytes at an offset, and a port. */
function end_hash(bytes, at, length, port) {
  const word = (o) => (bytes[o] << 24) | (bytes[o + 1] << 16) | (bytes[o + 2] << 8) | bytes[o + 3];
  let h = 0;
  if (length === 4) h = word(at);
  else for (let o = at; o < at + length; o += 4) h = mix(h ^ word(o));
  return mix((h + Math.imul(port + 1, PORT_FACTOR)) | 0);
}

const joined = (a, b) => mix((a + b) | 0) >>> 0;

/** 'host:port' as records have it, IPv6 addresses in brackets; also an address alone. */
function hash_of_end(text) {
  const [, bracketed, plain, port = '0'] =
    /^(?:\[([^\]]*)\]|([\d.]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const bytes = address_bytes(bracketed ?? plain ?? text);
  return bytes === undefined ? 0 : end_hash(bytes, 0, bytes.length, Number(port));
}

/** The same for both directions of a flow: `a` and `b` are its ends as texts. */
function flow_hash(a, b) {
  return joined(hash_of_end(a), hash_of_end(b));
}

/**
 * Gives the hash of raw packets. All fragments of a datagram have the hash of its addresses: only
 * the first has ports. Packets without IP have 0.
 */
class PacketHash {
  #view = new PacketView();

  of(raw) {
    const found = this.#view.read(raw);
    if (!found.is_ipv4 && !found.is_ipv6) return hash_of_layers(raw);
    const { bytes, ip_start, is_fragment, protocol } = found;
    const has_ports = !is_fragment && (found.is_tcp || found.is_udp);
    const sport = has_ports ? found.sport : 0;
    const dport = has_ports ? found.dport : 0;
    if (TUNNEL_PROTOCOLS.has(protocol)) return hash_of_layers(raw);
    // The ports are cut off.
    if (!has_ports && !is_fragment && PORT_PROTOCOLS.has(protocol)) return hash_of_layers(raw);
    if (found.is_udp && (TUNNEL_PORTS.has(sport) || TUNNEL_PORTS.has(dport))) {
      return hash_of_layers(raw);
    }
    const [source, length] = found.is_ipv4 ? [ip_start + 12, 4] : [ip_start + 8, 16];
    return joined(
      end_hash(bytes, source, length, sport),
      end_hash(bytes, source + length, length, dport),
    );
  }
}

/** Of the innermost addresses and ports, for what the view does not look into. */
function hash_of_layers(raw) {
  let ip;
  let ports;
  for (let layer = decode.packet(raw).payload; layer; layer = layer.payload) {
    const { decoderName: name } = layer;
    if (name === 'ipv4' || name === 'ipv6') [ip, ports] = [layer, undefined];
    else if ((name === 'tcp' || name === 'udp') && !ip?.flags?.moreFragments) ports = layer;
  }
  if (ip?.saddr?.addr === undefined || ip.daddr?.addr === undefined) return 0;
  const end = ({ addr }, port = 0) => end_hash(addr, 0, addr.length, port);
  return joined(end(ip.saddr, ports?.sport), end(ip.daddr, ports?.dport));
}

exports.PacketHash = PacketHash;
exports.flow_hash = flow_hash;
