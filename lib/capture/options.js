'use strict';

// The options of sessions, dump files and filters. Here, as in version 3, null and NaN say "the
// default" as undefined does, and numbers are rounded.

const { abort_signal } = require('../abort_signal');
const { option_error } = require('../errors');
const { check_options, number, boolean, string, custom } = require('../validate');

const INT32_MAX = 2 ** 31 - 1;
const MAX_SNAP_LENGTH = 262144; // bytes, of libpcap

const DIRECTIONS = ['inout', 'in', 'out'];
const PRECISIONS = ['micro', 'nano'];

/** Whether a value says "the default". */
function is_default(value) {
  return value === undefined || value === null || Number.isNaN(value);
}

/** A whole number that C can take; others are rounded. */
const int32 = (given) => number({ max: INT32_MAX, rounded: true, ...given });

/** A string that C can take. */
const c_string = (fallback = '') => string({ default: fallback, for_c: true });

const SESSION_OPTIONS = {
  filter: c_string(),
  buffer_size: int32({ default: 10 * 1024 * 1024, min: 0 }), // bytes
  snap_length: int32({ default: MAX_SNAP_LENGTH, min: 1 }), // bytes
  outfile: c_string(),
  monitor: boolean(false),
  buffer_timeout: int32({ default: 1000, min: -INT32_MAX - 1 }), // milliseconds
  promiscuous: boolean(true),
  tstamp_precision: string({ default: 'micro', choices: PRECISIONS }),
  tstamp_type: c_string(),
  any_link_type: string({ default: 'sll', choices: ['sll', 'sll2'] }),
  direction: string({ default: 'inout', choices: DIRECTIONS }),
  fanout: custom({
    default: undefined,
    accepts: (value) => typeof value === 'boolean' || typeof value === 'object',
    what: 'true or an object',
  }),
  signal: abort_signal(),
};

const FANOUT_OPTIONS = {
  id: int32({ default: -1, min: 0, max: 65535 }), // -1: a new group
  defragment: boolean(true),
  closed: boolean(false),
};

const any = { default: undefined, check: (name, value) => value }; // CaptureWriter checks it

const DUMP_OPTIONS = {
  format: string({ default: undefined, choices: ['pcap', 'pcapng'] }),
  link_type: c_string('LINKTYPE_ETHERNET'),
  snap_length: int32({ default: MAX_SNAP_LENGTH, min: 1 }),
  tstamp_precision: string({ default: undefined, choices: PRECISIONS }),
  rotate_size: int32({ default: 0, min: 0, max: Number.MAX_SAFE_INTEGER }), // bytes
  rotate_seconds: int32({ default: 0, min: 0 }),
  max_files: int32({ default: 0, min: 0 }),
  on_file: custom({
    default: undefined,
    accepts: (value) => typeof value === 'function',
    what: 'a function',
  }),
  hardware: any,
  os: any,
  application: any,
  comment: any,
  interfaces: any,
};

const FILTER_OPTIONS = {
  link_type: c_string('LINKTYPE_ETHERNET'),
  snap_length: int32({ default: 65535, min: 1 }),
  netmask: custom({
    default: undefined,
    accepts: (value) => typeof value === 'number' || require('node:net').isIPv4(value),
    what: "like '255.255.255.0', or a number",
  }),
};

/** One argument that is a string C can take; '' when it is not set. */
function text_argument(name, value) {
  return is_default(value) ? '' : c_string().check(name, value);
}

/** Options with defaults filled in; an unknown one is a warning. */
const checked = (subject, options, table) => check_options(subject, options, table, is_default);

/** The options of version 3's constructor, by position. */
function of_positions([
  filter,
  buffer_size,
  snap_length,
  outfile,
  monitor,
  buffer_timeout,
  promiscuous,
]) {
  return { filter, buffer_size, snap_length, outfile, monitor, buffer_timeout, promiscuous };
}

/** The constructor's arguments after the device: an object of options, or version 3's positions. */
function of_constructor(rest) {
  const is_object = typeof rest[0] === 'object' && rest[0] !== null;
  return is_object ? rest[0] : of_positions(rest);
}

/** createSession's arguments after the device: v3's object, or v2's filter and buffer size. */
function of_arguments(options, buffer_size) {
  if (typeof options === 'string') return { filter: options, buffer_size };
  if (is_default(options)) return { buffer_size };
  if (typeof options === 'object') return options;
  throw option_error(`options must be an object or a filter, not ${typeof options}`);
}

/** What a session's option `fanout` says, with defaults filled in; undefined: there is none. */
function fanout_options(given) {
  if (given === undefined || given === false) return undefined;
  return checked('fanout', given === true ? {} : given, FANOUT_OPTIONS);
}

exports.DIRECTIONS = DIRECTIONS;
exports.MAX_SNAP_LENGTH = MAX_SNAP_LENGTH;
exports.is_default = is_default;
exports.of_arguments = of_arguments;
exports.of_constructor = of_constructor;
exports.text_argument = text_argument;
exports.session_options = (options) => checked('session', options, SESSION_OPTIONS);
exports.dump_options = (options) => checked('create_dump_file', options, DUMP_OPTIONS);
exports.SESSION_OPTIONS = SESSION_OPTIONS;
exports.fanout_options = fanout_options;
exports.filter_options = (options) => checked('compile_filter', options, FILTER_OPTIONS);
