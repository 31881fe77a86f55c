'use strict';

// Redis commands and replies as redis-cli would show them, on one line, escaped.

const { RESPError, RESPMap } = require('../app/redis');
const { isUtf8 } = require('node:buffer');
const { escape_bytes, escape_latin1, escape_text } = require('./escape');

const MAX_TEXT = 100; // bytes shown of a string
const MAX_ITEMS = 10; // shown of a list

/** An argument: as it is when it is one plain word, else in quotes. */
function show_argument(bytes) {
  const text = cut(bytes);
  return /^[^\s"'\\]+$/.test(text) ? text : quoted(text);
}

function quoted(text) {
  return `"${text.replace(/(["])/g, '\\$1')}"`;
}

function cut(bytes) {
  const length = bytes.total ?? bytes.length;
  const shown = escape_bytes(bytes.subarray(0, MAX_TEXT));
  return length > MAX_TEXT ? `${shown}… (${length} bytes)` : shown;
}

function show_command(command) {
  const [name, ...rest] = command.args;
  const shown = [cut(upper_case(name)), ...rest.slice(0, MAX_ITEMS).map(show_argument)];
  const left_out = (command.args.total ?? command.args.length) - 1 - MAX_ITEMS;
  if (left_out > 0) shown.push(`… (${left_out} more)`);
  return shown.join(' ');
}

// Before it is escaped: \x1b is not \X1B.
function upper_case(name) {
  const text = name.toString('latin1').replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return Object.assign(Buffer.from(text, 'latin1'), { total: name.total });
}

function show_value(value, depth = 0) {
  if (value === null) return '(nil)';
  if (Buffer.isBuffer(value)) return quoted(cut(value));
  if (value instanceof RESPError) return `(error) ${escape_latin1(value.error)}`;
  if (typeof value === 'number')
    return `(${Number.isInteger(value) ? 'integer' : 'double'}) ${value}`;
  if (value instanceof RESPMap) return show_map(value, depth);
  if (Array.isArray(value)) return show_list(value, depth);
  return escape_text(value); // booleans, big numbers
}

function show_list(list, depth) {
  const total = list.total ?? list.length;
  if (depth > 3) return `[${total} items]`;
  const shown = list.slice(0, MAX_ITEMS).map((item) => show_value(item, depth + 1));
  if (total > MAX_ITEMS) shown.push(`… (${total - MAX_ITEMS} more)`);
  return `[${[...shown].join(', ')}]`;
}

function show_map({ entries }, depth) {
  if (depth > 3) return `{${entries.length} entries}`;
  const shown = entries
    .slice(0, MAX_ITEMS)
    .map(([key, value]) => `${show_value(key, depth + 1)}: ${show_value(value, depth + 1)}`);
  if (entries.length > MAX_ITEMS) shown.push(`… (${entries.length - MAX_ITEMS} more)`);
  return `{${shown.join(', ')}}`;
}

/**
 * A value for JSON: strings as text where they are UTF-8, otherwise { base64 }; what the session
 * has cut is { text or base64, bytes } and { items, total }.
 */
function json_value(value) {
  if (Buffer.isBuffer(value)) return json_string(value);
  if (value instanceof RESPError) return { error: utf8(value.error) };
  if (value instanceof RESPMap) {
    return value.entries.map(([key, item]) => [json_value(key), json_value(item)]);
  }
  if (Array.isArray(value)) return json_list(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

function json_string(bytes) {
  const is_text = isUtf8(bytes);
  const text = bytes.toString(is_text ? 'utf8' : 'base64');
  const is_cut = bytes.total > bytes.length;
  if (is_text && !is_cut) return text;
  return { [is_text ? 'text' : 'base64']: text, bytes: is_cut ? bytes.total : undefined };
}

function json_list(list) {
  const items = Array.from(list, json_value);
  return list.total > items.length ? { items, total: list.total } : items;
}

function utf8(text) {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

exports.show_command = show_command;
exports.show_value = show_value;
exports.json_value = json_value;
