'use strict';

// Name of a link type -> decoder. A program adds its own with `link_types.set('LINKTYPE_USER0', MyProtocol)`.
// https://www.tcpdump.org/linktypes.html

const link_types = new Map();
module.exports = link_types; // before the decoders below, which require this table themselves

link_types.set('LINKTYPE_ETHERNET', require('./ethernet_packet'));
