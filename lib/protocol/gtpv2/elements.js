'use strict';

// Values of GTPv2's information elements, 3GPP TS 29.274, 8.

const { u16, u32 } = require('../../packet/bytes');
const { Cursor } = require('../../packet/cursor');
const { MAX_LISTED } = require('../../packet/limits');
const { text_of } = require('../message');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');
const { ELEMENTS, MESSAGES } = require('./names');

const MAX_DEPTH = 4; // of elements in elements

/** Digits two an octet, the lower half first; 15 fills. */
function digits(data) {
  let text = '';
  for (const octet of data) {
    for (const digit of [octet & 15, octet >> 4]) if (digit < 10) text += digit;
  }
  return text;
}

/** Labels with their lengths, as in DNS. */
function labels(data) {
  const found = [];
  for (let o = 0; o < data.length; o += 1 + data[o]) {
    found.push(data.toString('latin1', o + 1, o + 1 + data[o]));
  }
  return found.join('.');
}

function address(data) {
  if (data.length >= 16) return IPv6Addr.at(data, 0);
  return data.length >= 4 ? IPv4Addr.at(data, 0) : undefined;
}

/** Fully qualified TEID: interface, key, addresses. */
function f_teid(data) {
  if (data.length < 5) return undefined;
  const has_ipv4 = (data[0] & 0x80) !== 0 && data.length >= 9;
  const six = has_ipv4 ? 9 : 5;
  const has_ipv6 = (data[0] & 0x40) !== 0 && data.length >= six + 16;
  return {
    interface_type: data[0] & 0x3f,
    teid: u32(data, 1),
    ipv4: has_ipv4 ? IPv4Addr.at(data, 5) : undefined,
    ipv6: has_ipv6 ? IPv6Addr.at(data, six) : undefined,
  };
}

/** Network and operator, as `262-01`. */
function plmn(data) {
  if (data.length < 3) return undefined;
  const digit = (i) => (i % 2 ? data[i >> 1] >> 4 : data[i >> 1] & 15);
  const third = digit(3) === 15 ? '' : digit(3);
  return `${digit(0)}${digit(1)}${digit(2)}-${digit(4)}${digit(5)}${third}`;
}

/** Kilobits a second. */
function ambr(data) {
  return data.length < 8 ? undefined : { uplink: u32(data, 0), downlink: u32(data, 4) };
}

/** What the device gets: `pdn_type` 1 IPv4, 2 IPv6, 3 both, 4 neither, 5 Ethernet. */
function paa(data) {
  if (data.length < 1) return undefined;
  const pdn_type = data[0] & 7;
  const six = pdn_type === 2 || pdn_type === 3 ? 17 : 0;
  const has_ipv6 = six > 0 && data.length >= 1 + six;
  const has_ipv4 = (pdn_type === 1 || pdn_type === 3) && data.length >= 5 + six;
  return {
    pdn_type,
    prefix_length: has_ipv6 ? data[1] : undefined,
    ipv6: has_ipv6 ? IPv6Addr.at(data, 2) : undefined,
    ipv4: has_ipv4 ? IPv4Addr.at(data, 1 + six) : undefined,
  };
}

const of_size = (size, read) => (data) => (data.length >= size ? read(data, 0) : undefined);
const masked = (mask) => of_size(1, (data) => data[0] & mask);

/** A function of an element's bytes, and of how deep it is, for each kind. */
const KINDS = {
  address,
  ambr,
  bytes: (data) => data,
  digits,
  f_teid,
  grouped: (data, depth) => read_elements(new Cursor(data, 0, data.length), depth + 1),
  half: masked(15),
  labels,
  low_2: masked(3),
  low_3: masked(7),
  number: of_size(4, u32),
  octet: masked(255),
  paa,
  plmn,
  port: of_size(2, u16),
  text: text_of,
};

/** `{ type, name, length, instance, data, value }` */
function element_of(type, length, instance, data, depth) {
  const { name, kind } = ELEMENTS.get(type) ?? { name: `element_${type}`, kind: 'bytes' };
  const value = depth < MAX_DEPTH ? KINDS[kind](data, depth) : undefined;
  return { type, name, length, instance, data, value };
}

/** Elements up to the cursor's limit, or to the first that does not fit. */
function read_elements(cursor, depth = 0) {
  const elements = [];
  while (cursor.left > 0 && elements.length < MAX_LISTED && cursor.has(4)) {
    const [type, length] = [cursor.u8(), cursor.u16()];
    const instance = cursor.u8() & 15;
    const data = cursor.within(length).rest();
    elements.push(element_of(type, length, instance, data, depth));
  }
  return elements;
}

exports.message_name = (type) => MESSAGES.get(type);
exports.read_elements = read_elements;
