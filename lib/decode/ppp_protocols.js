'use strict';

// PPP protocol number -> decoder. A program adds its own with `ppp_protocols.set(0x0027, Decnet)`.
// https://www.iana.org/assignments/ppp-numbers

const ppp_protocols = new Map();
module.exports = ppp_protocols; // before the decoders below, which require this table themselves

const PPPControl = require('./ppp_control');

ppp_protocols.set(0x0021, require('./ipv4'));
ppp_protocols.set(0x0057, require('./ipv6'));
ppp_protocols.set(0x0281, require('./mpls'));
ppp_protocols.set(0x0283, require('./mpls')); // multicast
ppp_protocols.set(0x8021, PPPControl); // IPCP
ppp_protocols.set(0x8053, PPPControl); // encryption control
ppp_protocols.set(0x8057, PPPControl); // IPV6CP
ppp_protocols.set(0x80fd, PPPControl); // compression control
ppp_protocols.set(0x8281, PPPControl); // MPLSCP
ppp_protocols.set(0xc021, PPPControl); // LCP
