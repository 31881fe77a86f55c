'use strict';

// Messages of lines, as HTTP has them, one in a datagram: SSDP, SIP. A start line, headers with a
// name and a colon, an empty line, a body.

const { view } = require('../packet/bytes');
const { MAX_LISTED } = require('../packet/limits');
const { Message, fail_unless_cut } = require('./message');

const LF = 0x0a;

/** One line at a time; a line's end is CR LF, or LF alone. */
function next_line(bytes, offset, end) {
  let at = offset;
  while (at < end && bytes[at] !== LF) at++;
  const text_end = at > offset && bytes[at - 1] === 0x0d ? at - 1 : at;
  return { text: view(bytes, offset, text_end).toString(), next: Math.min(end, at + 1) };
}

/**
 * @returns `{ start_line, headers, body_at }`; `headers` as `[{ name, value }]` in wire order, with
 *   lines that go on a header put together
 */
function read_text_message(bytes, offset, end) {
  const first = next_line(bytes, offset, end);
  const headers = [];
  let at = first.next;
  while (at < end && headers.length < MAX_LISTED) {
    const { text, next } = next_line(bytes, at, end);
    at = next;
    if (text === '') break;
    const last = headers.at(-1);
    const colon = text.indexOf(':');
    if (/^[ \t]/.test(text) && last !== undefined) last.value += ` ${text.trim()}`;
    else if (colon > 0) {
      headers.push({ name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() });
    }
  }
  return { start_line: first.text, headers, body_at: at };
}

/** The value of the first header of a name, in any case. */
function header_value(headers, ...names) {
  if (!Array.isArray(headers)) return undefined;
  return headers.find(({ name }) => names.includes(String(name).toLowerCase()))?.value;
}

/**
 * What such messages have in common. A class says in `start_lines` how they begin: `{ name,
 * request: of method, URI and version, response: of version, code and reason }`.
 */
class TextMessage extends Message {
  constructor(emitter) {
    super(emitter);
    this.method = undefined;
    this.uri = undefined;
    this.version = undefined;
    this.status_code = undefined;
    this.reason = undefined;
    this.headers = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const { start_line, headers, body_at } = read_text_message(bytes, offset, limit);
    const { start_lines } = this.constructor;
    const request = start_lines.request.exec(start_line);
    const response = request === null ? start_lines.response.exec(start_line) : null;
    if (request !== null) {
      [, this.method, this.uri, this.version] = request;
    } else if (response !== null) {
      this.version = response[1];
      this.status_code = Number(response[2]);
      this.reason = response[3] ?? '';
    } else {
      fail_unless_cut(cursor, `${limit - offset} bytes do not begin as ${start_lines.name} does`);
      return;
    }
    this.headers = headers;
    cursor.offset = body_at;
    this.read_content(bytes, body_at, limit);
  }

  /** What the headers are followed by. */
  read_content() {}
}

TextMessage.header_size = 0;

exports.TextMessage = TextMessage;
exports.header_value = header_value;
