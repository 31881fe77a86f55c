'use strict';

// UDP port -> decoder of `udp.payload`. A program adds its own with `udp_ports.set(67, Dhcp)`.

const udp_ports = new Map();
module.exports = udp_ports; // before the decoders below, which require this table themselves

udp_ports.set(53, require('./dns'));
udp_ports.set(5353, require('./dns')); // multicast DNS, RFC 6762
udp_ports.set(5355, require('./dns')); // link-local multicast name resolution, RFC 4795
udp_ports.set(2152, require('./gtp')); // user plane
udp_ports.set(4754, require('./gre')); // GRE in UDP, RFC 8086
udp_ports.set(4789, require('./vxlan'));
udp_ports.set(4790, require('./vxlan')); // with the generic protocol extension
udp_ports.set(6081, require('./geneve'));
udp_ports.set(6635, require('./mpls')); // MPLS in UDP, RFC 7510
udp_ports.set(8472, require('./vxlan')); // Linux's default
