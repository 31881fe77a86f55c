'use strict';

// `UDP 1234->53 len 40 DNS …`

const { literal, put_literal, put_decimal, put_layer } = require('./text_writer');

const UDP = literal('UDP ');
const TO = literal('->');
const LEN = literal(' len ');
const SPACE = literal(' ');

/**
 * `put_undecoded` writes what the datagram carries without decoding it; -1 where it has to be
 * decoded for that.
 */
function put_udp(o, udp, put_undecoded) {
  o = put_decimal(put_literal(o, UDP), udp.sport);
  o = put_decimal(put_literal(o, TO), udp.dport);
  o = put_decimal(put_literal(o, LEN), udp.length);
  const end = put_undecoded(o, udp);
  if (end >= 0) return end;
  const { payload } = udp;
  if (payload === undefined || payload === null) return o;
  if (payload.decoderName !== 'dns') o = put_literal(o, SPACE); // v3's DNS brings its own
  return put_layer(o, payload);
}

exports.put_udp = put_udp;
