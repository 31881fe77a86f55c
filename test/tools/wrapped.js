'use strict';

// IP packets inside of tags and tunnels, for the tests of what the commands see.

const hex = (text) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const join = (...parts) => Buffer.concat(parts);

function u16(number) {
  return Buffer.from([number >> 8, number & 255]);
}

const type_of = (ip) => (ip[0] >> 4 === 4 ? 0x0800 : 0x86dd);
const MACS = hex('020000000001 020000000002');
const ethernet = (type, payload) => join(MACS, u16(type), payload);
const plain = (ip) => ethernet(type_of(ip), ip);

/** An IPv4 packet around a payload; `options` are bytes. */
function ipv4(protocol, payload, options = Buffer.alloc(0), fragment = 0) {
  const head = Buffer.alloc(20);
  head[0] = 0x45 + options.length / 4;
  head.writeUInt16BE(20 + options.length + payload.length, 2);
  head.writeUInt16BE(fragment, 6);
  head.set([64, protocol], 8);
  head.set([198, 51, 100, 1, 198, 51, 100, 2], 12);
  return join(head, options, payload);
}

function ipv6(next, payload) {
  const head = Buffer.alloc(40);
  head[0] = 0x60;
  head.writeUInt16BE(payload.length, 4);
  head.set([next, 64], 6);
  head.set(hex('20010db8000000000000000000000001'), 8);
  head.set(hex('20010db8000000000000000000000002'), 24);
  return join(head, payload);
}

function udp(sport, dport, payload) {
  return join(u16(sport), u16(dport), u16(8 + payload.length), u16(0), payload);
}

/** VLAN tags with these ether types around an IP packet. */
function vlan(types, ip) {
  let payload = join(u16(type_of(ip)), ip);
  for (const type of types.toReversed()) payload = join(u16(type), u16(100), payload);
  return join(MACS, payload);
}

function pppoe(ip) {
  const protocol = type_of(ip) === 0x0800 ? 0x0021 : 0x0057;
  return join(hex('1100 0001'), u16(2 + ip.length), u16(protocol), ip);
}

function mpls(count, payload) {
  const labels = Array.from({ length: count }, (_, i) =>
    hex(`00010${i === count - 1 ? '1' : '0'}40`),
  );
  return join(...labels, payload);
}

const gre = (ip) => join(u16(0), u16(type_of(ip)), ip);
const vxlan = (ip) => join(hex('08000000 00000100'), plain(ip));
const gtp = (ip) => join(hex('30ff'), u16(ip.length), hex('00000001'), ip);
const geneve = (ip) => join(hex('0000 6558 00000100'), plain(ip));

/** Frames of Ethernet with an IP packet somewhere inside. */
const CARRIERS = {
  Ethernet: plain,
  VLAN: (ip) => vlan([0x8100], ip),
  QinQ: (ip) => vlan([0x88a8, 0x8100], ip),
  'old QinQ': (ip) => vlan([0x9100, 0x8100], ip),
  'three tags': (ip) => vlan([0x88a8, 0x8100, 0x8100], ip),
  PPPoE: (ip) => ethernet(0x8864, pppoe(ip)),
  'PPPoE in a VLAN': (ip) => join(MACS, u16(0x8100), u16(7), u16(0x8864), pppoe(ip)),
  MPLS: (ip) => ethernet(0x8847, mpls(1, ip)),
  'MPLS with three labels': (ip) => ethernet(0x8847, mpls(3, ip)),
  SNAP: (ip) => ethernet(8 + ip.length, join(hex('aaaa03 000000'), u16(type_of(ip)), ip)),
  GRE: (ip) => plain(ipv4(47, gre(ip))),
  'GRE over IPv6': (ip) => plain(ipv6(47, gre(ip))),
  'IP in IP': (ip) => plain(ipv4(type_of(ip) === 0x0800 ? 4 : 41, ip)),
  VXLAN: (ip) => plain(ipv4(17, udp(50000, 4789, vxlan(ip)))),
  "VXLAN on Linux's port": (ip) => plain(ipv4(17, udp(50000, 8472, vxlan(ip)))),
  'VXLAN over IPv6': (ip) => plain(ipv6(17, udp(50000, 4789, vxlan(ip)))),
  'VXLAN in a VLAN': (ip) => vlan([0x8100], ipv4(17, udp(50000, 4789, vxlan(ip)))),
  'VXLAN after IP options': (ip) => plain(ipv4(17, udp(50000, 4789, vxlan(ip)), hex('01010101'))),
  GTP: (ip) => plain(ipv4(17, udp(2152, 2152, gtp(ip)))),
  Geneve: (ip) => plain(ipv4(17, udp(50000, 6081, geneve(ip)))),
  L2TP: (ip) => plain(ipv4(17, udp(1701, 1701, join(hex('0002 0007 0001 ff03 0021'), ip)))),
  HSR: (ip) => ethernet(0x892f, join(hex('0024 0007'), u16(type_of(ip)), ip)),
  NSH: (ip) => ethernet(0x894f, join(hex('0fc2 02 03 000064ff'), plain(ip))),
  MACsec: (ip) =>
    ethernet(0x88e5, join(hex('0000 00000009'), u16(type_of(ip)), ip, Buffer.alloc(16, 0xa5))),
  'GRE in VXLAN': (ip) => plain(ipv4(17, udp(50000, 4789, vxlan(ipv4(47, gre(ip)))))),
};

exports.CARRIERS = CARRIERS;
exports.ipv4 = ipv4;
exports.ipv6 = ipv6;
exports.udp = udp;
