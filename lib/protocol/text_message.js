'use strict';

// Messages of lines, as HTTP has them, one in a datagram: SSDP, SIP. A start line, headers with a
// name and a colon, an empty line, a body.

const { view } = require('../packet/bytes');
const { MAX_LISTED } = require('../packet/limits');

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

exports.header_value = header_value;
exports.read_text_message = read_text_message;
