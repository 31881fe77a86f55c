'use strict';

// Spaces and tabs in lines of a head: the white space of RFC 9110, 5.6.3.

const SPACE = 32;
const TAB = 9;

function is_blank(code) {
  return code === SPACE || code === TAB;
}

/**
 * A part of a text, without blanks around it. String's trim() would take more: 0xa0, the end of "à"
 * in UTF-8, for example.
 */
function trim(text, from = 0, to = text.length) {
  let start = from;
  let end = to;
  while (start < end && is_blank(text.charCodeAt(start))) start++;
  while (end > start && is_blank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/**
 * The items of a header's list. A regular expression with the white space in it would take
 * quadratic time.
 */
function list_of(value) {
  return value.split(',').map((item) => trim(item));
}

exports.is_blank = is_blank;
exports.list_of = list_of;
exports.trim = trim;
