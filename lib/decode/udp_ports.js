'use strict';

// UDP port -> decoder of `udp.payload`. A program adds its own with `udp_ports.set(67, Dhcp)`.

const udp_ports = new Map();
module.exports = udp_ports; // before the decoders below, which require this table themselves

udp_ports.set(53, require('./dns'));
udp_ports.set(5353, require('./dns')); // multicast DNS, RFC 6762
udp_ports.set(5355, require('./dns')); // link-local multicast name resolution, RFC 4795
