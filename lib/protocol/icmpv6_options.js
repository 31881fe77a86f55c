'use strict';

// Options of neighbour discovery, RFC 4861 section 4.6: type, length in units of 8 octets (both
// counted), data.

const { u32, view } = require('../packet/bytes');
const { malformed } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const EthernetAddr = require('./ethernet_addr');
const IPv6Addr = require('./ipv6_addr');
const { check_promise } = require('./promise');

const NAMES = new Map([
  [1, 'source link-layer address'],
  [2, 'target link-layer address'],
  [3, 'prefix information'],
  [4, 'redirected header'],
  [5, 'mtu'],
  [7, 'advertisement interval'],
  [8, 'home agent information'],
  [11, 'cga'],
  [12, 'rsa signature'],
  [13, 'timestamp'],
  [14, 'nonce'],
  [24, 'route information'],
  [25, 'rdnss'],
  [26, 'ra flags'],
  [31, 'dnssl'],
  [33, 'address registration'],
  [34, '6lowpan context'],
  [37, 'captive portal'],
  [38, 'pref64'],
]);

/**
 * Says in the layer's `_error` where an option is longer than what is left, or has no length. `end`
 * is where the bytes end, `granted` where the packet ends on the wire.
 */
function check_options(layer, { bytes, offset, end, granted }) {
  for (let o = offset; o + 2 <= end && layer._error === undefined; o += bytes[o + 1] * 8) {
    const size = bytes[o + 1] * 8;
    if (size === 0) malformed(layer, `icmpv6: length of the option at offset ${o} is 0`);
    else check_promise(layer, 'icmpv6', 'length of an option,', size, granted - o);
  }
}

function addresses(bytes, offset, end) {
  const list = [];
  for (let o = offset; o + 16 <= end; o += 16) list.push(new IPv6Addr().decode(bytes, o));
  return list;
}

/** What the option at `o`, `size` octets long, says beyond its bytes. */
function known_fields(bytes, o, size) {
  switch (bytes[o]) {
    case 1:
    case 2:
      return size === 8 ? { address: new EthernetAddr(bytes, o + 2) } : {};
    case 3:
      if (size < 32) return {};
      return {
        prefix_length: bytes[o + 2],
        on_link: (bytes[o + 3] & 0x80) !== 0,
        autonomous: (bytes[o + 3] & 0x40) !== 0,
        valid_lifetime: u32(bytes, o + 4),
        preferred_lifetime: u32(bytes, o + 8),
        prefix: new IPv6Addr().decode(bytes, o + 16),
      };
    case 5:
      return { mtu: u32(bytes, o + 4) };
    case 25:
      return { lifetime: u32(bytes, o + 4), addresses: addresses(bytes, o + 8, o + size) };
    case 31:
      return { lifetime: u32(bytes, o + 4), names: search_names(bytes, o + 8, o + size) };
  }
  return {};
}

/** DNSSL's names: DNS labels without compression, padded with zeros (RFC 8106). */
function search_names(bytes, offset, end) {
  const names = [];
  let labels = [];
  for (let o = offset; o < end; o += 1 + bytes[o]) {
    const length = bytes[o];
    if (length === 0) {
      if (labels.length > 0) names.push(labels.join('.'));
      labels = [];
    } else if (o + 1 + length > end) {
      break;
    } else {
      labels.push(view(bytes, o + 1, o + 1 + length).toString('latin1'));
    }
  }
  return names;
}

/**
 * Options from `offset` on, up to one whose length lies: `[{ type, name, length, data, … }]`,
 * `length` in octets.
 */
function nd_options(bytes, offset) {
  const options = [];
  for (let o = offset; options.length < MAX_LISTED && o + 8 <= bytes.length;) {
    const length = bytes[o + 1] * 8;
    if (length === 0 || o + length > bytes.length) break;
    const type = bytes[o];
    const name = NAMES.get(type) ?? `option ${type}`;
    const data = view(bytes, o + 2, o + length);
    options.push({ type, name, length, data, ...known_fields(bytes, o, length) });
    o += length;
  }
  return options;
}

exports.check_options = check_options;
exports.nd_options = nd_options;
