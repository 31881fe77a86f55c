'use strict';

// Linux cooked capture, LINKTYPE_LINUX_SLL:
// https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html
//    0             2               4             6           14          16
//   +-------------+---------------+-------------+-----------+-----------+--------
//   | packet_type | address_type  | address_len |  address  | ethertype | payload
//   +-------------+---------------+-------------+-----------+-----------+--------

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  LINK_ALIASES,
  v2_aliases,
  set_payload,
  truncated_header,
  decode_child,
} = require('../packet/layer');
const SLLAddr = require('./sll_addr');
const { ether_types, link_types } = require('./tables');
const LogicalLinkControl = require('./llc_packet');

const PACKET_TYPES = ['recv_us', 'broadcast', 'multicast', 'remote_remote', 'sent_us'];
const NAMES = new Map([
  [0x0800, 'IPv4'],
  [0x0806, 'ARP'],
  [0x86dd, 'IPv6'],
  [0x88cc, 'LLDP'],
]);

/** From here up the protocol field is an EtherType, below it a number of Linux's (if_ether.h). */
const FIRST_ETHERTYPE = 0x0600;
const LINUX_802_2 = 4;
const LINUX_CAN = 0x000c;
const LINUX_CAN_FD = 0x000d;
const ARPHRD_NETLINK = 824;

class SLLPacket extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.packet_type = null;
    this.address_type = null;
    this.address_len = null;
    this.address = null;
    this.ethertype = null;
    this.payload = null;
  }

  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 16) return truncated_header(this, 'sll', 16, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + 16, end);
    const Decoder = next_decoder(this.address_type, u16(bytes, offset + 14));
    this.payload = decode_child(this, Decoder, bytes, offset + 16, length - 16) ?? null;
    return this;
  }

  read_header(bytes, offset) {
    this.packet_type = u16(bytes, offset);
    this.address_type = u16(bytes, offset + 2);
    this.address_len = u16(bytes, offset + 4);
    // The field has 8 octets, also where the length is more.
    this.address = new SLLAddr(bytes, offset + 6, Math.min(this.address_len, 8));
    this.ethertype = shown_ethertype(u16(bytes, offset + 14));
  }

  toString() {
    return `${cooked_text(this)} ${this.payload}`;
  }
}

/** v3 shows Linux's own numbers, which are no EtherTypes, as 0. */
function shown_ethertype(protocol) {
  return protocol < FIRST_ETHERTYPE ? 0 : protocol;
}

/** The next decoder of a cooked packet of either version. */
function next_decoder(address_type, protocol) {
  if (address_type === ARPHRD_NETLINK) return undefined;
  if (protocol === LINUX_802_2) return LogicalLinkControl;
  if (protocol === LINUX_CAN || protocol === LINUX_CAN_FD) {
    return link_types.get('LINKTYPE_CAN_SOCKETCAN');
  }
  return protocol < FIRST_ETHERTYPE ? undefined : ether_types.get(protocol);
}

/** What the text forms of both versions begin with. */
function cooked_text(layer) {
  const type = PACKET_TYPES[layer.packet_type] ?? '';
  const name = NAMES.get(layer.ethertype) ?? `ethertype ${layer.ethertype}`;
  return `${type} addrtype ${layer.address_type} ${layer.address} ${name}`;
}

SLLPacket.shown_ethertype = shown_ethertype;
SLLPacket.next_decoder = next_decoder;
SLLPacket.cooked_text = cooked_text;
v2_aliases(SLLPacket, LINK_ALIASES);
layer_class(SLLPacket, 'ssl-packet', false); // v3's spelling

module.exports = SLLPacket;
