'use strict';

// `10.0.0.1 -> 10.0.0.2 flags [d] TCP …`, and the same of IPv6.

const {
  codes,
  put_codes,
  put,
  put_address,
  put_class,
  put_decimal,
  put_layer,
} = require('./text_writer');
const { text_of } = require('./text');

const ARROW = codes(' -> ');
const SPACE = codes(' ');
const PROTO = codes('proto ');
const DO_NOT_FRAGMENT_WORD = codes(' flags [d] ');

function put_ipv4(o, ip) {
  o = put_codes(put_address(o, ip.saddr), ARROW);
  o = put_flags(put_address(o, ip.daddr), ip.flags);
  return put_payload(o, ip.payload, ip.protocol);
}

function put_ipv6(o, ip) {
  o = put_codes(put_address(o, ip.saddr), ARROW);
  o = put_codes(put_address(o, ip.daddr), SPACE);
  return put_payload(o, ip.payload, ip.nextHeader);
}

// Most packets have none of these flags or the second only.
function put_flags(o, flags) {
  if (flags === undefined) return put_codes(o, SPACE); // the header is cut
  const text = text_of(flags);
  if (text === '[d]') return put_codes(o, DO_NOT_FRAGMENT_WORD);
  return text === '[]' ? put_codes(o, SPACE) : put(o, ` flags ${text} `);
}

function put_payload(o, payload, protocol) {
  if (payload === undefined || payload === null) o = put_decimal(put_codes(o, PROTO), protocol);
  else o = put_class(o, payload);
  return put_layer(put_codes(o, SPACE), payload);
}

exports.put_ipv4 = put_ipv4;
exports.put_ipv6 = put_ipv6;
