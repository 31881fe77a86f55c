'use strict';

// EtherType -> decoder. A program adds its own with `ether_types.set(0x88b5, MyProtocol)`.
// https://www.iana.org/assignments/ieee-802-numbers

const ether_types = new Map();
module.exports = ether_types; // before the decoders below, which require this table themselves

ether_types.set(0x0800, require('./ipv4'));
ether_types.set(0x0806, require('./arp'));
ether_types.set(0x86dd, require('./ipv6'));
