'use strict';

// The text of a packet: its link type, then that of its layers.

const { put_ethernet } = require('./ethernet');
const { put_word, word } = require('./text_bytes');
const { TEXT, layer_text, put, put_layer } = require('./text_writer');

const ETHERNET = 'LINKTYPE_ETHERNET';
const [FIRST, SECOND, THIRD] = ['LINKTYPE', '_ETHERNE', 'T '].map(word);

function put_packet(o, { link_type, payload }) {
  if (link_type === ETHERNET) {
    o = put_word(put_word(put_word(o, FIRST, 8), SECOND, 8), THIRD, 2);
  } else {
    o = put(o, `${link_type} `);
  }
  // As put_layer() does, but for a writer that is known here: the engine calls it directly.
  if (payload?.toString === layer_text && payload[TEXT].write === put_ethernet) {
    return put_ethernet(o, payload);
  }
  return put_layer(o, payload);
}

exports.put_packet = put_packet;
