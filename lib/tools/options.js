'use strict';

// Command lines: getopt's habits (-nr FILE, -ilo, the filter as the last words), and the same first
// words of help for every command.

const { parseArgs } = require('node:util');
const { version } = require('../../package.json');
const { Failure } = require('./failure');
const { FORMS } = require('./format');

const COLORS = ['always', 'auto', 'never'];
const MAX_SNAP_LENGTH = 262144; // bytes

const MAX_DURATION = 2 ** 31 / 1000 - 1; // seconds that a timer takes

const UNITS = { '': 1e6, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }; // bytes

/** What every command takes. */
const CAPTURE_OPTIONS = {
  D: { type: 'boolean', short: 'D' },
  i: { type: 'string', short: 'i' },
  f: { type: 'string', short: 'f' },
  r: { type: 'string', short: 'r' },
  nats: { type: 'string' },
  w: { type: 'string', short: 'w' },
  C: { type: 'string', short: 'C' },
  G: { type: 'string', short: 'G' },
  W: { type: 'string', short: 'W' },
  U: { type: 'boolean', short: 'U' },
  c: { type: 'string', short: 'c' },
  b: { type: 'string', short: 'b' },
  duration: { type: 'string' },
  'immediate-mode': { type: 'boolean' },
  l: { type: 'boolean', short: 'l' },
  s: { type: 'string', short: 's' },
  p: { type: 'boolean', short: 'p' },
  Z: { type: 'string', short: 'Z' },
  n: { type: 'boolean', short: 'n' },
  resolve: { type: 'boolean' },
  time: { type: 'string' },
  color: { type: 'string', bare: 'always', value: /^(always|auto|never)$/ },
  'no-color': { type: 'boolean' },
};

/** What those that do not capture take, too. */
const PLAIN_OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
};

/**
 * Parses the command line of a tool.
 * @param {object} tool  { name, options }
 * @param {string[]} args
 * @returns {object} values by name; f is the filter, undefined where there is none
 * @throws {Failure}
 */
function parse_command_line(tool, args) {
  const capture = tool.captures === false ? {} : CAPTURE_OPTIONS;
  const options = { ...capture, ...PLAIN_OPTIONS, ...tool.options };
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg, i) => long_form(arg, args[i + 1], options)),
      options,
      allowPositionals: tool.captures !== false,
    });
    check_time(values, tool);
    return checked(values, positionals.join(' '));
  } catch (error) {
    if (!(error instanceof Failure) && !/^ERR_PARSE_ARGS/.test(error.code)) throw error;
    throw new Failure(plain(error.message), `Try ${tool.name} --help`);
  }
}

function check_time({ time }, { times = FORMS }) {
  if (time === undefined || times.includes(time)) return;
  throw new Failure(`--time takes ${times.join(', ')}, not ${time}`);
}

function checked(values, words) {
  if (values.r !== undefined && values.i !== undefined) {
    throw new Failure('-r reads a file, -i a device: give one of them');
  }
  if (values.f !== undefined && words !== '') {
    throw new Failure(`there are two filters: -f ${values.f} and ${words}`);
  }
  if (values.w === undefined && ['C', 'G', 'W', 'U'].some((name) => values[name] !== undefined)) {
    throw new Failure('-C, -G, -W and -U are about the file that -w names');
  }
  if (values.color !== undefined && !COLORS.includes(values.color)) {
    throw new Failure(`--color takes always, auto or never, not ${values.color}`);
  }
  return {
    ...values,
    f: words === '' ? values.f : words,
    b: megabytes(values.b),
    C: bytes_of('-C', values.C),
    G: whole_number('-G', values.G, 1, 2 ** 31 - 1),
    W: whole_number('-W', values.W, 1, 1000000),
    c: whole_number('-c', values.c, 1, Number.MAX_SAFE_INTEGER),
    duration: duration_of(values.duration),
    s: whole_number('-s', values.s, 0, 2 ** 31 - 1) || MAX_SNAP_LENGTH, // 0, as with tcpdump
  };
}

// http_trace of old took -headers for --headers; long names with one dash stay allowed. An option
// with `bare` may stand alone: its value is that where what follows does not look like a `value`.
function long_form(arg, next, options) {
  const is_long = /^-[a-z]{2,}/.test(arg) && Object.hasOwn(options, arg.slice(1));
  const long = is_long ? `-${arg}` : arg;
  const { bare, value } = options[long.replace(/^--/, '')] ?? {};
  if (bare === undefined || !long.startsWith('--')) return long;
  return next !== undefined && value.test(next) ? long : `${long}=${bare}`;
}

/** parseArgs's message, without what our options do not have: --r is not a name of -r. */
function plain(message) {
  return message
    .replace(/'-(\w), --\1(?: <value>)?'/g, '-$1')
    .replace(/\. To specify a positional argument .*/s, '')
    .replaceAll('\n', ' ')
    .replace(/^Option (-\w) argument missing/, '$1 needs a value');
}

function megabytes(text) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= 2047)) {
    throw new Failure(`-b takes megabytes from above 0 to 2047, not ${text}`);
  }
  return Math.round(number * 1024 * 1024);
}

/** Millions of bytes, as tcpdump's -C. */
function bytes_of(name, text) {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,9})([kmg]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * UNITS[unit?.toLowerCase()];
  if (bytes > 0) return bytes;
  throw new Failure(`${name} takes millions of bytes, or a number with k, m or g, not ${text}`);
}

function whole_number(name, text, min, max) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new Failure(`${name} takes a whole number from ${min}, not ${text}`);
  }
  return number;
}

/** Seconds; a unit may follow: 90, 10m, 1.5h. */
function duration_of(text) {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const seconds = Number(digits) * { '': 1, s: 1, m: 60, h: 3600 }[unit];
  if (seconds > 0 && seconds <= MAX_DURATION) return seconds;
  throw new Failure(`--duration takes seconds, or a number with s, m or h, not ${text}`);
}

/**
 * The regular expressions of an option that may be given more than once; `flags` as RegExp has
 * them.
 */
function regexps(name, list, flags) {
  return list?.map((text) => {
    try {
      return new RegExp(text, flags);
    } catch (error) {
      throw new Failure(`--${name} ${text}: ${error.message}`);
    }
  });
}

exports.CAPTURE_OPTIONS = CAPTURE_OPTIONS;
exports.PLAIN_OPTIONS = PLAIN_OPTIONS;
exports.bytes_of = bytes_of;
exports.parse_command_line = parse_command_line;
exports.regexps = regexps;
exports.version = version;
