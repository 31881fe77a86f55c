'use strict';

// `10.0.0.1 -> 10.0.0.2 flags [d] TCP …`, and the same of IPv6.

const {
  literal,
  layer_text,
  put_literal,
  put,
  put_address,
  put_class,
  put_decimal,
  put_layer,
} = require('./text_writer');
const { text_of } = require('./text');

const ARROW = literal(' -> ');
const SPACE = literal(' ');
const PROTO = literal('proto ');
const DO_NOT_FRAGMENT_WORD = literal(' flags [d] ');

function put_ipv4(o, ip) {
  o = put_literal(put_address(o, ip.saddr), ARROW);
  o = put_flags(put_address(o, ip.daddr), ip.flags);
  return put_payload(o, ip.payload, ip.protocol);
}

function put_ipv6(o, ip) {
  o = put_literal(put_address(o, ip.saddr), ARROW);
  o = put_literal(put_address(o, ip.daddr), SPACE);
  return put_payload(o, ip.payload, ip.nextHeader);
}

// Most packets have none of these flags or the second only.
function put_flags(o, flags) {
  if (is_plain(flags)) return put_literal(o, flags.doNotFragment ? DO_NOT_FRAGMENT_WORD : SPACE);
  if (flags === undefined) return put_literal(o, SPACE); // the header is cut
  const text = text_of(flags);
  return text === '[]' ? put_literal(o, SPACE) : put(o, ` flags ${text} `);
}

function put_ip_flags(o, { reserved, doNotFragment, moreFragments }) {
  const r = reserved ? 'r' : '';
  const d = doNotFragment ? 'd' : '';
  const m = moreFragments ? 'm' : '';
  return put(o, `[${r}${d}${m}]`);
}

// True where the flags have their own text, which can only be `[]` or `[d]`.
function is_plain(flags) {
  return (
    typeof flags === 'object' &&
    flags !== null &&
    flags.toString === layer_text &&
    flags.reserved === false &&
    flags.moreFragments === false
  );
}

function put_payload(o, payload, protocol) {
  if (payload === undefined || payload === null) o = put_decimal(put_literal(o, PROTO), protocol);
  else o = put_class(o, payload);
  return put_layer(put_literal(o, SPACE), payload);
}

exports.put_ip_flags = put_ip_flags;
exports.put_ipv4 = put_ipv4;
exports.put_ipv6 = put_ipv6;
