'use strict';

// The text of a message that is not decoded, straight from its bytes: what text/dns.js writes,
// without making records. What is not quite usual is left to DNS.

const { u16, u32 } = require('../../packet/bytes');
const { A, AAAA, OPT_TYPE } = require('../../text/dns_names');
const text = require('../../text/dns');
const { put_ipv4, put_ipv6, put_literal } = require('../../text/text_bytes');
const { MOST_PUT, has_room, put_name } = require('../../text/text_writer');
const IPv4Addr = require('../ipv4_addr');
const IPv6Addr = require('../ipv6_addr');
const { MessageCursor } = require('./cursor');
const { OPT } = require('./opt');
const { CHAOS, ONE_NAME } = require('./rdata');

const HEADER = 12;
const ipv4_text = IPv4Addr.prototype.toString;
const ipv6_text = IPv6Addr.prototype.to_short_string;

/** The text of the message at [start, end) of `bytes`; -1 where DNS has to decode it for that. */
function put_message(o, bytes, start, end) {
  if (end - start < HEADER) return -1;
  const cursor = new MessageCursor(bytes, start, end);
  cursor.offset = start + HEADER;
  o = text.put_flags_word(put_literal(o, text.DNS), u16(bytes, start + 2));
  for (let i = 0; i < text.TITLES.length && o >= 0; i++) {
    const count = u16(bytes, start + 4 + 2 * i);
    if (count > 0) o = put_section(put_literal(o, text.TITLES[i]), cursor, count, i === 0);
  }
  return o;
}

function put_section(o, cursor, count, is_question) {
  for (let i = 0; i < count; i++) {
    if (!has_room(o)) return -1;
    if (i > 0) o = put_literal(o, text.COMMA);
    o = put_name(o, cursor);
    if (o < 0 || !cursor.has(is_question ? 4 : 10)) return -1;
    o = is_question ? put_question(o, cursor) : put_record(o, cursor);
    if (o < 0) return -1;
  }
  return o;
}

function put_question(o, cursor) {
  const { bytes, offset } = cursor;
  cursor.offset = offset + 4;
  return text.put_question_kind(o, u16(bytes, offset), u16(bytes, offset + 2));
}

function put_record(o, cursor) {
  const { bytes, offset } = cursor;
  const type = u16(bytes, offset);
  const number = u16(bytes, offset + 2);
  const ttl = u32(bytes, offset + 4);
  const rdlength = u16(bytes, offset + 8);
  cursor.offset = offset + 10;
  if (!cursor.has(rdlength)) return -1;
  cursor.limit = cursor.offset + rdlength;
  if (type === OPT_TYPE) {
    const options = new OPT(cursor, { class: number, ttl }).toString();
    const is_short = cursor.error === undefined && options.length <= MOST_PUT;
    o = is_short ? text.put_opt(o, options) : -1;
  } else {
    o = text.put_record_head(o, type, number, ttl);
    o = rdlength > 0 && has_room(o) ? put_rdata(o, type, number, cursor) : -1;
  }
  cursor.offset = cursor.limit;
  cursor.limit = cursor.end;
  return o;
}

// An address or a name; -1 where it is anything else, or bad, or where a program has a text of its
// own for addresses.
function put_rdata(o, type, number, cursor) {
  if (type === A) {
    if (number === CHAOS || !cursor.has(4)) return -1;
    if (IPv4Addr.prototype.toString !== ipv4_text) return -1;
    return put_ipv4(o, cursor.bytes, cursor.offset);
  }
  if (type === AAAA) {
    if (!cursor.has(16) || IPv6Addr.prototype.to_short_string !== ipv6_text) return -1;
    return put_ipv6(o, cursor.bytes, cursor.offset);
  }
  return ONE_NAME.has(type) ? put_name(o, cursor) : -1;
}

exports.put_message = put_message;
