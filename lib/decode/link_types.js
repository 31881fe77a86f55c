'use strict';

// Name of a link type -> decoder. A program adds its own with `link_types.set('LINKTYPE_USER0', MyProtocol)`.
// https://www.tcpdump.org/linktypes.html

const { DecoderTable } = require('./decoder_table');

const link_types = new DecoderTable('LINKTYPE_ETHERNET');
module.exports = link_types; // before the decoders below, which require this table themselves

link_types.set('LINKTYPE_ETHERNET', require('./ethernet_packet'));
link_types.set('LINKTYPE_NULL', require('./null_packet'));
link_types.set('LINKTYPE_LOOP', require('./null_packet'));
link_types.set('LINKTYPE_RAW', require('./raw_ip'));
link_types.set('LINKTYPE_IPV4', require('./raw_ip')); // some hold IPv6
link_types.set('LINKTYPE_IPV6', require('./ipv6'));
link_types.set('LINKTYPE_LINUX_SLL', require('./sll_packet'));
link_types.set('LINKTYPE_LINUX_SLL2', require('./sll2_packet'));
link_types.set('LINKTYPE_NFLOG', require('./nflog'));
link_types.set('LINKTYPE_IEEE802_11', require('./ieee802.11/radio_frame'));
link_types.set('LINKTYPE_IEEE802_11_RADIO', require('./ieee802.11/radio_packet'));
link_types.set('LINKTYPE_IEEE802_11_PRISM', require('./ieee802.11/prism_packet'));
link_types.set('LINKTYPE_IEEE802_11_AVS', require('./ieee802.11/prism_packet'));
link_types.set('LINKTYPE_PPI', require('./ppi_packet'));
link_types.set('LINKTYPE_PPP', require('./ppp'));
link_types.set('LINKTYPE_PPP_HDLC', require('./ppp'));
link_types.set('LINKTYPE_PPP_ETHER', require('./pppoe'));
link_types.set('LINKTYPE_C_HDLC', require('./chdlc'));
link_types.set('LINKTYPE_ATM_RFC1483', require('./llc_packet'));
link_types.set('LINKTYPE_FDDI', require('./fddi'));
