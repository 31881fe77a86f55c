'use strict';

// Where the fields of an Ethernet header stand, from its first byte (IEEE 802.3, 3.1.1). They are
// read by a DataView, which takes one step for several octets.

/** Octets of the header, and of an address. */
exports.HEADER = 14;
exports.ADDRESS = 6;

exports.DHOST = 0;
exports.SHOST = 6;
exports.ETHERTYPE = 12;

/** From here up the field is an EtherType, below it a length (IEEE 802.3, 3.2.6). */
exports.FIRST_ETHERTYPE = 0x0600;

/** EtherTypes of the protocols that are known here. */
exports.IPV4 = 0x0800;
exports.IPV6 = 0x86dd;

exports.ethertype = (view, o) => view.getUint16(o + exports.ETHERTYPE);
