'use strict';

// `UDP 1234->53 len 40 DNS …`

const { codes, put_codes, put_decimal, put_layer } = require('./text_writer');

const UDP = codes('UDP ');
const TO = codes('->');
const LEN = codes(' len ');
const SPACE = codes(' ');

function put_udp(o, udp) {
  o = put_decimal(put_codes(o, UDP), udp.sport);
  o = put_decimal(put_codes(o, TO), udp.dport);
  o = put_decimal(put_codes(o, LEN), udp.length);
  const { payload } = udp;
  if (payload === undefined || payload === null) return o;
  if (payload.decoderName !== 'dns') o = put_codes(o, SPACE); // v3's DNS brings its own
  return put_layer(o, payload);
}

exports.put_udp = put_udp;
