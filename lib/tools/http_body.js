'use strict';

// Bodies: collected while they pass, then as lines for people or as fields for programs. Neither
// the work nor the result grows with what a sender makes of its body: each step has MAX_BODY as its
// limit.

const { isUtf8 } = require('node:buffer');
const { decode_content } = require('../app/http1/content');
const { indent_json } = require('./json_indent');
const { safe, safe_latin1, safe_lines } = require('./safe_text');

const EMPTY = Buffer.alloc(0);
const MAX_BODY = 1024 * 1024; // bytes kept of a body, decoded of it, and characters shown of it

/** Room for the bodies of all connections, and for one. */
class BodyBudget {
  left = 64 * 1024 * 1024; // bytes

  constructor(max_body = MAX_BODY) {
    this.max_body = max_body;
  }
}

/** Collects the first bytes of the bodies of a connection, as long as there is room. */
class BodyStore {
  #bodies = new Map(); // message -> { parts, size }
  #budget;

  /**
   * @param {BodyBudget} budget  that other stores may share
   */
  constructor(budget) {
    this.#budget = budget;
  }

  add(message, data) {
    let body = this.#bodies.get(message);
    if (!body) this.#bodies.set(message, (body = { parts: [], size: 0, is_cut: false }));
    const room = body.is_cut ? 0 : Math.min(this.#budget.max_body - body.size, this.#budget.left);
    body.is_cut ||= room < data.length;
    if (room <= 0) return;
    const kept = Buffer.from(data.subarray(0, room));
    body.parts.push(kept);
    body.size += kept.length;
    this.#budget.left -= kept.length;
  }

  /** What was kept of a body so far, at most `limit` bytes. */
  peek(message, limit = MAX_BODY) {
    const { parts, size } = this.#bodies.get(message) ?? { parts: [], size: 0 };
    return Buffer.concat(parts, Math.min(size, limit));
  }

  /** Returns what was kept of a body, once. */
  take(message) {
    const body = this.#bodies.get(message);
    if (!body) return EMPTY;
    this.#bodies.delete(message);
    this.#budget.left += body.size;
    return Buffer.concat(body.parts);
  }

  /** Forgets all bodies. */
  close() {
    for (const message of this.#bodies.keys()) this.take(message);
  }
}

/**
 * A body as lines, JSON indented.
 * @param {object} message  HTTPRequest or HTTPResponse
 * @param {Buffer} bytes  what was kept of the body
 * @returns {SafeText[]}
 */
function body_lines(message, bytes) {
  const lines = content_lines(message, bytes);
  const left_out = message.body_len - bytes.length;
  if (left_out > 0) lines.push(safe`[${left_out} more bytes]`);
  if (message.missing > 0) lines.push(safe`[${message.missing} bytes were not captured]`);
  return lines;
}

function content_lines(message, bytes) {
  const type = message.header('content-type') ?? '';
  const { data, error } = decode_content(bytes, message.header('content-encoding'), MAX_BODY);
  if (error) return [safe`[${summary_of(type, bytes)}; ${error}]`];
  const is_json = /\bjson\b/i.test(type);
  if (!is_json && !is_text(type, data)) return [safe`[${summary_of(type, data)}]`];
  const text = (is_json && indented(data)) || data;
  const { lines, used } = safe_lines(text, MAX_BODY);
  if (used < text.length) lines.push(safe`[${text.length - used} more bytes when decoded]`);
  return lines;
}

function summary_of(type, data) {
  const start = data.subarray(0, 16).toString('hex').replace(/../g, '$& ').trim();
  const more = data.length > 16 ? ' …' : '';
  return safe`${safe_latin1(type || 'no type')}, ${data.length} bytes: ${start}${more}`;
}

function is_text(type, data) {
  if (/^(text\/|application\/(xml|javascript|x-www-form-urlencoded))|\+xml\b/i.test(type))
    return true;
  if (/^(image|audio|video|font)\//i.test(type)) return false;
  return !has_binary_bytes(data.subarray(0, 1024)) && utf8_length(data) !== undefined;
}

/** Control characters that no text has. */
function has_binary_bytes(data) {
  return data.some((byte) => byte < 9 || (byte > 13 && byte < 27));
}

/** Length of UTF-8 text whose last character may be cut; undefined when it is not UTF-8. */
function utf8_length(data) {
  const cut = [0, 1, 2, 3].find((left_out) => isUtf8(data.subarray(0, data.length - left_out)));
  return cut === undefined ? undefined : data.length - cut;
}

function indented(data) {
  if (!isUtf8(data)) return undefined;
  const text = indent_json(data.toString('utf8'));
  return text === undefined ? undefined : Buffer.from(text);
}

/**
 * A body as properties for JSON, byte for byte after content decoding: `NAME` is text where the
 * body is UTF-8, otherwise `NAME_base64` and `NAME_type`. `NAME_error` says why it is not decoded.
 * @param {string} name  such as 'response_body'
 */
function body_fields(name, message, bytes) {
  const type = message.header('content-type') ?? null;
  const { data, error } = decode_content(bytes, message.header('content-encoding'), MAX_BODY);
  const fields =
    error === undefined && isUtf8(data)
      ? { [name]: data.toString('utf8') }
      : { [`${name}_base64`]: (data ?? bytes).toString('base64'), [`${name}_type`]: type };
  if (error !== undefined) fields[`${name}_error`] = error;
  if (message.body_len > bytes.length) fields[`${name}_truncated`] = true;
  return fields;
}

exports.BodyBudget = BodyBudget;
exports.BodyStore = BodyStore;
exports.body_fields = body_fields;
exports.body_lines = body_lines;
