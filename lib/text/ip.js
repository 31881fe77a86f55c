'use strict';

// `10.0.0.1 -> 10.0.0.2 flags [d] TCP …`, and the same of IPv6.

const { put_tcp } = require('./tcp');
const { literal, put_literal, put_octets, put_word, word } = require('./text_bytes');
const { ADDRESS, TEXT, has_room, layer_text } = require('./text_writer');
const { put, put_address, put_class, put_decimal, put_layer } = require('./text_writer');
const { text_of } = require('./text');
const { put_udp } = require('./udp');

const ARROW = word(' -> ');
const SPACE = word(' ');
const PROTO = word('proto ');
const DO_NOT_FRAGMENT = literal(' flags [d] ');

function put_ipv4(o, { flags, protocol, saddr, daddr, payload }) {
  o = put_word(put_ipv4_address(o, saddr), ARROW, 4);
  o = put_flags(put_ipv4_address(o, daddr), flags);
  return put_payload(o, payload, protocol);
}

function put_ipv6(o, { nextHeader, saddr, daddr, payload }) {
  o = put_word(put_address(o, saddr), ARROW, 4);
  o = put_word(put_address(o, daddr), SPACE, 1);
  return put_payload(o, payload, nextHeader);
}

// As put_address() does.
function put_ipv4_address(o, address) {
  const text = address?.[ADDRESS];
  if (text !== undefined && text.write === put_octets && address.toString === text.toString) {
    const end = put_octets(o, address.addr);
    if (end >= 0) return end;
  }
  return put_address(o, address);
}

// Most packets have none of these flags or the second only.
function put_flags(o, flags) {
  if (is_plain(flags)) {
    if (flags.doNotFragment) return put_literal(o, DO_NOT_FRAGMENT);
    return put_word(o, SPACE, 1);
  }
  if (flags === undefined) return put_word(o, SPACE, 1); // the header is cut
  const text = text_of(flags);
  return text === '[]' ? put_word(o, SPACE, 1) : put(o, ` flags ${text} `);
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
  if (payload === undefined || payload === null) {
    o = put_decimal(put_word(o, PROTO, 6), protocol);
    return put_layer(put_word(o, SPACE, 1), payload);
  }
  o = put_word(put_class(o, payload), SPACE, 1);
  if (payload.toString === layer_text && has_room(o)) {
    const { write } = payload[TEXT];
    if (write === put_tcp) return put_tcp(o, payload);
    if (write === put_udp) return put_udp(o, payload);
  }
  return put_layer(o, payload);
}

exports.put_ip_flags = put_ip_flags;
exports.put_ipv4 = put_ipv4;
exports.put_ipv6 = put_ipv6;
