'use strict';

// Finds HTTP/1.x messages where it is not known that one begins: in a connection that was already
// open when the capture began, and behind bytes that the capture missed or the parser refused.

const MARK = 'HTTP/1.';
const MAX_LINE = 8192; // how far before 'HTTP/1.' a request line may begin
const REQUEST_START = /^[A-Z][A-Z-]{1,31} [^ ]+ $/;

/** The preface of an HTTP/2 client (RFC 9113, 3.4). */
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** 'yes', 'no', or 'maybe' when the bytes so far are a beginning of the preface. */
function is_http2_preface(bytes) {
  const length = Math.min(bytes.length, HTTP2_PREFACE.length);
  if (HTTP2_PREFACE.compare(bytes, 0, length, 0, length) !== 0) return 'no';
  return length === HTTP2_PREFACE.length ? 'yes' : 'maybe';
}

/** Where in `bytes` a request begins; -1 when none does. */
function find_request(bytes) {
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    const end = at + MARK.length + 1;
    if (bytes[end] !== 13 && bytes[end] !== 10) continue;
    const from = Math.max(0, at - MAX_LINE - 1); // one more, for the line feed before it
    const start = from + bytes.subarray(from, at).lastIndexOf(10) + 1;
    if (at - start > MAX_LINE) continue;
    if (REQUEST_START.test(bytes.toString('latin1', start, at))) return start;
  }
  return -1;
}

/** Where in `bytes` a response begins; -1 when none does. */
function find_response(bytes) {
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    if (/^[01] [1-5]\d\d[ \r\n]/.test(bytes.toString('latin1', at + MARK.length, at + 13)))
      return at;
  }
  return -1;
}

/** How many bytes at the end of `bytes` may be the beginning of a message and have to be kept. */
function tail_of(kind, bytes) {
  if (kind === 'response') return Math.min(bytes.length, 12);
  const lf = bytes.lastIndexOf(10);
  return Math.min(bytes.length - lf, bytes.length, MAX_LINE);
}

exports.HTTP2_PREFACE = HTTP2_PREFACE;
exports.is_http2_preface = is_http2_preface;
exports.find_request = find_request;
exports.find_response = find_response;
exports.tail_of = tail_of;
