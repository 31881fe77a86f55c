'use strict';

// TCP port -> decoder of `tcp.payload`, which is given the data of one segment.

const tcp_ports = new Map();
module.exports = tcp_ports; // before the decoders below, which require this table themselves

tcp_ports.set(53, require('./dns/over_tcp'));
