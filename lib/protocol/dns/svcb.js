'use strict';

// Service binding, RFC 9460: SVCB and HTTPS records.

const { Cursor } = require('../../packet/cursor');
const { quoted, unquoted } = require('./text');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');

const KEYS = new Map([
  [0, 'mandatory'],
  [1, 'alpn'],
  [2, 'no-default-alpn'],
  [3, 'port'],
  [4, 'ipv4hint'],
  [5, 'ech'],
  [6, 'ipv6hint'],
  [7, 'dohpath'],
  [8, 'ohttp'],
]);

const key_name = (key) => KEYS.get(key) ?? `key${key}`;

/** Items of a fixed size; what is left over at the end is left out. */
function each(value, size, read) {
  const items = [];
  for (let o = 0; o + size <= value.length; o += size) items.push(read(o));
  return items;
}

/** Length-prefixed protocol names. */
function protocols(value) {
  const names = [];
  const cursor = new Cursor(value, 0, value.length);
  while (cursor.error === undefined && cursor.offset < cursor.limit) {
    const name = cursor.string();
    if (cursor.error === undefined) names.push(unquoted(name));
  }
  return names;
}

const TEXTS = new Map([
  [0, (value) => each(value, 2, (o) => key_name(value.readUInt16BE(o))).join(',')],
  [1, (value) => protocols(value).join(',')],
  [3, (value) => each(value, 2, (o) => value.readUInt16BE(o)).join(',')],
  [4, (value) => each(value, 4, (o) => new IPv4Addr().decode(value, o)).join(',')],
  [5, (value) => value.toString('base64')],
  [
    6,
    (value) => each(value, 16, (o) => new IPv6Addr().decode(value, o).to_short_string()).join(','),
  ],
]);

function param_text({ key, name, value }) {
  if (value.length === 0) return name;
  const to_text = TEXTS.get(key);
  return `${name}=${to_text === undefined ? quoted(value) : to_text(value)}`;
}

/** Priority 0 is an alias for `target`. `params` in wire order, each value a Buffer. */
class SVCB {
  constructor(cursor) {
    this.priority = cursor.u16();
    this.target = cursor.name();
    this.params = [];
    while (cursor.error === undefined && cursor.offset < cursor.limit) {
      const key = cursor.u16();
      const value = cursor.take(cursor.u16());
      if (cursor.error !== undefined) break;
      this.params.push({ key, name: key_name(key), value });
    }
  }

  toString() {
    return [
      this.priority,
      this.target === '' ? '.' : this.target,
      ...this.params.map(param_text),
    ].join(' ');
  }
}

exports.SVCB = SVCB;
