'use strict';

// `UDP 1234->53 len 40 DNS …`

const { put_word, word } = require('./text_bytes');
const { TEXT, put_decimal, put_layer } = require('./text_writer');

const UDP = word('UDP ');
const TO = word('->');
const LEN = word(' len ');
const SPACE = word(' ');

function put_udp(o, udp) {
  const { sport, dport, length } = udp;
  o = put_decimal(put_word(o, UDP, 4), sport);
  o = put_decimal(put_word(o, TO, 2), dport);
  o = put_decimal(put_word(o, LEN, 5), length);
  const end = udp[TEXT].put_undecoded(o, udp);
  return end >= 0 ? end : put_decoded(o, udp);
}

function put_decoded(o, { payload }) {
  if (payload === undefined || payload === null) return o;
  if (payload.decoderName !== 'dns') o = put_word(o, SPACE, 1); // v3's DNS brings its own
  return put_layer(o, payload);
}

exports.put_udp = put_udp;
