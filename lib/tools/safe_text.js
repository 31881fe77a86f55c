'use strict';

// The only text that the commands write. A SafeText comes from the functions of this file, and each
// of them escapes what it is given: no string from the network reaches the terminal as it is.

const { inspect } = require('node:util');
const escapes = require('./escape');

const KEY = Symbol('made here');

/** Text that was escaped. */
class SafeText {
  #text;

  constructor(key, string) {
    if (key !== KEY) throw new TypeError('SafeText is made by the tag safe`…`');
    this.#text = string;
  }

  /** Characters, colors included. */
  get length() {
    return this.#text.length;
  }

  toString() {
    return this.#text;
  }

  /** At most `width` characters of it. */
  cut(width) {
    return made(this.#text.slice(0, width));
  }

  /** Filled up with spaces. */
  padEnd(width) {
    return made(this.#text.padEnd(width));
  }

  /** Filled up with spaces, before the text. */
  padStart(width) {
    return made(this.#text.padStart(width));
  }
}

function made(string) {
  return new SafeText(KEY, string);
}

function escaped(value) {
  if (typeof value === 'number') return `${value}`;
  if (typeof value === 'string') return escapes.escape_text(value);
  if (value instanceof SafeText) return value.toString();
  if (value instanceof Uint8Array) return escapes.escape_bytes(value);
  return escapes.escape_text(value);
}

/** Tag: the template's own text stays as it is, values are escaped, Buffers as UTF-8. */
function safe(parts, ...values) {
  if (!Array.isArray(parts.raw) || !Object.isFrozen(parts.raw))
    throw new TypeError('safe is a tag for templates');
  let string = parts[0];
  for (let i = 0; i < values.length; i++) string += escaped(values[i]) + parts[i + 1];
  return made(string);
}

/** A string whose characters are bytes, as the HTTP parser returns URLs and header values. */
function safe_latin1(string) {
  return made(escapes.escape_latin1(string));
}

/** One line of JSON. */
function safe_json(value) {
  return made(escapes.escape_json(value));
}

/** A line of what JSON.stringify() has made. */
function safe_json_text(text) {
  return made(escapes.escape_json_text(text));
}

/**
 * Bytes as lines. Ends when they have about `limit` characters.
 * @returns {{lines: SafeText[], used: number}} the lines, and how many of the bytes they show
 */
function safe_lines(bytes, limit) {
  const { text, used } = escapes.escape_body(bytes, limit);
  return { lines: text.replace(/\n$/, '').split('\n').map(made), used };
}

/** The text of a SafeText of another thread. */
function safe_of_thread(string) {
  return made(string);
}

/** The items, escaped, with a separator between them. */
function join(items, separator = ' ') {
  return made(items.map(escaped).join(escaped(separator)));
}

/**
 * A function (color, value) that colors values, or only escapes them.
 * @param {boolean} wanted
 */
function make_style(wanted) {
  if (!wanted) return (color, value) => (value instanceof SafeText ? value : made(escaped(value)));
  return (color, value) => {
    const [on, off] = inspect.colors[color];
    return made(`\x1b[${on}m${escaped(value)}\x1b[${off}m`);
  };
}

exports.SafeText = SafeText;
exports.join = join;
exports.make_style = make_style;
exports.safe = safe;
exports.safe_json = safe_json;
exports.safe_json_text = safe_json_text;
exports.safe_latin1 = safe_latin1;
exports.safe_lines = safe_lines;
exports.safe_of_thread = safe_of_thread;
