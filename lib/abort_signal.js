'use strict';

// The `signal` of sessions.

const { custom } = require('./validate');

/** Checks the option. */
exports.abort_signal = () =>
  custom({
    default: undefined,
    accepts: (value) => typeof value?.addEventListener === 'function',
    what: 'an AbortSignal',
  });

/**
 * Calls `on_abort` when `signal`, an AbortSignal or undefined, is aborted. Returns a function that
 * stops that.
 */
exports.listen_to_abort = function listen_to_abort(signal, on_abort) {
  if (signal === undefined) return () => {};
  signal.addEventListener('abort', on_abort, { once: true });
  return () => signal.removeEventListener('abort', on_abort);
};
