'use strict';

// The options of a fan-out: its own, and those of the sessions that it opens.

const os = require('node:os');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const { abort_signal } = require('../abort_signal');
const { SESSION_OPTIONS, is_default } = require('../capture/options');
const { check_options, custom, number, string } = require('../validate');
const { option_error } = require('../errors');

const MAX_WORKERS = 64;

// Not outfile, which each worker would write, nor what is decided here.
const SESSION = { ...SESSION_OPTIONS };
for (const name of ['outfile', 'fanout', 'signal']) delete SESSION[name];

const OWN = {
  workers: number({ default: undefined, min: 1, max: MAX_WORKERS, integer: true }),
  module: custom({
    default: undefined,
    accepts: (value) => typeof value === 'string' || value instanceof URL,
    what: 'a path or a URL',
  }),
  data: { default: undefined, check: (name, value) => value },
  by: string({ default: undefined, choices: ['kernel', 'reader'] }),
  max_queued: number({ default: 4 * 1024 * 1024, min: 1 }), // bytes a worker
  max_unread: number({ default: 4096, min: 1, integer: true }), // messages a worker
  max_replacements: number({ default: 100, min: 0, integer: true }),
  signal: abort_signal(),
};

/** An absolute path; a relative one begins in the current folder, as that of a Worker does. */
function path_of(module) {
  if (module === undefined) throw option_error('fanout: option module is missing');
  return module instanceof URL ? fileURLToPath(module) : path.resolve(module);
}

/** `{ own, session }`: checked options with defaults filled in. */
exports.fanout_options = function fanout_options(given) {
  const all = check_options('fanout', given, { ...SESSION, ...OWN }, is_default);
  const pick = (table) => Object.fromEntries(Object.keys(table).map((name) => [name, all[name]]));
  const own = pick(OWN);
  own.module = path_of(own.module);
  own.workers ??= Math.min(os.availableParallelism(), MAX_WORKERS);
  return { own, session: pick(SESSION) };
};
