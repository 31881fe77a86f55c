'use strict';

// The filter of a capture on a device, where the user gives none: TCP, also inside of VLAN tags,
// PPPoE, MPLS and tunnels. libpcap's own `tcp` sees only what directly follows the link-layer
// header.
//
// The kernel runs it, so it tests bytes at fixed places. Each function below returns the expression
// for a header that begins `at` an offset of the packet. Where a header is longer than usual, or
// where tunnels are inside of tunnels, packets pass, and the decoders find out.

const MAX_TAGS = 2; // VLAN tags; below more than these everything passes
const MAX_LABELS = 2; // of MPLS, likewise
const VXLAN = [4789, 8472];
const GTP = [2152];
// L2TP, Teredo, GRE, VXLAN-GPE, Geneve, MPLS.
const OTHER_UDP_TUNNELS = [1701, 3544, 4754, 4790, 6081, 6635];
const UDP_TUNNELS = [...VXLAN, ...GTP, ...OTHER_UDP_TUNNELS];
const IP_TUNNELS = [4, 41, 51, 137]; // IPv4, IPv6, authentication header, MPLS
const IPV6_EXTENSIONS = [0, 43, 44, 60, 135, 139, 140];
const CARRIERS = [0x6558, 0x880b, 0x88e5, 0x892f, 0x894f]; // Ethernet, PPP, MACsec, HSR, NSH
const ALWAYS = 'link[0] >= 0';

/** Where the ether type stands, and where what it describes begins. */
const ETHER_TYPES = new Map([
  ['LINKTYPE_ETHERNET', { type: 12, payload: 14 }],
  ['LINKTYPE_LINUX_SLL', { type: 14, payload: 16 }],
  ['LINKTYPE_LINUX_SLL2', { type: 0, payload: 20 }],
]);

/** Where IP begins, for link types that carry little else. */
const IP_STARTS = new Map([
  ['LINKTYPE_RAW', 0],
  ['LINKTYPE_NULL', 4],
  ['LINKTYPE_LOOP', 4],
]);

/**
 * @param {string} link_type  of the device
 * @param {number} [port]  only TCP from or to this port, unless it is inside of a tunnel
 * @returns {string} a filter in the syntax of pcap-filter(7)
 */
function device_filter(link_type, port) {
  const layer = ETHER_TYPES.get(link_type);
  if (layer !== undefined) return ether_type(layer.type, layer.payload, 0, port);
  const start = IP_STARTS.get(link_type);
  if (start !== undefined) return ip(start, port, TUNNELS_BY_CONTENT);
  return port === undefined ? 'tcp' : `tcp port ${port}`;
}

function ether_type(type, payload, tags, port) {
  const tagged = tags < MAX_TAGS && ether_type(payload + 2, payload + 4, tags + 1, port);
  const tunnels = tags === 0 ? TUNNELS_BY_CONTENT : ALL_TUNNELS;
  return any(
    all(word(type, [0x0800]), ipv4(payload, port, tunnels)),
    all(word(type, [0x86dd]), ipv6(payload, port)),
    all(word(type, [0x8100, 0x88a8, 0x9100, 0x9200]), tagged || ALWAYS),
    all(word(type, [0x8864]), pppoe(payload, port)),
    all(word(type, [0x8847, 0x8848]), tags === 0 ? mpls(payload, 1, port) : ALWAYS),
    word(type, CARRIERS),
    all(`link[${type}:2] <= 1500`, word(payload, [0xaaaa])), // SNAP
  );
}

/** RFC 2516: six bytes, then PPP's protocol, of which some send one octet: of IP, all passes. */
function pppoe(at, port) {
  return any(
    all(word(at + 6, [0x0021]), ipv4(at + 8, port)),
    all(word(at + 6, [0x0057]), ipv6(at + 8, port)),
    word(at + 6, [0x0281, 0x0283]), // MPLS
    byte(at + 6, [0x21, 0x57]),
  );
}

/** RFC 3032: four bytes a label; the last one has a bit set, and IP or Ethernet below. */
function mpls(at, labels, port) {
  const is_last = `link[${at + 2}] & 1 = 1`;
  const is_ethernet = any(`link[${at + 4}] < 0x40`, `link[${at + 4}] > 0x6f`);
  const below = any(ip(at + 4, port), is_ethernet);
  const next = labels < MAX_LABELS ? mpls(at + 4, labels + 1, port) : ALWAYS;
  return any(all(is_last, below), all(`not ${is_last}`, next));
}

function ip(at, port, tunnels) {
  return any(
    all(`link[${at}] & 0xf0 = 0x40`, ipv4(at, port, tunnels)),
    all(`link[${at}] & 0xf0 = 0x60`, ipv6(at, port)),
  );
}

function ipv4(at, port, tunnels = ALL_TUNNELS) {
  const transport = at + 20;
  const has_ports = all(`link[${at}] = 0x45`, `link[${at + 6}:2] & 0x3fff = 0`);
  return any(
    all(byte(at + 9, [6]), any(`not ${has_ports}`, ports(transport, port))),
    all(byte(at + 9, [17]), any(`not ${has_ports}`, tunnels.udp(transport))),
    all(byte(at + 9, [47]), any(`not ${has_ports}`, tunnels.gre(transport))),
    byte(at + 9, IP_TUNNELS),
  );
}

function ipv6(at, port) {
  const transport = at + 40;
  return any(
    all(byte(at + 6, [6]), ports(transport, port)),
    all(byte(at + 6, [17]), ALL_TUNNELS.udp(transport)),
    byte(at + 6, [47, ...IP_TUNNELS, ...IPV6_EXTENSIONS]),
  );
}

function ports(at, port) {
  return port === undefined ? ALWAYS : any(word(at, [port]), word(at + 2, [port]));
}

/** What to do with tunnels: all of them pass. */
const ALL_TUNNELS = {
  gre: () => ALWAYS,
  udp: (at) => to_port(at, UDP_TUNNELS),
};

/** The same, but for IPv4 inside that certainly is neither TCP nor a tunnel. */
const TUNNELS_BY_CONTENT = {
  /** RFC 2784: four bytes, unless flags say otherwise. */
  gre(at) {
    const is_ipv4 = all(word(at, [0]), word(at + 2, [0x0800]));
    return any(`not ${is_ipv4}`, may_be_tcp(at + 4));
  },

  udp(at) {
    const vxlan_has_ipv4 = word(at + 28, [0x0800]); // RFC 7348: eight bytes, then Ethernet
    const gtp_has_ipv4 = all(byte(at + 8, [0x30]), byte(at + 16, [0x45])); // 3GPP TS 29.281
    return any(
      all(to_port(at, VXLAN), any(`not ${vxlan_has_ipv4}`, may_be_tcp(at + 30))),
      all(to_port(at, GTP), any(`not ${gtp_has_ipv4}`, may_be_tcp(at + 16))),
      to_port(at, OTHER_UDP_TUNNELS),
    );
  },
};

function to_port(at, list) {
  return any(word(at + 2, list), word(at, list));
}

function may_be_tcp(at) {
  const is_udp = all(byte(at, [0x45]), byte(at + 9, [17]));
  const is_tunnel = to_port(at + 20, UDP_TUNNELS);
  return `not ${any(all(is_udp, `not ${is_tunnel}`), byte(at + 9, [1, 2, 50]))}`;
}

function byte(at, values) {
  return any(...values.map((value) => `link[${at}] = ${value}`));
}

function word(at, values) {
  return any(...values.map((value) => `link[${at}:2] = ${value}`));
}

function any(...tests) {
  return tests.length === 1 ? tests[0] : `(${tests.join(' or ')})`;
}

function all(...tests) {
  return `(${tests.join(' and ')})`;
}

exports.device_filter = device_filter;
