'use strict';

// Bodies as a person can read them.

const { isUtf8 } = require('node:buffer');
const { decode_content } = require('../app/http1');
const { escape_body, escape_latin1, escape_text } = require('./terminal');

const MAX_BODY = 1024 * 1024; // bytes kept of a body, as sent and as decoded

/** Collects the first MAX_BODY bytes of a body. */
class BodyStore {
  #bodies = new WeakMap();

  add(message, data) {
    let body = this.#bodies.get(message);
    if (!body) this.#bodies.set(message, (body = { parts: [], size: 0 }));
    const room = MAX_BODY - body.size;
    if (room <= 0) return;
    body.parts.push(Buffer.from(data.subarray(0, room)));
    body.size += Math.min(room, data.length);
  }

  take(message) {
    const body = this.#bodies.get(message);
    this.#bodies.delete(message);
    return Buffer.concat(body?.parts ?? []);
  }
}

/** { text } or { note }: the body decoded, or what there is to say of it. */
function read_body(message, bytes) {
  const type = message.header('content-type') ?? '';
  const decoded = decode_content(bytes, message.header('content-encoding'), MAX_BODY);
  if (decoded.error) return { note: `${describe(type, bytes)}; ${decoded.error}` };
  const { data } = decoded;
  if (/\bjson\b/i.test(type)) return { text: pretty_json(data) ?? escape_body(data) };
  if (is_text(type, data)) return { text: escape_body(data) };
  return { note: describe(type, data) };
}

function describe(type, data) {
  const start = data.subarray(0, 16).toString('hex').replace(/../g, '$& ').trim();
  return `${escape_latin1(type) || 'no type'}, ${data.length} bytes: ${start}${data.length > 16 ? ' …' : ''}`;
}

function is_text(type, data) {
  if (/^(text\/|application\/(xml|javascript|x-www-form-urlencoded))|\+xml\b/i.test(type))
    return true;
  if (/^(image|audio|video|font)\//i.test(type)) return false;
  // Control characters that no text has tell binary data; the last character may be cut.
  if (data.subarray(0, 1024).some((byte) => byte < 9 || (byte > 13 && byte < 27))) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(data.subarray(0, data.length - cut)));
}

function pretty_json(data) {
  try {
    return JSON.stringify(JSON.parse(data.toString('utf8')), null, 2)
      .split('\n')
      .map((line) => escape_text(line))
      .join('\n');
  } catch {
    return undefined; // not JSON, or not all of it: shown as it is
  }
}

/** Lines for the trace, indented: no body can look like a line of the trace itself. */
function body_lines(message, bytes) {
  const body = read_body(message, bytes);
  const text = body.text ?? `[${body.note}]`;
  const lines = text.replace(/\n$/, '').split('\n');
  const left_out = message.body_len - bytes.length;
  if (left_out > 0) lines.push(`[${left_out} more bytes]`);
  if (message.missing > 0) lines.push(`[${message.missing} bytes were not captured]`);
  return lines;
}

exports.BodyStore = BodyStore;
exports.read_body = read_body;
exports.body_lines = body_lines;
