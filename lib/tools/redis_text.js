'use strict';

// Redis commands and replies as redis-cli would show them, on one line, safe on a terminal.

const { RESPError, RESPMap } = require('../app/redis');
const { escape_bytes, escape_text } = require('./terminal');

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
  const shown = [cut(name).toUpperCase(), ...rest.slice(0, MAX_ITEMS).map(show_argument)];
  const left_out = (command.args.total ?? command.args.length) - 1 - MAX_ITEMS;
  if (left_out > 0) shown.push(`… (${left_out} more)`);
  return shown.join(' ');
}

function show_value(value, depth = 0) {
  if (value === null) return '(nil)';
  if (Buffer.isBuffer(value)) return quoted(cut(value));
  if (value instanceof RESPError) return `(error) ${escape_text(value.error)}`;
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

/** The value as JSON has it; strings as UTF-8. */
function json_value(value) {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (value instanceof RESPError) return { error: value.error };
  if (value instanceof RESPMap) {
    return value.entries.map(([key, item]) => [json_value(key), json_value(item)]);
  }
  if (Array.isArray(value)) return Array.from(value, json_value);
  return value;
}

exports.show_command = show_command;
exports.show_value = show_value;
exports.json_value = json_value;
