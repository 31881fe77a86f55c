'use strict';

// The text of a packet: its link type, then that of its layers.

const { literal, put, put_literal, put_layer } = require('./text_writer');

const ETHERNET = 'LINKTYPE_ETHERNET';
const ETHERNET_WORD = literal(`${ETHERNET} `);

function put_packet(o, { link_type, payload }) {
  o = link_type === ETHERNET ? put_literal(o, ETHERNET_WORD) : put(o, `${link_type} `);
  return put_layer(o, payload);
}

exports.put_packet = put_packet;
