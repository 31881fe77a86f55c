'use strict';

// Finds HTTP/1.x messages where it is not known that one begins: in a connection that was already
// open when the capture began, and after bytes that the capture missed or the parser refused.

const MARK = 'HTTP/1.';
const MAX_LINE = 8192; // how far before 'HTTP/1.' a request line may begin
const MAX_METHOD = 32;
const [LF, CR, SPACE, DASH, DEL] = [10, 13, 32, 45, 127];
const METHODS = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH'],
]);
const LONGEST_METHOD = Math.max(...[...METHODS].map((method) => method.length));

/** The preface of an HTTP/2 client (RFC 9113, 3.4). */
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** 'yes', 'no', or 'maybe' when the bytes so far are a beginning of the preface. */
function is_http2_preface(bytes) {
  const length = Math.min(bytes.length, HTTP2_PREFACE.length);
  if (HTTP2_PREFACE.compare(bytes, 0, length, 0, length) !== 0) return 'no';
  return length === HTTP2_PREFACE.length ? 'yes' : 'maybe';
}

/**
 * Where in `bytes` a request begins; -1 when none does. It begins after a line feed or at a
 * segment's first byte; elsewhere, as after a body that ends without a line feed, only with a
 * method that is known.
 * @param {Buffer} bytes
 * @param {object} [where]
 * @param {number} [where.segment]  where in `bytes` a segment begins; -1: nowhere
 * @param {boolean} [where.at_line]  whether the first byte can be the first of a line
 */
function find_request(bytes, { segment = 0, at_line = true } = {}) {
  let floor = 0; // a URL has no spaces: none reaches back over the mark before
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    const end = at + MARK.length + 1;
    if (bytes[end] !== CR && bytes[end] !== LF) continue;
    const lowest = Math.max(floor, at - MAX_LINE);
    const start = request_start(bytes, at, lowest, { segment, at_line });
    if (start !== -1) return start;
    floor = at;
  }
  return -1;
}

// Where the request begins whose version stands at `at`: 'METHOD URL ' before it, read backwards.
function request_start(bytes, at, floor, where) {
  if (at <= floor || bytes[at - 1] !== SPACE) return -1;
  let url = at - 1;
  while (url > floor && bytes[url - 1] > SPACE && bytes[url - 1] !== DEL) url--;
  if (url === at - 1 || url <= floor || bytes[url - 1] !== SPACE) return -1;
  const end = url - 1;
  let start = end;
  while (start > floor && end - start < MAX_METHOD && is_method_char(bytes[start - 1])) start--;
  return method_start(bytes, start, end, where);
}

// Where in a run of capital letters before a URL the method begins.
function method_start(bytes, start, end, where) {
  const { segment } = where;
  const is_known = (from) => METHODS.has(bytes.latin1Slice(from, end));
  const at_line = start === 0 ? where.at_line : bytes[start - 1] === LF;
  if (at_line && is_known(start)) return start;
  if (segment > start && segment < end && is_known(segment)) return segment;
  if ((at_line || start === segment) && end - start > 1 && bytes[start] !== DASH) return start;
  for (let from = Math.max(start, end - LONGEST_METHOD); from < end; from++) {
    if (is_known(from)) return from;
  }
  return -1;
}

function is_method_char(byte) {
  return (byte >= 65 && byte <= 90) || byte === DASH;
}

function is_digit(byte) {
  return byte >= 48 && byte <= 57;
}

/** Where in `bytes` a response begins; -1 when none does. */
function find_response(bytes) {
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    const version = at + MARK.length;
    const status = version + 2;
    const after = bytes[status + 3];
    if (
      (bytes[version] === 48 || bytes[version] === 49) &&
      bytes[version + 1] === SPACE &&
      bytes[status] >= 49 &&
      bytes[status] <= 53 &&
      is_digit(bytes[status + 1]) &&
      is_digit(bytes[status + 2]) &&
      (after === SPACE || after === CR || after === LF)
    ) {
      return at;
    }
  }
  return -1;
}

/** How many bytes at the end of `bytes` may be the beginning of a message and have to be kept. */
function resync_window(kind, bytes) {
  if (kind === 'response') return Math.min(bytes.length, 12);
  const lf = bytes.lastIndexOf(LF);
  return Math.min(bytes.length - lf, bytes.length, MAX_LINE);
}

exports.is_http2_preface = is_http2_preface;
exports.find_request = find_request;
exports.find_response = find_response;
exports.resync_window = resync_window;
