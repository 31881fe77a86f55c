'use strict';

// What the builders of all layers share: fields of plain objects, checked and put into bytes.

const { option_error } = require('../errors');
const { address_bytes } = require('../file/address_bytes');

const MAC = /^[\da-f]{2}([:-][\da-f]{2}){5}$/i;

function wrong(layer, field, value, what) {
  return option_error(`build: ${layer}.${field} must be ${what}, not ${String(value)}`);
}

/** A whole number of so many bits; the default where there is none. */
function number({ layer, fields }, field, bits, fallback = 0) {
  const value = fields[field] ?? fallback;
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return value;
  throw wrong(layer, field, value, `a whole number of ${bits} bits`);
}

/** The octets of an address: text, an address object of a decoder, an array or bytes. */
function address({ layer, fields }, field, size, fallback) {
  const value = fields[field] ?? fallback;
  const octets = typeof value === 'string' ? octets_of(value) : (value?.addr ?? value);
  if (octets?.length === size && Array.from(octets).every(is_octet)) return Buffer.from(octets);
  throw wrong(layer, field, value, `an address of ${size} octets`);
}

function octets_of(text) {
  return MAC.test(text) ? Buffer.from(text.replace(/[:-]/g, ''), 'hex') : address_bytes(text);
}

const is_octet = (value) => Number.isInteger(value) && value >= 0 && value < 256;

/** A true or false field as a bit. */
const bit = (flags, name, value) => (flags?.[name] ? value : 0);

exports.address = address;
exports.bit = bit;
exports.number = number;
exports.wrong = wrong;
