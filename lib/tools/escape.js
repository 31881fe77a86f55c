'use strict';

/* eslint-disable no-control-regex -- they are what this is about */

// Escapes for bytes from the network: characters that a terminal could take for a command, or that
// change the order of the text, become \xNN or \uNNNN.

const { isUtf8 } = require('node:buffer');

// Control characters (C0, DEL, C1), marks that change direction, invisible and separating
// characters, tags, and halves of surrogate pairs.
const UNSAFE =
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
const UNSAFE_IN_BODY = new RegExp(UNSAFE.source.replace('\\0-\\x1f', '\\0-\\x08\\x0b-\\x1f'), 'gu');
const PLAIN = /^[\x20-\x7e]*$/;
const PLAIN_BODY = /^[\t\n\x20-\x7e]*$/;
const PIECE = 16 * 1024; // bytes of a body that are escaped at a time
const LINE = 16; // characters that a line costs beside its text

/** `\xNN` for each byte. */
const BYTES = Array.from({ length: 256 }, (_, byte) => `\\x${hex(byte, 2)}`);

/** What stands for each character below U+0100. */
const SHORT = Object.assign([...BYTES], { 9: '\\t', 10: '\\n', 13: '\\r' });

function hex(number, digits) {
  return number.toString(16).padStart(digits, '0');
}

function escape_char(char) {
  const code = char.codePointAt(0);
  if (code < 0x100) return SHORT[code];
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code)}}`;
}

/** A string on one line. */
function escape_text(text) {
  const string = String(text);
  return PLAIN.test(string) ? string : string.replace(UNSAFE, escape_char);
}

/** Bytes on one line: UTF-8 as characters, other bytes as \xNN. */
function escape_bytes(bytes) {
  return escape_utf8(bytes, escape_text);
}

/** A string whose characters are bytes, as the HTTP parser returns URLs and header values. */
function escape_latin1(text) {
  return PLAIN.test(text) ? text : escape_bytes(Buffer.from(text, 'latin1'));
}

/**
 * Bytes on as many lines as they have; tabs stay. Ends soon after the result has `limit`
 * characters, where each line counts a little more than its text.
 * @returns {{text: string, used: number}} the text, and how many of the bytes it shows
 */
function escape_body(bytes, limit = Infinity) {
  let text = '';
  let used = 0;
  let cost = 0;
  while (used < bytes.length && cost < limit) {
    const end = character_start(bytes, used + PIECE);
    const piece = escape_utf8(bytes.subarray(used, end), escape_lines);
    text += piece;
    cost += piece.length + LINE * (piece.split('\n').length - 1);
    used = end;
  }
  return { text, used };
}

function escape_lines(text) {
  if (PLAIN_BODY.test(text)) return text;
  const lines = text.replaceAll('\r\n', '\n');
  return PLAIN_BODY.test(lines) ? lines : lines.replace(UNSAFE_IN_BODY, escape_char);
}

/** `at`, or a little before it where it would split a character or a line ending. */
function character_start(bytes, at) {
  if (at >= bytes.length) return bytes.length;
  let start = at;
  while (start > at - 3 && (bytes[start] & 0xc0) === 0x80) start--;
  return bytes[start - 1] === 0x0d ? start - 1 : start;
}

function escape_utf8(bytes, escape) {
  if (isUtf8(bytes)) return escape(bytes.toString('utf8'));
  let out = '';
  let start = 0; // of the valid part at hand
  let at = 0;
  while (at < bytes.length) {
    const length = character_length(bytes, at);
    if (length === 0) {
      if (start < at) out += escape(bytes.toString('utf8', start, at));
      out += BYTES[bytes[at]];
      start = at + 1;
    }
    at += length || 1;
  }
  return start < at ? out + escape(bytes.toString('utf8', start)) : out;
}

/** Bytes of the UTF-8 character that begins here (RFC 3629); 0 when none does. */
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

/** JSON that is safe on a terminal and parses to the same value. */
function escape_json(value) {
  return escape_json_text(JSON.stringify(value));
}

/** The same of a line of JSON. */
function escape_json_text(text) {
  return text.replace(UNSAFE, (char) =>
    char.length === 1
      ? `\\u${hex(char.charCodeAt(0), 4)}`
      : `\\u${hex(char.charCodeAt(0), 4)}\\u${hex(char.charCodeAt(1), 4)}`,
  );
}

exports.escape_body = escape_body;
exports.escape_bytes = escape_bytes;
exports.escape_json = escape_json;
exports.escape_json_text = escape_json_text;
exports.escape_latin1 = escape_latin1;
exports.escape_text = escape_text;
