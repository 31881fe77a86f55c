'use strict';

// packet.summary(): one line, as those know it who read tcpdump and tshark. Between the addresses
// of a packet in a tunnel stands what carries it.

const { next_layer } = require('../packet/layer');
const { dns_summary } = require('./summary_dns');
const { tcp_summary } = require('./summary_tcp');
const { known, text_of } = require('./text');

const MAX_LAYERS = 64; // that are looked at
const MAX_TEXT = 500; // characters of a layer
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const OPERATIONS = { 1: 'who-has', 2: 'is-at', 3: 'RARP who-is', 4: 'RARP is-at' };

/** Layers whose texts say what they are, other than by the names of their classes. */
const NAMED = new Set([
  ...['btle', 'btle_rf', 'dhcpv6', 'isis', 'nbdgm', 'slow', 'usb', 'usbpcap'],
  ...['wpan', 'wpan-tap', 'zbee_nwk'],
]);
const MAX_GROUPS = 4; // of an IGMP report that are shown

const short = (address) => address?.to_short_string?.() ?? (address ? text_of(address) : '?');

/** Address and port: `10.0.0.1:80`, `[2001:db8::1]:80`. */
function endpoint(address, port) {
  const text = short(address);
  if (port === undefined) return text; // of a header that is cut
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

const arrow = (from, to) => `${from} → ${to}`;

/** What is known of the layers so far. */
class Line {
  words = [];
  link = undefined; // layer with the addresses of the link
  ip = undefined; // layer whose addresses are not shown yet
  protocol = undefined; // number of what its extension headers carry

  add(text) {
    this.words.push(text);
  }

  /** Shows the addresses, with ports where there are any. */
  show_addresses(sport, dport) {
    const { ip } = this;
    this.ip = undefined;
    if (ip === undefined) return;
    const { saddr, daddr } = ip;
    if (sport === undefined) this.add(arrow(short(saddr), short(daddr)));
    else this.add(arrow(endpoint(saddr, sport), endpoint(daddr, dport)));
  }
}

const TEXTS = {
  'ethernet-packet': keep_link,
  'ssl-packet': keep_link,
  'sll-packet': keep_link,
  'null-packet': () => {},
  llc: () => {},
  'radio-packet': () => {},
  'radio-frame': put_frame,
  'header-extension': put_extension,
  ipv4: put_ip,
  ipv6: put_ip,
  arp: put_arp,
  vlan: (line, { id }) => line.add(`vlan${with_number(id)}`),
  tcp(line, tcp) {
    line.show_addresses(tcp.sport, tcp.dport);
    line.add(`TCP ${tcp_summary(tcp)}`);
  },
  udp(line, udp) {
    line.show_addresses(udp.sport, udp.dport);
    if (next_layer(udp) !== undefined) return;
    line.add(`UDP${udp.length >= 8 ? ` len ${udp.length - 8}` : ''}`);
  },
  dns(line, dns) {
    line.add(`DNS ${dns_summary(dns)}`);
  },
  igmp: (line, igmp) => put_named(line, 'IGMP', igmp_text(igmp)),
  icmp: (line, icmp) => put_named(line, 'ICMP', icmp.type === undefined ? '' : icmp_text(icmp)),
  icmpv6: (line, icmp) => put_named(line, 'ICMPv6', own_text(icmp)),
};

function keep_link(line, link) {
  line.link = link;
  const id = link.vlan?.id; // v3's place for the outermost tag
  if (typeof id === 'number') line.add(`vlan ${id}`);
}

/** 802.11: management frames have no addresses above. */
function put_frame(line, frame) {
  line.link = frame;
  const { shost, dhost, llc } = frame;
  if (llc) return;
  line.add(shost ? arrow(short(shost), short(dhost)) : short(dhost));
  line.add(`802.11 ${frame_text(frame)}`);
}

const FRAMES = { beacon: 'Beacon', probe: 'Probe Request', management: 'Management' };

function frame_text(frame) {
  const kind = Object.keys(FRAMES).find((name) => frame[name]);
  if (frame.type === undefined) return '';
  if (kind === undefined) return `type ${frame.type} subtype ${frame.subType}`;
  return `${FRAMES[kind]} ${text_of(frame[kind])}`;
}

/** Of IPv6's extension headers only that of fragments is worth words. */
function put_extension(line, { nextHeader, fragmentOffset, moreFragments, identification }) {
  line.protocol = nextHeader;
  if (!moreFragments && !(fragmentOffset > 0)) return;
  line.show_addresses();
  line.add(`fragment${known(' id ', identification)}${known(' offset ', fragmentOffset)}`);
}

function put_ip(line, ip) {
  if (line.ip !== undefined) {
    line.show_addresses(); // of an outer packet
    line.add('|');
  }
  line.ip = ip;
  line.protocol = ip.protocol ?? ip.nextHeader;
  const offset = ip.fragmentOffset;
  if (!ip.flags?.moreFragments && !(offset > 0)) return;
  line.show_addresses();
  line.add(offset === undefined ? 'fragment' : `fragment id ${ip.identification} offset ${offset}`);
}

function put_arp(line, { operation, sender_ha, sender_pa, target_pa }) {
  const name = OPERATIONS[operation] ?? `operation${with_number(operation)}`;
  if (operation === 1) line.add(`ARP ${name} ${short(target_pa)} tell ${short(sender_pa)}`);
  else if (operation === 2) line.add(`ARP ${short(sender_pa)} ${name} ${short(sender_ha)}`);
  else line.add(`ARP ${name} ${short(sender_ha)}`);
}

function icmp_text(icmp) {
  const numbers = icmp.id === undefined ? '' : `, id ${icmp.id}, seq ${icmp.seq}`;
  const gateway = icmp.gateway === undefined ? '' : ` ${short(icmp.gateway)}`;
  return own_text(icmp) + numbers + gateway + quoted_text(icmp);
}

/** `IGMPv3 Membership Report 239.1.2.3` */
function igmp_text(igmp) {
  const { version, groupAddress, records } = igmp;
  const groups = records?.map(({ group }) => group) ?? [groupAddress];
  const shown = groups
    .slice(0, MAX_GROUPS)
    .map(short)
    .filter((text) => /^2/.test(text));
  const more = groups.length > MAX_GROUPS ? ['…'] : [];
  return [`IGMP${version ? `v${version}` : ''}`, own_text(igmp), ...shown, ...more].join(' ');
}

/** What an error is about: the packet that it quotes. */
function quoted_text(icmp) {
  const { quoted } = icmp;
  if (quoted === undefined) return '';
  const line = new Line();
  put_layers(line, quoted, 2);
  line.show_addresses();
  const text = line.words.join(' ');
  return text === '' ? '' : `: ${text}`;
}

function put_named(line, name, text) {
  line.show_addresses();
  const says_so = text
    .slice(0, 2 * name.length + 8)
    .toLowerCase()
    .includes(name.toLowerCase());
  line.add(says_so || text === '' ? text || name : `${name} ${text}`);
}

/** A layer that has no words of its own here: its name and the first line of its text. */
function put_other(line, layer) {
  const name = layer.constructor.name;
  const text = layer.toString === Object.prototype.toString ? '' : own_text(layer);
  if (!NAMED.has(layer.decoderName)) {
    put_named(line, name, text);
    return;
  }
  line.show_addresses();
  if (text !== '') line.add(text);
}

/** ` 5`; of a header that is cut nothing. */
const with_number = (number) => (typeof number === 'number' ? ` ${number}` : '');

/** The text of a layer without that of what it carries, which has words of its own. */
function own_text(layer) {
  const text = text_of(layer);
  const next = next_layer(layer);
  const [line] = text.split('\n', 1);
  if (layer._error !== undefined && line.includes('undefined')) return ''; // a header that is cut
  if (next === undefined) return line.slice(0, MAX_TEXT);
  const inner = text.indexOf(` ${next.constructor.name} `);
  return (inner < 0 ? '' : line.slice(0, inner)).slice(0, MAX_TEXT);
}

function put_layers(line, first, most) {
  let layer = first;
  for (let i = 0; layer !== undefined && i < most; i++) {
    const { decoderName } = layer;
    if (decoderName !== undefined) (TEXTS[decoderName] ?? put_other)(line, layer);
    layer = next_layer(layer);
  }
}

/** Where nothing but the link was known: its addresses and what it says of the rest. */
function put_unknown(line, link, { link_type, pcap_header }) {
  const type = link?.ethertype ?? link?.ether_type;
  const name = String(link_type).replace('LINKTYPE_', '');
  if (link?.shost) line.add(arrow(short(link.shost), short(link.dhost)));
  line.add(typeof type === 'number' ? `ethertype 0x${type.toString(16).padStart(4, '0')}` : name);
  line.add(`len${with_number(pcap_header?.len)}`);
}

/**
 * @param {object} packet  a PcapPacket
 * @returns {string} one line without control characters
 */
function summary(packet) {
  const line = new Line();
  put_layers(line, next_layer(packet), MAX_LAYERS);
  const { ip } = line;
  if (ip !== undefined) {
    line.show_addresses();
    line.add(`protocol${with_number(line.protocol)}`);
    const length = ip.length ?? ip.payloadLength;
    if (length !== undefined) line.add(`len ${length}`);
  }
  if (line.words.length === 0) put_unknown(line, line.link, packet);
  const { error } = packet;
  if (error !== undefined) {
    line.add(error.code === 'ERR_PCAP_TRUNCATED' ? '[cut]' : `[malformed: ${error.message}]`);
  }
  return line.words.join(' ').replace(/ {2,}/g, ' ').replace(UNSAFE, escaped);
}

const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

exports.summary = summary;
