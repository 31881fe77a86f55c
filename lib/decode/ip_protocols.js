'use strict';

// IP protocol number or IPv6 next header -> decoder. A program adds its own with `ip_protocols[89] = Ospf`.
// https://www.iana.org/assignments/protocol-numbers

const ip_protocols = new Array(256).fill(undefined);
module.exports = ip_protocols; // before the decoders below, which require this table themselves

const HeaderExtension = require('./ipv6headers/header_extension');
const MobilityHeader = require('./ipv6headers/mobility_header');
const OptionsHeader = require('./ipv6headers/options_header');

ip_protocols[0] = OptionsHeader; // hop-by-hop options
ip_protocols[1] = require('./icmp');
ip_protocols[2] = require('./igmp');
ip_protocols[4] = require('./ipv4');
ip_protocols[6] = require('./tcp');
ip_protocols[17] = require('./udp');
ip_protocols[41] = require('./ipv6');
ip_protocols[43] = require('./ipv6headers/routing_header');
ip_protocols[44] = require('./ipv6headers/fragment_header');
ip_protocols[47] = require('./gre');
ip_protocols[50] = require('./esp');
ip_protocols[51] = require('./ipv6headers/authentication_header');
ip_protocols[58] = require('./icmpv6');
ip_protocols[59] = require('./ipv6headers/no_next');
ip_protocols[60] = OptionsHeader; // destination options
ip_protocols[62] = MobilityHeader; // as it was before it had a number of its own
ip_protocols[132] = require('./sctp');
ip_protocols[135] = MobilityHeader;
ip_protocols[137] = require('./mpls'); // RFC 4023
ip_protocols[139] = HeaderExtension; // host identity protocol
ip_protocols[140] = HeaderExtension; // shim6
