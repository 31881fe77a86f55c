'use strict';

// Address Resolution Protocol, RFC 826; reverse ARP, RFC 903, has the same form.
//    0              15 16      23 24      31
//   +-----------------+----------+----------+
//   |      htype      |        ptype        |
//   |  hlen  |  plen  |      operation      |
//   | sender_ha (hlen) … sender_pa (plen) … |
//   | target_ha (hlen) … target_pa (plen) … |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated,
  truncated_header,
  emit,
} = require('../packet/layer');
const EthernetAddr = require('./ethernet_addr');
const IPv4Addr = require('./ipv4_addr');
const IPv6Addr = require('./ipv6_addr');
const SLLAddr = require('./sll_addr');

const OPERATIONS = ['unknown', 'request', 'reply'];

function hardware_address(bytes, offset, length) {
  if (length === 0) return undefined;
  return length === 6 ? new EthernetAddr(bytes, offset) : new SLLAddr(bytes, offset, length);
}

function protocol_address(bytes, offset, length) {
  if (length === 0) return undefined;
  if (length === 4) return new IPv4Addr().decode(bytes, offset);
  if (length === 16) return new IPv6Addr().decode(bytes, offset);
  return new SLLAddr(bytes, offset, length);
}

/**
 * Addresses are EthernetAddr (6 octets), IPv4Addr (4), IPv6Addr (16), else SLLAddr; undefined where
 * there are none.
 */
class Arp extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.htype = undefined;
    this.ptype = undefined;
    this.hlen = undefined;
    this.plen = undefined;
    this.operation = undefined;
    this.sender_ha = undefined;
    this.sender_pa = undefined;
    this.target_ha = undefined;
    this.target_pa = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 8) return truncated_header(this, 'arp', 8, bytes, offset, end);
    this.read_header(bytes, offset);
    const { hlen, plen } = this;
    const sender = offset + 8;
    const target = sender + hlen + plen;
    const size = 8 + 2 * (hlen + plen);
    if (end - offset < size) truncated(this, 'arp', size, bytes, offset, end);
    if (sender + hlen <= end) this.sender_ha = hardware_address(bytes, sender, hlen);
    if (target <= end) this.sender_pa = protocol_address(bytes, sender + hlen, plen);
    if (target + hlen <= end) this.target_ha = hardware_address(bytes, target, hlen);
    if (offset + size <= end) {
      this.target_pa = protocol_address(bytes, target + hlen, plen);
      set_payload(this, bytes, offset + size, end);
    }
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.htype = u16(bytes, offset);
    this.ptype = u16(bytes, offset + 2);
    this.hlen = bytes[offset + 4];
    this.plen = bytes[offset + 5];
    this.operation = u16(bytes, offset + 6);
  }

  toString() {
    let text = OPERATIONS[this.operation] ?? 'unknown';
    if (this.sender_ha && this.sender_pa) text += ` sender ${this.sender_ha} ${this.sender_pa}`;
    if (this.target_ha && this.target_pa) text += ` target ${this.target_ha} ${this.target_pa}`;
    return text;
  }
}

layer_class(Arp, 'arp', true);

module.exports = Arp;
