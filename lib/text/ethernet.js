'use strict';

// `02:00:00:00:00:01 -> 02:00:00:00:00:02 vlan 0 0 100 IPv4 …`

const { put_ipv4 } = require('./ip');
const { put_mac, put_word, word } = require('./text_bytes');
const { ADDRESS, TEXT, has_room, layer_text } = require('./text_writer');
const { put, put_address, put_layer } = require('./text_writer');

const ARROW = word(' -> ');
const IPV4 = 0x0800;
const IPV4_WORD = word(' IPv4 ');
const NAMES = new Map([
  [0x0806, ' ARP '],
  [0x86dd, ' IPv6 '],
  [0x88cc, ' LLDP '],
]);

function put_ethernet(o, { dhost, shost, ethertype, vlan, payload }) {
  o = put_word(put_mac_address(o, shost), ARROW, 4);
  o = put_mac_address(o, dhost);
  for (let tag = vlan; tag; tag = tag.vlan) o = put(o, ` vlan ${tag}`);
  if (ethertype === IPV4) o = put_word(o, IPV4_WORD, 6);
  else o = put(o, NAMES.get(ethertype) ?? ` ethertype ${ethertype} `);
  const is_ipv4 = payload?.toString === layer_text && payload[TEXT].write === put_ipv4;
  return is_ipv4 && has_room(o) ? put_ipv4(o, payload) : put_layer(o, payload);
}

// As put_address() does.
function put_mac_address(o, address) {
  const text = address?.[ADDRESS];
  if (text !== undefined && text.write === put_mac && address.toString === text.toString) {
    const end = put_mac(o, address.addr);
    if (end >= 0) return end;
  }
  return put_address(o, address);
}

exports.put_ethernet = put_ethernet;
