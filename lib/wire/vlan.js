'use strict';

// Where the fields of a VLAN tag stand, from the octet after the EtherType that announces it (IEEE
// 802.1Q, 9.6).

const { u16 } = require('../packet/bytes');

/** Octets of a tag: control information, and the EtherType of what follows. */
exports.HEADER = 4;

const ETHERTYPE = 2;

/** EtherTypes of tags: 802.1Q, 802.1ad, and the two that were used for stacking before it. */
exports.TAGS = [0x8100, 0x88a8, 0x9100, 0x9200];

exports.is_tag = (type) => type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;

exports.priority = (bytes, o) => bytes[o] >> 5;
exports.canonical_format = (bytes, o) => (bytes[o] >> 4) & 1;
exports.id = (bytes, o) => u16(bytes, o) & 0x0fff;
exports.ethertype = (bytes, o) => u16(bytes, o + ETHERTYPE);
