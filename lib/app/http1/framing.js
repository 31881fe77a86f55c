'use strict';

// How the body of a message is delimited (RFC 9112, 6.3).

const { list_of } = require('./blanks');

const CODING = /^[!#$%&'*+.^_`|~0-9a-z-]*(?:;.*)?$/;
const LENGTH = /^\d{1,15}$/;

const NONE = Object.freeze([]);
const NO_LENGTH = { problem: 'the Content-Length headers give no length' };
const NO_CODINGS = { problem: 'the Transfer-Encoding headers give no codings' };

/**
 * 'chunked', 'to end', or the length in bytes; `{ problem }`, a text, where the headers don't tell.
 * @param {'request' | 'response'} kind
 * @param {string[]} raw_headers  names and values
 */
function framing_of(kind, raw_headers) {
  let codings = NONE;
  let length;
  for (let i = 0; i < raw_headers.length; i += 2) {
    const name = raw_headers[i];
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      if (codings === NONE) codings = [];
      codings.push(...list_of(raw_headers[i + 1].toLowerCase()));
    } else if (name.length === 14 && name.toLowerCase() === 'content-length') {
      length = same_length(raw_headers[i + 1], length);
      if (length === undefined) return NO_LENGTH;
    }
  }
  if (codings === NONE) return length ?? (kind === 'request' ? 0 : 'to end');
  if (codings.at(-1) === 'chunked') return 'chunked';
  if (kind === 'request') {
    return codings.every((coding) => CODING.test(coding)) ? (length ?? 0) : NO_CODINGS; // never to the end
  }
  return codings.some((coding) => coding !== 'identity') ? 'to end' : (length ?? 'to end');
}

/** The number that a header says, once or more, and that the one before has said; or undefined. */
function same_length(value, before) {
  let length = before;
  for (const text of value.includes(',') ? list_of(value) : [value]) {
    if (!LENGTH.test(text) || (length !== undefined && length !== Number(text))) return undefined;
    length = Number(text);
  }
  return length;
}

exports.framing_of = framing_of;
