'use strict';

// The text of a message that nobody has looked into, straight from its bytes: the text that DNS writes, without making its
// records. What is not quite usual is left to DNS.

const { u16, u32 } = require('../../packet/bytes');
const { MOST_PUT, has_room, layer_text, put_codes, put_name } = require('../../text/text_writer');
const DNS = require('../dns');
const { Cursor } = require('./cursor');
const { put_flags } = require('./flags');
const { OPT_TYPE } = require('./names');
const { OPT } = require('./opt');
const { put_plain_rdata } = require('./rdata');
const {
  COMMA,
  DNS_WORD,
  DNSRR,
  DNSRRSet,
  TITLES,
  put_head,
  put_kind,
  put_opt,
} = require('./record');

const HEADER = 12;

const { decode } = DNS.prototype;

/** Programs may have put in texts of their own. */
function is_as_it_was() {
  return (
    DNS.prototype.toString === layer_text &&
    DNS.prototype.decode === decode &&
    DNS.DnsFlags.prototype.toString === layer_text &&
    DNSRR.prototype.toString === layer_text &&
    DNSRRSet.prototype.toString === layer_text
  );
}

/** The text of the message at [start, end) of `bytes`; -1 where DNS has to decode it for that. */
function put_message(o, bytes, start, end) {
  if (end - start < HEADER || !is_as_it_was()) return -1;
  const cursor = new Cursor(bytes, start, end);
  cursor.offset = start + HEADER;
  o = put_flags(put_codes(o, DNS_WORD), u16(bytes, start + 2));
  for (let i = 0; i < TITLES.length && o >= 0; i++) {
    const count = u16(bytes, start + 4 + 2 * i);
    if (count > 0) o = put_section(put_codes(o, TITLES[i]), cursor, count, i === 0);
  }
  return o;
}

function put_section(o, cursor, count, is_question) {
  for (let i = 0; i < count; i++) {
    if (!has_room(o)) return -1;
    if (i > 0) o = put_codes(o, COMMA);
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
  return put_kind(o, u16(bytes, offset), u16(bytes, offset + 2), true);
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
    const text = new OPT(cursor, { class: number, ttl }).toString();
    o = cursor.failure === undefined && text.length <= MOST_PUT ? put_opt(o, text) : -1;
  } else {
    o = put_head(o, type, number, ttl);
    o = rdlength > 0 && has_room(o) ? put_plain_rdata(o, type, number, cursor) : -1;
  }
  cursor.offset = cursor.limit;
  cursor.limit = cursor.end;
  return o;
}

exports.put_message = put_message;
