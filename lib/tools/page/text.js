'use strict';

// Text of the network as it is kept in columns.

const { isUtf8 } = require('node:buffer');

const MAX = 2048; // characters that a column has of a text
const ASCII = /^[\x20-\x7e]*$/;

/** What the parser returns as latin1 is UTF-8 where it can be. */
function utf8(text) {
  if (typeof text !== 'string') return '';
  if (ASCII.test(text)) return short(text);
  const bytes = Buffer.from(text, 'latin1');
  return short(isUtf8(bytes) ? bytes.toString('utf8') : text);
}

function short(text) {
  return text.length > MAX ? `${text.slice(0, MAX)}…` : text;
}

exports.short = short;
exports.utf8 = utf8;
