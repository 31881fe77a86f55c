'use strict';

// What a session can be told, checked before anything is opened.

const { option_error } = require('../errors');
const { show } = require('../validate');

const INT32_MAX = 2 ** 31 - 1;

const defaults = {
  buffer_size: 10 * 1024 * 1024, // bytes
  snap_length: 65535, // bytes
  buffer_timeout: 1000, // milliseconds
};

const directions = ['inout', 'in', 'out'];
const precisions = ['micro', 'nano'];

/** Whether a value is a way to say "the default". */
function is_unset(value) {
  return value === undefined || value === null || Number.isNaN(value);
}

/** A whole number from min to max, or the default of that name; throws otherwise, as all below. */
function number(name, value, min, max) {
  if (is_unset(value)) return defaults[name];
  if (typeof value !== 'number') {
    throw option_error(`${name} must be a number, not ${typeof value}`);
  }
  const rounded = Math.round(value);
  if (!(rounded >= min && rounded <= max)) {
    throw option_error(`${name} must be from ${min} to ${max}, not ${show(value)}`, RangeError);
  }
  return rounded;
}

/** true or false, or fallback when it is not set. */
function boolean(name, value, fallback) {
  if (is_unset(value)) return fallback;
  if (typeof value !== 'boolean') {
    throw option_error(`${name} must be true or false, not ${typeof value}`);
  }
  return value;
}

/** A string that C can take; '' when it is not set. */
function string(name, value) {
  if (is_unset(value)) return '';
  if (typeof value !== 'string') {
    throw option_error(`${name} must be a string, not ${typeof value}`);
  }
  if (value.includes('\0')) throw option_error(`${name} must not contain a NUL`);
  return value;
}

/** One of the choices, the first when it is not set. */
function choice(name, value, choices) {
  if (is_unset(value)) return choices[0];
  if (!choices.includes(value)) {
    const Type = typeof value === 'string' ? RangeError : TypeError;
    throw option_error(`${name} must be one of ${choices.join(', ')}, not ${show(value)}`, Type);
  }
  return value;
}

/** An AbortSignal, ours or another one's, or undefined. */
function abort_signal(name, value) {
  if (is_unset(value)) return undefined;
  if (typeof value !== 'object' || typeof value.addEventListener !== 'function') {
    throw option_error(`${name} must be an AbortSignal`);
  }
  return value;
}

/** An object of options, empty when it is not set. */
function object(value) {
  if (is_unset(value)) return {};
  if (typeof value !== 'object') {
    throw option_error(`options must be an object, not ${typeof value}`);
  }
  return value;
}

/** Everything that a session is opened with, in order and of the right type. */
function check(options) {
  return {
    filter: string('filter', options.filter),
    buffer_size: number('buffer_size', options.buffer_size, 0, INT32_MAX),
    snap_length: number('snap_length', options.snap_length, 1, INT32_MAX),
    outfile: string('outfile', options.outfile),
    monitor: boolean('monitor', options.monitor, false),
    buffer_timeout: number('buffer_timeout', options.buffer_timeout, -INT32_MAX - 1, INT32_MAX),
    promiscuous: boolean('promiscuous', options.promiscuous, true),
    tstamp_precision: choice('tstamp_precision', options.tstamp_precision, precisions),
    tstamp_type: string('tstamp_type', options.tstamp_type),
    direction: choice('direction', options.direction, directions),
    signal: abort_signal('signal', options.signal),
  };
}

/** The second and third argument of createSession: v3's object, or v2's filter and buffer size. */
function from_arguments(options, buffer_size) {
  if (typeof options === 'string') return { filter: options, buffer_size };
  if (is_unset(options)) return { buffer_size };
  if (typeof options !== 'object') {
    throw option_error(`options must be an object or a filter, not ${typeof options}`);
  }
  return options;
}

exports.check = check;
exports.choice = choice;
exports.directions = directions;
exports.from_arguments = from_arguments;
exports.is_unset = is_unset;
exports.number = number;
exports.object = object;
exports.precisions = precisions;
exports.string = string;
