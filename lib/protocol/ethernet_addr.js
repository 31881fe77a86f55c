'use strict';

const { inspect } = require('node:util');
const { EMPTY } = require('../packet/bytes');
const { AdmissionFilter } = require('../packet/admission_filter');
const { ethernet_text } = require('../text/text');
const { put_mac } = require('../text/text_bytes');
const { has_address_text } = require('../text/text_writer');
const { int8_to_hex } = require('../util');

// Texts of addresses seen lately, as in ipv4_addr.js, by two 24-bit numbers.
const SLOTS = 8192;
const cached_high = new Int32Array(SLOTS).fill(-1);
const cached_low = new Int32Array(SLOTS);
const cached_text = new Array(SLOTS).fill('');
const filter = new AdmissionFilter(SLOTS);

function text_of(high, low) {
  const slot = Math.imul(low ^ Math.imul(high, 31), 0x9e3779b1) >>> 19;
  if (cached_low[slot] === low && cached_high[slot] === high) return cached_text[slot];
  const text = ethernet_text(high, low);
  if (filter.admits(slot, low)) {
    cached_high[slot] = high;
    cached_low[slot] = low;
    cached_text[slot] = text;
  }
  return text;
}

/** An IEEE 802 MAC address: `addr` is an array of six octets, `toString()` `02:00:00:00:00:01`. */
class EthernetAddr {
  constructor(bytes = EMPTY, o = 0) {
    this.addr = octets_at(bytes, o);
  }

  toString() {
    const { addr } = this;
    if (!is_plain(addr)) return String(addr?.map?.((octet) => int8_to_hex[octet & 255]).join(':'));
    return text_of(
      (addr[0] << 16) | (addr[1] << 8) | addr[2],
      (addr[3] << 16) | (addr[4] << 8) | addr[5],
    );
  }

  /** The same text; IPv4 and IPv6 addresses have this method too. */
  to_short_string() {
    return this.toString();
  }

  [inspect.custom]() {
    return `EthernetAddr ${this}`;
  }
}

// Apart, since the engine makes objects quickly where their constructor is short.
const octets_at = (bytes, o) => [
  bytes[o],
  bytes[o + 1],
  bytes[o + 2],
  bytes[o + 3],
  bytes[o + 4],
  bytes[o + 5],
];

/** Six octets, as the constructor reads them. */
function is_plain(addr) {
  if (addr?.length !== 6) return false;
  return (addr[0] | addr[1] | addr[2] | addr[3] | addr[4] | addr[5]) >>> 8 === 0;
}

has_address_text(EthernetAddr, put_mac);

module.exports = EthernetAddr;
