'use strict';

// Builders of Ethernet, VLAN tags and ARP.

const { address, number } = require('./fields');

const ETHER_TYPES = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd };
const UNSPECIFIED = '00:00:00:00:00:00';
const ALL = 'ff:ff:ff:ff:ff:ff';

function tag({ fields, layer }, ethertype) {
  const out = Buffer.alloc(4);
  const canonical = fields.canonical_format ?? fields.canonical;
  const control = number({ fields, layer }, 'priority', 3) << 13;
  out.writeUInt16BE(control | (canonical ? 0x1000 : 0) | number({ fields, layer }, 'id', 12), 0);
  out.writeUInt16BE(ethertype, 2);
  return out;
}

/** A decoder's frame has its only tag in `vlan`, and the type after it in `ethertype`. */
function ethernet(context, payload) {
  const { fields, next } = context;
  const head = Buffer.concat([
    address(context, 'dhost', 6, ALL),
    address(context, 'shost', 6, UNSPECIFIED),
    Buffer.alloc(2),
  ]);
  const type = number(context, 'ethertype', 16, ETHER_TYPES[next] ?? payload.length);
  if (typeof fields.vlan?.id !== 'number') {
    head.writeUInt16BE(type, 12);
    return Buffer.concat([head, payload]);
  }
  head.writeUInt16BE(ETHER_TYPES.vlan, 12);
  return Buffer.concat([head, tag({ fields: fields.vlan, layer: 'vlan' }, type), payload]);
}

function vlan(context, payload) {
  const type = number(context, 'ethertype', 16, ETHER_TYPES[context.next] ?? payload.length);
  return Buffer.concat([tag(context, type), payload]);
}

function arp(context, payload) {
  const [hlen, plen] = [number(context, 'hlen', 8, 6), number(context, 'plen', 8, 4)];
  const head = Buffer.alloc(8);
  head.writeUInt16BE(number(context, 'htype', 16, 1), 0);
  head.writeUInt16BE(number(context, 'ptype', 16, ETHER_TYPES.ipv4), 2);
  head[4] = hlen;
  head[5] = plen;
  head.writeUInt16BE(number(context, 'operation', 16, 1), 6);
  return Buffer.concat([
    head,
    address(context, 'sender_ha', hlen, Buffer.alloc(hlen)),
    address(context, 'sender_pa', plen, Buffer.alloc(plen)),
    address(context, 'target_ha', hlen, Buffer.alloc(hlen)),
    address(context, 'target_pa', plen, Buffer.alloc(plen)),
    payload,
  ]);
}

exports.arp = arp;
exports.ethernet = ethernet;
exports.vlan = vlan;
