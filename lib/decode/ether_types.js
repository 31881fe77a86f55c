'use strict';

// EtherType -> decoder. A program adds its own with `ether_types.set(0x88b5, MyProtocol)`.
// https://www.iana.org/assignments/ieee-802-numbers

const { DecoderTable } = require('./decoder_table');

const ether_types = new DecoderTable(0x0800);
module.exports = ether_types; // before the decoders below, which require this table themselves

ether_types.set(0x0800, require('./ipv4'));
ether_types.set(0x0806, require('./arp'));
ether_types.set(0x86dd, require('./ipv6'));
ether_types.set(0x22eb, require('./erspan')); // type III
ether_types.set(0x6558, require('./ethernet_packet')); // transparent Ethernet bridging
ether_types.set(0x8035, require('./arp')); // reverse ARP
ether_types.set(0x8847, require('./mpls'));
ether_types.set(0x8848, require('./mpls')); // multicast
ether_types.set(0x8863, require('./pppoe')); // discovery
ether_types.set(0x8864, require('./pppoe')); // session
ether_types.set(0x880b, require('./ppp'));
ether_types.set(0x888e, require('./eapol'));
ether_types.set(0x88be, require('./erspan')); // type II
ether_types.set(0x88cc, require('./lldp'));
