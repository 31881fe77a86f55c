'use strict';

// --command, --key and --slower: which commands redis_trace shows.

const { Failure } = require('./failure');
const { regexps } = require('./options');
const { keys_of } = require('./redis_keys');

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60000 }; // milliseconds
const MAX_KEY = 1024; // bytes of a key that are looked at

const FILTER_OPTIONS = {
  command: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  slower: { type: 'string' },
};

const FILTER_HELP = `Filtering; all that are given have to hold:
    --command <regex>        show these commands, in any case; may be given more than once
    --key <regex>            show commands about such a key; likewise
    --slower <time>          show what took longer: 500us, 20ms, 1.5s`;

class RedisFilter {
  #commands;
  #keys;
  #slower;

  constructor({ command, key, slower }) {
    this.#commands = regexps('command', command)?.map(({ source }) => new RegExp(source, 'i'));
    this.#keys = regexps('key', key);
    this.#slower = slower === undefined ? undefined : milliseconds(slower);
  }

  /** Whether it takes the reply to tell what is shown. */
  get is_late() {
    return this.#slower !== undefined;
  }

  /** Whether anything is left out. */
  get is_set() {
    return this.is_late || this.#commands !== undefined || this.#keys !== undefined;
  }

  /** Whether a command may be shown; undefined is one that the capture missed. */
  shows(command) {
    if (this.#commands === undefined && this.#keys === undefined) return true;
    if (command === undefined) return false;
    if (this.#commands?.some((regexp) => regexp.test(command.name)) === false) return false;
    return this.#keys === undefined || this.#has_key(command);
  }

  #has_key(command) {
    return keys_of(command).some((key) => {
      const text = key.subarray(0, MAX_KEY).toString('utf8');
      return this.#keys.some((regexp) => regexp.test(text));
    });
  }

  /** Whether a command is shown with its reply. */
  accepts({ command, latency }) {
    if (!this.shows(command)) return false;
    return !this.is_late || latency > this.#slower;
  }
}

function milliseconds(text) {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(us|ms|s|m)?$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * UNITS[unit ?? 'ms'];
  throw new Failure(`--slower takes a time such as 500us, 20ms or 1.5s, not ${text}`);
}

exports.FILTER_HELP = FILTER_HELP;
exports.FILTER_OPTIONS = FILTER_OPTIONS;
exports.RedisFilter = RedisFilter;
