'use strict';

// DNS, multicast DNS (RFC 6762), LLMNR (RFC 4795).
const PORTS = new Set([53, 5353, 5355]);

/** Whether what goes from one of these ports to the other is DNS. */
exports.is_dns = (sport, dport) => PORTS.has(sport) || PORTS.has(dport);
