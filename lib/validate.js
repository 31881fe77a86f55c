'use strict';

// Checks options. A class declares its options as a table of checkers:
//
//     const OPTIONS = { timeout: number({ default: 30, min: 0 }), strict: boolean(false) };
//     const options = check_options('Defragmenter', given, OPTIONS);
//
// A wrong type or range throws ERR_PCAP_OPTION with the option's name. An option that the table
// does not have is a warning that names the nearest one that it has.

const { option_error } = require('./errors');
const { warn } = require('./warnings');

/** A value as an error's text shows it. */
function show(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/**
 * A number from `min` to `max`. NaN is an error. Limits without a `max` take Infinity, which means
 * no limit; `integer` rejects fractions, `rounded` rounds them.
 */
function number({ default: fallback, min = -Infinity, max = Infinity, integer, rounded }) {
  return {
    default: fallback,
    check(name, value) {
      if (typeof value !== 'number') {
        throw option_error(`${name} must be a number, not ${typeof value}`);
      }
      if (rounded) value = Math.round(value);
      if (integer && value !== Infinity && !Number.isInteger(value)) {
        throw option_error(`${name} must be a whole number, not ${value}`, RangeError);
      }
      if (!(value >= min && value <= max)) {
        const range = max === Infinity ? `${min} or more` : `from ${min} to ${max}`;
        throw option_error(`${name} must be ${range}, not ${value}`, RangeError);
      }
      return value;
    },
  };
}

/** true or false. */
function boolean(fallback) {
  return {
    default: fallback,
    check(name, value) {
      if (typeof value === 'boolean') return value;
      throw option_error(`${name} must be true or false, not ${typeof value}`);
    },
  };
}

/** A string; with `choices`, one of them; with `for_c`, one that C can take. */
function string({ default: fallback, choices, for_c = false }) {
  return {
    default: fallback,
    check(name, value) {
      if (typeof value !== 'string') {
        throw option_error(`${name} must be a string, not ${typeof value}`);
      }
      if (for_c && value.includes('\0')) throw option_error(`${name} must not contain a NUL`);
      if (choices && !choices.includes(value)) {
        throw option_error(
          `${name} must be one of ${choices.join(', ')}, not ${show(value)}`,
          RangeError,
        );
      }
      return value;
    },
  };
}

/** An array of port numbers. */
function ports(fallback) {
  const is_port = (value) => Number.isInteger(value) && value >= 0 && value <= 65535;
  return {
    default: fallback,
    check(name, value) {
      if (Array.isArray(value) && value.every(is_port)) return value;
      throw option_error(`${name} must be an array of port numbers`);
    },
  };
}

/** Anything that `accepts` takes; `what` completes the sentence "NAME must be …". */
function custom({ default: fallback, accepts, what }) {
  return {
    default: fallback,
    check(name, value) {
      if (accepts(value)) return value;
      throw option_error(`${name} must be ${what}, not ${typeof value}`);
    },
  };
}

/** Levenshtein's distance between two short names. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced);
    }
    row = next;
  }
  return row[b.length];
}

const is_undefined = (value) => value === undefined;

/** The known name that `name` most likely stands for, or undefined. */
function nearest(name, known) {
  const plain = (text) => text.toLowerCase().replaceAll('_', '');
  const wanted = plain(name.slice(0, 64));
  let best = undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const is_prefix = wanted.length > 3 && plain(candidate).startsWith(wanted); // snaplen
    const far = is_prefix ? 0 : distance(wanted, plain(candidate));
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Warns about each option that is set and not in `known`. */
function warn_unknown(subject, options, known, is_default = is_undefined) {
  for (const name of Object.keys(options)) {
    if (known.includes(name) || is_default(options[name])) continue;
    const meant = nearest(name, known);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    warn(`${subject}: unknown option ${name}${hint}`);
  }
}

/**
 * Options with defaults filled in.
 * @param {string} subject  the class, as errors and warnings name it
 * @param {object | undefined} given
 * @param {object} table  option -> checker
 * @param {(value) => boolean} [is_default]  whether a value says "the default"
 * @throws {TypeError | RangeError} ERR_PCAP_OPTION, with the option's name
 */
function check_options(subject, given, table, is_default = is_undefined) {
  const options = is_default(given) ? {} : given;
  if (typeof options !== 'object' || options === null) {
    throw option_error(`${subject}: options must be an object, not ${show(given)}`);
  }
  const checked = {};
  for (const [name, checker] of Object.entries(table)) {
    const value = options[name];
    checked[name] = is_default(value)
      ? checker.default
      : checker.check(`${subject}: option ${name}`, value);
  }
  warn_unknown(subject, options, Object.keys(table), is_default);
  return checked;
}

/** The defaults of a table of checkers. */
function defaults_of(table) {
  const entries = Object.entries(table).map(([name, checker]) => [name, checker.default]);
  return Object.freeze(Object.fromEntries(entries));
}

exports.boolean = boolean;
exports.check_options = check_options;
exports.custom = custom;
exports.defaults_of = defaults_of;
exports.number = number;
exports.ports = ports;
exports.show = show;
exports.string = string;
