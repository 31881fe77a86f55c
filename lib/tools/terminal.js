'use strict';

/* eslint-disable no-control-regex -- they are what this is about */

// Bytes from the network on a terminal: what a terminal could take for a command, or what would turn
// the order of the characters around, is shown, not sent.

const util = require('node:util');

// Control characters (C0, DEL, C1), marks that change direction, invisible and separating characters,
// tags, and halves of surrogate pairs.
const UNSAFE =
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
const UNSAFE_IN_BODY = new RegExp(UNSAFE.source.replace('\\0-\\x1f', '\\0-\\x08\\x0b-\\x1f'), 'gu');
const PLAIN = /^[\x20-\x7e]*$/;
const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escape_char(char) {
  const short = SHORT.get(char);
  if (short !== undefined) return short;
  const code = char.codePointAt(0);
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** A string on one line. */
function escape_text(text) {
  const string = String(text);
  return PLAIN.test(string) ? string : string.replace(UNSAFE, escape_char);
}

/** Bytes on one line: UTF-8 as characters, bytes that are none as \xNN. */
function escape_bytes(bytes) {
  return pieces(bytes, escape_text);
}

/** Bytes on as many lines as they have; tabs are kept. */
function escape_body(bytes) {
  return pieces(bytes, (text) => text.replace(/\r\n/g, '\n').replace(UNSAFE_IN_BODY, escape_char));
}

/** A header's value or a URL, which the parser gives as latin1. */
function escape_latin1(text) {
  return PLAIN.test(text) ? text : escape_bytes(Buffer.from(text, 'latin1'));
}

/** JSON whose text is safe on a terminal, and the same JSON. */
function to_json(value) {
  return JSON.stringify(value).replace(UNSAFE, (char) =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function pieces(bytes, escape) {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return escape(text);
  // Some of it is no UTF-8: take it byte by byte there.
  let out = '';
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = character_length(bytes, at);
    if (length === 0) {
      out += escape(bytes.toString('utf8', start, at));
      out += `\\x${bytes[at].toString(16).padStart(2, '0')}`;
      start = at + 1;
    }
    at += length || 1;
  }
  return out + escape(bytes.toString('utf8', start));
}

// Bytes of the UTF-8 character that begins here (RFC 3629); 0 when none does.
function character_length(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1];
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** style('red', text), or the text itself where colours are not wanted. */
function make_style(colors) {
  return colors ? (format, text) => util.styleText(format, String(text)) : (format, text) => text;
}

/** Colours are for terminals, and for people who have not said no (no-color.org). */
function wants_colors(stream, { no_color } = {}) {
  if (no_color || process.env.NO_COLOR) return false;
  return Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
}

function format_size(bytes) {
  if (bytes < 2048) return `${bytes}B`;
  if (bytes < 2 * 1024 * 1024) return `${(bytes / 1024).toFixed(2)}KB`;
  return `${(bytes / 1024 / 1024).toFixed(2)}MB`;
}

function format_ms(ms) {
  if (ms === undefined || Number.isNaN(ms)) return '?ms';
  if (ms < 10) return `${ms.toFixed(2)}ms`;
  return ms < 10000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`;
}

/** The time of day, to the millisecond; times that are no date too. */
function format_time(ms) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '??:??:??.???';
  const two = (number) => String(number).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

exports.escape_text = escape_text;
exports.escape_bytes = escape_bytes;
exports.escape_body = escape_body;
exports.escape_latin1 = escape_latin1;
exports.to_json = to_json;
exports.make_style = make_style;
exports.wants_colors = wants_colors;
exports.format_size = format_size;
exports.format_ms = format_ms;
exports.format_time = format_time;
