'use strict';

// The options of a TCPTracker, checked. Every limit has a default; Infinity takes it away (but for overlap_history).

/** Defaults; times in seconds of capture time. */
const DEFAULTS = Object.freeze({
  idle_timeout: 3600,
  closed_timeout: 10,
  gap_timeout: 1,
  max_sessions: 100_000,
  max_half_open: 16_384,
  max_buffered_bytes: 16 * 1024 * 1024,
  max_buffered_bytes_total: 64 * 1024 * 1024,
  overlap_history: 256 * 1024,
  defragment: true,
  server_ports: Object.freeze([]),
});

/** The most that `overlap_history` can be. */
const MAX_HISTORY = 1 << 30;

function fail(ErrorClass, code, text) {
  const error = new ErrorClass(text);
  error.code = code;
  throw error;
}

function check_limit(name, value) {
  if (typeof value !== 'number') {
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      `TCPTracker: option ${name} must be a number, got ${typeof value}`,
    );
  }
  const least = name === 'max_sessions' || name === 'max_half_open' ? 1 : 0;
  if (name === 'overlap_history' && !(value <= MAX_HISTORY)) {
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `TCPTracker: option ${name} must be at most ${MAX_HISTORY}, got ${value}`,
    );
  }
  if (!(value >= least)) {
    fail(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `TCPTracker: option ${name} must be ${least} or more, got ${value}`,
    );
  }
}

function check_ports(ports) {
  const is_port = (port) => Number.isInteger(port) && port >= 0 && port <= 65535;
  if (!Array.isArray(ports) || !ports.every(is_port)) {
    fail(
      TypeError,
      'ERR_INVALID_ARG_TYPE',
      'TCPTracker: option server_ports must be an array of port numbers',
    );
  }
}

/** Options with defaults filled in. Throws a TypeError or RangeError that names the option. */
function check_options(options = {}) {
  if (typeof options !== 'object' || options === null) {
    fail(TypeError, 'ERR_INVALID_ARG_TYPE', 'TCPTracker: options must be an object');
  }
  const checked = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) {
    const value = options[name];
    if (value === undefined) continue;
    if (name === 'server_ports') check_ports(value);
    else if (name !== 'defragment') check_limit(name, value);
    else if (typeof value !== 'boolean' && typeof value?.defragment !== 'function') {
      fail(
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        'TCPTracker: option defragment must be a boolean or a Defragmenter',
      );
    }
    checked[name] = value;
  }
  return checked;
}

exports.DEFAULTS = DEFAULTS;
exports.check_options = check_options;
