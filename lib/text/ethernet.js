'use strict';

// `02:00:00:00:00:01 -> 02:00:00:00:00:02 vlan 0 0 100 IPv4 …`

const { literal, put_literal, put, put_address, put_layer } = require('./text_writer');

const ARROW = literal(' -> ');
const IPV4 = 0x0800;
const IPV4_WORD = literal(' IPv4 ');
const NAMES = new Map([
  [0x0806, ' ARP '],
  [0x86dd, ' IPv6 '],
  [0x88cc, ' LLDP '],
]);

function put_ethernet(o, frame) {
  o = put_literal(put_address(o, frame.shost), ARROW);
  o = put_address(o, frame.dhost);
  for (let tag = frame.vlan; tag; tag = tag.vlan) o = put(o, ` vlan ${tag}`);
  const { ethertype } = frame;
  if (ethertype === IPV4) o = put_literal(o, IPV4_WORD);
  else o = put(o, NAMES.get(ethertype) ?? ` ethertype ${ethertype} `);
  return put_layer(o, frame.payload);
}

exports.put_ethernet = put_ethernet;
